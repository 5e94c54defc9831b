import type { Evidence, KindId, ObjectId } from '../contract/index.ts'
import type { Rule } from './rule.ts'

/**
 * What one rule found in one object at ingestion: a pointer to what it names or selects. Small and interned, since the pods of one
 * workload have the same ones: equal references are usually (not always) the same object.
 */
export type Reference =
  NameReference | UidReference | SelectorReference | OrdinalReference | DefaultReference | DefaultMark | GrantReference | AdmissionReference

interface Numbered {
  /** Given by the table that shares it, from 1: whoever keeps something beside each reference finds it by this. 0 until then. */
  number: number
}

/** One list behind the other, without room for more: most objects keep theirs for ever. */
export function joinedReferences(a: readonly Reference[], b: readonly Reference[]): readonly Reference[] {
  if (b.length === 0) return a
  if (a.length === 0) return b
  // by hand: `concat` is a call of the runtime
  const joined = new Array<Reference>(a.length + b.length)
  for (let i = 0; i < a.length; i++) joined[i] = a[i] as Reference // i is below the length
  for (let i = 0; i < b.length; i++) joined[a.length + i] = b[i] as Reference // so it is here
  return joined
}

/** Points at an object by kind, namespace and name. `namespace` is empty for a cluster-scoped target. */
export interface NameReference extends Numbered {
  by: 'name'
  rule: Rule
  kind: KindId
  namespace: string
  name: string
  optional: boolean
  evidence: readonly Evidence[]
  /** The uid that the holder expects; another object of the same name is not what is meant. */
  uid?: string | undefined
  /** The holder says that the target does not take part at the moment (an endpoint that is not ready). */
  notReady?: true | undefined
  /** The holder of the field is the To of the rule: the edge runs from what is named to the holder. */
  backward?: true | undefined
  /** There is an edge only while the target exists, and has the parts. */
  tentative?: true | undefined
  /** Parts of the target that must exist: keys, ports, listeners. */
  parts?: readonly WantedPart[] | undefined
  /** The reference counts only where somebody lets it through. */
  gate?: Gate | undefined
}

/** A part of the target that a reference names; optional when its absence is allowed. */
export interface WantedPart {
  name: string
  optional: boolean
  /** Who in the holder wants it, and where that stands: `DB_HOST (spec.containers[0].env[6])`. Told by the evidence too. */
  by?: readonly string[]
}

/** Who asks to be let through, and by whom. */
export type Gate = GrantGate | ListenerGate

/** The reference leaves the namespace of the holder: an object of the target's namespace must grant it. */
export interface GrantGate {
  by: 'grant'
  kind: KindId
  namespace: string
}

/** The holder attaches itself to listeners of the target, which must take it. */
export interface ListenerGate {
  by: 'listener'
  kind: KindId
  namespace: string
  /** Host names of a route, in small letters; empty: all. */
  hostnames: readonly string[]
  /** One for each field that names the target; all of them must be taken. */
  asks: readonly Attachment[]
}

/** What one field asks of listeners. An empty section, or no port, is any. */
export interface Attachment {
  path: string
  section: string
  port: number | null
}

/** Points at an owner by uid, with kind and name as written in the owner reference. */
export interface UidReference extends Numbered {
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
export interface SelectorReference extends Numbered {
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
export interface OrdinalReference extends Numbered {
  by: 'ordinal'
  rule: Rule
  kind: KindId
  namespace: string
  stem: string
  evidence: readonly Evidence[]
}

/** Names nothing, so that the cluster's default object of this kind applies, if there is one. */
export interface DefaultReference extends Numbered {
  by: 'default'
  rule: Rule
  kind: KindId
  evidence: readonly Evidence[]
}

/** The holder calls itself the default object of its kind. Makes no edge by itself. */
export interface DefaultMark extends Numbered {
  by: 'mark'
  rule: Rule
  kind: KindId
  evidence: readonly Evidence[]
}

/** The holder lets references of other namespaces into its own. Makes no edge by itself. */
export interface GrantReference extends Numbered {
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

/** The holder says who may attach to its listeners. Makes no edge by itself. */
export interface AdmissionReference extends Numbered {
  by: 'admission'
  rule: Rule
  /** Kind, namespace and name of the holder. */
  kind: KindId
  namespace: string
  name: string
  listeners: readonly Listener[]
  /** Whose ListenerSets it takes. */
  sets: NamespaceRule
  evidence: readonly Evidence[]
}

/** A listener, as far as it decides who attaches. */
export interface Listener {
  name: string
  port: number | null
  /** In small letters; empty: all. */
  hostname: string
  protocol: string
  /** Kinds of routes that its protocol carries; null where that is not known. */
  carries: readonly string[] | null
  /** Kinds it takes; empty: all that its protocol carries. */
  kinds: readonly KindId[]
  namespaces: NamespaceRule
}

/** Which namespaces a listener takes routes of. `written` is false where that is the default. */
export interface NamespaceRule {
  from: 'Same' | 'All' | 'None' | 'Selector'
  written: boolean
  selector?: LabelSelector
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
