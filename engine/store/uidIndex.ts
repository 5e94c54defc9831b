import { randomInt } from 'node:crypto'
import type { StoredRecord } from './storedRecord.ts'

const empty = 0
const gone = -1
const firstSize = 1024

/**
 * Objects by their uid: a table of keys with open addressing (linear probing), where an object that goes from one version to the next need not be touched. Every object of a cluster
 * has a place here, and as a Map it would cost four times the time and the memory.
 */
export class UidIndex {
  readonly #recordOf: (key: number) => StoredRecord | undefined
  /** Keys of objects, by the hash of their uid or behind that. */
  #keys = new Int32Array(firstSize)
  #hashes = new Int32Array(firstSize)
  /** Places that are not empty, those of what is gone included. */
  #used = 0
  #count = 0

  /** `recordOf`: the newest version of the object of a key. */
  constructor(recordOf: (key: number) => StoredRecord | undefined) {
    this.#recordOf = recordOf
  }

  /** The object with this uid. One object may be served under two groups (Events), and then has one uid twice: the first. */
  get(uid: string): StoredRecord | undefined {
    if (uid === '') return undefined
    const hash = hashOf(uid)
    const mask = this.#keys.length - 1
    let first: StoredRecord | undefined
    for (let at = hash & mask; ; at = (at + 1) & mask) {
      const key = this.#keys[at] as number // within the mask
      if (key === empty) return first
      if (key === gone || this.#hashes[at] !== hash) continue
      const record = this.#recordOf(key)
      if (record?.uid === uid && (first === undefined || record.key < first.key)) first = record
    }
  }

  /** To be called when an object went from one state to another, and `recordOf` knows it; undefined is absent. */
  move(before: StoredRecord | undefined, after: StoredRecord | undefined): void {
    if (before !== undefined && before.key === after?.key && before.uid === after.uid) return
    if (before !== undefined) this.#forget(before)
    if (after !== undefined) this.#remember(after)
  }

  #remember({ uid, key }: StoredRecord): void {
    if (uid === '') return
    if ((this.#used + 1) * 2 > this.#keys.length) this.#rehash()
    this.#used++
    this.#count++
    this.#place(key, hashOf(uid))
  }

  #forget({ uid, key }: StoredRecord): void {
    if (uid === '') return
    const mask = this.#keys.length - 1
    for (let at = hashOf(uid) & mask; this.#keys[at] !== empty; at = (at + 1) & mask) {
      if (this.#keys[at] !== key) continue
      this.#keys[at] = gone
      this.#count--
      return
    }
  }

  #place(key: number, hash: number): void {
    const mask = this.#keys.length - 1
    let at = hash & mask
    while (this.#keys[at] !== empty) at = (at + 1) & mask
    this.#keys[at] = key
    this.#hashes[at] = hash
  }

  /** Anew without what is gone, with room for as many again. */
  #rehash(): void {
    const keys = this.#keys
    const hashes = this.#hashes
    let size = firstSize
    while (size < (this.#count + 1) * 4) size *= 2
    this.#keys = new Int32Array(size)
    this.#hashes = new Int32Array(size)
    this.#used = this.#count
    for (let at = 0; at < keys.length; at++) {
      const key = keys[at] as number // below the length
      if (key !== empty && key !== gone) this.#place(key, hashes[at] as number) // as long as the keys
    }
  }
}

/** Another one in each process: a hostile server must not choose uids that all come to one place. */
const seed = randomInt(2 ** 31)

/** FNV-1a from that seed, and its upper bits mixed into the lower ones: uids of one server may be numbered. */
function hashOf(uid: string): number {
  let hash = seed
  for (let i = 0; i < uid.length; i++) hash = Math.imul(hash ^ uid.charCodeAt(i), 0x01000193)
  return hash ^ (hash >>> 15)
}
