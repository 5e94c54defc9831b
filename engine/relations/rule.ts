import type { EdgeCategory, EdgeConfidence, KindId } from '../contract/index.ts'

/**
 * One way in which an object points at another, as data. Several entries may share a number: they are variants of one rule and
 * agree in word, category and confidence.
 *
 * Paths are those of `fieldPath.ts`: `spec.tls[].secretName`, `metadata.labels["kubernetes.io/service-name"]`,
 * `(containers|initContainers)[].env[]`. With `from: 'podTemplate'` they start at the pod spec, wherever the kind keeps it.
 */
export interface Rule {
  /** Stable number of the rule in the catalogue of relationships. */
  id: number
  /** Kinds that hold the field; all kinds; or every kind with a pod spec, Pods included. */
  from: readonly KindId[] | '*' | 'podTemplate'
  /** Kind id of what is named; `*` where the reference names the kind itself. */
  to: KindId
  /** Where the references are: each value found there is one. */
  at: readonly string[]
  match: Match
  /** All must hold for the object, else the rule is silent. */
  when?: readonly Condition[]
  relationshipType: string
  category: EdgeCategory
  confidence: EdgeConfidence
  /** `backward`: the field is in the To object, and names the From object. */
  direction?: 'forward' | 'backward'
}

/** How the value found is turned into a target. Field names are relative to the value. */
export type Match = NameMatch | ObjectMatch | OwnerMatch | SelectorMatch | OrdinalMatch | DefaultMatch | MarkMatch

/** The value is a name, or an object with a field that holds the name. */
export interface NameMatch {
  by: 'name'
  /** Field with the name; without it the value itself is the name. */
  field?: string
  namespace: 'same' | 'none' | { field: string }
  /** True, a field of the value, or a path of the whole object that makes the reference optional when it is set. */
  optional?: true | { field: string } | { path: string }
  uid?: string
  /** The name that applies when there is nothing at the path. */
  absent?: string
}

/** The value names kind, name and perhaps group and namespace. */
export interface ObjectMatch {
  by: 'object'
  /** Field that holds the group, as an apiVersion (`apps/v1`) or as a bare group. Nothing there: the core group. */
  group: { apiVersion: string } | { field: string }
  kind: string
  name: string
  /** Field that holds the namespace; else that of the holder. Kinds known to be cluster-scoped have none. */
  namespace?: string
  uid?: string
  /** Dotted field of the item around the value that is `false` while the target takes no part. */
  ready?: string
}

/** The value is an owner reference. */
export interface OwnerMatch {
  by: 'owner'
}

/** The value is a label selector, or a plain map of labels, for objects in the holder's namespace. */
export interface SelectorMatch {
  by: 'selector'
  form: 'selector' | 'map'
  /** What an empty selector selects, and what a missing one. */
  empty: 'all' | 'none'
  absent: 'all' | 'none'
}

/** The value is a template name: `<value>-<holder>-<number>`. */
export interface OrdinalMatch {
  by: 'ordinal'
}

/** Nothing at the path means the cluster's default object of the target kind. */
export interface DefaultMatch {
  by: 'default'
}

/** `"true"` at the path makes the holder the default object of its kind. */
export interface MarkMatch {
  by: 'mark'
}

/** A condition on a field of the holder (no lists in the path). */
export type Condition = { path: string; is: 'absent' | 'present' } | { path: string; not: string }
