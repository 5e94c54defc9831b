import type { HealthCounts, HealthLevel } from './health.ts'
import type { LedgerEntry } from './kinds.ts'
import type { PicturePatch } from './picture.ts'
import type { ClusterId, KindId, ObjectId } from './refs.ts'

export type EdgeCategory =
  | 'ownership'
  | 'containment'
  | 'grouping'
  | 'traffic'
  | 'configuration'
  | 'storage'
  | 'identity'
  | 'rbac'
  | 'scheduling'
  | 'policy'
  | 'scaling'
  | 'admission'
  | 'delivery'
  | 'monitoring'
export type EdgeConfidence = 'declared' | 'selector' | 'observed' | 'inferred'
export type EdgeState = 'ok' | 'dangling' | 'optional-missing' | 'forbidden' | 'unknown' | 'blocked' | 'not-ready'

/** How far around an object a view may go: more steps are the whole cluster in any real one. */
export const mostSteps = 6

/** Which part of the graph a view or an export shows. An application is a `pseudo/Application`, a `pseudo/HelmRelease` or an Argo CD Application. */
export type GraphScope =
  | { type: 'cluster' }
  | { type: 'namespaces'; namespaces: readonly string[] }
  | { type: 'object'; id: ObjectId; steps: number }
  | { type: 'application'; id: ObjectId }

/** What the picture is about: which kinds and which edges. */
export type GraphLens = 'everything' | 'workloads' | 'network' | 'storage' | 'configuration' | 'rbac' | 'scheduling' | 'delivery'

/** Which objects stay in full ink; what leads to them is kept, everything else is left out and counted. */
export interface GraphFilter {
  /** Null: all. */
  kinds: readonly KindId[] | null
  /** Null: all. */
  health: readonly HealthLevel[] | null
  /** A label selector as kubectl writes it; empty: all. */
  labels: string
  /** Words in names; empty: all. */
  text: string
}

export interface GraphQuery {
  cluster: ClusterId
  scope: GraphScope
  /** Null: all. */
  categories: readonly EdgeCategory[] | null
  /** Missing: everything. */
  lens?: GraphLens
  filter?: GraphFilter
  /** Only what is unhealthy and what leads to it. */
  incident?: boolean
  /** Also what is only guessed from text in ConfigMaps (rule 129). */
  guesses?: boolean
  /** Folded things that are shown apart: Pods and ReplicaSets of these. */
  opened?: readonly ObjectId[]
}

/** One object of the graph, or a ghost: a named object that does not exist, or may not be seen. */
export interface GraphNode {
  id: ObjectId
  kind: KindId
  apiVersion: string
  namespace: string
  name: string
  metadata: { labels: Readonly<Record<string, string>>; createdAt: number | null }
  /** `ready`: ready containers of a Pod, ready Pods of a workload. `text`: one more short fact for its tile (`:8080`, `10Gi`). */
  computed: {
    health: HealthLevel
    reason: string
    state: 'present' | 'missing' | 'forbidden' | 'unknown'
    ready?: { have: number; want: number }
    text?: string
    /** Restarts of its containers, where there were any. */
    restarts?: number
    /** Warning events about it that were last seen less than an hour ago, where there are any. */
    warnings?: number
  }
  /** Centre, in layout units. */
  position?: { x: number; y: number; width: number; height: number }
  /** The group (card, namespace) it is drawn in. */
  group?: string
  /** The workload tile that stands for it, when it is folded (ReplicaSets, Pods of a workload, EndpointSlices). */
  foldedInto?: ObjectId
}

/** Where an edge comes from: the field of the From object, and the value found there. */
export interface Evidence {
  path: string
  value: string
  /** The object that has the field, when it is not the From object (a PersistentVolume's `claimRef` speaks of its claim). */
  holder?: ObjectId
}

/** `source` and `target` are the From and To of a rule; `rule` is its number. */
export interface GraphEdge {
  id: string
  source: ObjectId
  target: ObjectId
  relationshipType: string
  rule: number
  category: EdgeCategory
  confidence: EdgeConfidence
  state: EdgeState
  /** What is wrong, where the state alone does not tell: `key tls.crt is missing`. */
  reason?: string
  /** Empty in frames: asked for with `graphEdges`. */
  evidence: readonly Evidence[]
}

/** A box: a namespace, an application, the cluster-wide things. */
export interface GraphGroup {
  id: string
  type: 'namespace' | 'application' | 'cluster'
  title: string
  parent: string | null
  members: readonly ObjectId[]
  counts: Readonly<Record<KindId, number>>
  health: HealthCounts
  worstHealth: HealthLevel
  position?: { x: number; y: number; width: number; height: number }
}

/** The topology contract: what the screen, an export and the command line give. Arrays are sorted: equal graphs are equal bytes. */
export interface TopologyGraph {
  schemaVersion: 1
  metadata: {
    clusterId: string
    scope: GraphScope
    /** ISO time; null in exports that must be equal bytes for equal graphs. */
    generatedAt: string | null
    layoutSeed: string
    /** False while any kind in scope is not completely listed. */
    isComplete: boolean
    ledger: readonly LedgerEntry[]
    nodeCount: number
    edgeCount: number
  }
  nodes: readonly GraphNode[]
  edges: readonly GraphEdge[]
  groups: readonly GraphGroup[]
}

/** An application that a graph can be asked for: an Argo CD Application, a Helm release, or what `app.kubernetes.io/*` labels say belongs together. */
export interface ApplicationSummary {
  id: ObjectId
  /** Its name; with the namespace before it where it has one. */
  title: string
  /** Objects that are its own; what they use is not counted. */
  objects: number
  health: HealthCounts
  worstHealth: HealthLevel
}

/** One page of the objects that a tile stands for: its own first, then by health (worst first) and id. */
export interface GraphMembers {
  total: number
  nodes: readonly GraphNode[]
}

/**
 * What changed in an open graph view; travels packed (`packGraphFrame`). `full` replaces everything. A frame holds what is drawn: what a tile stands
 * for besides itself is asked for in pages (`graphMembers`), and so is the evidence of edges (`graphEdges`). `nodes` are those with a tile, without position (the tile has
 * it), `edges` those between two tiles without those to nodes of the cluster (but in the lens of scheduling; `graphEdgesOf` has all), `groups` without members and position.
 */
export interface GraphFrame {
  subscription: number
  revision: number
  full: boolean
  nodes: readonly GraphNode[]
  removedNodes: readonly ObjectId[]
  edges: readonly GraphEdge[]
  removedEdges: readonly string[]
  groups: readonly GraphGroup[]
  removedGroups: readonly string[]
  /** The scene: what a window draws, and an export of the same scope. */
  picture: PicturePatch
  isComplete: boolean
  /**
   * Objects in scope: drawn + folded + notDrawn; the sum is the number in the store. `leftOut`: those of notDrawn that lens, filter or incident mode leave out.
   */
  totals: { objects: number; drawn: number; folded: number; notDrawn: number; ghosts: number; leftOut: number }
  changedAt: number
}
