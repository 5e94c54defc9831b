import { apiVersionOf, type ServedResource } from './resources.ts'

/** Anything that looks like a Kubernetes object. */
export interface PlainObject {
  metadata: {
    name: string
    namespace?: string
    uid?: string
    resourceVersion?: string
    labels?: Record<string, string>
    creationTimestamp?: string
    [key: string]: unknown
  }
  [key: string]: any
}

/** One stored object: the JSON from `"metadata"` on, so that watch events (with kind) and list items (without) are cut from the same text. */
export interface Stored {
  key: string
  namespace: string
  name: string
  uid: string
  version: number
  rest: string
  labels: Readonly<Record<string, string>>
}

const beforeAdded = '{"type":"ADDED","object":'

export interface StoredEvent {
  type: 'ADDED' | 'MODIFIED' | 'DELETED'
  version: number
  object: Stored
}

/** The objects of one resource, their history for watches, and who watches. */
export class Collection {
  readonly resource: ServedResource
  readonly objects: Map<string, Stored> = new Map()
  readonly history: StoredEvent[] = []
  readonly watchers: Set<(event: StoredEvent) => void> = new Set()
  /** Objects as the first events of a watch, written out. */
  readonly #added = new WeakMap<Stored, Buffer>()
  /** Versions up to this one are compacted away: a watch from before answers 410. */
  compacted = 0

  constructor(resource: ServedResource) {
    this.resource = resource
  }

  get prefix(): string {
    return `{"kind":${JSON.stringify(this.resource.kind)},"apiVersion":${JSON.stringify(apiVersionOf(this.resource))},`
  }

  /** As in a watch event or a single GET. */
  whole(stored: Stored): string {
    return this.prefix + stored.rest
  }

  /** As the first event of a watch, written out once for all who ask: so does a real server's watch cache. */
  added(stored: Stored): Buffer {
    let bytes = this.#added.get(stored)
    if (bytes === undefined) this.#added.set(stored, (bytes = Buffer.from(`${beforeAdded}${this.whole(stored)}}\n`)))
    return bytes
  }

  /** The bytes of an item behind its opening brace, from the same. */
  itemBytes(stored: Stored): Buffer {
    const added = this.added(stored)
    const before = beforeAdded.length + (this.resource.custom === true ? 1 : Buffer.byteLength(this.prefix))
    return added.subarray(before, added.length - 2)
  }
}

export interface Backup {
  version: number
  objects: ReadonlyMap<string, ReadonlyMap<string, Stored>>
}

/** The storage behind the fake API server: one counter of resource versions over all resources, as in etcd. */
export class Etcd {
  version = 1000
  readonly #collections = new Map<string, Collection>()
  readonly #historyLimit: number
  #uids = 0

  constructor(resources: readonly ServedResource[], historyLimit = 20_000) {
    this.#historyLimit = historyLimit
    for (const resource of resources) this.serve(resource)
  }

  serve(resource: ServedResource): Collection {
    const made = new Collection(resource)
    this.#collections.set(`${resource.group}/${resource.resource}`, made)
    return made
  }

  unserve(group: string, resource: string): void {
    this.#collections.delete(`${group}/${resource}`)
  }

  collections(): Iterable<Collection> {
    return this.#collections.values()
  }

  collection(group: string, resource: string): Collection | undefined {
    return this.#collections.get(`${group}/${resource}`)
  }

  /** Creates or replaces an object; a changed uid under the same name is a delete and a create. */
  put(collection: Collection, object: PlainObject): Stored {
    const namespace = object.metadata.namespace ?? ''
    const key = `${namespace}/${object.metadata.name}`
    const before = collection.objects.get(key)
    const version = ++this.version
    const given = object.metadata
    // the order in which a real server writes them: managedFields come last
    const {
      name,
      generateName,
      namespace: _namespace,
      uid,
      resourceVersion: _version,
      generation,
      creationTimestamp,
      managedFields,
      ...others
    } = given
    const metadata = {
      name,
      ...(generateName === undefined ? {} : { generateName }),
      ...(namespace === '' ? {} : { namespace }),
      uid: uid ?? before?.uid ?? `00000000-0000-4000-8000-${String(++this.#uids).padStart(12, '0')}`,
      resourceVersion: String(version),
      ...(generation !== undefined ? { generation } : collection.resource.custom === true ? { generation: 1 } : {}),
      creationTimestamp: creationTimestamp ?? '2026-01-01T00:00:00Z',
      ...others,
      ...(managedFields === undefined ? {} : { managedFields }),
    }
    const { kind: _kind, apiVersion: _apiVersion, metadata: _metadata, ...fields } = object
    const rest = JSON.stringify({ metadata, ...fields }).slice(1)
    const stored: Stored = {
      key,
      namespace,
      name: object.metadata.name,
      uid: metadata.uid,
      version,
      rest,
      labels: object.metadata.labels ?? {},
    }
    if (before !== undefined && before.uid !== stored.uid)
      this.#emit(collection, { type: 'DELETED', version: before.version, object: before })
    collection.objects.set(key, stored)
    this.#emit(collection, { type: before === undefined || before.uid !== stored.uid ? 'ADDED' : 'MODIFIED', version, object: stored })
    return stored
  }

  /** A change of a stored object without parsing it: the text is edited and the version raised (for fast churn). */
  touch(collection: Collection, stored: Stored, edit: (rest: string) => string): Stored {
    const version = ++this.version
    const rest = edit(stored.rest).replace(`"resourceVersion":"${stored.version}"`, `"resourceVersion":"${version}"`)
    const next: Stored = { ...stored, version, rest }
    collection.objects.set(stored.key, next)
    this.#emit(collection, { type: 'MODIFIED', version, object: next })
    return next
  }

  delete(collection: Collection, namespace: string, name: string): Stored | undefined {
    const stored = collection.objects.get(`${namespace}/${name}`)
    if (stored === undefined) return undefined
    collection.objects.delete(stored.key)
    const version = ++this.version
    const rest = stored.rest.replace(`"resourceVersion":"${stored.version}"`, `"resourceVersion":"${version}"`)
    this.#emit(collection, { type: 'DELETED', version, object: { ...stored, version, rest } })
    return stored
  }

  /** Forgets the history: every watch from an older version answers 410. */
  compact(): void {
    for (const collection of this.#collections.values()) {
      collection.history.length = 0
      collection.compacted = this.version
    }
  }

  /** What a backup holds: the objects of every resource, and how far the counter was. */
  backup(): Backup {
    return { version: this.version, objects: new Map([...this.#collections].map(([name, { objects }]) => [name, new Map(objects)])) }
  }

  /** Back to a backup: the counter too goes back, watches are told nothing, and what happens from then on gets versions that were given before. */
  restore(backup: Backup): void {
    this.version = backup.version
    for (const [name, collection] of this.#collections) {
      collection.objects.clear()
      for (const [key, stored] of backup.objects.get(name) ?? []) collection.objects.set(key, stored)
      collection.history.length = 0
      collection.compacted = 0
    }
  }

  #emit(collection: Collection, event: StoredEvent): void {
    collection.history.push(event)
    if (collection.history.length > this.#historyLimit * 2) {
      const dropped = collection.history.splice(0, this.#historyLimit)
      collection.compacted = dropped[dropped.length - 1]?.version ?? collection.compacted
    }
    for (const watcher of collection.watchers) watcher(event)
  }
}
