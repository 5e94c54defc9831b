import type { KindId } from '../contract/index.ts'
import type { Ledger } from '../watch/ledger.ts'
import { watchPriority } from '../watch/watchOrder.ts'
import type { WatchPool } from '../watch/watchPool.ts'
import type { Discovery } from './discovery.ts'
import type { ServedKind } from './servedKind.ts'

/** Told of all kinds that are served now, before the first object of a new one comes. Those in `gone` are not served any more. */
type OnKinds = (kinds: readonly ServedKind[], gone: readonly KindId[]) => void

/** The kinds that a cluster serves, as discovery says, and which of them somebody looks at. */
export class ServedKinds {
  readonly #ledger: Ledger
  readonly #onKinds: OnKinds
  #kinds: readonly ServedKind[] = []
  #failures: Discovery['failures'] = []
  readonly #wanted = new Map<KindId, number>()

  constructor(ledger: Ledger, onKinds: OnKinds) {
    this.#ledger = ledger
    this.#onKinds = onKinds
  }

  get all(): readonly ServedKind[] {
    return this.#kinds
  }

  /** Groups that discovery could not read. */
  get failures(): Discovery['failures'] {
    return this.#failures
  }

  want(kind: KindId, priority: number): void {
    this.#wanted.set(kind, priority)
  }

  unwant(kind: KindId): void {
    this.#wanted.delete(kind)
  }

  /** Takes what discovery found: new kinds are watched, vanished ones dropped; a group that did not answer keeps its kinds. */
  learn(found: Discovery, pool: WatchPool): void {
    const failed = new Set(found.failures.map(({ group }) => group))
    const served = new Map(found.kinds.map((kind) => [kind.id, kind]))
    for (const kind of this.#kinds) if (!served.has(kind.id) && failed.has(kind.group)) served.set(kind.id, kind)
    const gone = this.#kinds.filter((kind) => !served.has(kind.id)).map(({ id }) => id)
    for (const kind of this.#kinds) {
      const now = served.get(kind.id)
      // another version, scope or resource name: watched anew, the objects stay
      if (now === undefined || !isListedAlike(kind, now)) pool.drop(kind.id)
    }
    for (const id of gone) this.#ledger.drop(id)
    const before = this.#kinds
    this.#kinds = [...served.values()].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
    this.#failures = found.failures
    if (gone.length > 0 || !sameKinds(before, this.#kinds)) this.#onKinds(this.#kinds, gone)
    // what is needed first is added first: the first to come get the slots for first lists
    const need = (kind: ServedKind): number => this.#wanted.get(kind.id) ?? watchPriority(kind)
    for (const kind of [...this.#kinds].sort((a, b) => need(b) - need(a))) pool.add(kind, watchPriority(kind))
    for (const [kind, priority] of this.#wanted) pool.want(kind, priority)
    // a kind that said 404 and is served all the same is tried again
    for (const kind of this.#kinds) if (this.#ledger.standing(kind.id)?.error?.code === 'not-found') pool.retry(kind.id)
  }
}

function isListedAlike(a: ServedKind, b: ServedKind): boolean {
  return (
    a.version === b.version &&
    a.resource === b.resource &&
    a.namespaced === b.namespaced &&
    a.verbs.includes('watch') === b.verbs.includes('watch')
  )
}

function sameKinds(a: readonly ServedKind[], b: readonly ServedKind[]): boolean {
  return a.length === b.length && a.every((kind, i) => JSON.stringify(kind) === JSON.stringify(b[i]))
}
