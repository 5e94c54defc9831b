import type { Category, Cell, Column, DetailSection, Health, KindId } from '../contract/index.ts'

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
  columns: readonly Column[]
  read(object: KubeObject): Facts
  detail(object: KubeObject): readonly DetailSection[]
}
