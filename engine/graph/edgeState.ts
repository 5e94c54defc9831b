import type { EdgeState } from '../contract/index.ts'
import { isPseudoKind } from '../relations/clusterScoped.ts'
import { partWord } from '../relations/parts.ts'
import type { NameReference, Reference, WantedPart } from '../relations/reference.ts'
import type { StoredObject, StoreReader } from '../store/storedObject.ts'
import type { NodeTarget } from './nodeTarget.ts'
import type { Gates } from './gates.ts'

const edgeStates: readonly EdgeState[] = ['ok', 'not-ready', 'optional-missing', 'unknown', 'blocked', 'forbidden', 'dangling']

/** The worse of two states: an edge that several fields make is as bad as the worst of them. */
export function worseState(a: EdgeState, b: EdgeState): EdgeState {
  return edgeStates.indexOf(a) >= edgeStates.indexOf(b) ? a : b
}

/**
 * How it stands with what a reference points at. Not stored: whether a missing object is missing, unknown or forbidden depends on how
 * far its kind is listed at this moment.
 */
export function stateOf(reader: StoreReader, gates: Gates, reference: Reference, target: NodeTarget): EdgeState {
  const { object } = target
  // Without a grant it does not matter whether the target is there, and nobody is told.
  if (reference.by === 'name' && reference.gate?.by === 'grant' && !gates.isOpen(reference)) return 'blocked'
  if (!object) {
    if (isPseudoKind(target.kind)) return reference.by === 'name' && reference.notReady ? 'not-ready' : 'ok'
    if (reader.isForbidden(target.kind)) return 'forbidden'
    if (!reader.isComplete(target.kind, target.namespace)) return 'unknown'
    return reference.by === 'name' && reference.optional ? 'optional-missing' : 'dangling'
  }
  if (reference.by === 'name') {
    if (isOther(reference, object)) return 'dangling'
    const lacking = lackingParts(reference, target)
    if (lacking.length > 0) return lacking.some((part) => !part.optional) ? 'dangling' : 'optional-missing'
    const refusal = reference.gate === undefined ? null : gates.refusal(reference)
    if (refusal) return refusal.state
    if (reference.notReady) return 'not-ready'
  }
  if (reference.by === 'selector') {
    if (lackingNames(reference.parts, object).length > 0) return 'dangling'
    // A Service sends nothing to a Pod that is not ready, unless it publishes those too (rule 41).
    const { match } = reference.rule
    if (match.by === 'selector' && match.readyOnly && !isReady(object)) return 'not-ready'
  }
  return 'ok'
}

/** What is wrong with what a reference points at, where its state alone does not tell; empty when it does. */
export function reasonOf(gates: Gates, reference: Reference, target: NodeTarget): string {
  const { object } = target
  const refusal = reference.by === 'name' ? gates.refusal(reference) : null
  if (refusal && reference.by === 'name' && reference.gate?.by === 'grant') return refusal.reason
  if (!object) return ''
  if (reference.by === 'name' && isOther(reference, object)) return 'another object has this name now'
  const parts = reference.by === 'name' ? lackingParts(reference, target) : nothing
  const lacking = reference.by === 'selector' ? lackingNames(reference.parts, object) : parts.map((part) => part.name)
  if (lacking.length === 0) return refusal?.reason ?? ''
  const wanted = parts.flatMap((part) => part.by ?? nothing)
  const missing = `${partWord(target.kind)}${lacking.length === 1 ? '' : 's'} ${lacking.join(', ')} ${lacking.length === 1 ? 'is' : 'are'} missing`
  if (wanted.length === 0) return missing
  const more = wanted.length > mostWanting ? ` and ${wanted.length - mostWanting} more` : ''
  return `${missing} for ${wanted.slice(0, mostWanting).join(', ')}${more}`
}

/** So many that want a part are told by name; the evidence has all. */
const mostWanting = 4

/** The parts that a reference names and its target has not; none while its parts are not known. */
export function lackingParts(reference: NameReference, target: NodeTarget): readonly WantedPart[] {
  const has = target.object?.parts
  return has === undefined || reference.parts === undefined ? nothing : reference.parts.filter((part) => !has.includes(part.name))
}

function lackingNames(parts: readonly string[] | undefined, { parts: has }: StoredObject): readonly string[] {
  return has === undefined || parts === undefined ? nothing : parts.filter((part) => !has.includes(part))
}

function isOther(reference: NameReference, object: StoredObject): boolean {
  return reference.uid !== undefined && object.uid !== '' && reference.uid !== object.uid
}

const nothing: readonly never[] = []

/**
 * Whether a Pod is sent to, as the EndpointSlice controller decides: not while it is being deleted, and not while its Ready condition is
 * false, which it also is with all containers ready when a readiness gate is not passed or its node is lost. Else by the ratio of ready
 * containers in its row, or by its health when the row has none.
 */
export function isReady(pod: StoredObject): boolean {
  if (pod.deletingSince !== null || pod.health.reason === 'NotReady') return false
  const ratio = ratioOf(pod)
  return ratio ? ratio.want > 0 && ratio.have >= ratio.want : pod.health.level === 'healthy'
}

/** The first `2/3` of an object's row: ready containers of a Pod, ready Pods of a workload. */
export function ratioOf(object: StoredObject): { have: number; want: number } | null {
  for (const cell of object.cells)
    if (typeof cell === 'object' && cell !== null && cell.t === 'ratio') return { have: cell.have, want: cell.want }
  return null
}
