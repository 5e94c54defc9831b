import type { EdgeState } from '../contract/index.ts'
import { isPseudoKind } from '../relations/clusterScoped.ts'
import type { Reference } from '../relations/reference.ts'
import type { StoredObject, StoreReader } from '../store/storedObject.ts'
import type { NodeTarget } from './nodeTarget.ts'

const order: readonly EdgeState[] = ['ok', 'not-ready', 'optional-missing', 'unknown', 'blocked', 'forbidden', 'dangling']

/** The worse of two states: an edge that several fields make is as bad as the worst of them. */
export function worseState(a: EdgeState, b: EdgeState): EdgeState {
  return order.indexOf(a) >= order.indexOf(b) ? a : b
}

/**
 * How it stands with what a reference points at. Not stored: whether a missing object is missing, unknown or forbidden depends on how
 * far its kind is listed at this moment.
 */
export function stateOf(reader: StoreReader, reference: Reference, target: NodeTarget): EdgeState {
  if (!target.object) {
    if (isPseudoKind(target.kind)) return 'ok'
    if (reader.isForbidden(target.kind)) return 'forbidden'
    if (!reader.isComplete(target.kind, target.namespace)) return 'unknown'
    return reference.by === 'name' && reference.optional ? 'optional-missing' : 'dangling'
  }
  if (reference.by === 'name') {
    if (reference.uid !== undefined && target.object.uid !== '' && reference.uid !== target.object.uid) return 'dangling'
    if (reference.notReady) return 'not-ready'
  }
  // A Service sends nothing to a Pod that is not ready, unless it publishes those too.
  const { match } = reference.rule
  if (match.by === 'selector' && match.readyOnly && !isReady(target.object)) return 'not-ready'
  return 'ok'
}

/** Whether all containers of a Pod are ready, by the ratio in its row; by its health when the row has none. */
export function isReady(pod: StoredObject): boolean {
  const ratio = ratioOf(pod)
  return ratio ? ratio.want > 0 && ratio.have >= ratio.want : pod.health.level === 'healthy'
}

/** The first `2/3` of an object's row: ready containers of a Pod, ready Pods of a workload. */
export function ratioOf(object: StoredObject): { have: number; want: number } | null {
  for (const cell of object.cells)
    if (typeof cell === 'object' && cell !== null && cell.t === 'ratio') return { have: cell.have, want: cell.want }
  return null
}
