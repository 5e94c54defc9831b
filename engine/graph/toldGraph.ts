import type { GraphEdge, GraphGroup, GraphNode, PictureBox, PicturePatch, PictureRoute, PictureTile } from '../contract/index.ts'
import { news, newsOf, type Sent } from './news.ts'

/** What a window is to be shown, or the part of it that may have changed. */
export interface Shown {
  nodes: Iterable<GraphNode>
  edges: Iterable<GraphEdge>
  groups: Iterable<GraphGroup>
  tiles: Iterable<PictureTile>
  boxes: Iterable<PictureBox>
  routes: Iterable<PictureRoute>
}

/** What is new for a window. */
export interface Told {
  nodes: readonly GraphNode[]
  removedNodes: readonly string[]
  edges: readonly GraphEdge[]
  removedEdges: readonly string[]
  groups: readonly GraphGroup[]
  removedGroups: readonly string[]
  picture: Omit<PicturePatch, 'width' | 'height'>
  /** There is nothing new at all. */
  isEmpty: boolean
}

/** Remembers what a window was told, to tell it only what is new. */
export class ToldGraph {
  #sent = nothingSent()

  forget(): void {
    this.#sent = nothingSent()
  }

  /** What is new of all there is: what is not in it is gone. */
  all(shown: Shown): Told {
    return this.#tell(shown, news)
  }

  /** What is new of what was touched: nothing else changed. */
  some(shown: Shown): Told {
    return this.#tell(shown, newsOf)
  }

  #tell(shown: Shown, tell: typeof news): Told {
    const nodes = tell(shown.nodes, this.#sent.nodes)
    const edges = tell(shown.edges, this.#sent.edges)
    const groups = tell(shown.groups, this.#sent.groups)
    const tiles = tell(shown.tiles, this.#sent.tiles)
    const boxes = tell(shown.boxes, this.#sent.boxes)
    const routes = tell(shown.routes, this.#sent.routes)
    return {
      nodes: nodes.changed,
      removedNodes: nodes.removed,
      edges: edges.changed,
      removedEdges: edges.removed,
      groups: groups.changed,
      removedGroups: groups.removed,
      picture: {
        tiles: tiles.changed,
        removedTiles: tiles.removed,
        boxes: boxes.changed,
        removedBoxes: boxes.removed,
        routes: routes.changed,
        removedRoutes: routes.removed,
      },
      isEmpty: [nodes, edges, groups, tiles, boxes, routes].every((one) => one.changed.length === 0 && one.removed.length === 0),
    }
  }
}

/** What a window has that was told nothing yet. */
function nothingSent(): Record<'nodes' | 'edges' | 'groups' | 'tiles' | 'boxes' | 'routes', Sent> {
  return { nodes: new Map(), edges: new Map(), groups: new Map(), tiles: new Map(), boxes: new Map(), routes: new Map() }
}
