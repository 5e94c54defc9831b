import type { KindId } from '../contract/index.ts'
import type { Facts, KubeObject } from '../kinds/kind.ts'
import type { Reference } from '../relations/reference.ts'
import type { ByteWriter } from './byteWriter.ts'
import type { Interner } from './interner.ts'
import type { SlabPacker } from './slabPacker.ts'
import type { StoredRecord } from './storedRecord.ts'

/** What a kind's store needs of the cluster's. */
export interface KindStoreHost {
  read: (kind: KindId, object: KubeObject) => Facts
  references: (kind: KindId, object: KubeObject, near?: readonly Reference[]) => readonly Reference[]
  status: StatusReferences | undefined
  now: () => number
  interner: Interner
  packer: SlabPacker
  writer: ByteWriter
  nextKey: () => number
  nextEpoch: () => number
  /** The newest epoch handed out. */
  epoch: () => number
  changed: (before: StoredRecord | undefined, after: StoredRecord | undefined) => void
  /** Tells listeners now of what has changed; what fails in one of them fails in a turn of its own. */
  tell: () => void
  /** The facts of an object hold until then (epoch milliseconds), whatever the server says; null: for good. */
  holdsUntil: (record: StoredRecord, until: number | null) => void
}

/** Whether references can come from the status or the resourceVersion. */
export interface StatusBlindness {
  /** No path of a rule leads there: only who looks beside the paths can have looked. */
  isLikely: (kind: KindId) => boolean
  /** And nobody did, when the references of an object of the kind were last read. */
  wasKept: (kind: KindId) => boolean
}

/** What objects name in their status alone: it is read at every change, and all the rest only when something else has changed. */
export interface StatusReferences {
  read: (kind: KindId, object: KubeObject, near?: readonly Reference[]) => readonly Reference[]
  /** What is known of the others without watching who looks where; missing: nothing. */
  blindness?: StatusBlindness
  /** Of all references of an object, how many stand before those. */
  begin: (kind: KindId, references: readonly Reference[]) => number
}
