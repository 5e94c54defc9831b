import type { KindId } from '../contract/index.ts'
import type { ServedKind } from '../cluster/servedKind.ts'
import type { KindWatchShared } from './kindWatch.ts'
import { KindWatch } from './kindWatch.ts'
import { LinkGate } from './linkGate.ts'
import { LinkRate } from './linkRate.ts'
import { ListSlots } from './listSlots.ts'
import { compareVersions, isNumeric } from './objectVersion.ts'
import { screenPriority } from './reflector.ts'

/** What the pool brings itself is left out. */
export type WatchPoolOptions = Omit<KindWatchShared, 'slots' | 'gate' | 'rate'>

/**
 * Most kinds are small: their first lists are spent waiting for the server, and thirty at once hide that, with no more memory (how much it saves
 * depends on the way to the server). Lists after a failure are what a server that is coming back must bear: ten.
 */
export const listsAtOnce = { first: 30, again: 10 } as const

/** After the link is back the kinds come back within this time, not all in one moment; milliseconds. */
const returnSpread = 1_000

/** Groups that the API server itself keeps. */
const ownStorage = new Set(['', 'apps', 'batch', 'networking.k8s.io', 'rbac.authorization.k8s.io'])

/** The watches of all kinds of one cluster: started, ordered, kicked and stopped here; none knows of the others. */
export class WatchPool {
  readonly gate = new LinkGate()
  readonly #o: WatchPoolOptions
  readonly #shared: KindWatchShared
  readonly #watches = new Map<KindId, KindWatch>()
  /** Known kinds that are polled only while somebody looks. */
  readonly #idle = new Map<KindId, { kind: ServedKind; priority: number }>()
  readonly #base = new Map<KindId, number>()
  readonly #timers = new Set<() => void>()
  readonly #ending = new Set<Promise<void>>()
  #closed = false

  constructor(options: WatchPoolOptions) {
    this.#o = options
    this.#shared = { ...options, slots: new ListSlots(listsAtOnce, screenPriority), gate: this.gate, rate: new LinkRate() }
  }

  /** Adds a kind. What can be watched is watched from now on, the rest only after {@link want}. */
  add(kind: ServedKind, priority: number): void {
    if (this.#closed || this.has(kind.id)) return
    this.#o.ledger.add(kind.id)
    this.#base.set(kind.id, priority)
    if (kind.verbs.includes('watch')) this.#start(kind, priority)
    else this.#idle.set(kind.id, { kind, priority })
  }

  has(kind: KindId): boolean {
    return this.#watches.has(kind) || this.#idle.has(kind)
  }

  /** Kinds that are being listed and kept up to date. */
  active(): KindId[] {
    return [...this.#watches.keys()]
  }

  /** Somebody looks at this kind: it goes first, and is polled if it cannot be watched. */
  want(kind: KindId, priority: number): void {
    const watch = this.#watches.get(kind)
    if (watch !== undefined) {
      watch.priority = priority
      return
    }
    const idle = this.#idle.get(kind)
    if (idle === undefined || this.#closed) return
    this.#idle.delete(kind)
    this.#start(idle.kind, priority)
  }

  /** Nobody looks at it any more. */
  unwant(kind: KindId): void {
    const watch = this.#watches.get(kind)
    const base = this.#base.get(kind)
    if (watch === undefined || base === undefined) return
    watch.priority = base
    if (watch.kind.verbs.includes('watch')) return
    this.#end(watch)
    this.#idle.set(kind, { kind: watch.kind, priority: base })
  }

  /** The kind is not served any more. Its objects and its ledger entry are the caller's. */
  drop(kind: KindId): void {
    this.#idle.delete(kind)
    this.#base.delete(kind)
    const watch = this.#watches.get(kind)
    if (watch !== undefined) this.#end(watch)
  }

  /** Tries now what waits for its next attempt: one kind, or all. */
  retry(kind: KindId | null): void {
    if (kind === null) for (const watch of this.#watches.values()) watch.retry()
    else this.#watches.get(kind)?.retry()
  }

  /** The link is back: everything that waits goes on, spread over a second. */
  linkBack(): void {
    this.gate.open()
    for (const watch of this.#watches.values()) {
      const cancel = this.#o.clock.setTimer(this.#o.clock.random() * returnSpread, () => {
        this.#timers.delete(cancel)
        watch.retry()
      })
      this.#timers.add(cancel)
    }
  }

  linkLost(): void {
    this.gate.shut()
  }

  /** The newest version heard of in the API server's own storage, and the collection it is of; null while nothing is up to date. */
  newestHeard(): { path: string; version: string } | null {
    let newest: { path: string; version: string } | null = null
    for (const watch of this.#watches.values()) {
      // extension servers, and often events, have storages and versions of their own
      if (!ownStorage.has(watch.kind.group) || watch.kind.id === 'core/Event') continue
      for (const heard of watch.heardOf())
        if (isNumeric(heard.version) && (newest === null || compareVersions(heard.version, newest.version) > 0)) newest = heard
    }
    return newest
  }

  /** The server went back in time: every kind is listed anew. */
  rewind(): void {
    for (const watch of this.#watches.values()) watch.rewind()
  }

  namespacesChanged(): void {
    for (const watch of this.#watches.values()) watch.namespacesChanged()
  }

  /** Resolves when nothing runs any more. */
  async close(): Promise<void> {
    this.#closed = true
    for (const cancel of this.#timers) cancel()
    this.#timers.clear()
    this.#idle.clear()
    for (const watch of [...this.#watches.values()]) this.#end(watch)
    await Promise.all(this.#ending)
  }

  #start(kind: ServedKind, priority: number): void {
    const watch = new KindWatch(this.#shared, kind, priority)
    this.#watches.set(kind.id, watch)
    watch.start()
  }

  #end(watch: KindWatch): void {
    this.#watches.delete(watch.kind.id)
    const ended = watch.stop()
    this.#ending.add(ended)
    void ended.finally(() => this.#ending.delete(ended))
  }
}
