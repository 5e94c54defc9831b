import type { KindId, ObjectId } from '../contract/index.ts'
import type { StoredObject, StoreReader } from '../store/storedObject.ts'
import { ratioOf } from './edgeState.ts'
import { idOf } from './nodeTarget.ts'

/** Kinds that are part of what owns them: drawn inside its tile, never beside it. */
const parts: ReadonlySet<KindId> = new Set([
  'core/Pod',
  'apps/ReplicaSet',
  'apps/ControllerRevision',
  'batch/Job',
  'core/ReplicationController',
  'core/Endpoints',
  'discovery.k8s.io/EndpointSlice',
])

/** Kinds that never own what is folded: a static Pod is not part of its Node. */
const notWholes: ReadonlySet<KindId> = new Set(['core/Node', 'core/Namespace'])

/** Above this many owners of owners something is wrong (a ring); the walk ends. */
const maxDepth = 16

/** The controller of an object that is held; the first owner when none is marked as controller. */
export function ownerOf(reader: StoreReader, object: StoredObject): StoredObject | undefined {
  let first: StoredObject | undefined
  for (const reference of object.references) {
    if (reference.by !== 'uid') continue
    const owner = reader.byUid(reference.uid)
    if (!owner) continue
    if (reference.controller) return owner
    first ??= owner
  }
  return first
}

/**
 * The object whose tile stands for another: its topmost owner, as long as each step is from a part to a whole.
 * Itself when it stands for itself. What is in `apart` is never folded; Pods, Jobs and ReplicaSets (but those scaled to nothing: former
 * revisions) of what is in `opened` are not either.
 */
export function wholeOf(
  reader: StoreReader,
  object: StoredObject,
  apart: ReadonlySet<ObjectId> = none,
  opened: ReadonlySet<ObjectId> = none,
): StoredObject {
  let at = object
  for (let depth = 0; depth < maxDepth; depth++) {
    if (!parts.has(at.kind) || apart.has(idOf(at))) return at
    const owner = ownerOf(reader, at)
    if (!owner || notWholes.has(owner.kind)) return at
    if (opened.size > 0 && shownApart.has(object.kind) && opened.has(idOf(owner)) && !isEmpty(object)) return object
    at = owner
  }
  return object
}

const none: ReadonlySet<ObjectId> = new Set()
const shownApart: ReadonlySet<KindId> = new Set(['core/Pod', 'apps/ReplicaSet', 'batch/Job', 'core/ReplicationController'])

function isEmpty(object: StoredObject): boolean {
  return object.kind === 'apps/ReplicaSet' && ratioOf(object)?.want === 0
}

/** Objects that every namespace has and that say nothing: counted, not drawn. */
export function isPlumbing(kind: KindId, name: string): boolean {
  return (
    plumbingKinds.has(kind) ||
    (kind === 'core/ServiceAccount' && name === 'default') ||
    (kind === 'core/ConfigMap' && (name === 'kube-root-ca.crt' || name === 'openshift-service-ca.crt'))
  )
}

const plumbingKinds: ReadonlySet<KindId> = new Set([
  'core/Event',
  'events.k8s.io/Event',
  'coordination.k8s.io/Lease',
  'core/Namespace',
  'core/Endpoints',
  'apps/ControllerRevision',
  'discovery.k8s.io/EndpointSlice',
  'networking.k8s.io/IPAddress',
  'core/ComponentStatus',
])

/** What many things touch without having anything to do with each other: a walk may end there, but does not go on. */
export function isHub(kind: KindId, name: string): boolean {
  return hubKinds.has(kind) || isPlumbing(kind, name)
}

const hubKinds: ReadonlySet<KindId> = new Set([
  'core/Node',
  'core/Namespace',
  'storage.k8s.io/StorageClass',
  'storage.k8s.io/CSIDriver',
  'networking.k8s.io/IngressClass',
  'gateway.networking.k8s.io/GatewayClass',
  'scheduling.k8s.io/PriorityClass',
  'node.k8s.io/RuntimeClass',
  'rbac.authorization.k8s.io/ClusterRole',
  'rbac.authorization.k8s.io/User',
  'rbac.authorization.k8s.io/Group',
])
