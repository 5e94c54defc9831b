import { err, type LogSource, ok, parseObjectId, type Result } from '../contract/index.ts'
import { readLabelFilter } from '../graph/labelFilter.ts'
import type { LabelSelector } from '../relations/reference.ts'
import { readMapSelector, readSelector, selects } from '../relations/selector.ts'
import type { StoredObject, StoreReader } from '../store/storedObject.ts'
import { type LogPod, readLogPod, unknownStanding } from './containerStanding.ts'

const podKind = 'core/Pod'
/** Owners of owners: a CronJob's Pods are two away; operators add a few. */
const mostOwners = 8

type Belongs = (pod: StoredObject) => boolean

/** The Pods that a source means, now and as they come and go. Costs only what changes: each changed Pod is asked whether it belongs. */
export class PodFinder {
  readonly #store: StoreReader
  readonly #belongs: Belongs
  readonly #onChange: () => void
  readonly #pods = new Map<string, LogPod>()
  readonly #stop: () => void

  /** Says what is wrong with a source, or begins to look. `onChange` is called after Pods of it came, went or changed. */
  static open(store: StoreReader, source: LogSource, onChange: () => void): Result<PodFinder> {
    const belongs = belongsTo(store, source)
    return belongs.ok ? ok(new PodFinder(store, source, belongs.value, onChange)) : belongs
  }

  private constructor(store: StoreReader, source: LogSource, belongs: Belongs, onChange: () => void) {
    this.#store = store
    this.#belongs = belongs
    this.#onChange = onChange
    const namespace = source.type === 'selector' ? source.namespace : (parseObjectId(source.id)?.namespace ?? '') || null
    for (const pod of namespace === null ? store.ofKind(podKind) : store.inNamespace(podKind, namespace)) if (belongs(pod)) this.#take(pod)
    if (source.type === 'object' && this.#pods.size === 0 && parseObjectId(source.id)?.kind === podKind) this.#takeUnlisted(source.id)
    this.#stop = store.onChange(({ removed, updated, added }) => {
      let changed = false
      for (const pod of removed) if (pod.kind === podKind && this.#pods.delete(idOf(pod))) changed = true
      for (const { after } of updated) if (after.kind === podKind) changed = this.#look(after) || changed
      for (const pod of added) if (pod.kind === podKind) changed = this.#look(pod) || changed
      if (changed) this.#onChange()
    })
  }

  /** By name. */
  pods(): readonly LogPod[] {
    return [...this.#pods.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
  }

  close(): void {
    this.#stop()
  }

  #look(pod: StoredObject): boolean {
    if (this.#belongs(pod)) {
      this.#take(pod)
      return true
    }
    return this.#pods.delete(idOf(pod))
  }

  #take(pod: StoredObject): void {
    const id = idOf(pod)
    this.#pods.set(id, readLogPod(id, this.#store.body(id)))
  }

  /** A Pod that may not be listed may still be read: its containers are learned from the server's answer. */
  #takeUnlisted(id: string): void {
    const ref = parseObjectId(id)
    if (ref === null || this.#store.isComplete(podKind, ref.namespace)) return
    const containers = [{ name: '', kind: 'main' as const, standing: unknownStanding }]
    this.#pods.set(id, { id, namespace: ref.namespace, name: ref.name, uid: '', usualContainer: '', containers })
  }
}

function belongsTo(store: StoreReader, source: LogSource): Result<Belongs> {
  if (source.type === 'selector') {
    const selector = readLabelFilter(source.selector)
    if (!selector.ok) return selector
    return ok((pod) => (source.namespace === null || pod.namespace === source.namespace) && selects(selector.value, pod.labels))
  }
  const ref = parseObjectId(source.id)
  if (ref === null) return err({ code: 'bad-input', message: 'This is no object id.', where: source.id })
  if (ref.kind === podKind) return ok((pod) => pod.namespace === ref.namespace && pod.name === ref.name)
  if (ref.kind === 'core/Namespace') return ok((pod) => pod.namespace === ref.name)
  if (ref.kind === 'core/Node')
    return ok((pod) => pod.references.some((each) => each.by === 'name' && each.kind === 'core/Node' && each.name === ref.name))
  const target = store.get(source.id)
  if (target === undefined)
    return err({ code: 'not-found', message: 'There is no such object.', where: source.id, todo: 'It may have been deleted.' })
  const selector = selectorOf(ref.kind, store.body(source.id))
  const bySelector = selectingKinds.has(ref.kind)
  return ok((pod) => {
    if (pod.namespace !== ref.namespace && ref.namespace !== '') return false
    const selected = selector !== null && selects(selector, pod.labels)
    return bySelector ? selected : isOwned(store, pod, target, selected)
  })
}

/** Kinds that choose Pods without owning them. */
const selectingKinds: ReadonlySet<string> = new Set(['core/Service', 'policy/PodDisruptionBudget', 'networking.k8s.io/NetworkPolicy'])

function selectorOf(kind: string, body: any): LabelSelector | null {
  const spec = body?.spec ?? {}
  if (kind === 'core/Service' || kind === 'core/ReplicationController') return readMapSelector(spec.selector)
  return readSelector(spec.podSelector ?? spec.selector)
}

/** Climbs from a Pod to its owners. Where one of them cannot be seen, the selector decides: it is what the controller goes by. */
function isOwned(store: StoreReader, pod: StoredObject, target: StoredObject, selected: boolean): boolean {
  let here: StoredObject = pod
  for (let step = 0; step < mostOwners; step++) {
    const owner = here.references.find((each) => each.by === 'uid' && each.controller) ?? here.references.find((each) => each.by === 'uid')
    if (owner?.by !== 'uid') return false
    if (owner.uid === target.uid) return true
    const next = store.byUid(owner.uid)
    if (next === undefined) return selected && !store.isComplete(owner.kind, here.namespace)
    here = next
  }
  return false
}

function idOf(pod: StoredObject): string {
  return `${podKind}/${pod.namespace}/${pod.name}`
}
