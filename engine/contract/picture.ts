import type { HealthCounts, HealthLevel } from './health.ts'
import type { KindId, ObjectId } from './refs.ts'

/** What a line of the picture says: the way of traffic, a need, a policy, a call read from configuration, anything else. */
export type PictureFlow = 'traffic' | 'need' | 'policy' | 'call' | 'other'

/** Where a tile stands in its card, left to right; guards are docked to what they guard. */
export type PictureRole = 'entry' | 'service' | 'workload' | 'need' | 'guard'

/** A tile as the layout decided it: place, words, Pods. All lengths are layout units; `x` and `y` are the corner. */
export interface PictureTile {
  id: ObjectId
  kind: KindId
  x: number
  y: number
  w: number
  h: number
  /** The box it stands in, empty in a neighbourhood. */
  box: string
  role: PictureRole
  /** The shape of its kind as SVG path data, 24 by 24, to be stroked. */
  icon: string
  /** Only what its box does not say already. */
  label: string
  extra: string
  /** Whether a workload's name differs from its card's title. */
  named: boolean
  ghost: 'missing' | 'optional' | 'forbidden' | 'unknown' | null
  health: HealthLevel
  reason: string
  /** Its Pods by health; null for what makes no Pods. */
  pods: HealthCounts | null
  /** Pods that are wanted, Pods that are ready. */
  desired: number
  ready: number
  /** How the squares of its Pods stand: how many have room, in how many columns, how far apart, how large, how far below its upper edge. */
  grid: { room: number; columns: number; pitch: number; cell: number; top: number } | null
  /** Its Pods come and go by schedule: no number is wanted. */
  scheduled: boolean
  /** Number of equal things it stands for, when more than one. */
  stack: number
  /** Type is larger by this in bands, which are read at the zoom that shows everything. */
  scale: number
  /** One of many nodes: a coloured square without words. */
  square: boolean
  /** Of all that it stands for: restarts of containers, warning events of the last hour. Missing: none of either. */
  badges?: { restarts: number; warnings: number }
  /** Shown only because it leads to what filter or incident mode ask for. */
  background?: true
}

/** A box: a namespace, the card of an application, a band of cluster-wide things. Its id is that of its group. */
export interface PictureBox {
  id: string
  type: 'namespace' | 'application' | 'cluster'
  title: string
  /** The box around it. */
  parent: string | null
  x: number
  y: number
  w: number
  h: number
  /** Height of its head. */
  head: number
  health: HealthLevel
  /** Pods of its tiles by health. */
  pods: HealthCounts
  /** Counts, most telling first: `16 workloads`, `25 pods`. */
  words: readonly string[]
  /** Holds what nothing refers to. */
  loose: boolean
  /** A person put it here. */
  pinned: boolean
  scale: number
  /** Heads of columns in it: `Shared in this namespace`. */
  captions: readonly { x: number; y: number; text: string }[]
  /**
   * Edges without a line of their own: of policies, since there were too many to tell apart; to cluster-wide things, drawn as bundles only; and not drawn
   * at all, but in the lenses. Missing: none.
   */
  unlined?: { policies: number; bundled: number; wide: number }
}

/** A line that is drawn without being asked for. */
export interface PictureRoute {
  id: string
  /** A tile, or a box. */
  source: string
  target: string
  /** x and y in turns. */
  points: readonly number[]
  flow: PictureFlow
  /**
   * Inside a card; between cards; between namespaces (or a namespace and a band). Lines to cluster-wide things are bundles from afar and strands, one for each
   * edge, from near.
   */
  level: 'card' | 'between' | 'namespaces' | 'bundle' | 'strand'
  curved: boolean
  broken: boolean
  optional: boolean
  inferred: boolean
  /** How many edges it stands for. */
  count: number
  /** Ids of the edges that say why, where none runs between its ends: those of the policies that let something through. */
  reasons: readonly string[]
  /** It runs back, too. */
  both: boolean
}

/** What changed of the picture. */
export interface PicturePatch {
  width: number
  height: number
  tiles: readonly PictureTile[]
  removedTiles: readonly ObjectId[]
  boxes: readonly PictureBox[]
  removedBoxes: readonly string[]
  routes: readonly PictureRoute[]
  removedRoutes: readonly string[]
}
