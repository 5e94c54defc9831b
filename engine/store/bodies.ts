import { type SlabPacker, slabSize } from './slabPacker.ts'

/** Handle of a body; valid until it is freed. */
export type BodyHandle = number

/** A slab opens this small and doubles, so that a kind of three objects does not cost a whole one. */
const firstSize = 4 << 10

/** A quiet, partly filled slab is packed when it holds at least this much. */
const worthPacking = 32 << 10

/** Dead bytes below this are not worth a thought. */
const toleratedDead = 1 << 20

interface Slab {
  id: number
  /** The bytes themselves, until they are packed. */
  raw: Uint8Array | null
  packed: Uint8Array | null
  used: number
  /** Bytes of living bodies, and how many those are: a body may be empty. */
  live: number
  count: number
  /** What was put here; a handle that has moved on since points elsewhere. */
  handles: number[]
  busy: boolean
}

/** Where the bytes of a kind's bodies are, in figures for diagnostics. */
export interface BodyStats {
  bodies: number
  slabs: number
  /** Bytes of live bodies, unpacked. */
  live: number
  /** Unpacked bytes of bodies that are gone but still in a slab. */
  dead: number
  /** Memory held for all of it. */
  held: number
}

/**
 * Keeps the JSON bytes of many objects small: packed one behind the other in slabs of 256 KB, full slabs compressed as a whole, slabs that
 * are mostly dead rewritten. Bytes instead of objects: parsed pods cost 8.7 KB each, their compressed bytes a twentieth of it (figures.md 1.5).
 */
export class Bodies {
  readonly #packer: SlabPacker
  readonly #slabs = new Map<number, Slab>()
  readonly #sparse = new Set<Slab>()
  #slabOf = new Int32Array(16)
  #offset = new Uint32Array(16)
  #length = new Uint32Array(16)
  #free: number[] = []
  #handles = 0
  #nextSlab = 1
  #open: Slab | null = null
  #count = 0
  #live = 0
  #dead = 0
  #putSinceSettle = false
  /** The last slab was filled to its end, so the next will be too: it need not grow. */
  #filling = false
  #closed = false

  constructor(packer: SlabPacker) {
    this.#packer = packer
  }

  get count(): number {
    return this.#count
  }

  /** Keeps a copy of the bytes. */
  put(bytes: Uint8Array): BodyHandle {
    const handle = this.#free.pop() ?? this.#handles++
    if (handle >= this.#slabOf.length) this.#growTables()
    this.#count++
    this.#live += bytes.length
    this.#putSinceSettle = true
    this.#place(handle, bytes)
    return handle
  }

  /** A copy of the bytes of a body. */
  get(handle: BodyHandle): Uint8Array {
    const slab = this.#slab(handle)
    const offset = this.#offset[handle] ?? 0
    const bytes = slab.raw ?? this.#packer.open(slab, slab.packed ?? new Uint8Array(0))
    return Uint8Array.prototype.slice.call(bytes, offset, offset + (this.#length[handle] ?? 0))
  }

  /** Bytes of a body, unpacked. */
  size(handle: BodyHandle): number {
    this.#slab(handle)
    return this.#length[handle] ?? 0
  }

  /** A number that sorts bodies by where they lie: reading in this order opens each slab once. */
  place(handle: BodyHandle): number {
    return this.#slab(handle).id * 2 ** 32 + (this.#offset[handle] ?? 0)
  }

  /** Forgets a body. */
  free(handle: BodyHandle): void {
    const slab = this.#slab(handle)
    const length = this.#length[handle] ?? 0
    this.#slabOf[handle] = 0
    this.#free.push(handle)
    this.#count--
    this.#live -= length
    slab.live -= length
    slab.count--
    this.#dead += length
    if (slab === this.#open) {
      if (slab.count === 0) this.#restart(slab)
      return
    }
    this.#weigh(slab)
    this.#reclaim()
  }

  /** To be called now and then: packs what has been quiet since the last call; with `force`, also what has not. */
  settle(force: boolean): void {
    if ((force || !this.#putSinceSettle) && this.#open !== null) {
      this.#filling = false
      if (this.#open.used >= worthPacking) this.#seal()
      else this.#shrink(this.#open)
    }
    this.#putSinceSettle = false
  }

  stats(): BodyStats {
    let held = this.#slabOf.length * 12 + this.#free.length * 8
    for (const slab of this.#slabs.values()) held += (slab.raw?.length ?? 0) + (slab.packed?.length ?? 0) + slab.handles.length * 8
    return { bodies: this.#count, slabs: this.#slabs.size, live: this.#live, dead: this.#dead, held }
  }

  /** Forgets everything; answers of the packer that still come are dropped. */
  close(): void {
    this.#closed = true
    for (const slab of this.#slabs.values()) this.#packer.forget(slab)
    this.#slabs.clear()
    this.#sparse.clear()
    this.#open = null
  }

  #slab(handle: BodyHandle): Slab {
    const slab = this.#slabs.get(this.#slabOf[handle] ?? 0)
    if (slab === undefined) throw new Error(`body ${String(handle)} is not held`)
    return slab
  }

  #place(handle: BodyHandle, bytes: Uint8Array): void {
    const slab = this.#roomFor(bytes.length)
    slab.raw?.set(bytes, slab.used)
    this.#slabOf[handle] = slab.id
    this.#offset[handle] = slab.used
    this.#length[handle] = bytes.length
    slab.used += bytes.length
    slab.live += bytes.length
    slab.count++
    slab.handles.push(handle)
    if (slab.used >= slabSize) {
      this.#seal()
      this.#filling = true
    }
  }

  #roomFor(size: number): Slab {
    if (this.#open !== null && this.#open.used + size > slabSize && this.#open.used > 0) {
      this.#seal()
      this.#filling = true
    }
    let slab = this.#open
    if (slab === null) {
      slab = {
        id: this.#nextSlab++,
        raw: this.#filling && size <= slabSize ? this.#packer.takeEmpty() : new Uint8Array(Math.max(firstSize, size)),
        packed: null,
        used: 0,
        live: 0,
        count: 0,
        handles: [],
        busy: false,
      }
      this.#slabs.set(slab.id, slab)
      this.#open = slab
    }
    const raw = slab.raw ?? new Uint8Array(0)
    if (slab.used + size > raw.length) {
      const wanted = Math.max(slab.used + size, raw.length * 2)
      const larger =
        wanted <= slabSize && wanted > slabSize / 2
          ? this.#packer.takeEmpty()
          : new Uint8Array(wanted <= slabSize ? wanted : slab.used + size)
      larger.set(raw.subarray(0, slab.used))
      slab.raw = larger
    }
    return slab
  }

  /** Closes the open slab and has it packed. */
  #seal(): void {
    const slab = this.#open
    if (slab?.raw == null) return
    this.#open = null
    if (slab.count === 0) {
      this.#drop(slab)
      return
    }
    const raw = slab.raw
    slab.busy = true
    this.#packer.pack(raw.subarray(0, slab.used), (packed) => {
      slab.busy = false
      if (this.#closed) return
      slab.raw = null
      this.#packer.giveEmpty(raw)
      slab.packed = packed
      this.#weigh(slab)
      this.#reclaim()
    })
  }

  /** A packed slab that holds nothing goes at once; one that is mostly dead is worth rewriting. */
  #weigh(slab: Slab): void {
    if (slab.busy) return
    if (slab.count === 0) this.#drop(slab)
    else if (slab.live * 4 < slab.used) this.#sparse.add(slab)
  }

  /**
   * Rewrites a sparse slab when the dead are more than twice the living; the next follows when it is done. Packed, the dead cost little, and the longer
   * one waits the more slabs die out by themselves.
   */
  #reclaim(): void {
    if (this.#dead <= toleratedDead || this.#dead <= this.#live * 2) return
    for (const slab of this.#sparse) {
      this.#compact(slab)
      return
    }
  }

  #compact(slab: Slab): void {
    this.#sparse.delete(slab)
    if (slab.busy || slab.packed === null) return
    slab.busy = true
    this.#packer.unpack(slab.packed, slab.used, (bytes) => {
      slab.busy = false
      if (this.#closed) return
      for (const handle of slab.handles) {
        if (this.#slabOf[handle] !== slab.id) continue
        const offset = this.#offset[handle] ?? 0
        const length = this.#length[handle] ?? 0
        slab.live -= length
        slab.count--
        this.#dead += length
        this.#place(handle, bytes.subarray(offset, offset + length))
      }
      this.#drop(slab)
      this.#reclaim()
    })
  }

  #drop(slab: Slab): void {
    this.#dead -= slab.used - slab.live
    this.#sparse.delete(slab)
    this.#packer.forget(slab)
    if (slab.raw !== null) this.#packer.giveEmpty(slab.raw)
    this.#slabs.delete(slab.id)
  }

  /** A slab that was opened for many bodies and got few need not hold the room for them. */
  #shrink(slab: Slab): void {
    const { raw, used } = slab
    if (raw === null || raw.length <= Math.max(firstSize, used * 2)) return
    slab.raw = Uint8Array.prototype.slice.call(raw, 0, Math.max(firstSize, used))
    this.#packer.giveEmpty(raw)
  }

  #restart(slab: Slab): void {
    this.#dead -= slab.used
    slab.used = 0
    slab.handles = []
  }

  #growTables(): void {
    const size = Math.ceil(this.#slabOf.length * 1.5)
    const slabOf = new Int32Array(size)
    slabOf.set(this.#slabOf)
    this.#slabOf = slabOf
    const offset = new Uint32Array(size)
    offset.set(this.#offset)
    this.#offset = offset
    const length = new Uint32Array(size)
    length.set(this.#length)
    this.#length = length
  }
}
