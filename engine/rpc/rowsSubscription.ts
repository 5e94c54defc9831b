import path from 'node:path'
import {
  type ClusterId,
  err,
  type ExportedFile,
  type FilterOffer,
  type EngineError,
  type LedgerEntry,
  noHealth,
  ok,
  packRowsFrame,
  type Result,
  type RowId,
  type RowsCluster,
  type RowsQuery,
} from '../contract/index.ts'
import { rowsCsv } from '../export/rowsCsv.ts'
import { writeAtomically } from '../files/atomicFile.ts'
import { filterOffers, mergedOffers } from '../rows/filterOffers.ts'
import { type ListedRow, openRowsList, type RowsAnswer, type RowsList } from '../rows/rowsList.ts'
import type { ClusterMetrics } from '../workspace/clusterMetrics.ts'
import type { OpenCluster } from '../workspace/openCluster.ts'
import { notOpen } from '../workspace/workspace.ts'
import { pace } from './orderPace.ts'
import { RowsMember } from './rowsMember.ts'
import type { FrameTicket, WindowHandle } from './windowHandle.ts'

/** Milliseconds after which rows that come and go by the clock (`age:`) are looked at again. */
const tickEvery = 5_000

/** What a table asks of the engine as a whole. */
export interface RowsSurroundings {
  find: (cluster: ClusterId) => OpenCluster | undefined
  metrics: (cluster: ClusterId) => ClusterMetrics | undefined
  /** What a person calls a cluster. */
  title: (cluster: ClusterId) => string
}

/** One open table of one window: of one cluster, or of several as one list. */
export class RowsSubscription {
  readonly #around: RowsSurroundings
  readonly #ticket: FrameTicket
  readonly #timer: ReturnType<typeof setInterval>
  #query: RowsQuery
  #members: readonly RowsMember[] = []
  #list: RowsList
  #writing: AbortController | null = null
  #start: number
  #count: number
  #held = false
  #revision = 0
  /** What the list said last, and what its frame said of the ledger. */
  #said: Omit<RowsAnswer, 'rows'> | null = null
  #saidOfLedger = ''

  constructor(window: WindowHandle, around: RowsSurroundings, query: RowsQuery, start: number, count: number) {
    this.#around = around
    this.#query = query
    this.#start = start
    this.#count = count
    this.#ticket = window.frames.register((subscription) => this.#take(subscription))
    this.#members = this.#openMembers()
    this.#list = this.#openList()
    this.#timer = setInterval(() => this.#list.tick(), tickEvery)
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
    if (this.#around.find(query.cluster) === undefined) return err(notOpen(query.cluster))
    const was = this.#query
    this.#query = query
    const open = this.#clusters.flatMap((id) => this.#around.find(id) ?? [])
    // the same id may be another picture by now: the cluster was closed, and opened again
    const same =
      was.kind === query.kind && open.length === this.#members.length && this.#members.every(({ cluster }, at) => cluster === open[at])
    if (!same) {
      const before = this.#members
      // those that stay do not stop being wanted
      this.#members = this.#openMembers()
      this.#list.close()
      for (const member of before) member.close()
      this.#list = this.#openList()
      this.#said = null
    } else if (
      (query.extra ?? []).join('\n') !== (was.extra ?? []).join('\n') ||
      (query.beside === undefined) !== (was.beside === undefined)
    )
      this.#replaceList()
    else this.#list.change(query)
    this.#ticket.dirty()
    return ok(null)
  }

  move(start: number, count: number): void {
    this.#start = start
    this.#count = count
    this.#list.move(start, count)
    this.#ticket.dirty()
  }

  /** See `ListsApi.holdRows`. */
  hold(on: boolean): void {
    this.#held = on
    this.#list.hold(on)
    this.#ticket.dirty()
  }

  slotOf(id: RowId): number {
    return this.#list.slotOf(id)
  }

  /** The ledger changed: where the list of this table stands may be news even when no row is. */
  hear(cluster: OpenCluster, entries: readonly LedgerEntry[]): void {
    const member = this.#members.find((one) => one.cluster === cluster)
    if (member === undefined) return
    member.hear()
    if (entries.some((entry) => entry.kind === this.#query.kind)) this.#ticket.dirty()
  }

  close(): void {
    clearInterval(this.#timer)
    this.#writing?.abort()
    this.#list.close()
    for (const member of this.#members) member.close()
    this.#ticket.close()
  }

  /** Identities of rows in their order. */
  async ids(start: number, count: number): Promise<Result<readonly RowId[]>> {
    const list = this.#list
    const keys = await list.allKeys()
    if (keys === null) return err(changed)
    return ok(rowsOf(list, keys.subarray(start, start + count)).map(({ id }) => id))
  }

  offers(text: string): Result<readonly FilterOffer[]> {
    const each = this.#list.parts.map(({ cells }, at) =>
      filterOffers((this.#members[at] as RowsMember).cluster.picture.store, cells, this.#query, text),
    )
    if (this.#query.beside === undefined) return ok(each[0] ?? [])
    const clusters = this.#list.parts.map((part, at) => ({
      name: this.#around.title((this.#members[at] as RowsMember).id),
      matching: part.ordered(0)?.matching ?? part.total,
    }))
    return ok(mergedOffers(each, clusters, text))
  }

  /** Writes all rows, or some, to a file; one at a time. */
  async write(file: string, columns: readonly string[], only: readonly RowId[] | null): Promise<Result<ExportedFile>> {
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
      const list = this.#list
      const keys = await list.allKeys()
      if (keys === null) return err(changed)
      const source = { columns: list.columns, rows: chosenRows(list, keys, only === null ? null : new Set(only)) }
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

  /** Those of the query, in its order. */
  get #clusters(): readonly ClusterId[] {
    return [this.#query.cluster, ...(this.#query.beside ?? [])]
  }

  /** Those that are open: what is not has no rows, and the frames say so. */
  #openMembers(): readonly RowsMember[] {
    return this.#clusters.flatMap((id) => {
      const cluster = this.#around.find(id)
      return cluster === undefined ? [] : [new RowsMember(id, cluster, this.#query, this.#around.metrics(id), () => this.#replaceList())]
    })
  }

  #openList(): RowsList {
    const merged = this.#query.beside !== undefined
    const parts = this.#members.map((member) => member.part(this.#query, merged ? () => this.#around.title(member.id) : null))
    const list = openRowsList(parts, this.#query, () => this.#ticket.changed(), { pace })
    list.move(this.#start, this.#count)
    list.hold(this.#held)
    return list
  }

  #replaceList(): void {
    this.#list.close()
    this.#said = null
    this.#list = this.#openList()
    this.#ticket.dirty()
  }

  #take(subscription: number): Uint8Array | null {
    const clusters = this.#query.beside === undefined ? [] : this.#standing()
    const ledger = this.#query.beside === undefined ? this.#ledgerOf(this.#members[0] as RowsMember) : furthest(clusters, this.#query.kind)
    const ofLedger = JSON.stringify([ledger, ...clusters.flatMap((one) => [one.ledger, one.error])], withoutNews)
    const answer = this.#list.take() ?? (this.#said === null || ofLedger === this.#saidOfLedger ? null : { ...this.#said, rows: [] })
    if (answer === null) return null
    const { rows: _rows, ...said } = answer
    this.#said = said
    this.#saidOfLedger = ofLedger
    return packRowsFrame({ ...answer, revision: ++this.#revision, subscription, ledger, clusters })
  }

  #ledgerOf({ cluster }: RowsMember): LedgerEntry {
    return cluster.ledgerOf(this.#query.kind)
  }

  /** Where each cluster of a merged list stands. */
  #standing(): RowsCluster[] {
    return this.#clusters.map((id) => {
      const at = this.#members.findIndex((member) => member.id === id)
      const [member, part] = [this.#members[at], this.#list.parts[at]]
      if (member === undefined || part === undefined) return { cluster: id, total: 0, matching: 0, ledger: null, error: notOpen(id) }
      const isKnown = member.cluster.picture.kindInfo(this.#query.kind) !== undefined
      return {
        cluster: id,
        total: part.total,
        matching: part.ordered(this.#start + this.#count)?.matching ?? 0,
        ledger: isKnown ? this.#ledgerOf(member) : null,
        error: null,
      }
    })
  }
}

const changed: EngineError = {
  code: 'cancelled',
  message: 'The list became another one meanwhile.',
  todo: 'Do it again.',
}

/** What of a ledger entry is worth no frame of its own: when the kind was last heard of, which changes all the time. */
const passing: ReadonlySet<string> = new Set(['heardAt', 'count', 'health', 'expected'])
const withoutNews = (key: string, value: unknown): unknown => (passing.has(key) ? undefined : value)

/** What a merged list says of itself as a whole: where the cluster stands that has come furthest. */
function furthest(clusters: readonly RowsCluster[], kind: string): LedgerEntry {
  const entries = clusters.flatMap(({ ledger }) => ledger ?? [])
  return (
    entries.find(({ state }) => state === 'listed' || state === 'polled' || state === 'offline') ??
    entries.find(({ state }) => state !== 'waiting' && state !== 'loading') ??
    entries[0] ?? { kind, state: 'waiting', count: 0, since: 0, health: noHealth() }
  )
}

function rowsOf(list: RowsList, keys: Float64Array): ListedRow[] {
  return [...chosenRows(list, keys, null)]
}

/** The rows of these keys, made when they are asked for; those that are gone meanwhile are left out. */
function* chosenRows(list: RowsList, keys: Float64Array, chosen: ReadonlySet<RowId> | null): Generator<ListedRow> {
  for (const key of keys) {
    const row = list.row(key)
    if (row !== undefined && (chosen === null || chosen.has(row.id))) yield row
  }
}
