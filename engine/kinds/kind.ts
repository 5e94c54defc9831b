import type { Category, Cell, Column, DetailSection, Health, KindId, ObjectId } from '../contract/index.ts'
import type { SchemaSource } from './fieldSchema.ts'

/** The part of every Kubernetes object that all kinds share. Fields of a kind are read with care: the server's text is not trusted. */
export interface KubeObject {
  apiVersion?: string
  kind?: string
  metadata: ObjectMeta
  spec?: any
  status?: any
  [field: string]: any
}

export interface ObjectMeta {
  name: string
  namespace?: string
  uid?: string
  resourceVersion?: string
  creationTimestamp?: string
  deletionTimestamp?: string
  generation?: number
  labels?: Record<string, string>
  annotations?: Record<string, string>
  ownerReferences?: OwnerReference[]
  finalizers?: string[]
}

export interface OwnerReference {
  apiVersion: string
  kind: string
  name: string
  uid: string
  controller?: boolean
  blockOwnerDeletion?: boolean
}

/** What a table row keeps of an object. `cells` are in the order of the kind's columns. */
export interface Facts {
  cells: readonly Cell[]
  health: Health
  /** Epoch milliseconds at which time alone changes these facts: read the object again then. Missing: only an update changes them. */
  recheckAt?: number
}

/** Other objects that a drawer may look at, to resolve what an object names. The store's read side has this shape. */
export interface ObjectLookup {
  /** The parsed body, or undefined when there is no such object here. */
  body(id: ObjectId): Record<string, any> | undefined
  /** True when the kind is completely listed, so that a missing object is known to be missing. */
  isComplete(kind: KindId, namespace: string): boolean
  isForbidden(kind: KindId): boolean
  /** Epoch milliseconds: the clock, or the moment a snapshot was taken. */
  now(): number
}

/** What others know of an object without which its drawer is poorer: for kinds that have no file of their own. */
export interface Knowledge {
  /** The schema of the kind; null where nobody gives one. */
  schema: SchemaSource | null
  /** Objects that the rules found to be named, by the path of the field: `spec.issuerRef.name`. */
  targets: ReadonlyMap<string, ObjectId>
  /** What the author says of this version of the kind being on its way out; empty: it is not. */
  deprecation: string
}

/**
 * One kind: how it reads in a table, how well it is, what its drawer shows. Evaluated in the engine, yields plain data.
 * Name and namespace are not columns: every row has them. `read` must not keep the object and must not throw on missing fields.
 */
export interface Kind {
  id: KindId
  resource: string
  title: string
  shortName: string
  namespaced: boolean
  category: Category
  /** Few people look for it: the sidebar counts it, until somebody opens the category or the kind. */
  lesser?: true
  columns: readonly Column[]
  /** `now` is epoch milliseconds: the clock, or for objects of a snapshot the moment it was taken. */
  read(object: KubeObject, now: number): Facts
  /** With a lookup, environment variables are resolved through the ConfigMaps they name. */
  detail(object: KubeObject, lookup?: ObjectLookup, knowledge?: Knowledge): readonly DetailSection[]
}
