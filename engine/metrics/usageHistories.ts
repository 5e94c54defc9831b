import type { KindId } from '../contract/index.ts'
import { UsageHistory } from './usageHistory.ts'

/** The histories of one cluster, by kind, namespace and name: a table that sorts by usage asks for a hundred thousand at once, so no id is made of them. */
export class UsageHistories {
  readonly #kinds = new Map<KindId, Map<string, Map<string, UsageHistory>>>()

  get(kind: KindId, namespace: string, name: string): UsageHistory | undefined {
    return this.#kinds.get(kind)?.get(namespace)?.get(name)
  }

  /** The same; a new one where there is none. */
  make(kind: KindId, namespace: string, name: string): UsageHistory {
    let spaces = this.#kinds.get(kind)
    if (spaces === undefined) this.#kinds.set(kind, (spaces = new Map<string, Map<string, UsageHistory>>()))
    let space = spaces.get(namespace)
    if (space === undefined) spaces.set(namespace, (space = new Map<string, UsageHistory>()))
    let history = space.get(name)
    if (history === undefined) space.set(name, (history = new UsageHistory()))
    return history
  }

  /** True when there was one. */
  delete(kind: KindId, namespace: string, name: string): boolean {
    const space = this.#kinds.get(kind)?.get(namespace)
    const was = space?.delete(name) === true
    if (space?.size === 0) this.#kinds.get(kind)?.delete(namespace)
    return was
  }

  clear(): void {
    this.#kinds.clear()
  }
}
