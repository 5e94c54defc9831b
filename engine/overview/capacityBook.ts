import { type CapacitySum, type KindId, type NodeCapacity, objectId } from '../contract/index.ts'
import { nodeAllowance, podReservation } from '../metrics/allowance.ts'
import { rec } from '../kinds/fields.ts'
import { parseQuantity } from '../kinds/quantity.ts'
import type { ChangeSet, StoreReader } from '../store/storedObject.ts'

const pod: KindId = 'core/Pod'
const node: KindId = 'core/Node'
/** Milliseconds of reading between two breaths of the event loop. */
const breathEvery = 8
/** Nodes that are told one by one. */
const mostNodes = 200

/** Bodies come from a cluster: any field may be missing or of another form. */
const fields = (value: unknown): Readonly<Record<string, unknown>> => rec(value) as Record<string, unknown>

/** What one Pod adds to the sums; CPU in thousandths of a core, so that sums that grow and shrink for days stay exact. */
interface PodShare {
  node: string
  cpuRequest: number
  memoryRequest: number
  cpuLimit: number
  memoryLimit: number
  /** 1: a container sets no limit. */
  cpuOpen: number
  memoryOpen: number
}

interface NodeShare {
  cpu: number | null
  memory: number | null
  podsMost: number | null
}

/** Requests and limits of all Pods, by node: summed once, then only what changed is read again. Pods that ended count no more. */
export class CapacityBook {
  readonly #store: StoreReader
  readonly #onRead: () => void
  readonly #pods = new Map<number, PodShare>()
  readonly #nodes = new Map<string, NodeShare>()
  readonly #sums = new Map<string, CapacitySum>()
  readonly #total = noSum()
  /** Keys of Pods that are to be read, each once however often it changed. */
  readonly #waiting = new Set<number>()
  readonly #stop: () => void
  #timer: ReturnType<typeof setImmediate> | null = null

  /** `onRead` is called when sums have changed. */
  constructor(store: StoreReader, onRead: () => void) {
    this.#store = store
    this.#onRead = onRead
    for (const { name } of store.ofKind(node)) this.#readNode(name)
    for (const { key } of store.ofKind(pod)) this.#waiting.add(key)
    this.#stop = store.onChange((changes) => this.#take(changes))
    this.#readOn()
  }

  /** Pods that are not read yet. */
  get unread(): number {
    return this.#waiting.size
  }

  close(): void {
    this.#stop()
    if (this.#timer !== null) clearImmediate(this.#timer)
    this.#waiting.clear()
  }

  /** All nodes as one. `used` says what is measured of a node. */
  total(used: (name: string) => { cpu: number; memory: number } | null): Omit<NodeCapacity, 'id' | 'name' | 'level'> {
    const all = { cpu: null as number | null, memory: null as number | null, podsMost: null as number | null }
    let cpuUsed: number | null = null
    let memoryUsed: number | null = null
    for (const [name, share] of this.#nodes) {
      for (const figure of ['cpu', 'memory', 'podsMost'] as const)
        if (share[figure] !== null) all[figure] = (all[figure] ?? 0) + share[figure]
      const usage = used(name)
      if (usage === null) continue
      cpuUsed = (cpuUsed ?? 0) + usage.cpu
      memoryUsed = (memoryUsed ?? 0) + usage.memory
    }
    return { ...inCores(this.#total), ...all, cpuUsed, memoryUsed }
  }

  /** Pods that no node runs. */
  get unscheduled(): number {
    return this.#sums.get('')?.pods ?? 0
  }

  /** The fullest nodes first, by what is requested of them. */
  nodes(used: (name: string) => { cpu: number; memory: number } | null): { nodes: NodeCapacity[]; more: number } {
    const nodes = [...this.#nodes].map(([name, share]): NodeCapacity => {
      const usage = used(name)
      return {
        id: objectId(node, '', name),
        name,
        level: this.#store.get(objectId(node, '', name))?.health.level ?? 'unknown',
        ...inCores(this.#sums.get(name) ?? noSum()),
        ...share,
        cpuUsed: usage?.cpu ?? null,
        memoryUsed: usage?.memory ?? null,
      }
    })
    nodes.sort((a, b) => fullness(b) - fullness(a) || (a.name < b.name ? -1 : 1))
    return { nodes: nodes.slice(0, mostNodes), more: Math.max(0, nodes.length - mostNodes) }
  }

  #take({ added, updated, removed }: ChangeSet): void {
    let any = false
    for (const { kind, key, name } of removed) {
      if (kind === node) any = this.#nodes.delete(name) || any
      if (kind !== pod) continue
      this.#waiting.delete(key)
      any = this.#leave(key) || any
    }
    for (const { after } of updated) any = this.#note(after) || any
    for (const object of added) any = this.#note(object) || any
    if (this.#waiting.size > 0) this.#readOn()
    else if (any) this.#onRead()
  }

  #note({ kind, key, name }: { kind: KindId; key: number; name: string }): boolean {
    if (kind === pod) this.#waiting.add(key)
    if (kind === node) this.#readNode(name)
    return kind === node
  }

  #readOn(): void {
    this.#timer ??= setImmediate(() => {
      this.#timer = null
      const until = performance.now() + breathEvery
      for (const key of this.#waiting) {
        this.#waiting.delete(key)
        this.#readPod(key)
        if (performance.now() > until) break
      }
      if (this.#waiting.size > 0) this.#readOn()
      this.#onRead()
    })
  }

  #readPod(key: number): void {
    this.#leave(key)
    const stored = this.#store.byKey(key)
    if (stored === undefined) return
    const body = this.#store.body(objectId(pod, stored.namespace, stored.name))
    const { phase } = fields(body?.['status'])
    // what has ended holds nothing of its node
    if (body === undefined || phase === 'Succeeded' || phase === 'Failed') return
    const [cpu, memory] = [podReservation(body, 'cpu'), podReservation(body, 'memory')]
    const { nodeName: where } = fields(body['spec'])
    const share = {
      node: typeof where === 'string' ? where : '',
      cpuRequest: Math.round(cpu.request * 1000),
      memoryRequest: memory.request,
      cpuLimit: Math.round(cpu.limit * 1000),
      memoryLimit: memory.limit,
      cpuOpen: cpu.open ? 1 : 0,
      memoryOpen: memory.open ? 1 : 0,
    }
    this.#pods.set(key, share)
    this.#add(share, 1)
  }

  #leave(key: number): boolean {
    const share = this.#pods.get(key)
    if (share === undefined) return false
    this.#pods.delete(key)
    this.#add(share, -1)
    return true
  }

  #add(share: PodShare, by: 1 | -1): void {
    let sum = this.#sums.get(share.node)
    if (sum === undefined) this.#sums.set(share.node, (sum = noSum()))
    for (const one of [sum, this.#total]) {
      one.pods += by
      one.cpuRequest += by * share.cpuRequest
      one.memoryRequest += by * share.memoryRequest
      one.cpuLimit += by * share.cpuLimit
      one.memoryLimit += by * share.memoryLimit
      one.cpuOpen += by * share.cpuOpen
      one.memoryOpen += by * share.memoryOpen
    }
    if (sum.pods === 0) this.#sums.delete(share.node)
  }

  #readNode(name: string): void {
    const body = this.#store.body(objectId(node, '', name))
    if (body === undefined) return
    const { allocatable } = fields(body['status'])
    const { pods } = fields(allocatable)
    const { cpuLimit, memoryLimit } = nodeAllowance(body)
    this.#nodes.set(name, { cpu: cpuLimit, memory: memoryLimit, podsMost: parseQuantity(pods) })
  }
}

function fullness({ cpuRequest, cpu, memoryRequest, memory }: NodeCapacity): number {
  return Math.max(cpu === null || cpu === 0 ? 0 : cpuRequest / cpu, memory === null || memory === 0 ? 0 : memoryRequest / memory)
}

function inCores(sum: CapacitySum): CapacitySum {
  return { ...sum, cpuRequest: sum.cpuRequest / 1000, cpuLimit: sum.cpuLimit / 1000 }
}

function noSum(): CapacitySum {
  return { cpuRequest: 0, memoryRequest: 0, cpuLimit: 0, memoryLimit: 0, cpuOpen: 0, memoryOpen: 0, pods: 0 }
}
