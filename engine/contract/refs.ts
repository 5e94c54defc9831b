/** Names for things that cross the border between engine, main and window. */

/** Opaque id of one cluster or snapshot, stable over restarts: `ctx-<hash>` or `snap-<hash>`. */
export type ClusterId = string

/** Group-qualified kind: `core/Pod`, `apps/Deployment`, `cert-manager.io/Certificate`. */
export type KindId = string

/** Group-qualified object: `core/Pod/shop/web-1`; a cluster-scoped object has `_` for the namespace. */
export type ObjectId = string

/** The parts of an {@link ObjectId}. `namespace` is empty for a cluster-scoped object. */
export interface ObjectRef {
  kind: KindId
  namespace: string
  name: string
}

/** Kind id of an API group (`''` is the core group) and a kind name. */
export function kindId(group: string, kind: string): KindId {
  return `${group === '' ? 'core' : group}/${kind}`
}

/** The API group of a kind id, `''` for the core group. */
export function groupOf(kind: KindId): string {
  const group = kind.slice(0, kind.indexOf('/'))
  return group === 'core' ? '' : group
}

/** The bare kind name of a kind id: `Pod`. */
export function kindName(kind: KindId): string {
  return kind.slice(kind.indexOf('/') + 1)
}

/** Builds the id of an object. */
export function objectId(kind: KindId, namespace: string, name: string): ObjectId {
  return `${kind}/${namespace === '' ? '_' : namespace}/${name}`
}

/** Splits an object id; names may hold slashes in theory, so everything after the third is the name. */
export function parseObjectId(id: ObjectId): ObjectRef | null {
  const a = id.indexOf('/')
  const b = id.indexOf('/', a + 1)
  const c = id.indexOf('/', b + 1)
  if (a <= 0 || b < 0 || c < 0) return null
  const namespace = id.slice(b + 1, c)
  return { kind: id.slice(0, b), namespace: namespace === '_' ? '' : namespace, name: id.slice(c + 1) }
}
