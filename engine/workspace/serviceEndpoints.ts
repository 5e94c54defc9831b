import { healthOrder, objectId, type Health, type KindId, type ObjectId } from '../contract/index.ts'
import { ratioOf } from '../graph/edgeState.ts'
import { own, pairs, rec, str } from '../kinds/fields.ts'
import type { Facts, KubeObject } from '../kinds/kind.ts'
import type { ChangeSet, StoredObject, StoreReader } from '../store/storedObject.ts'

const service: KindId = 'core/Service'
const slice: KindId = 'discovery.k8s.io/EndpointSlice'
const nameLabel = 'kubernetes.io/service-name'
/** Workloads that a Service selects the Pods of, and that may stand at zero. */
const scaled: readonly KindId[] = ['apps/Deployment', 'apps/StatefulSet']

interface Sum {
  slices: number
  ready: number
  total: number
}

/** Bodies come from a cluster: any field may be missing or of another form. */
const fields = (value: unknown): Readonly<Record<string, unknown>> => rec(value) as Record<string, unknown>

/**
 * The endpoints of each Service, added up from its EndpointSlices as they come and go. A Service says nothing of them itself, so that its health would be
 * fine with nobody there to answer. One without any slice is not judged: a controller makes one at once, also an empty one.
 */
export class ServiceEndpoints {
  readonly #sums = new Map<ObjectId, Sum>()
  readonly #reader: () => StoreReader

  constructor(reader: () => StoreReader) {
    this.#reader = reader
  }

  /** Takes what changed; answers the Services that are to be read again. */
  take({ removed, updated, added }: ChangeSet): ReadonlySet<ObjectId> {
    const touched = new Map<ObjectId, string>()
    const add = (object: StoredObject, sign: 1 | -1): void => {
      if (object.kind !== slice) return
      const name = own(object.labels, nameLabel) as string | undefined
      if (name === undefined) return
      const id = objectId(service, object.namespace, name)
      if (!touched.has(id)) touched.set(id, standing(this.#sums.get(id)))
      const sum = this.#sums.get(id) ?? { slices: 0, ready: 0, total: 0 }
      const ratio = ratioOf(object)
      sum.slices += sign
      sum.ready += sign * (ratio?.have ?? 0)
      sum.total += sign * (ratio?.want ?? 0)
      if (sum.slices <= 0) this.#sums.delete(id)
      else this.#sums.set(id, sum)
    }
    for (const object of removed) add(object, -1)
    for (const { before, after } of updated) {
      add(before, -1)
      add(after, 1)
    }
    for (const object of added) add(object, 1)
    const changed = new Set<ObjectId>()
    for (const [id, before] of touched) if (standing(this.#sums.get(id)) !== before) changed.add(id)
    return changed
  }

  /** The facts of a Service, with its endpoints in its health where they make it worse. */
  withEndpoints(facts: Facts, object: KubeObject): Facts {
    const found = this.#healthOf(object)
    if (found === null || healthOrder.indexOf(found.level) < healthOrder.indexOf(facts.health.level)) return facts
    return { ...facts, health: found }
  }

  #healthOf(object: KubeObject): Health | null {
    const spec = fields(object.spec)
    const selector = pairs(spec['selector'])
    // who has no selector brings own endpoints, who has no address is asked for each Pod, and a name elsewhere is not ours
    if (selector.length === 0 || spec['clusterIP'] === 'None' || spec['type'] === 'ExternalName') return null
    const { name, namespace, deletionTimestamp } = object.metadata
    if (deletionTimestamp !== undefined) return null
    const sum = this.#sums.get(objectId(service, str(namespace), str(name)))
    if (sum === undefined || sum.ready > 0) return null
    if (sum.total > 0)
      return { level: 'warning', reason: 'NoReadyEndpoints', message: `0 of ${sum.total} endpoints are ready: nobody answers` }
    const asleep = this.#asleep(str(namespace), selector)
    if (asleep !== null) return { level: 'healthy', reason: 'ScaledToZero', message: `${asleep}, which it leads to, is scaled to zero` }
    return {
      level: 'warning',
      reason: 'NoEndpoints',
      message: `No Pod with an address matches the selector ${selector.map(([key, value]) => `${key}=${value}`).join(',')}: nobody answers`,
    }
  }

  /** A workload at zero whose Pods the selector would select. Only those at zero are looked into. */
  #asleep(namespace: string, selector: readonly (readonly [string, string])[]): string | null {
    const reader = this.#reader()
    for (const kind of scaled) {
      for (const object of reader.inNamespace(kind, namespace)) {
        if (ratioOf(object)?.want !== 0) continue
        const template = fields(fields(reader.body(objectId(kind, namespace, object.name))?.['spec'])['template'])
        const labels = fields(template['metadata'])['labels']
        if (selector.every(([key, value]) => own(labels, key) === value)) return object.name
      }
    }
    return null
  }
}

/** What of the sum a Service tells: `3 of 5 ready` and `4 of 5 ready` are the same to it, and so is no slice yet. */
function standing(sum: Sum | undefined): string {
  return sum === undefined || sum.ready > 0 ? 'ready' : String(sum.total)
}
