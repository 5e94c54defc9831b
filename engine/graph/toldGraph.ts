import type { GraphEdge, GraphGroup, GraphNode, PictureBox, PicturePatch, PictureRoute, PictureTile } from '../contract/index.ts'
import type { InPieces } from '../layout/inPieces.ts'
import { news, newsOf, type News, type Sent } from './news.ts'

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

/** What is new of each sort. */
interface All {
  nodes: News<GraphNode>
  edges: News<GraphEdge>
  groups: News<GraphGroup>
  tiles: News<PictureTile>
  boxes: News<PictureBox>
  routes: News<PictureRoute>
}

/** Remembers what a window was told, to tell it only what is new. */
export class ToldGraph {
  #sent = nothingSent()

  /** What is new of what was touched: nothing else changed. */
  some(shown: Shown): Told {
    const sent = this.#sent
    return written({
      nodes: newsOf(shown.nodes, sent.nodes),
      edges: newsOf(shown.edges, sent.edges),
      groups: newsOf(shown.groups, sent.groups),
      tiles: newsOf(shown.tiles, sent.tiles),
      boxes: newsOf(shown.boxes, sent.boxes),
      routes: newsOf(shown.routes, sent.routes),
    })
  }

  /** What is new of all there is: what is not in it is gone. From nothing: as if the window had been told nothing before. Once begun, it must be told. */
  *all(shown: Shown, fromNothing: boolean): InPieces<Told> {
    if (fromNothing) this.#sent = nothingSent()
    const sent = this.#sent
    return written({
      nodes: yield* news(shown.nodes, sent.nodes),
      edges: yield* news(shown.edges, sent.edges),
      groups: yield* news(shown.groups, sent.groups),
      tiles: yield* news(shown.tiles, sent.tiles),
      boxes: yield* news(shown.boxes, sent.boxes),
      routes: yield* news(shown.routes, sent.routes),
    })
  }
}

function written(all: All): Told {
  const { nodes, edges, groups, tiles, boxes, routes } = all
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
    isEmpty: Object.values(all).every(({ changed, removed }) => changed.length === 0 && removed.length === 0),
  }
}

/** What a window has that was told nothing yet. */
function nothingSent(): Record<'nodes' | 'edges' | 'groups' | 'tiles' | 'boxes' | 'routes', Sent> {
  return { nodes: new Map(), edges: new Map(), groups: new Map(), tiles: new Map(), boxes: new Map(), routes: new Map() }
}
