import { type KindId, objectId, type RecentChange, visibleName } from '../contract/index.ts'
import type { ChangeSet, StoredObject, StoreReader } from '../store/storedObject.ts'

/** What people deploy: their parts (ReplicaSets, Pods) come and go with them. */
const workloads: ReadonlySet<KindId> = new Set([
  'apps/Deployment',
  'apps/StatefulSet',
  'apps/DaemonSet',
  'batch/Job',
  'batch/CronJob',
  'core/ReplicationController',
])
/** Changes that are remembered of each sort. */
const most = 50

/** Workloads that were made or deleted last. Deletions are those that happened while the cluster was open: no server tells earlier ones. */
export class RecentChanges {
  readonly #store: StoreReader
  readonly #now: () => number
  /** Newest first. */
  #created: StoredObject[] = []
  #deleted: RecentChange[] = []
  /** More workloads are there than are remembered: when some of those go, older ones move up. */
  #more = false

  constructor(store: StoreReader, now: () => number) {
    this.#store = store
    this.#now = now
    this.#lookAtAll()
  }

  /** Takes over one change set of the store; true when something changed here. */
  take({ added, removed }: ChangeSet): boolean {
    let any = false
    for (const object of removed) {
      if (!workloads.has(object.kind)) continue
      any = true
      this.#created = this.#created.filter(({ key }) => key !== object.key)
      this.#deleted = [told(object, 'deleted', this.#now()), ...this.#deleted].slice(0, most)
    }
    for (const object of added) {
      if (!workloads.has(object.kind)) continue
      any = true
      this.#enter(object)
    }
    if (this.#more && this.#created.length < most / 2) this.#lookAtAll()
    return any
  }

  /** The newest first. */
  newest(count: number): readonly RecentChange[] {
    return [...this.#deleted, ...this.#created.map((object) => told(object, 'created', object.createdAt ?? 0))]
      .sort((a, b) => b.at - a.at)
      .slice(0, count)
  }

  #lookAtAll(): void {
    this.#created = []
    this.#more = false
    for (const kind of workloads) for (const object of this.#store.ofKind(kind)) this.#enter(object)
  }

  #enter(object: StoredObject): void {
    const at = object.createdAt ?? 0
    let place = this.#created.length
    while (place > 0 && (this.#created[place - 1]?.createdAt ?? 0) < at) place--
    if (place < most) this.#created.splice(place, 0, object)
    if (this.#created.length > most || place >= most) this.#more = true
    this.#created.length = Math.min(this.#created.length, most)
  }
}

function told({ kind, namespace, name }: StoredObject, did: RecentChange['did'], at: number): RecentChange {
  return { id: objectId(kind, namespace, name), kind, name: visibleName(name), namespace: visibleName(namespace), did, at }
}
