import type { StoredRecord } from './storedRecord.ts'

/** Objects by their uid. One object may be served under two groups (Events), and then has one uid twice. */
export class UidIndex {
  readonly #byUid = new Map<string, StoredRecord | StoredRecord[]>()

  /** The object with this uid; of two the first. */
  get(uid: string): StoredRecord | undefined {
    const held = this.#byUid.get(uid)
    return Array.isArray(held) ? held[0] : held
  }

  /** An object went from one state to another; undefined is absent. */
  move(before: StoredRecord | undefined, after: StoredRecord | undefined): void {
    if (before !== undefined && after !== undefined && before.uid === after.uid && this.#byUid.get(before.uid) === before) {
      this.#byUid.set(before.uid, after)
      return
    }
    if (before !== undefined) this.#forget(before)
    if (after !== undefined) this.#remember(after)
  }

  #remember(record: StoredRecord): void {
    if (record.uid === '') return
    const held = this.#byUid.get(record.uid)
    if (held === undefined) this.#byUid.set(record.uid, record)
    else this.#byUid.set(record.uid, Array.isArray(held) ? [...held, record] : [held, record])
  }

  #forget(record: StoredRecord): void {
    const held = this.#byUid.get(record.uid)
    if (held === record) this.#byUid.delete(record.uid)
    else if (Array.isArray(held)) {
      const left = held.filter((one) => one !== record)
      const only = left[0]
      this.#byUid.set(record.uid, left.length === 1 && only !== undefined ? only : left)
    }
  }
}
