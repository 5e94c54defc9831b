import type { Cell, Health, HealthLevel, KindId } from '../contract/index.ts'
import { objectId } from '../contract/index.ts'
import { epoch, rec } from './fields.ts'
import type { KubeObject } from './kind.ts'

// Rows of one kind repeat the same few cells; shared ones keep a row small. Bounded, since the text is the cluster's.
const shared = new Map<string, Cell>()
const sharedLimit = 4096

function share(key: string, make: () => Cell): Cell {
  const held = shared.get(key)
  if (held !== undefined) return held
  if (shared.size >= sharedLimit) shared.clear()
  const cell = make()
  shared.set(key, cell)
  return cell
}

/** Text, or null when there is none. */
export function textCell(text: string): Cell {
  return text === '' ? null : text
}

/** Kubernetes' own word in the colour of a level. */
export function statusCell(text: string, level: HealthLevel): Cell {
  return text === '' ? null : share(`s${level} ${text}`, () => ({ t: 'status', text, level }))
}

/** `2/3`. */
export function ratioCell(have: number, want: number, level: HealthLevel): Cell {
  return share(`r${level} ${have}/${want}`, () => ({ t: 'ratio', have, want, level }))
}

export function restartsCell(count: number, lastAt: number | null): Cell {
  return lastAt === null ? share(`n${count}`, () => ({ t: 'restarts', count, lastAt: null })) : { t: 'restarts', count, lastAt }
}

/** A moment; null when the text is not a time. */
export function timeCell(value: unknown): Cell {
  const at = epoch(value)
  return at === null ? null : { t: 'time', at }
}

/** Age of an object. */
export function ageCell(object: KubeObject): Cell {
  return timeCell(rec(object.metadata).creationTimestamp)
}

/** A list; null when it is empty. */
export function listCell(items: readonly string[]): Cell {
  return items.length === 0 ? null : { t: 'list', items }
}

/** Another object; null without a name. `namespace` is empty for a cluster-scoped one. */
export function refCell(kind: KindId, namespace: string, name: string, text: string = name): Cell {
  if (name === '') return null
  return { t: 'ref', id: objectId(kind, namespace, name), text }
}

/** A yes or no as text; null when it is neither. */
export function yesNoCell(value: unknown): Cell {
  return value === true ? 'true' : value === false ? 'false' : null
}

const healths = new Map<string, Health>()

/** Level, reason and (only when there is one) message. Healths without a message are shared. */
export function health(level: HealthLevel, reason: string, message = ''): Health {
  if (message !== '') return { level, reason, message }
  const key = `${level} ${reason}`
  const held = healths.get(key)
  if (held !== undefined) return held
  if (healths.size >= sharedLimit) healths.clear()
  const made: Health = { level, reason }
  healths.set(key, made)
  return made
}

/** Kinds that have no state of their own are well as long as they exist. */
export const present: Health = health('healthy', '')

/** An object on its way out is progressing, whatever its kind; what it still waits for are its finalizers. */
export function deleting(object: KubeObject): Health | null {
  const meta = rec(object.metadata)
  if (epoch(meta.deletionTimestamp) === null) return null
  const finalizers = Array.isArray(meta.finalizers) ? meta.finalizers.filter((name: unknown) => typeof name === 'string') : []
  return health('progressing', 'Terminating', finalizers.length === 0 ? '' : `waiting for finalizers: ${finalizers.join(', ')}`)
}

/** True while the controller has not yet looked at the newest spec. */
export function unobserved(object: KubeObject): boolean {
  const observed = rec(object.status).observedGeneration
  const generation = rec(object.metadata).generation
  return typeof observed === 'number' && typeof generation === 'number' && observed < generation
}
