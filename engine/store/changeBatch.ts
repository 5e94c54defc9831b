import type { ChangeSet, StoredObject } from './storedObject.ts'

interface Change {
  before: StoredObject
  after: StoredObject | undefined
}

/** Gathers changes until somebody is told: of each object only the first and the last state count. */
export class ChangeBatch {
  /** What came since somebody was told, by ascending keys: a new object has a higher key than all before it. */
  #added: (StoredObject | undefined)[] = []
  #addedKeys: number[] = []
  /** What was there before. */
  #changed = new Map<number, Change>()

  get isEmpty(): boolean {
    return this.#addedKeys.length === 0 && this.#changed.size === 0
  }

  /** One object went from one state to another; undefined is absent. The same object always has the same key. */
  add(key: number, before: StoredObject | undefined, after: StoredObject | undefined): void {
    if (before === undefined) {
      this.#added.push(after)
      this.#addedKeys.push(key)
      return
    }
    const at = this.#placeOf(key)
    if (at >= 0) {
      this.#added[at] = after
      return
    }
    const held = this.#changed.get(key)
    if (held === undefined) this.#changed.set(key, { before, after })
    else held.after = after
  }

  /** What has gathered, and starts anew. */
  take(): ChangeSet {
    const removed: StoredObject[] = []
    const updated: { before: StoredObject; after: StoredObject }[] = []
    for (const { before, after } of this.#changed.values()) {
      if (after === undefined) removed.push(before)
      else updated.push({ before, after })
    }
    const added = this.#added.filter((object) => object !== undefined)
    this.#changed = new Map()
    this.#added = []
    this.#addedKeys = []
    return { removed, updated, added }
  }

  /** Where an object stands among those that came; -1 when it was there before. */
  #placeOf(key: number): number {
    const keys = this.#addedKeys
    let from = 0
    let to = keys.length
    if (to === 0 || key < (keys[0] as number)) return -1 // there is a first one
    while (from < to) {
      const middle = (from + to) >>> 1
      if ((keys[middle] as number) < key)
        from = middle + 1 // below the length
      else to = middle
    }
    return keys[from] === key ? from : -1
  }
}
