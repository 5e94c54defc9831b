import type { KindId } from '../contract/index.ts'
import type { Clock } from '../watch/clock.ts'
import type { KindSink } from '../watch/kindSink.ts'
import type { Ledger } from '../watch/ledger.ts'
import { linkedAbort } from '../watch/linkedAbort.ts'
import { noticingSink } from '../watch/noticingSink.ts'
import { WatchPool } from '../watch/watchPool.ts'
import type { ApiClient } from './apiClient.ts'
import { ReadableNamespaces } from './readableNamespaces.ts'
import type { ClusterSessionOptions } from './sessionOptions.ts'

/** How long a namespace fallback waits for the list of namespaces. */
const namespacesWait = 30_000

/** Objects of these kinds make and unmake kinds. */
const makersOfKinds = new Set<KindId>(['apiextensions.k8s.io/CustomResourceDefinition', 'apiregistration.k8s.io/APIService'])

interface SessionPoolOptions {
  client: ApiClient
  clock: Clock
  ledger: Ledger
  session: Pick<ClusterSessionOptions, 'sink' | 'namespaces' | 'contextNamespace'>
  /** What is served may have changed. */
  onKindsDoubted: () => void
  /** The link, or what one signs in with, may be of no use any more. */
  onLinkDoubted: () => void
}

/** The reflectors of one connection, and the namespaces that its person may read where a kind cannot be listed as a whole. */
export class SessionPool {
  readonly watches: WatchPool
  readonly rights: ReadableNamespaces
  readonly #o: SessionPoolOptions

  constructor(options: SessionPoolOptions) {
    this.#o = options
    const { client, clock, ledger, session } = options
    const rights = new ReadableNamespaces({
      client,
      clock,
      known: () => [...session.namespaces(), ...(session.contextNamespace === null ? ['default'] : [session.contextNamespace, 'default'])],
    })
    this.rights = rights
    this.watches = new WatchPool({
      client,
      clock,
      ledger,
      sink: (kind) => this.#sinkOf(kind.id),
      namespaces: async (kind, signal) => {
        await this.#namespacesListed(signal)
        return rights.for(kind, signal)
      },
      onGone: options.onKindsDoubted,
      // One extension API server may refuse what the cluster accepts: the cluster itself is asked.
      onUnauthorized: options.onLinkDoubted,
      onTrouble: (trouble) => {
        if (trouble.kind === 'link' || trouble.kind === 'hang' || trouble.kind === 'unauthorized') options.onLinkDoubted()
      },
    })
  }

  #sinkOf(kind: KindId): KindSink {
    const sink = this.#o.session.sink(kind)
    if (makersOfKinds.has(kind)) return noticingSink(sink, this.#o.onKindsDoubted)
    if (kind === 'core/Namespace')
      return noticingSink(sink, () => {
        this.watches.namespacesChanged()
      })
    return sink
  }

  async #namespacesListed(signal: AbortSignal): Promise<void> {
    const abort = linkedAbort(signal)
    const cancel = this.#o.clock.setTimer(namespacesWait, () => {
      abort.abort()
    })
    await this.#o.ledger.settled('core/Namespace', abort.signal)
    cancel()
    abort.unlink()
  }
}
