import type { Cell, Column } from './cells.ts'
import type { EdgeState } from './graph.ts'
import type { Health } from './health.ts'
import type { ClusterId, KindId, ObjectId } from './refs.ts'
import type { EngineError } from './result.ts'

/** One block of the drawer. Kinds yield these; the window has one component per type and knows no kind. */
export type DetailSection =
  | { type: 'fields'; title: string; fields: readonly DetailField[] }
  | { type: 'conditions'; title: string; conditions: readonly Condition[] }
  | { type: 'labels'; title: string; labels: Readonly<Record<string, string>> }
  | { type: 'containers'; title: string; containers: readonly ContainerDetail[] }
  | { type: 'env'; title: string; container: string; vars: readonly EnvVar[] }
  | { type: 'table'; title: string; columns: readonly Column[]; rows: readonly (readonly Cell[])[] }
  | { type: 'keys'; title: string; keys: readonly { name: string; size: number; secret: boolean; value: string | null }[] }
  /** `more`: certificates that are counted and not told; those told expire first. */
  | { type: 'certificates'; title: string; certificates: readonly CertificateDetail[]; more: number }
  | { type: 'text'; title: string; text: string }

/** A certificate in an object. Only public facts of it are ever kept. */
export interface CertificateDetail {
  /** The field it stands in: `data["tls.crt"]`. */
  field: string
  subject: string
  issuer: string
  /** Names and addresses it is for. */
  names: readonly string[]
  /** Epoch milliseconds. */
  notBefore: number | null
  notAfter: number | null
  /** SHA-256, in hex pairs; empty when it is not known. */
  fingerprint: string
  authority: boolean
  level: Health['level']
  /** In words: `expired`, `expires in 12 d`, `valid`. */
  state: string
}

export interface DetailField {
  label: string
  value: Cell
  /** What the schema of a custom resource says of the field; absent where there is none. */
  hint?: FieldHint
}

/** What a schema says of one field that an object has. Its texts are the author's: never HTML. */
export interface FieldHint {
  /** In words: `string`, `list of string`, `quantity`. */
  type: string
  /** The beginning of the description; empty where the schema says nothing. */
  text: string
  /** The only values allowed; empty: any. */
  allowed: readonly string[]
  /** The author advises against this field. */
  deprecated: boolean
  /** What is wrong with the value, by the schema of today; null: nothing. */
  problem: string | null
}

export interface Condition {
  name: string
  status: 'True' | 'False' | 'Unknown'
  /** Whether this status is the good one for this condition. */
  good: boolean
  reason: string
  message: string
  at: number | null
}

export interface ContainerDetail {
  name: string
  image: string
  kind: 'container' | 'init' | 'sidecar' | 'ephemeral'
  state: string
  level: Health['level']
  restarts: number
  ready: boolean | null
  message: string
  requests: string
  limits: string
  ports: readonly string[]
}

/** `value` is null for values of Secrets, which the app does not hold. */
export interface EnvVar {
  name: string
  value: string | null
  /** What the kubelet makes of `$(NAME)` in the value; absent where that changes nothing. */
  resolved?: string
  source: string
  problem: string | null
}

/** A line of Uses or Used by. */
export interface RelationLine {
  id: ObjectId
  kind: KindId
  shortName: string
  name: string
  namespace: string
  state: EdgeState
  level: Health['level']
  text: string
  rule: number
  relationshipType: string
  /** Fields, separated by `, `. */
  path: string
  /** The object that has these fields. */
  holder: ObjectId
}

/** Lines of Uses or Used by that are counted and not told: there are too many of one kind by one rule. Those that are told are the worst. */
export interface RelationCount {
  side: 'uses' | 'usedBy'
  kind: KindId
  shortName: string
  rule: number
  relationshipType: string
  count: number
}

/** A controller of an object. */
export interface OwnerLine {
  id: ObjectId
  shortName: string
  name: string
  exists: boolean
  /** How it stands with one that is not held: missing, or not to be seen. */
  state: EdgeState
}

/** Everything the drawer shows of one object. */
export interface ObjectDetail {
  cluster: ClusterId
  id: ObjectId
  kind: KindId
  shortName: string
  namespace: string
  name: string
  uid: string
  resourceVersion: string
  createdAt: number | null
  deletingSince: number | null
  health: Health
  /** Chain of controllers, topmost first. */
  owners: readonly OwnerLine[]
  sections: readonly DetailSection[]
  uses: readonly RelationLine[]
  usedBy: readonly RelationLine[]
  /** Absent where every line is told. */
  more?: readonly RelationCount[]
  /** Newest first. */
  events: readonly EventLine[]
  /** Why there may be events that are not told; absent where all that the server holds are known. */
  eventsLack?: EngineError
}

export interface EventLine {
  type: 'Normal' | 'Warning'
  reason: string
  message: string
  count: number
  firstAt: number | null
  lastAt: number | null
  source: string
}
