import type { EdgeState, GraphEdge, ObjectId } from '../contract/index.ts'
import type { InPieces } from '../layout/inPieces.ts'
import { edgeId } from '../relations/reference.ts'
import type { Rule } from '../relations/rule.ts'
import { worseState } from './edgeState.ts'
import { SortedItems } from './sortedItems.ts'

/** An edge between two tiles, and what makes it. */
interface Lifted {
  edge: GraphEdge
  /** One for each state that it was ever made in: mostly one. */
  lifts: readonly Lift[]
}

/** What references of tiles add to an edge in one state. */
export interface Lift {
  readonly lifted: Lifted
  readonly state: EdgeState
  /** How many references do. */
  count: number
}

/** Edges between tiles, without evidence, counted: each is there while something makes it, in the worst state of what does. */
export class LiftedEdges {
  readonly #byId = new Map<string, Lifted>()
  readonly #touched = new Set<Lifted>()
  readonly #sorted = new SortedItems<GraphEdge>()

  add(rule: Rule, source: ObjectId, target: ObjectId, state: EdgeState): Lift {
    const id = edgeId(rule, source, target)
    let lifted = this.#byId.get(id)
    if (!lifted) {
      const { relationshipType, id: number, category, confidence } = rule
      const edge = { id, source, target, relationshipType, rule: number, category, confidence, state, evidence: nothing }
      lifted = { edge, lifts: nothing }
      this.#byId.set(id, lifted)
      this.#sorted.put(edge)
    } else this.#touched.add(lifted)
    let lift = lifted.lifts.find((each) => each.state === state)
    if (!lift) lifted.lifts = [...lifted.lifts, (lift = { lifted, state, count: 0 })]
    lift.count++
    return lift
  }

  get size(): number {
    return this.#byId.size
  }

  remove(lift: Lift): void {
    lift.count--
    this.#touched.add(lift.lifted)
  }

  /** All of them, sorted by id. The same list as before where no edge came, went or changed. */
  *list(): InPieces<readonly GraphEdge[]> {
    for (const lifted of this.#touched) {
      const { edge, lifts } = lifted
      const state = stateOf(lifts)
      if (state === null) {
        this.#byId.delete(edge.id)
        this.#sorted.delete(edge.id)
      } else if (state !== edge.state) {
        lifted.edge = { ...edge, state }
        this.#sorted.put(lifted.edge)
      }
    }
    this.#touched.clear()
    return yield* this.#sorted.list()
  }
}

const nothing: never[] = []

/** The worst there is; but one Pod that is not ready does not close the way of traffic. Null: nothing makes the edge any more. */
function stateOf(lifts: readonly Lift[]): EdgeState | null {
  let worst: EdgeState | null = null
  let isAnyOk = false
  for (const { state, count } of lifts) {
    if (count === 0) continue
    isAnyOk ||= state === 'ok'
    worst = worst === null ? state : worseState(worst, state)
  }
  return worst === 'not-ready' && isAnyOk ? 'ok' : worst
}
