import {
  err,
  type EngineError,
  type LedgerEntry,
  ok,
  packRowsFrame,
  type ObjectId,
  type Result,
  type RowsQuery,
} from '../contract/index.ts'
import { openRowsView, type RowsAnswer, type RowsView } from '../store/rowsView.ts'
import type { OpenCluster } from '../workspace/openCluster.ts'
import type { FrameTicket, WindowHandle } from './windowHandle.ts'

/** Milliseconds after which rows that come and go by the clock (`age:`) are looked at again. */
const tickEvery = 5_000

/** One open table of one window. */
export class RowsSubscription {
  readonly #find: (query: RowsQuery) => Result<OpenCluster>
  readonly #ticket: FrameTicket
  readonly #timer: ReturnType<typeof setInterval>
  #query: RowsQuery
  #cluster: OpenCluster
  #view: RowsView
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
    cluster: OpenCluster,
    query: RowsQuery,
    start: number,
    count: number,
  ) {
    this.#find = find
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
      this.#query = query
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
    if (this.#cluster === cluster && entries.some((entry) => entry.kind === this.#query.kind)) this.#ticket.dirty()
  }

  close(): void {
    clearInterval(this.#timer)
    this.#stopKinds()
    this.#unwant()
    this.#view.close()
    this.#ticket.close()
  }

  #openView(): RowsView {
    const { picture } = this.#cluster
    const view = openRowsView(picture.store, picture.kindOf(this.#query.kind).columns, this.#query, () => this.#ticket.dirty())
    view.move(this.#start, this.#count)
    return view
  }

  #replaceView(): void {
    this.#view.close()
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

/** What of a ledger entry is worth a frame of its own: not when the kind was last heard of, which changes all the time. */
function standing({ heardAt: _heardAt, count: _count, health: _health, expected: _expected, ...entry }: LedgerEntry): string {
  return JSON.stringify(entry)
}
