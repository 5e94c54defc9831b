import type { ApiClient } from '../cluster/apiClient.ts'
import { ApiFailure } from '../cluster/apiClient.ts'
import type { ContextEntry } from '../cluster/contextEntry.ts'
import { Credentials } from '../cluster/credentials.ts'
import { discover } from '../cluster/discovery.ts'
import { createApiClient } from '../cluster/httpApiClient.ts'
import type { ServedKind } from '../cluster/servedKind.ts'
import type { EngineError, KindId } from '../contract/index.ts'
import { systemClock } from '../watch/clock.ts'
import { linkedAbort } from '../watch/linkedAbort.ts'
import { LinkGate } from '../watch/linkGate.ts'
import { LinkRate } from '../watch/linkRate.ts'
import { ListSlots } from '../watch/listSlots.ts'
import { Reflector } from '../watch/reflector.ts'
import { ClusterPicture } from '../workspace/clusterPicture.ts'
import { CommandFailure } from './exitCode.ts'
import { consentHint } from './liveSource.ts'

/** A kind to keep, and where; null: in all namespaces. */
export interface KeptKind {
  kind: ServedKind
  namespaces: readonly string[] | null
}

/** Lists at the same time. */
const atOnce = 6

/** Some kinds of one live cluster, listed and then kept as its server has them for as long as a command runs. */
export class KeptCluster {
  readonly context: ContextEntry
  readonly client: ApiClient
  readonly picture = new ClusterPicture(() => Date.now())
  /** Everything that the server serves. */
  readonly kinds: readonly ServedKind[]
  readonly #abort = new AbortController()
  readonly #credentials: Credentials
  readonly #errors = new Map<KindId, EngineError>()
  readonly #running: Promise<unknown>[] = []

  /**
   * Connects, asks what there is, and lists what `want` chooses. A kind that may not be listed is no failure: see {@link errorOf}. Throws
   * {@link CommandFailure}: not connected within `deadline` milliseconds, or what `want` throws.
   */
  static async open(
    context: ContextEntry,
    want: (kinds: readonly ServedKind[]) => readonly KeptKind[],
    deadline: number,
    stop: AbortSignal,
  ): Promise<KeptCluster> {
    const limit = linkedAbort(stop)
    const lateness = new AbortController()
    const timer = setTimeout(() => {
      lateness.abort()
      limit.abort()
    }, deadline)
    const credentials = new Credentials(context, { consents: { consent: () => null } })
    const client = createApiClient(context, credentials)
    let cluster: KeptCluster | null = null
    try {
      const found = await discover(client, limit.signal)
      cluster = new KeptCluster(context, client, credentials, found.kinds)
      await cluster.#keep(want(found.kinds), limit.signal)
      limit.signal.throwIfAborted()
      cluster.picture.store.flush()
      return cluster
    } catch (error) {
      if (cluster === null) {
        client.close()
        credentials.close()
      } else await cluster.close()
      if (lateness.signal.aborted)
        throw new CommandFailure({
          code: 'timeout',
          message: `The cluster "${context.name}" did not answer within ${deadline / 1000} s.`,
          where: context.server,
          todo: 'Give it longer with --timeout.',
        })
      if (error instanceof ApiFailure) throw new CommandFailure(consentHint(error.error))
      throw error
    } finally {
      clearTimeout(timer)
      limit.unlink()
    }
  }

  private constructor(context: ContextEntry, client: ApiClient, credentials: Credentials, kinds: readonly ServedKind[]) {
    this.context = context
    this.client = client
    this.kinds = kinds
    this.#credentials = credentials
    this.picture.serve(kinds)
  }

  /** Why a kind could not be listed; null when it was. */
  errorOf(kind: KindId): EngineError | null {
    return this.#errors.get(kind) ?? null
  }

  /** Ends everything; resolves when nothing runs any more. */
  async close(): Promise<void> {
    this.#abort.abort()
    this.client.close()
    this.#credentials.close()
    await Promise.allSettled(this.#running)
    this.picture.close()
  }

  /** Resolves when every kind is listed, or is known not to be. */
  async #keep(wanted: readonly KeptKind[], limit: AbortSignal): Promise<void> {
    const shared = { slots: new ListSlots({ first: atOnce, again: atOnce }), gate: new LinkGate(), rate: new LinkRate() }
    const first = wanted.flatMap(({ kind, namespaces }) =>
      (kind.namespaced ? (namespaces ?? [null]) : [null]).map((namespace) => this.#watch(kind, namespace, shared)),
    )
    await new Promise<void>((resolve) => {
      limit.addEventListener('abort', () => resolve(), { once: true })
      void Promise.all(first).then(() => resolve())
    })
  }

  /** Resolves when the list is complete, or cannot be had. */
  #watch(kind: ServedKind, namespace: string | null, shared: { slots: ListSlots; gate: LinkGate; rate: LinkRate }): Promise<void> {
    return new Promise((resolve) => {
      const reflector = new Reflector({
        ...shared,
        client: this.client,
        clock: systemClock,
        kind,
        namespace,
        sink: this.picture.store.sink(kind.id),
        priority: () => 0,
        report: {
          state: ({ state }) => {
            if (state === 'listed' || state === 'polled') resolve()
          },
          heard: () => undefined,
          skipped: () => undefined,
          trouble: () => undefined,
        },
      })
      this.#running.push(
        reflector.run(this.#abort.signal).then((end) => {
          if (end.reason !== 'stopped') this.#errors.set(kind.id, end.error)
          resolve()
        }),
      )
    })
  }
}
