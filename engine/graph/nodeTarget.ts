import { objectId, type KindId, type ObjectId } from '../contract/index.ts'
import type { StoredObject } from '../store/storedObject.ts'

/** Id of a held object. */
export function idOf(object: StoredObject): ObjectId {
  return objectId(object.kind, object.namespace, object.name)
}

/** An end of an edge: an object, or a name that no held object has. */
export interface NodeTarget {
  id: ObjectId
  kind: KindId
  namespace: string
  name: string
  /** Undefined: a ghost. */
  object: StoredObject | undefined
}

/** The end of an edge that a held object is. */
export function targetOf(object: StoredObject): NodeTarget {
  return { id: idOf(object), kind: object.kind, namespace: object.namespace, name: object.name, object }
}
