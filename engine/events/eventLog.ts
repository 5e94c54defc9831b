import { type EventFacet, type EventsQuery, type ObjectId, parseObjectId } from '../contract/index.ts'
import { Fold } from './fold.ts'
import type { KeptEvent } from './keptEvent.ts'

/** Choices told of each kind of filter. */
const mostFacets = 300
/** Bytes that an event takes besides its texts, about. */
const plainSize = 120
/** What is dropped at once when there is too much: a tenth less of it, so that it is not dropped one by one. */
const room = 0.9

/** The events of one cluster, folded and in order of time, bounded by number, size and age. */
export class EventLog {
  /** Events held at most. */
  readonly most: number
  #mostBytes: number
  #bytes = 0
  /** Rises with every change. */
  version = 0
  /** Events that were dropped because there were too many. */
  dropped = 0
  readonly #events = new Map<string, Fold>()
  readonly #folds = new Map<string, Fold>()
  readonly #byTarget = new Map<ObjectId, Set<Fold>>()
  /** By `lastAt`, oldest first: what is new stands at the end, where it costs nothing to put it. */
  #ordered: Fold[] = []
  readonly #facets = { namespaces: new Map<string, number>(), kinds: new Map<string, number>(), reasons: new Map<string, number>() }
  #answer: { query: string; version: number; folds: readonly Fold[] } | null = null

  /** `mostBytes`: of the texts of all events together. */
  constructor(most: number, mostBytes: number = Infinity) {
    this.most = most
    this.#mostBytes = mostBytes
  }

  /** Holds no more than this from now on; what is too much is dropped at once, the oldest first. */
  bound(mostBytes: number): void {
    this.#mostBytes = mostBytes
    if (this.#bytes > mostBytes) this.#dropToFit()
  }

  /** Bytes of the texts of all events that are held. */
  get bytes(): number {
    return this.#bytes
  }

  get size(): number {
    return this.#events.size
  }

  get lines(): number {
    return this.#folds.size
  }

  /** Takes over an event or its newer state; false when it is known as it is, or newer. */
  put(event: KeptEvent): boolean {
    const key = Fold.keyOf(event)
    const before = this.#events.get(event.key)
    const known = before?.events.get(event.key)
    const isNewer = known === undefined || event.lastAt > known.lastAt || (event.lastAt === known.lastAt && event.count > known.count)
    // one that was kept before uids were learns it
    if (!isNewer && (event.lastAt < known.lastAt || known.targetUid !== '' || event.targetUid === '')) return false
    this.version++
    // the same event says something else now: it stands in another line
    if (before !== undefined && before.key !== key) this.#take(before, [event.key])
    let fold = this.#folds.get(key)
    if (fold === undefined) this.#enter((fold = new Fold(event)))
    else this.#lift(fold)
    // one that moved to another line was taken out there
    if (before === fold && known !== undefined) this.#bytes -= sizeOf(known)
    this.#bytes += sizeOf(event)
    fold.put(event)
    this.#events.set(event.key, fold)
    this.#place(fold)
    if (this.#events.size > this.most || this.#bytes > this.#mostBytes) this.#dropToFit()
    return true
  }

  /** Forgets what was last seen before a moment; gives how many. */
  forgetBefore(moment: number): number {
    const old = this.#all().filter(({ lastAt }) => lastAt < moment)
    this.#forget(old)
    return old.length
  }

  clear(): void {
    this.#forget(this.#all())
    this.dropped = 0
  }

  /** Every event, in no order. */
  all(): readonly KeptEvent[] {
    return this.#all()
  }

  /** When the oldest event was first seen; null when there is none. */
  oldest(): number | null {
    let oldest = Infinity
    for (const fold of this.#ordered) if (fold.firstAt < oldest) oldest = fold.firstAt
    return oldest === Infinity ? null : oldest
  }

  /** Lines that match, newest first. The same question about an unchanged log costs nothing. */
  find(query: EventsQuery): readonly Fold[] {
    const key = JSON.stringify(query)
    if (this.#answer?.version === this.version && this.#answer.query === key) return this.#answer.folds
    const matches = matcher(query)
    const folds: Fold[] = []
    for (let at = this.#ordered.length - 1; at >= 0; at--) {
      const fold = this.#ordered[at]
      if (fold !== undefined && matches(fold)) folds.push(fold)
    }
    this.#answer = { query: key, version: this.version, folds }
    return folds
  }

  /** Lines of warnings seen since a moment, newest first: only those are looked at. */
  warningsSince(moment: number): readonly Fold[] {
    const folds: Fold[] = []
    for (let at = this.#ordered.length - 1; at >= 0; at--) {
      const fold = this.#ordered[at]
      if (fold === undefined || fold.lastAt < moment) break
      if (fold.newest.type === 'Warning') folds.push(fold)
    }
    return folds
  }

  /** Events about one object. */
  about(target: ObjectId): readonly KeptEvent[] {
    return [...(this.#byTarget.get(target) ?? [])].flatMap((fold) => [...fold.events.values()])
  }

  /** Values that lines have, most frequent first. */
  facets(of: 'namespaces' | 'kinds' | 'reasons'): readonly EventFacet[] {
    return [...this.#facets[of]]
      .map(([value, lines]) => ({ value, lines }))
      .sort((a, b) => b.lines - a.lines || (a.value < b.value ? -1 : 1))
      .slice(0, mostFacets)
  }

  #all(): KeptEvent[] {
    return [...this.#folds.values()].flatMap((fold) => [...fold.events.values()])
  }

  /** Forgets one event, by its key; false when it is not held. */
  forgetOne(key: string): boolean {
    const fold = this.#events.get(key)
    if (fold === undefined) return false
    this.version++
    this.#take(fold, [key])
    return true
  }

  #dropToFit(): void {
    const byAge = this.#all().sort((a, b) => a.lastAt - b.lastAt)
    const few = Math.floor(Math.min(this.most, byAge.length) * room)
    // only the bound that was passed asks for room
    const most = byAge.length > this.most ? few : this.most
    const light = this.#bytes > this.#mostBytes ? this.#mostBytes * room : this.#mostBytes
    let bytes = this.#bytes
    let count = 0
    for (const event of byAge) {
      if (byAge.length - count <= most && bytes <= light) break
      bytes -= sizeOf(event)
      count++
    }
    this.dropped += count
    this.#forget(byAge.slice(0, count))
  }

  #forget(events: readonly KeptEvent[]): void {
    if (events.length === 0) return
    this.version++
    const byFold = new Map<Fold, string[]>()
    for (const { key } of events) {
      const fold = this.#events.get(key)
      if (fold === undefined) continue
      const keys = byFold.get(fold)
      if (keys === undefined) byFold.set(fold, [key])
      else keys.push(key)
    }
    for (const [fold, keys] of byFold) this.#take(fold, keys)
  }

  /** Takes events out of a line; an empty line goes. */
  #take(fold: Fold, keys: readonly string[]): void {
    this.#lift(fold)
    for (const key of keys) {
      const event = fold.events.get(key)
      if (event !== undefined) this.#bytes -= sizeOf(event)
      fold.events.delete(key)
      this.#events.delete(key)
    }
    if (fold.settle()) this.#place(fold)
    else this.#leave(fold)
  }

  #enter(fold: Fold): void {
    this.#folds.set(fold.key, fold)
    this.#tally(fold, 1)
    const { target } = fold.newest
    if (target === null) return
    const others = this.#byTarget.get(target)
    if (others === undefined) this.#byTarget.set(target, new Set([fold]))
    else others.add(fold)
  }

  #leave(fold: Fold): void {
    this.#folds.delete(fold.key)
    this.#tally(fold, -1)
    const { target } = fold.newest
    if (target === null) return
    const others = this.#byTarget.get(target)
    others?.delete(fold)
    if (others?.size === 0) this.#byTarget.delete(target)
  }

  #tally({ newest: { namespace, target, reason } }: Fold, by: 1 | -1): void {
    const values = { namespaces: namespace, kinds: target === null ? '' : (parseObjectId(target)?.kind ?? ''), reasons: reason }
    for (const facet of ['namespaces', 'kinds', 'reasons'] as const) {
      const lines = (this.#facets[facet].get(values[facet]) ?? 0) + by
      if (lines === 0) this.#facets[facet].delete(values[facet])
      else if (values[facet] !== '') this.#facets[facet].set(values[facet], lines)
    }
  }

  #lift(fold: Fold): void {
    let at = this.#after(fold.lastAt) - 1
    while (at >= 0 && this.#ordered[at] !== fold) at--
    if (at >= 0) this.#ordered.splice(at, 1)
  }

  #place(fold: Fold): void {
    this.#ordered.splice(this.#after(fold.lastAt), 0, fold)
  }

  /** The place behind all lines up to a time. */
  #after(lastAt: number): number {
    let low = 0
    let high = this.#ordered.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#ordered[middle]?.lastAt ?? Infinity) <= lastAt) low = middle + 1
      else high = middle
    }
    return low
  }
}

function sizeOf({ key, id, reason, message, source, part, target, targetUid, namespace }: KeptEvent): number {
  const texts = [key, id, reason, message, source, part, target ?? '', targetUid, namespace]
  return texts.reduce((sum, text) => sum + text.length, plainSize)
}

function matcher({ namespaces, type, kinds, reasons, text }: EventsQuery): (fold: Fold) => boolean {
  const inNamespaces = namespaces === null ? null : new Set(namespaces)
  const ofKinds = kinds === null ? null : new Set(kinds)
  const forReasons = reasons === null ? null : new Set(reasons)
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  return ({ newest }) => {
    if (type !== null && newest.type !== type) return false
    if (inNamespaces !== null && !inNamespaces.has(newest.namespace)) return false
    if (forReasons !== null && !forReasons.has(newest.reason)) return false
    if (ofKinds !== null && !ofKinds.has(newest.target === null ? '' : (parseObjectId(newest.target)?.kind ?? ''))) return false
    if (words.length === 0) return true
    const all = `${newest.reason} ${newest.message} ${newest.target ?? ''} ${newest.source} ${newest.part}`.toLowerCase()
    return words.every((word) => all.includes(word))
  }
}
