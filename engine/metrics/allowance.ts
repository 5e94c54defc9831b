import type { Allowance } from '../contract/index.ts'
import { parseQuantity } from '../kinds/quantity.ts'

/** Bodies come from a cluster: any field may be missing or of another form. */
const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}
const records = (value: unknown): Record<string, unknown>[] => (Array.isArray(value) ? value.map(record) : [])

type Sum = { amount: number | null; open: boolean }

/** Adds up one field of all containers. `open`: one of them does not set it, so as a limit the sum bounds nothing. */
function sum(containers: readonly Record<string, unknown>[], side: string, resource: string): Sum {
  let amount: number | null = null
  let open = false
  for (const container of containers) {
    const one = parseQuantity(record(record(container['resources'])[side])[resource])
    if (one === null) open = true
    else amount = (amount ?? 0) + one
  }
  return { amount, open }
}

/**
 * What a Pod may use: the requests and limits of its containers and sidecars, summed, or what it sets as a whole. A limit that one container lacks is none.
 * Init containers that end do not count: they run before, and what is measured now is the rest.
 */
export function podAllowance(body: Record<string, unknown>): Allowance {
  const spec = record(body['spec'])
  const sidecars = records(spec['initContainers']).filter((container) => container['restartPolicy'] === 'Always')
  const containers = [...records(spec['containers']), ...sidecars]
  const whole = record(spec['resources'])
  const pick = (side: string, resource: string): number | null => {
    const ofPod = parseQuantity(record(whole[side])[resource])
    if (ofPod !== null) return ofPod
    const { amount, open } = sum(containers, side, resource)
    return side === 'limits' && open ? null : amount
  }
  return {
    cpuRequest: pick('requests', 'cpu'),
    cpuLimit: pick('limits', 'cpu'),
    memoryRequest: pick('requests', 'memory'),
    memoryLimit: pick('limits', 'memory'),
  }
}

/** What a Node can give to Pods, as limits. */
export function nodeAllowance(body: Record<string, unknown>): Allowance {
  const allocatable = record(record(body['status'])['allocatable'])
  return {
    cpuRequest: null,
    cpuLimit: parseQuantity(allocatable['cpu']),
    memoryRequest: null,
    memoryLimit: parseQuantity(allocatable['memory']),
  }
}

export const noAllowance: Allowance = { cpuRequest: null, cpuLimit: null, memoryRequest: null, memoryLimit: null }

/** Sums of what several Pods may use. A limit that one of them lacks is none; requests that some lack are those of the others. */
export function addAllowance(a: Allowance | null, b: Allowance): Allowance {
  if (a === null) return b
  const request = (x: number | null, y: number | null): number | null => (x === null ? y : y === null ? x : x + y)
  const limit = (x: number | null, y: number | null): number | null => (x === null || y === null ? null : x + y)
  return {
    cpuRequest: request(a.cpuRequest, b.cpuRequest),
    cpuLimit: limit(a.cpuLimit, b.cpuLimit),
    memoryRequest: request(a.memoryRequest, b.memoryRequest),
    memoryLimit: limit(a.memoryLimit, b.memoryLimit),
  }
}

/** What a Pod holds of its node. */
export interface Reservation {
  request: number
  /** Of the containers that set one. */
  limit: number
  /** A container sets none, so what the Pod may use has no bound. */
  open: boolean
}

/**
 * What the scheduler counts for a Pod, as `kubectl describe node` does (k8s.io/component-helpers, resource.PodRequests and PodLimits): containers and sidecars,
 * or the hungriest init container with the sidecars before it if that is more; or what the Pod sets as a whole; and the overhead of its runtime class.
 */
export function podReservation(body: Record<string, unknown>, resource: 'cpu' | 'memory'): Reservation {
  const spec = record(body['spec'])
  const whole = record(spec['resources'])
  const overhead = parseQuantity(record(spec['overhead'])[resource]) ?? 0
  const held = (side: string): { amount: number; open: boolean } => {
    const { amount, open } = sum(records(spec['containers']), side, resource)
    let [running, sidecars, most, anyOpen] = [amount ?? 0, 0, 0, open]
    for (const container of records(spec['initContainers'])) {
      const one = parseQuantity(record(record(container['resources'])[side])[resource])
      if (container['restartPolicy'] === 'Always') {
        sidecars += one ?? 0
        running += one ?? 0
        anyOpen ||= one === null
        most = Math.max(most, sidecars)
      } else most = Math.max(most, sidecars + (one ?? 0))
    }
    const ofPod = parseQuantity(record(whole[side])[resource])
    return ofPod === null ? { amount: Math.max(running, most), open: anyOpen } : { amount: ofPod, open: false }
  }
  const limits = held('limits')
  return { request: held('requests').amount + overhead, limit: limits.amount === 0 ? 0 : limits.amount + overhead, open: limits.open }
}
