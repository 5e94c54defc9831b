import * as crypto from 'node:crypto'
import type { KubeObject } from '../kinds/kind.ts'
import { ByteWriter } from './byteWriter.ts'
import type { ObjectOutline } from './objectOutline.ts'

/** In one call where the runtime has it (Node 20.12 and later): an object for each hash would live until the next full garbage collection. */
const native = (crypto as Partial<typeof crypto>).hash

const scratch = new ByteWriter()

/**
 * Knows of the objects of one kind from which bytes their references were read. Most changes of a cluster are of a status, and no reference comes from
 * there; then those of the version before hold, and no rule need look. Whether a rule has looked at the status is not assumed, it is observed: if one
 * does, nothing is known of this kind any more.
 */
export class ReferenceSources {
  readonly #digests = new Map<number, string>()
  #statusCounts = false
  /** Of the object last asked for, when its references are to be read. */
  #candidate: string | null = null

  /** Whether the references of an object (by its key) can be no others than before; if not, they are to be read in {@link observe}. */
  areSame(key: number, bytes: Uint8Array, outline: ObjectOutline): boolean {
    this.#candidate = null
    if (this.#statusCounts || !outline.known || !outline.locate(bytes)) return false
    scratch.reset()
    outline.copyRest(bytes, scratch)
    const digest = digestOf(scratch.bytes())
    if (this.#digests.get(key) === digest) return true
    this.#candidate = digest
    return false
  }

  /**
   * Reads the references of the object last asked for, and remembers what they were read from, unless that was what changes always. `wasBlind`, given where
   * no rule looks there by itself, says after a reading that nobody else did; where it does not, the object is read once more, and watched.
   */
  observe<T>(key: number, object: KubeObject, read: () => T, wasBlind?: () => boolean): T {
    const digest = this.#candidate
    this.#candidate = null
    this.#digests.delete(key)
    if (digest === null) return read()
    if (wasBlind !== undefined) {
      const result = read()
      if (wasBlind()) {
        this.#digests.set(key, digest)
        return result
      }
    }
    const touched: string[] = []
    const touch = (name: string): void => {
      touched.push(name)
    }
    const restore = [watch(object, 'status', touch), watch(object.metadata, 'resourceVersion', touch)]
    let result
    try {
      result = read()
    } finally {
      for (const each of restore) each()
    }
    if (touched.length > 0) {
      this.#statusCounts = true
      this.#digests.clear()
    } else this.#digests.set(key, digest)
    return result
  }

  /** The object is gone, or its references were read in another way. */
  forget(key: number): void {
    this.#digests.delete(key)
  }

  /** The rules are others now. */
  forgetAll(): void {
    this.#digests.clear()
    this.#statusCounts = false
  }
}

function digestOf(bytes: Uint8Array): string {
  return native === undefined ? crypto.createHash('sha256').update(bytes).digest('base64') : native('sha256', bytes, 'base64')
}

/** Calls `touch` whenever a member of an object is read, until the answer is called. */
function watch(object: object | undefined, name: string, touch: (name: string) => void): () => void {
  const held = object === undefined ? undefined : Object.getOwnPropertyDescriptor(object, name)
  if (object === undefined || held === undefined) return () => undefined
  const value: unknown = held.value
  Object.defineProperty(object, name, {
    configurable: true,
    enumerable: true,
    get: () => {
      touch(name)
      return value
    },
  })
  return () => {
    Object.defineProperty(object, name, held)
  }
}
