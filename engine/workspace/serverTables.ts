import type { ApiClient } from '../cluster/apiClient.ts'
import { collectionPath, type ServedKind } from '../cluster/servedKind.ts'
import { type EngineError, type KindId, type LedgerEntry, type ObjectId, objectId } from '../contract/index.ts'
import type { ChangeSet } from '../store/storedObject.ts'
import type { ClusterPicture } from './clusterPicture.ts'
import { readServerPage, readServerRow, type ServerRow } from './serverTable.ts'

/** Milliseconds between a change and the question for its row, so that changes that come together are asked for together. */
const gatherFor = 300
/** Milliseconds between two questions about changes of one kind. */
const restFor = 2_000
/** With more changed objects than this, the table is read as a whole again. */
const singly = 40
/** Rows asked for at the same time. */
const atOnce = 4

export interface ServerTablesOptions {
  picture: ClusterPicture
  /** The present connection; null while there is none. */
  client: () => ApiClient | null
  served: (kind: KindId) => ServedKind | undefined
  ledgerOf: (kind: KindId) => LedgerEntry
  /** Why a table could not be read, once per reason; the kind's objects are shown all the same. */
  onProblem: (error: EngineError) => void
}

/** A kind whose table is on screen. */
interface Wanted {
  viewers: number
  abort: AbortController
  /** By `namespace/name`: what the server wrote. */
  rows: Map<string, ServerRow>
  rowOf: (namespace: string, name: string) => readonly unknown[] | undefined
  /** Changed since they were read. */
  changed: Set<string>
  timer: ReturnType<typeof setTimeout> | null
  state: 'waiting' | 'reading' | 'read' | 'none'
}

/**
 * Columns of kinds that nobody here knows: without a file of their own, and without a definition that can be read (aggregated APIs, definitions one
 * may not list). The server makes tables of them, and is asked for these: once when somebody looks at the kind, page by page, and afterwards only for
 * the rows of objects that changed. Nothing is asked while nobody looks.
 */
export class ServerTables {
  readonly #o: ServerTablesOptions
  readonly #wanted = new Map<KindId, Wanted>()
  readonly #told = new Set<string>()
  readonly #stop: () => void
  #closed = false

  constructor(options: ServerTablesOptions) {
    this.#o = options
    this.#stop = options.picture.store.onChange((changes) => {
      this.#take(changes)
    })
  }

  /** Somebody looks at the kind; the returned function ends that. */
  want(kind: KindId): () => void {
    const wanted = this.#wanted.get(kind) ?? newlyWanted()
    wanted.viewers += 1
    this.#wanted.set(kind, wanted)
    this.#begin(kind, wanted)
    let ended = false
    return () => {
      if (ended) return
      ended = true
      wanted.viewers -= 1
      if (wanted.viewers === 0) this.#end(kind, wanted)
    }
  }

  /** The ledger changed: definitions may be known by now, and kinds listed. */
  check(): void {
    for (const [kind, wanted] of this.#wanted) this.#begin(kind, wanted)
  }

  close(): void {
    this.#closed = true
    this.#stop()
    for (const [kind, wanted] of [...this.#wanted]) this.#end(kind, wanted)
  }

  #end(kind: KindId, wanted: Wanted): void {
    wanted.abort.abort()
    if (wanted.timer !== null) clearTimeout(wanted.timer)
    if (this.#wanted.get(kind) === wanted) this.#wanted.delete(kind)
  }

  #begin(kind: KindId, wanted: Wanted): void {
    if (wanted.state !== 'waiting' || !this.#isNeeded(kind)) return
    const { state } = this.#o.ledgerOf(kind)
    if (state !== 'listed' && state !== 'polled' && state !== 'partial') return
    void this.#readAll(kind, wanted)
  }

  /** No columns here, and none to come: the definitions are listed without one for it, or may not be read. */
  #isNeeded(kind: KindId): boolean {
    const { picture, ledgerOf } = this.#o
    if (picture.hasColumns(kind)) return false
    const definitions = 'apiextensions.k8s.io/CustomResourceDefinition'
    const { state } = ledgerOf(definitions)
    return picture.kindInfo(definitions) === undefined || (state !== 'waiting' && state !== 'loading')
  }

  async #readAll(kind: KindId, wanted: Wanted): Promise<void> {
    const served = this.#o.served(kind)
    const client = this.#o.client()
    if (served === undefined || client === null) return
    wanted.state = 'reading'
    wanted.changed.clear()
    const { state, namespaces } = this.#o.ledgerOf(kind)
    const places = state === 'partial' && namespaces !== undefined ? namespaces : [undefined]
    for (const place of places) {
      for (let next: string | null = ''; next !== null;) {
        const answer = await readServerPage(client, collectionPath(served, place), next, wanted.abort.signal)
        if (wanted.abort.signal.aborted) return
        if ('error' in answer) {
          this.#fail(kind, wanted, answer.error)
          return
        }
        if (answer.page === null) {
          wanted.state = 'none'
          return
        }
        this.#show(kind, wanted, answer.page.rows, answer.page.columns)
        next = answer.page.next === '' ? null : answer.page.next
      }
    }
    wanted.state = 'read'
    this.#plan(kind, wanted, gatherFor)
  }

  /** A lost link is told elsewhere, and comes back by itself; what else goes wrong is said once. */
  #fail(kind: KindId, wanted: Wanted, error: EngineError): void {
    const passing = error.status === undefined || error.status >= 500 || error.status === 429 || error.status === 410
    wanted.state = passing ? 'waiting' : 'none'
    const said = `${kind} ${error.code} ${error.status ?? ''}`
    if (error.status === undefined || this.#told.has(said)) return
    this.#told.add(said)
    this.#o.onProblem({ ...error, message: `The columns of ${kind} could not be read: ${error.message}` })
  }

  #show(kind: KindId, wanted: Wanted, rows: readonly ServerRow[], columns?: Parameters<ClusterPicture['takeTable']>[1]): void {
    const ids: ObjectId[] = []
    for (const row of rows) {
      wanted.rows.set(`${row.namespace}/${row.name}`, row)
      ids.push(objectId(kind, row.namespace, row.name))
    }
    if (columns !== undefined) this.#o.picture.takeTable(kind, columns, wanted.rowOf)
    this.#o.picture.store.rereadSome(ids)
  }

  #take({ added, updated, removed }: ChangeSet): void {
    if (this.#wanted.size === 0) return
    for (const { kind, namespace, name } of removed) this.#wanted.get(kind)?.rows.delete(`${namespace}/${name}`)
    for (const { kind, namespace, name, resourceVersion } of [...added, ...updated.map(({ after }) => after)]) {
      const wanted = this.#wanted.get(kind)
      const key = `${namespace}/${name}`
      // Its row was read after it changed, or is told of itself.
      if (wanted === undefined || wanted.state === 'none' || wanted.rows.get(key)?.resourceVersion === resourceVersion) continue
      wanted.changed.add(key)
      if (wanted.state === 'read') this.#plan(kind, wanted, gatherFor)
      else this.#begin(kind, wanted)
    }
  }

  #plan(kind: KindId, wanted: Wanted, after: number): void {
    if (wanted.timer !== null || wanted.changed.size === 0 || this.#closed) return
    wanted.timer = setTimeout(() => {
      wanted.timer = null
      void this.#readChanged(kind, wanted).then(() => {
        if (!wanted.abort.signal.aborted) this.#plan(kind, wanted, restFor)
      })
    }, after)
    wanted.timer.unref()
  }

  async #readChanged(kind: KindId, wanted: Wanted): Promise<void> {
    const served = this.#o.served(kind)
    const client = this.#o.client()
    if (served === undefined || client === null || wanted.state !== 'read' || this.#o.picture.hasColumns(kind)) return
    if (wanted.changed.size > singly) {
      await this.#readAll(kind, wanted)
      return
    }
    const keys = [...wanted.changed]
    wanted.changed.clear()
    const ask = async (): Promise<void> => {
      for (let key = keys.pop(); key !== undefined; key = keys.pop()) {
        const slash = key.indexOf('/')
        const collection = collectionPath(served, served.namespaced ? key.slice(0, slash) : undefined)
        const answer = await readServerRow(client, `${collection}/${encodeURIComponent(key.slice(slash + 1))}`, wanted.abort.signal)
        if (wanted.abort.signal.aborted) return
        if ('page' in answer) this.#show(kind, wanted, answer.page?.rows ?? [])
        // What is gone by now is told by the watch.
        else if (answer.error.status !== 404) {
          this.#fail(kind, wanted, answer.error)
          return
        }
      }
    }
    await Promise.all(Array.from({ length: atOnce }, ask))
  }
}

function newlyWanted(): Wanted {
  const rows = new Map<string, ServerRow>()
  return {
    viewers: 0,
    abort: new AbortController(),
    rows,
    rowOf: (namespace, name) => rows.get(`${namespace}/${name}`)?.cells,
    changed: new Set(),
    timer: null,
    state: 'waiting',
  }
}
