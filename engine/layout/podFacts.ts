import { healthOrder, type GraphNode, type HealthLevel } from '../contract/index.ts'

/** Worst first: what is not well is seen before what is. */
export function sortPods(pods: HealthLevel[]): void {
  pods.sort((a, b) => healthOrder.indexOf(b) - healthOrder.indexOf(a))
}

/** Ready Pods of what makes Pods; a Pod counts for one when it is well. */
export function readyPods(node: GraphNode): number {
  if (node.kind === 'core/Pod') return node.computed.health === 'healthy' ? 1 : 0
  return node.computed.ready?.have ?? 0
}
