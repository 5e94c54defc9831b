import type { Reference } from '../relations/reference.ts'
import type { StoredObject } from '../store/storedObject.ts'
import type { NodeTarget } from './nodeTarget.ts'

/** An edge before it is written out. */
export interface Link {
  source: NodeTarget
  target: NodeTarget
  reference: Reference
  holder: StoredObject
}
