import type { ChangeSet, StoredObject } from './storedObject.ts'

interface Change {
  before: StoredObject | undefined
  after: StoredObject | undefined
}

/** Gathers changes until somebody is told: of each object only the first and the last state count. */
export class ChangeBatch {
  #changes = new Map<number, Change>()

  get isEmpty(): boolean {
    return this.#changes.size === 0
  }

  /** One object went from one state to another; undefined is absent. */
  add(key: number, before: StoredObject | undefined, after: StoredObject | undefined): void {
    const held = this.#changes.get(key)
    if (held === undefined) this.#changes.set(key, { before, after })
    else if (held.before === undefined && after === undefined) this.#changes.delete(key)
    else held.after = after
  }

  /** What has gathered, and starts anew. */
  take(): ChangeSet {
    const removed: StoredObject[] = []
    const updated: { before: StoredObject; after: StoredObject }[] = []
    const added: StoredObject[] = []
    for (const { before, after } of this.#changes.values()) {
      if (before === undefined) {
        if (after !== undefined) added.push(after)
      } else if (after === undefined) removed.push(before)
      else updated.push({ before, after })
    }
    this.#changes = new Map()
    return { removed, updated, added }
  }
}
