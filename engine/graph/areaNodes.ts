import type { GraphNode, ObjectId } from '../contract/index.ts'
import type { InPieces } from '../layout/inPieces.ts'
import type { Graph } from './graph.ts'
import type { NodeTarget } from './nodeTarget.ts'
import { SortedItems } from './sortedItems.ts'

/** The nodes of an area as they are written out, sorted by id. */
export class AreaNodes {
  readonly #graph: Graph
  readonly #nodes = new SortedItems<GraphNode>()
  /** What nodes say that no held object is. */
  readonly #absent = new Map<ObjectId, string>()

  constructor(graph: Graph) {
    this.#graph = graph
  }

  /** Writes a node; true when it is no held object and says something else than before: of what is held, others tell. */
  write(target: NodeTarget, tile: ObjectId): boolean {
    const { id } = target
    const node = this.#graph.nodeOf(target)
    if (tile !== id) node.foldedInto = tile
    this.#nodes.put(node)
    if (target.object) return false
    const said = JSON.stringify(node.computed)
    if (this.#absent.get(id) === said) return false
    this.#absent.set(id, said)
    return true
  }

  delete(id: ObjectId): void {
    this.#nodes.delete(id)
    this.#absent.delete(id)
  }

  *list(): InPieces<readonly GraphNode[]> {
    return yield* this.#nodes.list()
  }
}
