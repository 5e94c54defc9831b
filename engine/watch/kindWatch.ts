import { setMaxListeners } from 'node:events'
import type { EngineError } from '../contract/index.ts'
import type { ApiClient } from '../cluster/apiClient.ts'
import type { ServedKind } from '../cluster/servedKind.ts'
import { collectionPath } from '../cluster/servedKind.ts'
import type { Clock } from './clock.ts'
import type { KindSink } from './kindSink.ts'
import type { KindStanding, Ledger } from './ledger.ts'
import type { LinkGate } from './linkGate.ts'
import type { LinkRate } from './linkRate.ts'
import { isAborted, linkedAbort } from './linkedAbort.ts'
import type { ListSlots } from './listSlots.ts'
import type { ReflectorEnd, ReflectorOptions, ReflectorState } from './reflector.ts'
import { Reflector } from './reflector.ts'
import type { Trouble } from './trouble.ts'

/** What all kinds of a cluster share. */
export interface KindWatchShared {
  client: ApiClient
  clock: Clock
  /** A new way into the store; each list in flight has its own. */
  sink: (kind: ServedKind) => KindSink
  ledger: Ledger
  slots: ListSlots
  gate: LinkGate
  rate: LinkRate
  /** Where this kind may perhaps be listed, after a 403 for the whole cluster. */
  namespaces: (kind: ServedKind, signal: AbortSignal) => Promise<readonly string[]>
  /** 404: the kind is not served; discovery should be asked. */
  onGone: (kind: ServedKind) => void
  /** 401 after the transport has tried a fresh credential. */
  onUnauthorized: (error: EngineError) => void
  /** Any failed attempt. */
  onTrouble: (trouble: Trouble) => void
}

/** A right may have been given meanwhile, a kind may be back: asked again so often. */
const recheckEvery = 300_000

interface NamespaceWatch {
  reflector: Reflector
  state: ReflectorState | null
  denied: boolean
  skipped: number
  stop: () => void
  ended: Promise<void>
}

/**
 * Keeps one kind up to date by whatever way its user is allowed: the whole cluster, else namespace by namespace, else not at all, and
 * says so in the ledger. Nothing that happens here reaches another kind.
 */
export class KindWatch {
  readonly kind: ServedKind
  /** Higher goes first. */
  priority: number
  readonly #o: KindWatchShared
  readonly #abort = new AbortController()
  readonly #cluster: Reflector
  readonly #spaces = new Map<string, NamespaceWatch>()
  #ended: Promise<void> = Promise.resolve()
  #wake: (() => void) | null = null

  constructor(shared: KindWatchShared, kind: ServedKind, priority: number) {
    this.kind = kind
    this.priority = priority
    this.#o = shared
    // one listener for each namespace that is read; older runtimes take the eleventh for a leak
    setMaxListeners(0, this.#abort.signal)
    this.#cluster = new Reflector(
      this.#options(
        null,
        (state) => {
          this.#tell(state)
        },
        (total, why) => {
          shared.ledger.skip(kind.id, total, why)
        },
      ),
    )
  }

  start(): void {
    this.#ended = this.#run(this.#abort.signal)
  }

  /** Resolves when nothing of this kind runs any more. */
  async stop(): Promise<void> {
    this.#abort.abort()
    await this.#ended
  }

  /** Tries now what waits for its next attempt. */
  retry(): void {
    this.#cluster.kick()
    for (const { reflector } of this.#spaces.values()) reflector.kick()
    this.#wake?.()
  }

  /** Namespaces came or went: matters only to a kind that is read namespace by namespace. */
  namespacesChanged(): void {
    if (this.#spaces.size > 0) this.#wake?.()
  }

  /** How far the watches of this kind have heard, each of its collection. */
  heardOf(): { path: string; version: string }[] {
    const all = [this.#cluster, ...[...this.#spaces.values()].map(({ reflector }) => reflector)]
    return all.map((reflector) => reflector.heardOf).filter((heard) => heard !== null)
  }

  /** The server went back in time. */
  rewind(): void {
    this.#cluster.rewind()
    for (const { reflector } of this.#spaces.values()) reflector.rewind()
  }

  async #run(signal: AbortSignal): Promise<void> {
    const { ledger, clock } = this.#o
    for (;;) {
      const end = await this.#cluster.run(signal)
      if (end.reason === 'stopped') return
      if (end.reason === 'forbidden' && this.kind.namespaced) {
        await this.#perNamespace(end.error, signal)
      } else {
        ledger.set(this.kind.id, { ...standingOf(end), retryAt: clock.now() + recheckEvery })
        this.#report(end)
        await this.#rest(signal)
      }
      if (isAborted(signal)) return
    }
  }

  /** Reads the kind where it may be read; returns when the whole cluster should be tried again. */
  async #perNamespace(error: EngineError, signal: AbortSignal): Promise<void> {
    const { ledger, clock, gate } = this.#o
    let why = error
    try {
      for (;;) {
        let names: readonly string[] | null = null
        try {
          names = await this.#o.namespaces(this.kind, signal)
        } catch (thrown) {
          // Which namespaces there are is not known now; what is read already stays.
          why = { ...error, todo: `The namespaces could not be asked for: ${thrown instanceof Error ? thrown.message : String(thrown)}` }
        }
        if (isAborted(signal)) return
        if (names !== null) await this.#useNamespaces(names, signal)
        this.#tellSpaces(why)
        if (this.#spaces.size === 0) ledger.set(this.kind.id, { state: 'forbidden', error: why, retryAt: clock.now() + recheckEvery })
        await this.#rest(signal)
        if (!(await gate.wait(signal))) return
        if (await this.#mayListAll(signal)) return
      }
    } finally {
      await this.#dropSpaces([...this.#spaces.keys()], false)
    }
  }

  async #useNamespaces(names: readonly string[], signal: AbortSignal): Promise<void> {
    const wanted = new Set(names)
    await this.#dropSpaces(
      [...this.#spaces].filter(([name, space]) => space.denied || !wanted.has(name)).map(([name]) => name),
      true,
    )
    for (const name of wanted) if (!this.#spaces.has(name)) this.#addSpace(name, signal)
  }

  #addSpace(name: string, signal: AbortSignal): void {
    const abort = linkedAbort(signal)
    const changed = (): void => {
      this.#tellSpaces(null)
    }
    const space: NamespaceWatch = {
      reflector: new Reflector(
        this.#options(
          name,
          (state) => {
            space.state = state
            changed()
          },
          (total) => {
            space.skipped = total
            const all = [...this.#spaces.values()].reduce((sum, each) => sum + each.skipped, 0)
            this.#o.ledger.skip(this.kind.id, all, all > 0 ? `in ${name}` : null)
          },
        ),
      ),
      state: null,
      denied: false,
      skipped: 0,
      stop: () => {
        abort.abort()
      },
      ended: Promise.resolve(),
    }
    this.#spaces.set(name, space)
    space.ended = space.reflector.run(abort.signal).then((end) => {
      abort.unlink()
      if (end.reason === 'stopped') return
      space.denied = true
      if (end.reason !== 'forbidden') this.#report(end)
      changed()
    })
  }

  /** `clear`: what they held is taken out of the store too. */
  async #dropSpaces(names: readonly string[], clear: boolean): Promise<void> {
    for (const name of names) {
      const space = this.#spaces.get(name)
      if (space === undefined) continue
      this.#spaces.delete(name)
      space.stop()
      await space.ended
      if (!clear || isAborted(this.#abort.signal)) continue
      const sink = this.#o.sink(this.kind)
      sink.begin({ namespace: name })
      sink.commit()
    }
  }

  #why: EngineError | null = null

  #tellSpaces(why: EngineError | null): void {
    if (why !== null) this.#why = why
    const open = [...this.#spaces].filter(([, space]) => !space.denied)
    const { ledger, clock } = this.#o
    const { id } = this.kind
    const error = this.#why ?? undefined
    if (this.#spaces.size > 0 && open.length === 0) {
      ledger.set(id, { state: 'forbidden', error, retryAt: clock.now() + recheckEvery })
      return
    }
    if (open.length === 0) return
    if (open.some(([, { state }]) => state === null || state.state === 'waiting' || state.state === 'loading')) {
      ledger.set(id, { state: 'loading', error })
      return
    }
    const complete = open.filter(([, { state }]) => state?.state !== 'failed')
    const bad = open.map(([, { state }]) => state).find((state) => state?.state === 'stale' || state?.state === 'failed')
    const standing: KindStanding = {
      state: complete.length === 0 ? 'failed' : bad?.state === 'stale' ? 'stale' : 'partial',
      error: bad?.error ?? error,
      retryAt: bad?.retryAt,
      mode: complete[0]?.[1].state?.mode,
      namespaces: complete.map(([name]) => name).sort(),
    }
    ledger.set(id, standing)
  }

  #tell(state: ReflectorState): void {
    this.#o.ledger.set(this.kind.id, state)
  }

  #report(end: Exclude<ReflectorEnd, { reason: 'stopped' }>): void {
    if (end.reason === 'gone') this.#o.onGone(this.kind)
    if (end.reason === 'unauthorized') this.#o.onUnauthorized(end.error)
  }

  async #mayListAll(signal: AbortSignal): Promise<boolean> {
    try {
      const answer = await this.#o.client.request({ path: `${collectionPath(this.kind)}?limit=1`, signal, deadline: 15_000 })
      return answer.status !== 403
    } catch {
      return false // no answer says nothing about rights: the namespaces go on
    }
  }

  async #rest(signal: AbortSignal): Promise<void> {
    const abort = linkedAbort(signal)
    this.#wake = () => {
      abort.abort()
    }
    await this.#o.clock.sleep(recheckEvery, abort.signal)
    this.#wake = null
    abort.unlink()
  }

  #options(
    namespace: string | null,
    state: (state: ReflectorState) => void,
    skipped: (total: number, why: string | null) => void,
  ): ReflectorOptions {
    const { client, clock, sink, slots, gate, rate, ledger, onTrouble } = this.#o
    return {
      client,
      clock,
      kind: this.kind,
      namespace,
      sink: sink(this.kind),
      slots,
      gate,
      rate,
      priority: () => this.priority,
      report: {
        state,
        skipped,
        heard: () => {
          ledger.heard(this.kind.id)
        },
        trouble: onTrouble,
      },
    }
  }
}

function standingOf(end: Exclude<ReflectorEnd, { reason: 'stopped' }>): KindStanding {
  return { state: end.reason === 'forbidden' ? 'forbidden' : 'failed', error: end.error }
}
