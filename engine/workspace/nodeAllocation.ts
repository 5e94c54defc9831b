import { objectId, parseObjectId, type Cell, type Column, type DetailSection, type ObjectId } from '../contract/index.ts'
import type { Graph } from '../graph/graph.ts'
import { own, rec, recs, str } from '../kinds/fields.ts'
import { parseQuantity } from '../kinds/quantity.ts'
import type { StoredObject, StoreReader } from '../store/storedObject.ts'

/** Pods of one Node that get a row; all of them are counted in the sums. */
const mostRows = 400

/** Amounts by resource: cores, bytes, pieces. */
type Amounts = Readonly<Record<string, number>>
interface PodAmounts {
  requests: Amounts
  limits: Amounts
}

/** What a version of a Pod asks for is worked out once: a Node may run hundreds, and its drawer is drawn again and again. Null: it runs no more. */
const known = new WeakMap<StoredObject, { node: string; amounts: PodAmounts } | null>()

/** What the Pods of a Node ask of it, as `kubectl describe node` tells: the sums beside what can be allocated, and the Pods, the largest first. */
export function nodeAllocation(store: StoreReader, graph: Graph, id: ObjectId): readonly DetailSection[] {
  const name = parseObjectId(id)?.name ?? ''
  const node = store.body(id)
  if (node === undefined || store.isForbidden('core/Pod')) return []
  const pods = new Map<ObjectId, { pod: StoredObject; amounts: PodAmounts }>()
  for (const { source } of graph.links(id)) {
    if (source.kind !== 'core/Pod' || source.object === undefined) continue
    const found = amountsOf(store, source.object)
    if (found !== null && found.node === name) pods.set(source.id, { pod: source.object, amounts: found.amounts })
  }
  const requests: Record<string, number> = { cpu: 0, memory: 0 }
  const limits: Record<string, number> = { cpu: 0, memory: 0 }
  for (const { amounts } of pods.values()) {
    add(requests, amounts.requests)
    add(limits, amounts.limits)
  }
  const status = rec(node['status']) as Record<string, unknown>
  const allocatable = rec(status['allocatable'] ?? status['capacity']) as Record<string, unknown>
  const most = parseQuantity(allocatable['pods'])
  const rows = [...new Set([...Object.keys(requests), ...Object.keys(limits)])].map((resource): Cell[] => {
    const whole = parseQuantity(own(allocatable, resource))
    return [resource, shareText(resource, requests[resource] ?? 0, whole), shareText(resource, limits[resource] ?? 0, whole)]
  })
  return [
    {
      type: 'table',
      title: `Allocated to ${pods.size}${most === null ? '' : ` of ${most}`} Pods`,
      columns: [column('resource', 'Resource'), column('requests', 'Requests', true), column('limits', 'Limits', true)],
      rows,
    },
    ...podTable([...pods.values()]),
  ]
}

function podTable(pods: readonly { pod: StoredObject; amounts: PodAmounts }[]): readonly DetailSection[] {
  if (pods.length === 0) return []
  const sorted = [...pods].sort(
    (a, b) => (b.amounts.requests['cpu'] ?? 0) - (a.amounts.requests['cpu'] ?? 0) || (a.pod.name < b.pod.name ? -1 : 1),
  )
  const rows = sorted
    .slice(0, mostRows)
    .map(({ pod, amounts }): Cell[] => [
      { t: 'ref', id: objectId(pod.kind, pod.namespace, pod.name), text: pod.name },
      pod.namespace,
      ...(['cpu', 'memory'] as const).flatMap((resource) =>
        [amounts.requests, amounts.limits].map((each) => (each[resource] === undefined ? null : amountText(resource, each[resource]))),
      ),
    ])
  if (pods.length > mostRows) rows.push([`${pods.length - mostRows} more, smaller ones: in the list of Pods`, null, null, null, null, null])
  return [
    {
      type: 'table',
      title: 'Pods',
      columns: [
        column('pod', 'Pod'),
        column('namespace', 'Namespace'),
        column('cpuRequest', 'CPU', true),
        column('cpuLimit', 'limit', true),
        column('memoryRequest', 'Memory', true),
        column('memoryLimit', 'limit', true),
      ],
      rows,
    },
  ]
}

function column(id: string, title: string, isFigure = false): Column {
  return { id, title, type: 'text', align: isFigure ? 'end' : 'start', width: 100 }
}

function amountsOf(store: StoreReader, pod: StoredObject): { node: string; amounts: PodAmounts } | null {
  const held = known.get(pod)
  if (held !== undefined) return held
  const body = store.body(objectId(pod.kind, pod.namespace, pod.name))
  const phase = str(own(body?.['status'], 'phase'))
  // what has ended holds nothing of its node
  const read =
    body === undefined || phase === 'Succeeded' || phase === 'Failed'
      ? null
      : { node: str(own(body['spec'], 'nodeName')), amounts: podAmounts(body) }
  known.set(pod, read)
  return read
}

/** Requests and limits that the scheduler reckons with. Source: PodRequests and PodLimits in k8s.io/component-helpers/resource, 1.34. */
export function podAmounts(body: Readonly<Record<string, unknown>>): PodAmounts {
  const spec = rec(body['spec']) as Record<string, unknown>
  return { requests: sideOf(spec, 'requests'), limits: sideOf(spec, 'limits') }
}

function sideOf(spec: Readonly<Record<string, unknown>>, side: 'requests' | 'limits'): Amounts {
  const running: Record<string, number> = {}
  for (const container of recs(spec['containers'])) add(running, read(container, side))
  const sidecars: Record<string, number> = {}
  const starting: Record<string, number> = {}
  for (const container of recs(spec['initContainers']) as readonly Record<string, unknown>[]) {
    const own = read(container, side)
    if (container['restartPolicy'] === 'Always') {
      // it stays, beside the containers and beside every init container after it
      add(running, own)
      add(sidecars, own)
      largest(starting, sidecars)
    } else {
      const beside: Record<string, number> = { ...sidecars }
      add(beside, own)
      largest(starting, beside)
    }
  }
  largest(running, starting)
  // what a Pod sets as a whole stands for its containers
  Object.assign(running, read(spec, side))
  const overhead = amounts(spec['overhead'])
  for (const [resource, amount] of Object.entries(overhead))
    if (side === 'requests' || (running[resource] ?? 0) !== 0) running[resource] = (running[resource] ?? 0) + amount
  return running
}

function read(holder: unknown, side: 'requests' | 'limits'): Amounts {
  return amounts((rec((rec(holder) as Record<string, unknown>)['resources']) as Record<string, unknown>)[side])
}

function amounts(list: unknown): Amounts {
  const found: Record<string, number> = Object.create(null) as Record<string, number>
  for (const [resource, quantity] of Object.entries(rec(list) as Record<string, unknown>)) {
    const amount = parseQuantity(quantity)
    if (amount !== null) found[resource] = amount
  }
  return found
}

function add(sum: Record<string, number>, more: Amounts): void {
  // in thousandths, so that many small amounts stay exact
  for (const [resource, amount] of Object.entries(more)) sum[resource] = Math.round(((sum[resource] ?? 0) + amount) * 1000) / 1000
}

function largest(kept: Record<string, number>, other: Amounts): void {
  for (const [resource, amount] of Object.entries(other)) kept[resource] = Math.max(kept[resource] ?? 0, amount)
}

function shareText(resource: string, amount: number, whole: number | null): string {
  const text = amountText(resource, amount)
  return whole === null || whole === 0 ? text : `${text} (${Math.trunc((amount / whole) * 100)}%)`
}

/** As Kubernetes writes it: `250m`, `128Mi`, `3`. */
function amountText(resource: string, amount: number): string {
  if (!Number.isInteger(amount)) return `${Math.round(amount * 1000)}m`
  if (resource !== 'memory' && !resource.includes('storage') && !resource.startsWith('hugepages-')) return String(amount)
  const units = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi']
  let [value, unit] = [amount, 0]
  while (value !== 0 && value % 1024 === 0 && unit < units.length - 1) [value, unit] = [value / 1024, unit + 1]
  return `${value}${units[unit] ?? ''}`
}
