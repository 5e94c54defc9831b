import type { Evidence, KindId } from '../contract/index.ts'

/**
 * What one rule found in one object at ingestion: a pointer to what it names or selects. Small and interned, since the pods of one
 * workload have the same ones. The edge's evidence value is read again from the body when somebody asks.
 */
export type Reference = NameReference | UidReference | SelectorReference

/** Points at an object by kind, namespace and name. `namespace` is empty for a cluster-scoped target. */
export interface NameReference {
  by: 'name'
  rule: number
  kind: KindId
  namespace: string
  name: string
  optional: boolean
  evidence: readonly Evidence[]
}

/** Points at an owner by uid, with kind and name as written in the owner reference. */
export interface UidReference {
  by: 'uid'
  rule: number
  uid: string
  kind: KindId
  name: string
  controller: boolean
  evidence: readonly Evidence[]
}

/** Selects objects of a kind by labels, in one namespace (null: all). */
export interface SelectorReference {
  by: 'selector'
  rule: number
  kind: KindId
  namespace: string | null
  selector: LabelSelector
  evidence: readonly Evidence[]
}

/** Kubernetes' LabelSelector: empty matches everything, which is not the same as a missing one. */
export interface LabelSelector {
  matchLabels: Readonly<Record<string, string>>
  matchExpressions: readonly { key: string; operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist'; values: readonly string[] }[]
}
