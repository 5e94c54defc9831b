import type { EdgeState, ObjectId } from '../contract/index.ts'
import type { Reference } from '../relations/reference.ts'
import type { Graph } from './graph.ts'
import type { NodeTarget } from './nodeTarget.ts'

/**
 * Tells between which tiles a reference makes edges, and in which states. `tile` stands for its holder; `tileOf` says what stands for one of the
 * `ends`, undefined: nothing does.
 */
export function liftEnds(
  graph: Graph,
  reference: Reference,
  tile: ObjectId,
  ends: Iterable<NodeTarget>,
  tileOf: (end: NodeTarget) => ObjectId | undefined,
  lift: (source: ObjectId, target: ObjectId, state: EdgeState) => void,
): void {
  const backward = isBackward(reference)
  // The twenty Pods that a Service selects are one tile, and most of them in one state: said once.
  let last: ObjectId | undefined
  let states = new Set<EdgeState>()
  for (const end of ends) {
    const other = tileOf(end)
    if (other === undefined || other === tile) continue
    const state = graph.stateOf(reference, end)
    if (other !== last) {
      last = other
      states = new Set()
    } else if (states.has(state)) continue
    states.add(state)
    lift(backward ? other : tile, backward ? tile : other, state)
  }
}

/** Whether the edge of a reference runs to its holder. */
export function isBackward(reference: Reference): boolean {
  return reference.by === 'name' && reference.backward === true
}
