import type { Cell, KindId, ObjectId } from '../contract/index.ts'
import type { ChangeSet, StoredObject } from '../store/storedObject.ts'

/** The newer API shows the same events once more. */
const eventKind: KindId = 'core/Event'

/** Milliseconds that a warning counts, from when it was last seen; API servers forget events after as long. */
const span = 3_600_000

/** Which warning events there are about an object, by the id of the object. */
export class Warnings {
  readonly #columns: { lastSeen: number; object: number }
  readonly #now: () => number
  /** When each event about an object was last seen, by the key of the event. */
  readonly #seen = new Map<ObjectId, Map<number, number>>()

  /** `columns`: where an event's cells say when it was last seen, and what it is about. */
  constructor(columns: { lastSeen: number; object: number }, now: () => number) {
    this.#columns = columns
    this.#now = now
  }

  /** Takes over one change set of the store; tells about which objects there is something new. */
  take(changes: ChangeSet): ReadonlySet<ObjectId> {
    const touched = new Set<ObjectId>()
    for (const object of changes.removed) this.#leave(object, touched)
    for (const { before, after } of changes.updated) {
      this.#leave(before, touched)
      this.#enter(after, touched)
    }
    for (const object of changes.added) this.#enter(object, touched)
    return touched
  }

  /** Number of warnings about an object that were last seen less than an hour ago. */
  of(id: ObjectId): number {
    const since = this.#now() - span
    let count = 0
    for (const at of this.#seen.get(id)?.values() ?? []) if (at > since) count++
    return count
  }

  #enter(object: StoredObject, touched: Set<ObjectId>): void {
    const about = this.#aboutWhat(object)
    if (about === null) return
    const at = object.cells[this.#columns.lastSeen]
    let events = this.#seen.get(about)
    if (!events) this.#seen.set(about, (events = new Map()))
    events.set(object.key, timeOf(at) ?? object.createdAt ?? 0)
    touched.add(about)
  }

  #leave(object: StoredObject, touched: Set<ObjectId>): void {
    const about = this.#aboutWhat(object)
    const events = about === null ? undefined : this.#seen.get(about)
    if (about === null || !events?.delete(object.key)) return
    if (events.size === 0) this.#seen.delete(about)
    touched.add(about)
  }

  /** The id of the object that a warning is about; null of other events and of other kinds. */
  #aboutWhat({ kind, health, cells }: StoredObject): ObjectId | null {
    if (kind !== eventKind || health.level !== 'warning') return null
    const cell = cells[this.#columns.object]
    return typeof cell === 'object' && cell?.t === 'ref' ? cell.id : null
  }
}

function timeOf(cell: Cell | undefined): number | null {
  return typeof cell === 'object' && cell?.t === 'time' ? cell.at : null
}
