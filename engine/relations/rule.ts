import type { EdgeCategory, EdgeConfidence, Evidence, KindId } from '../contract/index.ts'

/**
 * One way in which an object points at another, as data. Several entries may share a number: they are variants of one rule.
 *
 * Paths are those of `fieldPath.ts`: `spec.tls[].secretName`, `metadata.labels["kubernetes.io/service-name"]`,
 * `(containers|initContainers)[].env[]`. With `from: 'podTemplate'` they start at the pod spec, wherever the kind keeps it.
 */
export interface Rule {
  /** Stable number of the rule in the catalogue of relationships. */
  id: number
  /**
   * Tells relations of one number apart that differ in word, category or confidence (`issuer` and `secret` of a certificate): it is
   * part of an edge's id (`99.issuer:…`). Entries that agree in id and variant agree in those three.
   */
  variant?: string
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
export type Match =
  NameMatch | ObjectMatch | OwnerMatch | SelectorMatch | OrdinalMatch | DefaultMatch | MarkMatch | ReadMatch | GrantMatch | AdmissionMatch

/** What every reference that names one object may say besides. */
export interface Naming {
  /** True, a field of the value, or a path of the whole object that makes the reference optional when it is set. */
  optional?: true | { field: string } | { path: string }
  uid?: string
  /** There is only an edge while the target exists (and has the part): a mention, not a claim. Never makes a ghost. */
  tentative?: true
  /** Field of the value (text or number) with a part of the target that must exist: a key, a port, a listener. See `parts.ts`. */
  part?: string
  /**
   * `referenceGrant`: a reference into another namespace is blocked unless an object there grants it (rule 61). `listener`: the holder attaches
   * itself to listeners of the target, which must take it (rules 57 and 63).
   */
  gate?: 'referenceGrant' | 'listener'
  /**
   * Dotted field of the item around the value, or path of the whole object, that is `false` or `"False"` while the target takes no part;
   * or `false` where what is named never does.
   */
  ready?: string | { path: string } | false
}

/** The value is a name, or an object with a field that holds the name. */
export interface NameMatch extends Naming {
  by: 'name'
  /** Field with the name; without it the value itself is the name. */
  field?: string
  /** That of the holder; none; a field of the value (its absence is the holder's, where `or` says so); or always this one. */
  namespace: 'same' | 'none' | { field: string; or?: 'same' } | { always: string }
  /** The name that applies when there is nothing at the path. */
  absent?: string
  /** How the name is made, with `$value` for what was found and `$holder` for the holder's name: `$holder-$value`. */
  template?: string
}

/** The value names kind, name and perhaps group and namespace. */
export interface ObjectMatch extends Naming {
  by: 'object'
  /** Field that holds the group, as an apiVersion (`apps/v1`) or as a bare group; `absent` applies when the field is not there (else: core). */
  group: { apiVersion: string } | { field: string; absent?: string } | { always: string }
  kind: string | { field: string; absent: string } | { always: string }
  name: string
  /** Field that holds the namespace; else that of the holder. Kinds known to be cluster-scoped have none. */
  namespace?: string
}

/** The value is an owner reference. */
export interface OwnerMatch {
  by: 'owner'
}

/** The value is, or has, a label selector or a plain map of labels. */
export interface SelectorMatch {
  by: 'selector'
  /** Field of the value with the selector; without it the value itself is the selector. */
  field?: string
  /** `requirements`: a list of `{key, operator, values}` as in node affinity terms (Gt and Lt too). */
  form: 'selector' | 'map' | 'requirements'
  /** What an empty selector selects, and what a missing one. */
  empty: 'all' | 'none'
  absent: 'all' | 'none'
  /** Where to look: the holder's namespace (default), everywhere, or the namespaces that a selector, or a list of names, of the value tells. */
  namespaces?: 'own' | 'all' | { selector?: string; names?: string }
  /** What is selected is one node of the graph, a set with its members counted, and not an edge to every member: cost stays in references. */
  asSet?: true
  /** Of Pods only those that are ready take part; an edge to another is not-ready (rule 41). */
  readyOnly?: true
  /** Only what the holder does not own: adoption is at risk there (rule 34). */
  unlessOwned?: true
  /** Reads out of the whole object the parts (named ports) that what is selected must have; where there are none the rule is silent (rule 45). */
  parts?: (object: Readonly<Record<string, any>>) => readonly string[]
  /** Makes the selectors, each in `form`, where it takes more than one field to say them (a node selector and a term of node affinity). */
  read?: (value: unknown, holder: Holder) => readonly unknown[]
  /** What else belongs to the evidence: a topology key, tolerations. `path` is that of the value. */
  also?: (value: unknown, holder: Holder, path: string) => readonly Evidence[]
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

/**
 * The value has a form of its own (`ns/name`, a host name, an inventory id, an image): a function reads the targets out of it. Readers are
 * small, named, in `readers/`, and pure; what they cannot read names nothing.
 */
export interface ReadMatch extends Omit<Naming, 'part' | 'uid'> {
  by: 'read'
  read: (value: unknown, holder: Holder) => readonly (ReadTarget | ReadSet)[]
}

/** The value grants references from other namespaces into the holder's (a ReferenceGrant's `spec`). Makes no edge by itself. */
export interface GrantMatch {
  by: 'grant'
}

/** The value says who may attach to the holder's listeners (`spec` of a Gateway). Makes no edge by itself. */
export interface AdmissionMatch {
  by: 'admission'
}

/** What a reader may know of the object that holds the value. */
export interface Holder {
  kind: KindId
  namespace: string
  name: string
  object: Readonly<Record<string, any>>
  /** A field of the pod spec in it, wherever the kind keeps that. Who looks only here can be spared: Pods of a workload say the same. */
  podField(name: string): any
}

/** One thing that a reader found. `kind` defaults to the rule's `to`; `namespace` is empty for none. */
export interface ReadTarget {
  kind?: KindId
  namespace: string
  name: string
  /** What the target must have: a key, a port, or several of them. */
  part?: string | readonly string[]
  /** What in the holder is without something when the part is missing: a variable of a container. */
  wantedBy?: string
  tentative?: true
  optional?: true
  /** The uid that is expected of the target. */
  uid?: string
  /** The holder says that the target takes no part at the moment. */
  notReady?: true
  /** Text shown as the evidence's value; the value itself when it is text. */
  value?: string
  /** Where inside the value this stands, for the evidence: `from[0].ipBlock.cidr`. */
  at?: string
}

/** Something that a reader found to be selected by labels: always one set node of the graph. */
export interface ReadSet {
  kind: KindId
  /** A LabelSelector as written; `{}` selects everything. What is invalid selects nothing. */
  select: unknown
  /** Where to look: the holder's namespace, everywhere, in those that a LabelSelector tells, or in those named. */
  namespaces: 'own' | 'all' | { selector: unknown } | { names: readonly string[] }
  /** Text shown as the evidence's value; the selector's text without it. */
  value?: string
  at?: string
}

/** A condition on a field of the holder (no lists in the path). */
export type Condition = { path: string; is: 'absent' | 'present' } | { path: string; not: string } | { path: string; equals: string }
