import type { Evidence, KindId, ObjectId } from '../contract/index.ts'
import type { Rule } from './rule.ts'

/**
 * What one rule found in one object at ingestion: a pointer to what it names or selects. Small and interned, since the pods of one
 * workload have the same ones: equal references are usually (not always) the same object.
 */
export type Reference =
  NameReference | UidReference | SelectorReference | OrdinalReference | DefaultReference | DefaultMark | GrantReference

/** Points at an object by kind, namespace and name. `namespace` is empty for a cluster-scoped target. */
export interface NameReference {
  by: 'name'
  rule: Rule
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
  /** There is an edge only while the target exists, and has the parts. */
  tentative?: true
  /** Parts of the target that must exist: keys, ports, listeners. */
  parts?: readonly WantedPart[]
  /** The reference leaves the namespace of the holder, and counts only where an object of the target's namespace grants it. */
  gate?: Gate
}

/** A part of the target that a reference names; optional when its absence is allowed. */
export interface WantedPart {
  name: string
  optional: boolean
  /** Who in the holder wants it, and where that stands: `DB_HOST (spec.containers[0].env[6])`. Told by the evidence too. */
  by?: readonly string[]
}

/** Who asks to be let through a gate. */
export interface Gate {
  kind: KindId
  namespace: string
}

/** Points at an owner by uid, with kind and name as written in the owner reference. */
export interface UidReference {
  by: 'uid'
  rule: Rule
  uid: string
  kind: KindId
  /** Where the owner would be: that of the holder, empty for kinds known to be cluster-scoped. */
  namespace: string
  name: string
  controller: boolean
  evidence: readonly Evidence[]
}

/** Selects objects of a kind by labels. */
export interface SelectorReference {
  by: 'selector'
  rule: Rule
  kind: KindId
  /** Null: in all namespaces, or in those that `spaces` tells. */
  namespace: string | null
  spaces?: NamespaceChoice
  selector: LabelSelector
  evidence: readonly Evidence[]
  /** What is selected is this one node, and not an edge to every member. */
  set?: ObjectId
  /** Only what the object of this uid does not own. */
  unlessOwnedBy?: string
  /** Parts that everything selected must have. */
  parts?: readonly string[]
}

/** Several namespaces: those of the names, and those that the selector selects. */
export interface NamespaceChoice {
  names: readonly string[]
  selector: LabelSelector | null
}

/** Names a numbered family: `<stem>-0`, `<stem>-1` … Says nothing about members that do not exist. */
export interface OrdinalReference {
  by: 'ordinal'
  rule: Rule
  kind: KindId
  namespace: string
  stem: string
  evidence: readonly Evidence[]
}

/** Names nothing, so that the cluster's default object of this kind applies, if there is one. */
export interface DefaultReference {
  by: 'default'
  rule: Rule
  kind: KindId
  evidence: readonly Evidence[]
}

/** The holder calls itself the default object of its kind. Makes no edge by itself. */
export interface DefaultMark {
  by: 'mark'
  rule: Rule
  kind: KindId
  evidence: readonly Evidence[]
}

/** The holder lets references of other namespaces into its own. Makes no edge by itself. */
export interface GrantReference {
  by: 'grant'
  rule: Rule
  /** The kind of the holder. */
  kind: KindId
  namespace: string
  from: readonly { kind: KindId; namespace: string }[]
  /** An empty name is every object of the kind. */
  to: readonly { kind: KindId; name: string }[]
  evidence: readonly Evidence[]
}

/** Kubernetes' LabelSelector: empty matches everything, which is not the same as a missing one. Gt and Lt are known to nodes only. */
export interface LabelSelector {
  matchLabels: Readonly<Record<string, string>>
  matchExpressions: readonly Requirement[]
}

/** One expression of a selector. Equal selectors have their values sorted. `Tolerates` is about taints of Nodes (`taints.ts`), and in no manifest. */
export interface Requirement {
  key: string
  operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist' | 'Gt' | 'Lt' | 'Tolerates'
  values: readonly string[]
}

/** The text that stands for the word, category and confidence of a rule in ids of edges: `12`, `99.issuer`. */
export function ruleKey(rule: Rule): string {
  return rule.variant === undefined ? String(rule.id) : `${rule.id}.${rule.variant}`
}

/** Id of the edge that a rule makes between two nodes. */
export function edgeId(rule: Rule, source: ObjectId, target: ObjectId): string {
  return `${ruleKey(rule)}:${source}>${target}`
}
