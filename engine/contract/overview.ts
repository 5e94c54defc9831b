import type { HealthLevel } from './health.ts'
import type { EventFold } from './keptEvents.ts'
import type { ClusterId, KindId, ObjectId } from './refs.ts'
import type { EngineError, Result } from './result.ts'

/** CPU in cores, memory in bytes, summed over Pods that run or will. */
export interface CapacitySum {
  cpuRequest: number
  memoryRequest: number
  /** Of the containers that set a limit; `cpuOpen`, `memoryOpen` count the Pods in which one does not. */
  cpuLimit: number
  memoryLimit: number
  cpuOpen: number
  memoryOpen: number
  pods: number
}

export interface NodeCapacity extends CapacitySum {
  id: ObjectId
  name: string
  level: HealthLevel
  /** What Pods may use of it; null when the node does not say. */
  cpu: number | null
  memory: number | null
  podsMost: number | null
  /** Null when it is not measured. */
  cpuUsed: number | null
  memoryUsed: number | null
}

/** Something about a workload that happened lately. */
export interface RecentChange {
  id: ObjectId
  kind: KindId
  name: string
  namespace: string
  did: 'created' | 'deleted'
  /** Epoch milliseconds; of a deletion when it was noticed here. */
  at: number
}

export interface KubeletVersion {
  version: string
  nodes: number
  level: HealthLevel
  /** How it stands to the server: `as the server`, `2 minor versions behind`. */
  text: string
}

/** Something that is not known, and why. */
export interface Unknown {
  what: string
  error: EngineError
}

/** A cluster at a glance; its health by kind stands in the ledger, what is wrong in the list of problems. */
export interface Overview {
  total: Omit<NodeCapacity, 'id' | 'name' | 'level'>
  /** The fullest first, by requests; `moreNodes` are counted in the total only. */
  nodes: readonly NodeCapacity[]
  moreNodes: number
  /** Pods of the total that no node runs yet. */
  unscheduled: number
  /** Pods whose requests are not read yet: the sums are still growing. */
  unread: number
  /** Epoch milliseconds; null while usage is not measured, `unknown` says why. */
  measuredAt: number | null
  recent: readonly RecentChange[]
  /** Warnings of the last hour, newest first, and how many lines there are. */
  warnings: readonly EventFold[]
  warningLines: number
  kubelets: readonly KubeletVersion[]
  certificates: readonly { id: ObjectId; kind: KindId; name: string; namespace: string; level: HealthLevel; text: string }[]
  moreCertificates: number
  unknown: readonly Unknown[]
}

export interface OverviewApi {
  overview(cluster: ClusterId): Promise<Result<Overview>>
  /** From now on an `overview` event tells, at most once a second, that it may have changed; until {@link unwatchOverview}. */
  watchOverview(cluster: ClusterId): Promise<Result<null>>
  unwatchOverview(cluster: ClusterId): Promise<Result<null>>
}
