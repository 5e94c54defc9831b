import type { ObjectId } from '../contract/index.ts'
import type { Reference } from '../relations/reference.ts'
import type { Lift } from './liftedEdges.ts'

/** One reference as one tile has it: twenty Pods of a workload that mount one Secret are one unit. */
export interface Unit {
  readonly reference: Reference
  readonly tile: ObjectId
  /** How many objects of the tile hold the reference, and how many of them are in the area itself. */
  holders: number
  inside: number
  /** What it adds to edges. */
  lifts: readonly Lift[]
  /** What it names that need not be in the area. */
  named: readonly ObjectId[]
  /** It is to be joined anew. */
  isStale: boolean
}

/** The units of an area, and which of them are to be joined anew. */
export class AreaUnits {
  readonly #counts: (reference: Reference) => boolean
  /** Most references are held by one tile. */
  readonly #units = new Map<Reference, Unit | Map<ObjectId, Unit>>()
  /** Some may not be stale any more: they have gone. */
  readonly #stale: Unit[] = []

  /** `counts`: whether a reference says anything in the area. */
  constructor(counts: (reference: Reference) => boolean) {
    this.#counts = counts
  }

  /** One more object of a tile holds a reference. */
  hold(reference: Reference, tile: ObjectId, inside: boolean): void {
    if (!this.#counts(reference)) return
    let unit = this.#get(reference, tile)
    if (!unit) {
      unit = { reference, tile, holders: 0, inside: 0, lifts: nothing, named: nothing, isStale: false }
      this.#add(unit)
      this.#mark(unit)
    }
    unit.holders++
    if (!inside) return
    if (unit.inside++ === 0) this.#mark(unit)
  }

  /** One object less does. Returns the unit when it is gone: what it added is to be taken back. */
  release(reference: Reference, tile: ObjectId, inside: boolean): Unit | null {
    const unit = this.#get(reference, tile)
    if (!unit) return null
    if (inside && --unit.inside === 0) this.#mark(unit)
    if (--unit.holders > 0) return null
    unit.isStale = false
    this.#delete(unit)
    return unit
  }

  /** A reference of a tile may point elsewhere, or in another state, now. */
  stale(reference: Reference, tile: ObjectId): void {
    const unit = this.#get(reference, tile)
    if (unit) this.#mark(unit)
  }

  /** The same of all tiles, or of some, that have one of these references. */
  staleBy(references: Iterable<Reference>, which: (unit: Unit) => boolean = () => true): void {
    for (const reference of references) for (const unit of this.of(reference)) if (which(unit)) this.#mark(unit)
  }

  get size(): number {
    let count = 0
    for (const held of this.#units.values()) count += held instanceof Map ? held.size : 1
    return count
  }

  /** All units of a reference. */
  of(reference: Reference): Iterable<Unit> {
    const held = this.#units.get(reference)
    return held === undefined ? nothing : held instanceof Map ? held.values() : [held]
  }

  /** One that is to be joined anew; it no longer is. */
  next(): Unit | undefined {
    for (let unit = this.#stale.pop(); unit; unit = this.#stale.pop()) {
      if (!unit.isStale) continue
      unit.isStale = false
      return unit
    }
    return undefined
  }

  #mark(unit: Unit): void {
    if (unit.isStale) return
    unit.isStale = true
    this.#stale.push(unit)
  }

  #get(reference: Reference, tile: ObjectId): Unit | undefined {
    const held = this.#units.get(reference)
    if (held === undefined) return undefined
    if (held instanceof Map) return held.get(tile)
    return held.tile === tile ? held : undefined
  }

  #add(unit: Unit): void {
    const { reference, tile } = unit
    const held = this.#units.get(reference)
    if (held === undefined) this.#units.set(reference, unit)
    else if (held instanceof Map) held.set(tile, unit)
    else
      this.#units.set(
        reference,
        new Map([
          [held.tile, held],
          [tile, unit],
        ]),
      )
  }

  #delete({ reference, tile }: Unit): void {
    const held = this.#units.get(reference)
    if (held instanceof Map) {
      held.delete(tile)
      if (held.size > 0) return
    }
    this.#units.delete(reference)
  }
}

const nothing: readonly never[] = []
