import type { GraphEdge } from './graph.ts'
import type { HealthLevel } from './health.ts'
import type { ObjectId } from './refs.ts'

/** What one may ask of the graph of a cluster, beside looking at it. */
export type GraphQuestion =
  | { ask: 'path'; from: ObjectId; to: ObjectId }
  /** What depends on this object: what suffers when it goes. */
  | { ask: 'impact'; id: ObjectId }
  /** What this object needs to work. */
  | { ask: 'needs'; id: ObjectId }
  /** All ways in from outside of the cluster to a Pod or workload. */
  | { ask: 'ways-in'; id: ObjectId }
  /** Who can read this Secret (or ConfigMap): by mount, by environment, or by RBAC. */
  | { ask: 'readers'; id: ObjectId }
  /** Whether NetworkPolicies let one Pod reach a port of another. A prediction: the network plugin decides. */
  | { ask: 'verdict'; from: ObjectId; to: ObjectId; port: string; protocol: 'TCP' | 'UDP' | 'SCTP' }
  /** What nothing uses, what names something missing, what stands alone, what overlaps. Null: all namespaces. */
  | { ask: 'orphans'; namespaces: readonly string[] | null }
  /** Why an edge is there: its rule in words, its fields, its state. */
  | { ask: 'why'; edge: string }

/** One step along an edge. */
export interface Hop {
  edge: GraphEdge
  /** `forward`: from the edge's source to its target. */
  along: 'forward' | 'backward'
}

/** One result: a path, an affected object, a reader, a policy that decides, an orphan. */
export interface Finding {
  /** Heading it stands under, in an answer with several kinds of findings. */
  group: string
  /** What it is about; null when it is about nothing that has an id. */
  target: ObjectId | null
  /** One line, in words. */
  text: string
  level: HealthLevel
  /** The field of the target that says so: `spec.ingress[0].from[1]`. */
  field?: string
  /** How it is reached, from what was asked about. */
  hops: readonly Hop[]
}

/** The answer to a question. */
export interface GraphAnswer {
  question: GraphQuestion
  /** One sentence that answers it. */
  summary: string
  /** The worst first. */
  findings: readonly Finding[]
  /** Findings beyond these, which are counted only. */
  more: number
  /** What the answer does not know: kinds forbidden or not listed, predictions. Empty when it is the whole truth. */
  limits: readonly string[]
}
