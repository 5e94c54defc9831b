import { type Cell, type KindId, objectId, type ObjectId, parseObjectId } from '../contract/index.ts'
import type { StoredObject } from '../store/storedObject.ts'

/** The newer API shows the same events once more. */
export const eventKind: KindId = 'core/Event'

/** One event as it is kept; its texts are safe to draw, since they come from cells. */
export interface KeptEvent {
  /** Its uid, else its id. */
  key: string
  /** The Event object itself. */
  id: ObjectId
  type: 'Normal' | 'Warning'
  reason: string
  message: string
  source: string
  part: string
  count: number
  /** Epoch milliseconds. */
  firstAt: number
  lastAt: number
  /** What it is about. */
  target: ObjectId | null
  /** Its uid, by which a later object of the same name is told apart; empty where the event does not say it, or was kept before it was read. */
  targetUid: string
  /** Where that is; where the event is kept, when it names nothing. */
  namespace: string
}

/** Reads events from the cells of their rows: nothing is parsed again. `columns` are those of the kind. */
export function eventReader(columns: readonly { id: string }[]): (object: StoredObject, now: number) => KeptEvent {
  const at = (id: string): number => columns.findIndex((column) => column.id === id)
  const places = {
    lastSeen: at('lastSeen'),
    firstSeen: at('firstSeen'),
    reason: at('reason'),
    object: at('object'),
    message: at('message'),
    count: at('count'),
    part: at('subobject'),
    source: at('source'),
    targetUid: at('objectUid'),
  }
  return (object, now) => {
    const cell = (place: number): Cell => object.cells[place] ?? null
    const id = objectId(eventKind, object.namespace, object.name)
    const about = cell(places.object)
    const target = typeof about === 'object' && about?.t === 'ref' ? about.id : null
    const lastAt = timeOf(cell(places.lastSeen)) ?? object.createdAt ?? now
    const count = cell(places.count)
    return {
      key: object.uid === '' ? id : object.uid,
      id,
      type: object.health.level === 'warning' ? 'Warning' : 'Normal',
      reason: textOf(cell(places.reason)),
      message: textOf(cell(places.message)),
      source: textOf(cell(places.source)),
      part: textOf(cell(places.part)),
      count: typeof count === 'number' && count > 0 ? count : 1,
      firstAt: Math.min(lastAt, timeOf(cell(places.firstSeen)) ?? object.createdAt ?? lastAt),
      lastAt,
      target,
      targetUid: textOf(cell(places.targetUid)),
      namespace: (target === null ? object.namespace : parseObjectId(target)?.namespace) ?? object.namespace,
    }
  }
}

/** An event as it was written, checked; null for anything else. */
export function keptEventOf(value: unknown): KeptEvent | null {
  if (typeof value !== 'object' || value === null) return null
  const one = value as Partial<Record<keyof KeptEvent, unknown>>
  const texts = [one.key, one.id, one.reason, one.message, one.source, one.part, one.namespace]
  const figures = [one.count, one.firstAt, one.lastAt]
  if (!texts.every((each) => typeof each === 'string') || !figures.every((each) => typeof each === 'number' && Number.isFinite(each)))
    return null
  if (one.type !== 'Normal' && one.type !== 'Warning') return null
  if (one.target !== null && (typeof one.target !== 'string' || parseObjectId(one.target) === null)) return null
  // earlier versions of the app wrote none
  const targetUid = one.targetUid ?? ''
  if (typeof targetUid !== 'string') return null
  // every member was looked at
  return { ...(one as KeptEvent), targetUid }
}

function timeOf(cell: Cell): number | null {
  return typeof cell === 'object' && cell?.t === 'time' && Number.isFinite(cell.at) ? cell.at : null
}

function textOf(cell: Cell): string {
  return typeof cell === 'string' ? cell : ''
}
