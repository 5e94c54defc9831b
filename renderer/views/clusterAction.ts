import type { ClusterState, ClusterSummary } from '../../engine/contract/index.ts'

/** The one thing to do next with a cluster. */
export interface ClusterAction {
  does: 'open' | 'retry' | 'review'
  label: string
  /** Nothing is wrong: the button stands back. */
  quiet: boolean
}

const actions: Readonly<Record<ClusterState, ClusterAction>> = {
  closed: { does: 'open', label: 'Connect', quiet: true },
  connecting: { does: 'open', label: 'Open', quiet: true },
  syncing: { does: 'open', label: 'Open', quiet: true },
  live: { does: 'open', label: 'Open', quiet: true },
  stale: { does: 'retry', label: 'Retry now', quiet: false },
  lost: { does: 'retry', label: 'Retry now', quiet: false },
  forbidden: { does: 'open', label: 'Open', quiet: false },
  'signed-out': { does: 'retry', label: 'Retry now', quiet: false },
  'other-cluster': { does: 'open', label: 'Decide', quiet: false },
  offline: { does: 'open', label: 'Open', quiet: true },
}

/** What the button of a cluster's row says and does; a waiting plugin comes before everything. */
export function clusterAction(cluster: ClusterSummary): ClusterAction {
  return cluster.consent === null ? actions[cluster.state] : { does: 'review', label: 'Review plugin', quiet: false }
}
