import type { ClusterId, ObjectId } from '../../engine/contract/index.ts'
import { parseObjectId } from '../../engine/contract/index.ts'
import { useDock } from '../stores/dock.ts'

/** A terminal needs some lines; pixels. */
const leastHeight = 320

/** Whether a terminal can be opened in an object: a Pod. */
export function hasTerminal(id: ObjectId): boolean {
  return parseObjectId(id)?.kind === 'core/Pod'
}

/** Opens a shell in a Pod, in the dock; `attach`: joins what runs in it already. */
export function openTerminal(cluster: ClusterId, pod: ObjectId, attach = false): void {
  if (!hasTerminal(pod)) return
  const dock = useDock()
  if (dock.height < leastHeight) dock.setHeight(leastHeight)
  const name = parseObjectId(pod)?.name ?? pod
  dock.open({ type: 'terminal', title: attach ? `${name} (attached)` : name, cluster, props: attach ? { pod, attach } : { pod } })
}
