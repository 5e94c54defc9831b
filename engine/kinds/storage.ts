import type { Cell } from '../contract/index.ts'
import { listCell } from './cells.ts'
import { own, rec, scalar, str, strs } from './fields.ts'
import type { KubeObject } from './kind.ts'

const modes: readonly (readonly [string, string])[] = [
  ['ReadWriteOnce', 'RWO'],
  ['ReadOnlyMany', 'ROX'],
  ['ReadWriteMany', 'RWX'],
  ['ReadWriteOncePod', 'RWOP'],
]

/** `RWO, RWX`, in kubectl's order, without doubles. */
export function accessModes(value: unknown): Cell {
  const wanted = strs(value)
  return listCell(modes.filter(([mode]) => wanted.includes(mode)).map(([, short]) => short))
}

/** The storage class of a claim or volume: the old annotation wins, as in the API's own helper. */
export function storageClassOf(object: KubeObject): string {
  return scalar(own(rec(object.metadata).annotations, 'volume.beta.kubernetes.io/storage-class')) || str(rec(object.spec).storageClassName)
}
