import {
  worseHealth,
  noHealth,
  type GraphEdge,
  type GraphGroup,
  type GraphNode,
  type HealthLevel,
  type ObjectId,
} from '../contract/index.ts'
import { forEachInPieces, type InPieces } from '../layout/inPieces.ts'
import { worseState } from './edgeState.ts'
import type { Picture } from './picture.ts'

/** The contents of a picture as a window is told of them: what is drawn, and nothing of what is folded into it. */
export class ShownGraph {
  readonly #picture: Picture
  /** Every node of the picture as it is now. */
  readonly nodes = new Map<ObjectId, GraphNode>()
  readonly #groups: ReadonlyMap<string, GraphGroup>
  readonly #behind = new Map<string, GraphEdge[]>()
  #members: Map<ObjectId, ObjectId[]> | null = null

  private constructor(picture: Picture) {
    this.#picture = picture
    this.#groups = new Map(picture.groups.map((group) => [group.id, group]))
  }

  static *of(picture: Picture): InPieces<ShownGraph> {
    const shown = new ShownGraph(picture)
    yield* forEachInPieces(picture.nodes, (node) => {
      shown.nodes.set(node.id, node)
    })
    yield* forEachInPieces(picture.edges, (edge) => {
      shown.#lift(edge, shown.#behind)
    })
    return shown
  }

  /** The tile that stands for an object; null when it has none. */
  tileOf(id: ObjectId): ObjectId | null {
    const tile = this.#picture.scene.foldedInto.get(id) ?? id
    return this.nodes.get(tile)?.position === undefined ? null : tile
  }

  /** Nodes that have a tile, of all or of some ids. The tile has the place. */
  *drawnNodes(ids: Iterable<ObjectId> = this.nodes.keys()): Generator<GraphNode> {
    for (const id of ids) {
      const node = this.nodes.get(id)
      if (node?.position === undefined) continue
      const { position: _position, ...told } = node
      yield told
    }
  }

  /** One edge per rule between two tiles, in the worst of the states of those it stands for, without evidence. */
  *drawnEdges(): Generator<GraphEdge> {
    for (const [id, edges] of this.#behind) yield this.#told(id, edges)
  }

  /** Edges between wholes, as edges between tiles: those of one tile, with the evidence of all they stand for. */
  between(edges: readonly GraphEdge[], tile: ObjectId): GraphEdge[] {
    const found: GraphEdge[] = []
    const lifted = new Map<string, GraphEdge[]>()
    for (const edge of edges) this.#lift(edge, lifted)
    for (const [id, some] of lifted) {
      const told = this.#told(id, some)
      if (told.source === tile || told.target === tile) found.push({ ...told, evidence: some.flatMap((edge) => edge.evidence) })
    }
    return found
  }

  /** The edges that an edge between two tiles stands for. */
  behind(id: string): readonly GraphEdge[] {
    return this.#behind.get(id) ?? []
  }

  /** Everything a tile stands for: itself first, then what is worst. */
  members(tile: ObjectId): GraphNode[] {
    if (!this.#members) {
      this.#members = new Map()
      for (const id of this.nodes.keys()) {
        const whole = this.tileOf(id)
        if (whole === null) continue
        const list = this.#members.get(whole)
        if (list) list.push(id)
        else this.#members.set(whole, [id])
      }
    }
    const nodes = (this.#members.get(tile) ?? []).flatMap((id) => this.nodes.get(id) ?? [])
    const rank = (node: GraphNode): number => (node.id === tile ? -1 : ranks[node.computed.health])
    return nodes.sort((a, b) => rank(a) - rank(b) || (a.id < b.id ? -1 : 1))
  }

  /** Groups as they are now, all or some, without members and place. */
  *drawnGroups(ids: Iterable<string> = this.#groups.keys()): Generator<GraphGroup> {
    for (const id of ids) {
      const group = this.#groups.get(id)
      if (group) yield this.#recounted(group)
    }
  }

  /** The groups that say something of an object. */
  *groupsOf(id: ObjectId): Generator<string> {
    let at = this.nodes.get(id)?.group
    while (at !== undefined) {
      yield at
      at = this.#groups.get(at)?.parent ?? undefined
    }
  }

  #told(id: string, edges: readonly GraphEdge[]): GraphEdge {
    const [first] = edges
    if (!first) throw new Error('an edge stands for none')
    let { state } = first
    for (const edge of edges) state = worseState(state, edge.state)
    const [source, target] = [this.tileOf(first.source) ?? first.source, this.tileOf(first.target) ?? first.target]
    return { ...first, id, source, target, state, evidence: [] }
  }

  /** Puts an edge to those that one edge between tiles stands for. */
  #lift(edge: GraphEdge, behind: Map<string, GraphEdge[]>): void {
    const [source, target] = [this.tileOf(edge.source), this.tileOf(edge.target)]
    if (source === null || target === null || source === target) return
    const isSame = source === edge.source && target === edge.target
    const id = isSame ? edge.id : `${edge.id.slice(0, edge.id.indexOf(':'))}:${source}>${target}`
    const list = behind.get(id)
    if (list) list.push(edge)
    else behind.set(id, [edge])
  }

  /** The health of a group, from what its members say now. */
  #recounted({ position: _position, ...group }: GraphGroup): GraphGroup {
    const health = noHealth()
    let worst: HealthLevel = 'healthy'
    for (const id of group.members) {
      const computed = this.nodes.get(id)?.computed
      if (computed?.state !== 'present') continue
      health[computed.health]++
      worst = worseHealth(worst, computed.health === 'unknown' ? 'healthy' : computed.health)
    }
    return { ...group, members: [], health, worstHealth: worst }
  }
}

const ranks: Readonly<Record<HealthLevel, number>> = { failing: 0, warning: 1, progressing: 2, unknown: 3, paused: 4, healthy: 5 }
