import type { ServedKind } from '../cluster/servedKind.ts'
import { type ChangeSet, type StoredObject } from '../store/storedObject.ts'
import { type KindId, type KindInfo, type KindReferences, type LedgerEntry, type ObjectId } from '../contract/index.ts'
import { Graph } from '../graph/graph.ts'
import { tileRatio, tileText } from '../graph/tileText.ts'
import { Warnings } from '../graph/warnings.ts'
import { bareKind, genericKind, type ServerTable } from '../kinds/generic.ts'
import { kindFor, kinds as ownKinds, readFacts } from '../kinds/index.ts'
import type { Kind, KubeObject } from '../kinds/kind.ts'
import { kindInfoFor } from '../kinds/kindInfo.ts'
import { printerColumnsOf, type PrinterColumn } from '../kinds/printerColumns.ts'
import { restReferences, statusReferences } from '../relations/interpreter.ts'
import { policyKinds, PolicyParameters } from '../relations/policyParameters.ts'
import { RuleBook } from '../relations/ruleBook.ts'
import { ServedResources } from '../relations/servedResources.ts'
import { configMapMentions } from '../relations/mentions.ts'
import { packOf } from '../relations/packs/index.ts'
import { ReferenceTable } from '../relations/referenceTable.ts'
import { ClusterStore } from '../store/clusterStore.ts'
import { SchemaReferences } from './schemaReferences.ts'
import { ServiceEndpoints } from './serviceEndpoints.ts'

const definitions: KindId = 'apiextensions.k8s.io/CustomResourceDefinition'

const ranks: ReadonlyMap<KindId, number> = new Map(ownKinds.map((kind, at) => [kind.id, at]))
const rank = (id: KindId): number => ranks.get(id) ?? ranks.size

/** Everything shown of one cluster, wherever its objects come from: store, graph, and the kinds with their columns. */
export class ClusterPicture {
  readonly store: ClusterStore
  readonly graph: Graph
  /** The rules of this cluster; a change of it is read out of the objects held. */
  readonly book = new RuleBook()
  readonly #schemas = new SchemaReferences(this.book)
  readonly #parameters = new PolicyParameters(this.book)
  readonly #resources = new ServedResources(this.book)
  readonly #endpoints = new ServiceEndpoints(() => this.store)
  readonly #served = new Map<KindId, ServedKind>()
  readonly #generic = new Map<KindId, Kind>()
  readonly #infos = new Map<KindId, KindInfo>()
  readonly #kindListeners = new Set<() => void>()
  #ruleDefects: readonly string[] = []
  #guessers = 0
  #rulesReading: Promise<unknown> = Promise.resolve()
  readonly #printerColumns = new Map<KindId, { version: string; columns: readonly PrinterColumn[] }[]>()
  /** Columns of kinds that nobody here knows, as the server draws them. */
  readonly #serverTables = new Map<KindId, ServerTable>()

  /** `now` is the moment that ages and deadlines are reckoned from: the clock, or when a snapshot was taken. */
  constructor(now: () => number) {
    const references = new ReferenceTable()
    this.store = new ClusterStore({
      read: (kind, object) => {
        const facts = readFacts(kind, object, this.#generic.get(kind), now())
        return kind === 'core/Service' ? this.#endpoints.withEndpoints(facts, object) : facts
      },
      references: (kind, object, near) => restReferences(this.book, kind, object, near, references),
      status: {
        read: (kind, object, near) => statusReferences(this.book, kind, object, near, references),
        begin: (kind, held) => this.book.programFor(kind).countBeforeStatus(held),
        blindness: {
          isLikely: (kind) => this.book.programFor(kind).passesByStatus,
          wasKept: (kind) => !this.book.programFor(kind).sawMore,
        },
      },
      now,
    })
    const eventColumn = (id: string): number => kindFor('core/Event')?.columns.findIndex((column) => column.id === id) ?? -1
    const warnings = new Warnings({ lastSeen: eventColumn('lastSeen'), object: eventColumn('object') }, now)
    this.graph = new Graph(this.store, {
      apiVersionOf: (kind) => this.#apiVersionOf(kind),
      textOf: ({ kind, cells }) => tileText(kind, kindFor(kind)?.columns ?? [], cells),
      readyOf: ({ kind, cells }) => tileRatio(kindFor(kind)?.columns ?? [], cells),
      warningsOf: (id) => warnings.of(id),
    })
    this.book.onChange(({ kinds, naming }) => {
      const named = naming === undefined ? undefined : ({ references }: StoredObject) => references.some((r) => r.kind === naming)
      const reading = this.store.rereadReferences(kinds, named).then(({ defects }) => {
        this.#ruleDefects = defects
      })
      this.#rulesReading = Promise.all([this.#rulesReading, reading])
    })
    this.store.onChange((changes) => {
      this.#learnDefinitions(changes)
      this.#learnPolicies(changes)
      this.graph.take(changes)
      this.graph.retell(warnings.take(changes))
      this.store.rereadSome(this.#endpoints.take(changes))
    })
  }

  /** The kinds that are served now; objects of those in `gone` are dropped. */
  serve(kinds: readonly ServedKind[], gone: readonly KindId[] = []): void {
    for (const id of gone) {
      this.#served.delete(id)
      this.#generic.delete(id)
      this.#serverTables.delete(id)
      this.#infos.delete(id)
      this.store.dropKind(id)
    }
    for (const kind of kinds) {
      this.#served.set(kind.id, kind)
      this.book.learnScope(kind.id, kind.namespaced)
      this.#describe(kind)
    }
    this.#resources.learn(this.#served.values())
    this.#tellKinds()
  }

  /** Resolves when every change of the rules so far is read out of the objects: for who draws once, and not again. */
  async rulesRead(): Promise<void> {
    for (let reading: unknown = null; reading !== this.#rulesReading;) {
      reading = this.#rulesReading
      await this.#rulesReading
      this.store.flush()
    }
  }

  /**
   * Somebody wants what is only guessed from texts of ConfigMaps (rule 129); the returned function ends that. Nobody pays for it otherwise: the
   * ConfigMaps are not looked at.
   */
  guess(): () => void {
    this.#guessers += 1
    if (this.#guessers === 1) this.book.setDerived('core/ConfigMap', configMapMentions)
    let ended = false
    return () => {
      if (ended) return
      ended = true
      this.#guessers -= 1
      if (this.#guessers === 0) this.book.setDerived('core/ConfigMap', [])
    }
  }

  /** In the order of the sidebar: those with a file of their own first, then by title. */
  kinds(): readonly KindInfo[] {
    return [...this.#infos.values()]
      .map((info) => this.#withReferences(info))
      .sort((a, b) => rank(a.id) - rank(b.id) || (a.title < b.title ? -1 : a.title > b.title ? 1 : a.id < b.id ? -1 : 1))
  }

  servedKind(id: KindId): ServedKind | undefined {
    return this.#served.get(id)
  }

  /** Whether a kind has columns of its own: by its file, or by its definition. */
  hasColumns(id: KindId): boolean {
    return kindFor(id) !== undefined || this.#columnsOf(this.#served.get(id)) !== undefined
  }

  /** What the server's table says of a kind without columns of its own. Rows are looked up when objects are read: `store.rereadSome` after a change. */
  takeTable(id: KindId, columns: ServerTable['columns'], rowOf: ServerTable['rowOf']): void {
    const served = this.#served.get(id)
    if (served === undefined || this.hasColumns(id)) return
    const known = this.#serverTables.get(id)
    if (known?.rowOf === rowOf) return
    const same = known !== undefined && JSON.stringify(known.columns) === JSON.stringify(columns)
    this.#serverTables.set(id, { columns, rowOf })
    this.#describe(served)
    if (same) return
    this.store.reread(id)
    this.#tellKinds()
  }

  kindInfo(id: KindId): KindInfo | undefined {
    return this.#infos.get(id)
  }

  /** How objects of a kind are read and shown. */
  kindOf(id: KindId): Kind {
    return kindFor(id) ?? this.#generic.get(id) ?? bareKind
  }

  shortNameOf(id: KindId): string {
    return this.#infos.get(id)?.shortName ?? id.slice(id.indexOf('/') + 1).toLowerCase()
  }

  /** Objects that the newest change of the rules could not be read out of, and why. */
  get ruleDefects(): readonly string[] {
    return this.#ruleDefects
  }

  /** Called when kinds or their columns change; returns the stop function. */
  onKinds(listener: () => void): () => void {
    this.#kindListeners.add(listener)
    return () => void this.#kindListeners.delete(listener)
  }

  /** What the ledger says of a kind, put where graph and drawer look: whether a missing object is known to be missing. */
  takeLedger(entries: readonly LedgerEntry[]): void {
    for (const entry of entries) {
      // what is never listed unasked (metrics, old views of other kinds) leaves the picture no less complete
      if (entry.state === 'waiting' && this.#served.get(entry.kind)?.verbs.includes('watch') !== true) continue
      this.store.setKindState(entry.kind, {
        complete: entry.state === 'listed' || entry.state === 'polled' || entry.state === 'offline' || entry.state === 'stale',
        forbidden: entry.state === 'forbidden',
        completeNamespaces: entry.namespaces ?? [],
        apiVersion: this.#apiVersionOf(entry.kind),
      })
    }
  }

  close(): void {
    this.#kindListeners.clear()
    this.store.close()
  }

  #describe(kind: ServedKind): void {
    if (kindFor(kind.id) === undefined) {
      const columns = this.#columnsOf(kind)
      this.#generic.set(kind.id, genericKind(kind, columns, this.#serverTables.get(kind.id)))
    }
    this.#infos.set(kind.id, kindInfoFor(kind, this.#generic.get(kind.id)))
  }

  #columnsOf(kind: ServedKind | undefined): readonly PrinterColumn[] | undefined {
    return kind && this.#printerColumns.get(kind.id)?.find((each) => each.version === kind.version)?.columns
  }

  #apiVersionOf(id: KindId): string {
    const kind = this.#served.get(id)
    if (kind === undefined) return ''
    return kind.group === '' ? kind.version : `${kind.group}/${kind.version}`
  }

  /** Columns and references of custom resources stand in their definitions, which may arrive before or after the objects. */
  #learnDefinitions(changes: ChangeSet): void {
    const changed: KindId[] = []
    for (const object of changes.removed) if (object.kind === definitions) this.#schemas.forget(object.name)
    for (const object of cameOf(changes, (kind) => kind === definitions)) {
      const body = this.store.body(`${definitions}/_/${object.name}` satisfies ObjectId)
      if (body === undefined) continue
      this.#schemas.learn(object.name, body)
      const spec = body['spec'] as
        { group?: unknown; names?: { kind?: unknown } | null; versions?: ({ name?: unknown } | null)[] } | null | undefined
      const id = `${String(spec?.group)}/${String(spec?.names?.kind)}`
      const versions = (Array.isArray(spec?.versions) ? spec.versions : []).map((each) => String(each?.name))
      // the server has checked the definition; of a snapshot or a folder it is read with care by `printerColumnsOf`
      const columns = versions.map((version) => ({ version, columns: printerColumnsOf(body as KubeObject, version) }))
      if (JSON.stringify(this.#printerColumns.get(id)) === JSON.stringify(columns)) continue
      this.#printerColumns.set(id, columns)
      const served = this.#served.get(id)
      if (served === undefined || kindFor(id) !== undefined) continue
      this.#describe(served)
      changed.push(id)
    }
    for (const id of changed) this.store.reread(id)
    if (changed.length > 0) this.#tellKinds()
  }

  /** Of which kind the parameters of a binding are stands in its policy. */
  #learnPolicies(changes: ChangeSet): void {
    for (const { kind, name } of changes.removed) if (policyKinds.has(kind)) this.#parameters.learn(kind, name, null)
    for (const { kind, name } of cameOf(changes, (kind) => policyKinds.has(kind)))
      this.#parameters.learn(kind, name, this.store.body(`${kind}/_/${name}` satisfies ObjectId) ?? null)
  }

  #withReferences(info: KindInfo): KindInfo {
    const pack = packOf(info.id)
    const schema = this.#schemas.of(info.id)
    if (pack === null && schema === null) return info
    const references: KindReferences = { pack: pack?.title ?? null, derived: schema?.count ?? 0, unread: schema?.unread ?? null }
    return { ...info, references }
  }

  #tellKinds(): void {
    for (const listener of [...this.#kindListeners]) listener()
  }
}

/** Of what came or changed, the objects of these kinds: mostly none of many. */
function cameOf({ added, updated }: ChangeSet, isWanted: (kind: KindId) => boolean): readonly StoredObject[] {
  const came = added.filter(({ kind }) => isWanted(kind))
  for (const { after } of updated) if (isWanted(after.kind)) came.push(after)
  return came
}
