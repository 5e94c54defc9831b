import type { HealthLevel } from './health.ts'
import type { ObjectId } from './refs.ts'

/**
 * What one table cell says. Plain data, so that the window knows a few shapes and no kind.
 * Text comes from the cluster and is hostile: the engine has made control characters visible, the window never makes HTML of it.
 */
export type Cell =
  | null // nothing to say: drawn as an en dash
  | string // text
  | number // figure, right-aligned
  | { t: 'time'; at: number } // epoch milliseconds; drawn as an age
  | { t: 'status'; text: string; level: HealthLevel } // Kubernetes' own word in its health colour
  | { t: 'ratio'; have: number; want: number; level: HealthLevel } // `2/3`
  | { t: 'restarts'; count: number; lastAt: number | null }
  | { t: 'quantity'; text: string; value: number } // `512Mi`, sorts by value
  | UsageCell
  | { t: 'list'; items: readonly string[] } // ports, hosts, access modes
  | { t: 'ref'; id: ObjectId; text: string } // another object: a click goes there

/** What is used of something, against what may be: `250m / 1` with a bar. */
export interface UsageCell {
  t: 'usage'
  /** `250m`, `64Mi`. */
  text: string
  /** Cores or bytes. */
  value: number
  /** What it is measured against: the limit, else the request; of a Node what can be allocated; a quota. Null: nothing is set. */
  against: { what: 'limit' | 'request' | 'allocatable' | 'quota'; text: string; value: number } | null
}

export type ColumnType = 'name' | 'text' | 'number' | 'time' | 'status' | 'ratio' | 'restarts' | 'quantity' | 'usage' | 'list' | 'ref'

/** One column of a kind's table. The widths come from the kind, never from the data, so that nothing jumps. */
export interface Column {
  id: string
  title: string
  type: ColumnType
  align: 'start' | 'end'
  /** Pixels at the default density; the column marked `grow` takes the rest. */
  width: number
  grow?: boolean
  /** Shown only when asked for (as `kubectl get -o wide`). */
  wide?: boolean
  /** Why nothing is in it, as a sentence: usage that is not measured, a path that cannot be read. */
  note?: string
}
