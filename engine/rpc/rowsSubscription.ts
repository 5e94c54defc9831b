import path from 'node:path'
import {
  err,
  type ExportedFile,
  type FilterOffer,
  type EngineError,
  type LedgerEntry,
  ok,
  packRowsFrame,
  type ObjectId,
  objectId,
  type Result,
  type RowsQuery,
} from '../contract/index.ts'
import { rowsCsv } from '../export/rowsCsv.ts'
import { writeAtomically } from '../files/atomicFile.ts'
import { measuredKinds, UsageColumns } from '../metrics/usageColumns.ts'
import { AddedColumns } from '../store/addedColumns.ts'
import { filterOffers } from '../store/filterOffers.ts'
import type { RowOverlay } from '../store/rowOverlay.ts'
import { openRowsView, type RowsAnswer, type RowsView } from '../store/rowsView.ts'
import type { StoredObject } from '../store/storedObject.ts'
import type { ClusterMetrics } from '../workspace/clusterMetrics.ts'
import type { OpenCluster } from '../workspace/openCluster.ts'
import type { FrameTicket, WindowHandle } from './windowHandle.ts'

/** Milliseconds after which rows that come and go by the clock (`age:`) are looked at again. */
const tickEvery = 5_000

/** One open table of one window. */
export class RowsSubscription {
  readonly #find: (query: RowsQuery) => Result<OpenCluster>
  readonly #metricsOf: (cluster: string) => ClusterMetrics | undefined
  readonly #ticket: FrameTicket
  readonly #timer: ReturnType<typeof setInterval>
  #query: RowsQuery
  #cluster: OpenCluster
  #view: RowsView
  #overlays: readonly RowOverlay[] = []
  #writing: AbortController | null = null
  #unwant: () => void
  #stopKinds: () => void
  #start: number
  #count: number
  #revision = 0
  /** What the view said last, and what its frame said of the ledger. */
  #said: Omit<RowsAnswer, 'rows'> | null = null
  #saidOfLedger = ''

  constructor(
    window: WindowHandle,
    find: (query: RowsQuery) => Result<OpenCluster>,
    metricsOf: (cluster: string) => ClusterMetrics | undefined,
    cluster: OpenCluster,
    query: RowsQuery,
    start: number,
    count: number,
  ) {
    this.#find = find
    this.#metricsOf = metricsOf
    this.#query = query
    this.#cluster = cluster
    this.#start = start
    this.#count = count
    this.#ticket = window.frames.register((subscription) => this.#take(subscription))
    this.#view = this.#openView()
    this.#unwant = cluster.want(query.kind)
    this.#stopKinds = this.#followColumns()
    this.#timer = setInterval(() => this.#view.tick(), tickEvery)
    this.#timer.unref()
    this.#ticket.dirty()
  }

  get subscription(): number {
    return this.#ticket.subscription
  }

  get query(): RowsQuery {
    return this.#query
  }

  change(query: RowsQuery): Result<null> {
    const cluster = this.#find(query)
    if (!cluster.ok) return err(cluster.error satisfies EngineError)
    // the same id may be another picture by now: the cluster was closed, and opened again
    if (cluster.value === this.#cluster && query.kind === this.#query.kind) {
      const sameColumns = (query.extra ?? []).join('\n') === (this.#query.extra ?? []).join('\n')
      this.#query = query
      if (!sameColumns) {
        this.#replaceView()
        return ok(null)
      }
      this.#view.change(query)
      this.#ticket.dirty()
      return ok(null)
    }
    this.#query = query
    this.#unwant()
    this.#stopKinds()
    this.#cluster = cluster.value
    this.#unwant = this.#cluster.want(query.kind)
    this.#stopKinds = this.#followColumns()
    this.#replaceView()
    return ok(null)
  }

  move(start: number, count: number): void {
    this.#start = start
    this.#count = count
    this.#view.move(start, count)
    this.#ticket.dirty()
  }

  slotOf(id: ObjectId): number {
    return this.#view.slotOf(id)
  }

  /** The ledger changed: where the list of this table stands may be news even when no row is. */
  hear(cluster: OpenCluster, entries: readonly LedgerEntry[]): void {
    if (this.#cluster !== cluster) return
    for (const overlay of this.#overlays) if (overlay instanceof UsageColumns) overlay.hear()
    if (entries.some((entry) => entry.kind === this.#query.kind)) this.#ticket.dirty()
  }

  close(): void {
    clearInterval(this.#timer)
    this.#stopKinds()
    this.#unwant()
    this.#writing?.abort()
    this.#closeView()
    this.#ticket.close()
  }

  /** Identities of rows in their order. */
  async ids(start: number, count: number): Promise<Result<readonly ObjectId[]>> {
    const keys = await this.#view.allKeys()
    if (keys === null) return err(changed)
    return ok(this.#objects(keys.subarray(start, start + count)).map(({ kind, namespace, name }) => objectId(kind, namespace, name)))
  }

  offers(text: string): Result<readonly FilterOffer[]> {
    return ok(filterOffers(this.#cluster.picture.store, this.#view.cells, this.#query, text))
  }

  /** Writes all rows, or some, to a file; one at a time. */
  async write(file: string, columns: readonly string[], only: readonly ObjectId[] | null): Promise<Result<ExportedFile>> {
    if (this.#writing !== null)
      return err({
        code: 'bad-input',
        message: 'This list is being exported already.',
        todo: 'Wait until that file is written, or cancel it.',
      })
    if (!path.isAbsolute(file)) return err({ code: 'bad-input', message: 'A file to export to is named with its whole path.', where: file })
    const stop = new AbortController()
    this.#writing = stop
    let bytes = 0
    try {
      const keys = await this.#view.allKeys()
      if (keys === null) return err(changed)
      const { columns: all } = this.#view.cells
      const chosen = only === null ? null : new Set(only)
      const objects = this.#objects(keys)
      const source = {
        columns: all,
        of: (object: StoredObject) => this.#view.cells.of(object),
        objects: chosen === null ? objects : objects.filter(({ kind, namespace, name }) => chosen.has(objectId(kind, namespace, name))),
      }
      const pieces = async function* (): AsyncGenerator<Uint8Array> {
        for await (const piece of rowsCsv(source, columns, stop.signal)) {
          bytes += piece.length
          yield piece
        }
      }
      await writeAtomically(file, pieces())
      return ok({ path: file, bytes })
    } catch (thrown) {
      if (stop.signal.aborted) return err({ code: 'cancelled', message: 'The export was cancelled; no file was written.' })
      const { code } = thrown as NodeJS.ErrnoException
      // what the system says of a file has a code; anything else is a defect, and told as one at the gate
      if (code === undefined) throw thrown
      const todo = 'Choose another folder, or free some disk space.'
      return err({ code: 'io', message: `The list could not be written (${code}).`, where: file, todo })
    } finally {
      this.#writing = null
    }
  }

  /** False: nothing is being written. */
  cancelWrite(): boolean {
    this.#writing?.abort()
    return this.#writing !== null
  }

  #objects(keys: Uint32Array): StoredObject[] {
    const { store } = this.#cluster.picture
    const objects: StoredObject[] = []
    for (const key of keys) {
      const object = store.byKey(key)
      if (object !== undefined) objects.push(object)
    }
    return objects
  }

  #closeView(): void {
    this.#view.close()
    for (const overlay of this.#overlays) overlay.close()
    this.#overlays = []
  }

  /** The columns that are not kept with the objects. Usage is read from now on where there is any. */
  #openOverlays(): RowOverlay[] {
    const { kind, cluster, extra = [] } = this.#query
    const { store } = this.#cluster.picture
    const metrics = measuredKinds.has(kind) ? this.#metricsOf(cluster) : undefined
    return [
      ...(metrics === undefined ? [] : [new UsageColumns(metrics.book, store, kind)]),
      ...(extra.length === 0 ? [] : [new AddedColumns(store, kind, extra)]),
    ]
  }

  #openView(): RowsView {
    const { picture } = this.#cluster
    this.#overlays = this.#openOverlays()
    const view = openRowsView(picture.store, picture.kindOf(this.#query.kind).columns, this.#query, () => this.#ticket.changed(), {
      overlays: this.#overlays,
    })
    view.move(this.#start, this.#count)
    return view
  }

  #replaceView(): void {
    this.#closeView()
    this.#said = null
    this.#view = this.#openView()
    this.#ticket.dirty()
  }

  /** A custom resource's columns may be learned after its table was opened. */
  #followColumns(): () => void {
    const { picture } = this.#cluster
    let columns = picture.kindOf(this.#query.kind).columns
    return picture.onKinds(() => {
      const now = picture.kindOf(this.#query.kind).columns
      if (now === columns) return
      columns = now
      this.#replaceView()
    })
  }

  #take(subscription: number): Uint8Array | null {
    const ledger = this.#cluster.ledgerOf(this.#query.kind)
    const ofLedger = standing(ledger)
    const answer = this.#view.take() ?? (this.#said === null || ofLedger === this.#saidOfLedger ? null : { ...this.#said, rows: [] })
    if (answer === null) return null
    const { rows: _rows, ...said } = answer
    this.#said = said
    this.#saidOfLedger = ofLedger
    return packRowsFrame({ ...answer, revision: ++this.#revision, subscription, ledger })
  }
}

const changed: EngineError = {
  code: 'cancelled',
  message: 'The list became another one meanwhile.',
  todo: 'Do it again.',
}

/** What of a ledger entry is worth a frame of its own: not when the kind was last heard of, which changes all the time. */
function standing({ heardAt: _heardAt, count: _count, health: _health, expected: _expected, ...entry }: LedgerEntry): string {
  return JSON.stringify(entry)
}
