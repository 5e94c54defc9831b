import type { ClusterId, ObjectId } from '../../engine/contract/index.ts'
import { parseObjectId } from '../../engine/contract/index.ts'
import { useDock } from '../stores/dock.ts'

/** A terminal needs some lines; pixels. */
const leastHeight = 320

/** Whether a terminal can be opened in an object: a Pod. */
export function hasTerminal(id: ObjectId): boolean {
  return parseObjectId(id)?.kind === 'core/Pod'
}

/** Opens a shell in a Pod, in the dock. */
export function openTerminal(cluster: ClusterId, pod: ObjectId): void {
  if (!hasTerminal(pod)) return
  const dock = useDock()
  if (dock.height < leastHeight) dock.setHeight(leastHeight)
  dock.open({ type: 'terminal', title: parseObjectId(pod)?.name ?? pod, cluster, props: { pod } })
}
