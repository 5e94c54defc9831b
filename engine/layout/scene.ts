import type { HealthLevel, KindId, ObjectId } from '../contract/index.ts'
import type { Role } from './kindRoles.ts'

/** What an edge says in the picture. */
export type Flow = 'traffic' | 'need' | 'policy' | 'call' | 'other'

/** How sure, and how well, an edge is in the picture. */
export interface TileEdge {
  source: string
  target: string
  flow: Flow
  broken: boolean
  /** Broken because its target does not let it in, and not because that is missing. */
  refused?: boolean
  optional: boolean
  inferred: boolean
  /** How many edges of the graph it stands for. */
  count: number
  /** Ids of the edges that say why, where none runs between its ends. */
  reasons?: readonly string[]
  /** It runs back, too. */
  both?: true
}

export interface Box {
  x: number
  y: number
  w: number
  h: number
}

/** One drawn object, with what is folded into it. Coordinates are relative to its box until the scene is whole. */
export interface Tile extends Box {
  id: ObjectId
  kind: KindId
  name: string
  namespace: string
  role: Role
  health: HealthLevel
  reason: string
  ghost: 'missing' | 'optional' | 'forbidden' | 'unknown' | null
  label: string
  extra: string
  /** Every object it stands for, itself included; not for ghosts. */
  members: ObjectId[]
  /** Pods, worst first; null for what makes no Pods. */
  pods: HealthLevel[] | null
  desired: number
  ready: number
  /** Roles granted to a ServiceAccount. */
  roles: number
  users: number
  /** What is wrong with what it names; empty: nothing. */
  blamed: string
  /** Number of equal things it stands for, when more than one. */
  stack: number
  /** The tile a guard is docked to. */
  dock: string | null
  labels: Readonly<Record<string, string>>
}

/** An application: what is connected, in columns by role. */
export interface Card extends Box {
  key: string
  namespace: string
  title: string
  tiles: Tile[]
  edges: TileEdge[]
  health: HealthLevel
  /** Holds what nothing refers to. */
  loose: boolean
  /** Edges to things shared in the namespace. */
  shared: number
  /** A person moved it here. */
  pinned: boolean
}

/** A namespace. */
export interface Space extends Box {
  name: string
  cards: Card[]
  /** Shared by several cards: entries and services, needs, guards. */
  left: Tile[]
  right: Tile[]
  guards: Tile[]
  /** Edges between cards, by card key. */
  flows: TileEdge[]
  /** Lines between cards that are not drawn, since there are so many that they would say nothing: counted. Missing: none. */
  linesLeftOut?: number
  counts: Map<KindId, number>
  health: HealthLevel
  /** Height of its head. */
  head: number
  /** A person moved it here. */
  pinned: boolean
  /** The places of what is shared, caption included. Relative to the namespace until the scene is whole. */
  sides: Map<SpaceSide, Box>
}

/** The columns of what several cards share. */
export type SpaceSide = 'left' | 'right' | 'guards'

export const spaceSides: readonly SpaceSide[] = ['left', 'right', 'guards']

/** A strip of cluster-scoped things. */
export interface Band extends Box {
  title: string
  tiles: Tile[]
  total: number
  /** More nodes than can be named: one square each. */
  squares: boolean
  /** Bands are read at the zoom that shows the whole field. */
  scale: number
  /** Edges from and to it without a line of their own: drawn as part of a bundle only, and not drawn at all. Missing: none. */
  unlined?: { bundled: number; leftOut: number }
}

/**
 * From how near a line is seen: inside a card; between cards; between boxes, always. Lines to bands of cluster-wide things are a bundle from afar, and
 * strands, one for each edge, from near.
 */
export type RouteLevel = 'card' | 'between' | 'namespaces' | 'bundle' | 'strand'

/** A drawn edge. */
export interface Route {
  source: string
  target: string
  points: [number, number][]
  flow: Flow
  broken: boolean
  optional: boolean
  inferred: boolean
  level: RouteLevel
  curved: boolean
  count: number
  reasons?: readonly string[]
  both?: true
}

/** A laid-out picture. All coordinates are absolute layout units. */
export interface Scene {
  width: number
  height: number
  spaces: Space[]
  bands: Band[]
  /** Tiles outside of any box: those of a neighbourhood. */
  loose: Tile[]
  routes: Route[]
  /** Objects that are in scope and have no place of their own, by the tile that stands for them. */
  foldedInto: ReadonlyMap<ObjectId, ObjectId>
  /** In scope, not drawn, not in any tile: counted. */
  notDrawn: readonly ObjectId[]
}
