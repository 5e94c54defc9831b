import { kindId, type KindId } from '../../contract/index.ts'
import { isClusterScoped } from '../clusterScoped.ts'
import { isRecord } from '../fieldPath.ts'
import type { Holder, ReadTarget } from '../rule.ts'

/** An owner as an owner reference writes it. */
interface Owner {
  kind: KindId
  name: string
  uid: string
}

/** The owners of an object, as far as they are written as they should be. */
function ownersOf(object: Readonly<Record<string, any>>): readonly Owner[] {
  const written: unknown = object['metadata']?.ownerReferences
  if (!Array.isArray(written)) return []
  return (written as unknown[]).flatMap((owner) => {
    if (!isRecord(owner)) return []
    const { apiVersion, kind, name, uid } = owner
    if (typeof apiVersion !== 'string' || typeof kind !== 'string' || typeof name !== 'string' || kind === '' || name === '') return []
    const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : ''
    return [{ kind: kindId(group, kind), name, uid: typeof uid === 'string' ? uid : '' }]
  })
}

/** Reads the holder's owners of some kinds; the value at the path is the evidence (an annotation, a revision). */
export function owners(...kinds: readonly KindId[]): (value: unknown, holder: Holder) => readonly ReadTarget[] {
  return (value, holder) =>
    ownersOf(holder.object)
      .filter((owner) => kinds.includes(owner.kind))
      .map(({ kind, name }) => ({
        kind,
        name,
        namespace: isClusterScoped(kind) ? '' : holder.namespace,
        ...(typeof value === 'number' ? { value: String(value) } : {}),
      }))
}

/** The Deployment whose current revision this is: it has the part only while its own annotation says the same number. */
export function currentRevision(value: unknown, holder: Holder): readonly ReadTarget[] {
  if (typeof value !== 'string' || value === '') return []
  return owners('apps/Deployment')(value, holder).map((target) => ({ ...target, part: value }))
}

/** The node of a static Pod's mirror: its owner, else where it runs. Versions before 1.19 wrote no owner. */
export function mirrorNode(value: unknown, holder: Holder): readonly ReadTarget[] {
  const owned = owners('core/Node')(value, holder)
  if (owned.length > 0) return owned
  const node: unknown = holder.object['spec']?.nodeName
  return typeof node === 'string' && node !== '' ? [{ namespace: '', name: node }] : []
}
