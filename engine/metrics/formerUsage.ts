import type { StoredObject } from '../store/storedObject.ts'
import type { UsageHistory } from './usageHistory.ts'

/** What a Pod used that is gone, and until when (epoch milliseconds) it did. */
export interface FormerHistory {
  history: UsageHistory
  until: number
}

/** Pods that are kept of one owner; the oldest go first. */
const mostOfOwner = 500
/** Owners of which any are kept; the one that lost a Pod longest ago goes first. */
const mostOwners = 2_000

/** What Pods used that are gone, by the uids of their owners: what a workload used an hour ago is what its Pods of then used. */
export class FormerUsage {
  readonly #owners = new Map<string, FormerHistory[]>()

  /** A Pod has gone; what ended before `oldest` is forgotten. */
  keep(pod: StoredObject, history: UsageHistory, until: number, oldest: number): void {
    for (const reference of pod.references) {
      if (reference.by !== 'uid') continue
      const kept = (this.#owners.get(reference.uid) ?? []).filter((one) => one.until >= oldest)
      kept.push({ history, until })
      this.#owners.delete(reference.uid)
      this.#owners.set(reference.uid, kept.slice(-mostOfOwner))
    }
    for (const uid of this.#owners.keys()) {
      if (this.#owners.size <= mostOwners) break
      this.#owners.delete(uid)
    }
  }

  /** Those that ended no longer ago than `oldest`. */
  of(owners: Iterable<string>, oldest: number): readonly FormerHistory[] {
    const found = new Set<FormerHistory>()
    for (const uid of owners) for (const one of this.#owners.get(uid) ?? []) if (one.until >= oldest) found.add(one)
    return [...found]
  }

  clear(): void {
    this.#owners.clear()
  }
}
