import type { Evidence, KindId } from '../contract/index.ts'

/**
 * What one rule found in one object at ingestion: a pointer to what it names or selects. Small and interned, since the pods of one
 * workload have the same ones: equal references are usually (not always) the same object.
 */
export type Reference = NameReference | UidReference | SelectorReference | OrdinalReference | DefaultReference | DefaultMark

/** Points at an object by kind, namespace and name. `namespace` is empty for a cluster-scoped target. */
export interface NameReference {
  by: 'name'
  rule: number
  kind: KindId
  namespace: string
  name: string
  optional: boolean
  evidence: readonly Evidence[]
  /** The uid that the holder expects; another object of the same name is not what is meant. */
  uid?: string
  /** The holder says that the target does not take part at the moment (an endpoint that is not ready). */
  notReady?: true
  /** The holder of the field is the To of the rule: the edge runs from what is named to the holder. */
  backward?: true
}

/** Points at an owner by uid, with kind and name as written in the owner reference. */
export interface UidReference {
  by: 'uid'
  rule: number
  uid: string
  kind: KindId
  /** Where the owner would be: that of the holder, empty for kinds known to be cluster-scoped. */
  namespace: string
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

/** Names a numbered family: `<stem>-0`, `<stem>-1` … Says nothing about members that do not exist. */
export interface OrdinalReference {
  by: 'ordinal'
  rule: number
  kind: KindId
  namespace: string
  stem: string
  evidence: readonly Evidence[]
}

/** Names nothing, so that the cluster's default object of this kind applies, if there is one. */
export interface DefaultReference {
  by: 'default'
  rule: number
  kind: KindId
  evidence: readonly Evidence[]
}

/** The holder calls itself the default object of its kind. Makes no edge by itself. */
export interface DefaultMark {
  by: 'mark'
  rule: number
  kind: KindId
  evidence: readonly Evidence[]
}

/** Kubernetes' LabelSelector: empty matches everything, which is not the same as a missing one. */
export interface LabelSelector {
  matchLabels: Readonly<Record<string, string>>
  matchExpressions: readonly { key: string; operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist'; values: readonly string[] }[]
}
