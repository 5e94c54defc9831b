import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import type {
  ClusterId,
  Column,
  EngineError,
  ExportedFile,
  FilterOffer,
  KindId,
  LedgerEntry,
  ObjectId,
  Result,
  Row,
  RowId,
  RowsCluster,
  RowsFrame,
  RowsQuery,
} from '../../engine/contract/index.ts'
import { applyRowsFrame, emptyWindow, rowAt } from '../table/rowWindow.ts'
import { useConnection } from './connection.ts'
import { useKinds } from './kinds.ts'
import { engine } from './link.ts'
import { definePaneStore } from './paneStore.ts'
import { useSettings } from './settings.ts'

/** Asked of a table that is not open. */
const notOpen: Result<never> = { ok: false, error: { code: 'cancelled', message: 'The list is not open.' } }

/** Rows asked for before the table knows its height. */
const firstCount = 80

/** The clusters of a query, and what its lists are remembered by. */
const clustersIn = (query: Pick<RowsQuery, 'cluster' | 'beside'>): string => [query.cluster, ...(query.beside ?? [])].join(' ')
const placeOf = (query: Pick<RowsQuery, 'cluster' | 'beside' | 'kind'>): string => `${clustersIn(query)} ${query.kind}`

/** The table of a pane: its query, and the window of rows the engine keeps up to date. */
export const useRows = definePaneStore('rows', () => {
  const query = shallowRef<RowsQuery | null>(null)
  const window = shallowRef(emptyWindow())
  const ledger = shallowRef<LedgerEntry | null>(null)
  /** Columns behind those of the kind, as the engine says them. */
  const extra = shallowRef<readonly Column[]>([])
  /** Of a merged list: where each of its clusters stands. */
  const clusters = shallowRef<readonly RowsCluster[]>([])
  /** While the order is held: how many rows in sight would stand elsewhere. */
  const held = ref<number | null>(null)
  const filterError = ref<RowsFrame['filterError']>(null)
  /** Why the engine refused the table as a whole. */
  const refused = shallowRef<EngineError | null>(null)
  /** Identities of rows that the last frame brought; the drawer follows its own. */
  const touched = shallowRef<ReadonlySet<ObjectId>>(new Set())
  /** Queries as they were left, by cluster and kind; namespaces by cluster. */
  const left = new Map<string, RowsQuery>()
  const namespacesOf = new Map<string, readonly string[] | null>()
  let subscription: number | null = null
  let stopFrames: (() => void) | null = null
  let opening = 0
  let resting = false
  let asked = { start: 0, count: firstCount }
  /** What the frames of this subscription have said so far. */
  let heard = emptyWindow()
  /**
   * Since when what is shown is the picture of an engine that is gone, epoch milliseconds; the new one's takes its place once it is complete. Null:
   * what is shown is what is heard.
   */
  const heldSince = ref<number | null>(null)

  const total = computed(() => window.value.total)
  const matching = computed(() => window.value.matching)
  /** The ledger of the table's own frames, or what the cluster's ledger says meanwhile. */
  const entry = computed<LedgerEntry | null>(() => {
    const q = query.value
    if (q === null) return null
    return (q.beside === undefined ? useKinds().byCluster.get(q.cluster)?.ledger.get(q.kind) : undefined) ?? ledger.value
  })

  const at = (index: number): Row | null => rowAt(window.value, index)

  function apply(frame: RowsFrame): void {
    heard = applyRowsFrame(heard, frame)
    if (frame.ledger.state !== 'waiting' && frame.ledger.state !== 'loading') heldSince.value = null
    if (heldSince.value === null) window.value = heard
    ledger.value = frame.ledger
    extra.value = frame.extra
    clusters.value = frame.clusters
    held.value = frame.held
    filterError.value = frame.filterError
    touched.value = new Set(frame.rows.map((row) => row.id))
  }

  /** A person asks for something else than what is held. */
  function release(): void {
    if (heldSince.value === null || subscription === null) return
    heldSince.value = null
    window.value = heard
  }

  function drop(): void {
    stopFrames?.()
    stopFrames = null
    if (subscription !== null) void engine().api.closeSubscription(subscription)
    subscription = null
  }

  async function subscribe(): Promise<void> {
    const q = query.value
    if (q === null) return
    resting = false
    drop()
    const mine = ++opening
    const answer = await engine().api.openRows(q, asked.start, asked.count)
    if (mine !== opening) {
      // Another table was opened while this one was on its way.
      if (answer.ok) void engine().api.closeSubscription(answer.value)
      return
    }
    if (!answer.ok) {
      if (answer.error.code !== 'engine-gone') refused.value = answer.error
      return
    }
    refused.value = null
    subscription = answer.value
    heard = emptyWindow()
    stopFrames = engine().onFrame(answer.value, (frame) => {
      if (frame.type === 'rows' && mine === opening) apply(frame.frame)
    })
    // What a person changed while the table was being opened.
    if (query.value !== q) await send()
  }

  async function send(): Promise<void> {
    if (query.value === null || subscription === null) return
    const answer = await engine().api.changeRows(subscription, query.value)
    if (!answer.ok && answer.error.code !== 'engine-gone') refused.value = answer.error
  }

  /** Columns that a person added to a kind. */
  function addedTo(kind: KindId): Pick<RowsQuery, 'extra'> {
    const added = useSettings().added[kind] ?? []
    return added.length === 0 ? {} : { extra: [...added] }
  }

  watch(
    () => (query.value === null ? '' : (useSettings().added[query.value.kind] ?? []).join('\n')),
    (_now, _before) => {
      if (query.value === null) return
      const { extra: _extra, ...rest } = query.value
      query.value = { ...rest, ...addedTo(rest.kind) }
      if (!resting) void send()
    },
  )

  /** Shows a kind of a cluster, with the filter and order it was left with. */
  function show(cluster: ClusterId, kind: KindId, beside: readonly ClusterId[] = []): void {
    const list = { cluster, kind, ...(beside.length === 0 ? {} : { beside }) }
    if (query.value !== null && placeOf(query.value) === placeOf(list)) {
      if (resting) void subscribe()
      return
    }
    const before = query.value
    const was = left.get(placeOf(list))
    // a cluster that comes to a list or leaves it is no reason to filter and sort anew
    const same = before?.kind === kind && was === undefined && (before.beside !== undefined || beside.length > 0) ? before : null
    if (same !== null && same.cluster === cluster && subscription !== null && heldSince.value === null) {
      const { beside: _beside, ...rest } = same
      query.value = { ...rest, ...list }
      left.set(placeOf(list), query.value)
      refused.value = null
      void send()
      return
    }
    query.value = {
      ...list,
      filter: (was ?? same)?.filter ?? '',
      sort: (was ?? same)?.sort ?? null,
      problemsOnly: (was ?? same)?.problemsOnly ?? false,
      namespaces: namespacesOf.get(clustersIn(list)) ?? same?.namespaces ?? null,
      ...addedTo(kind),
    }
    extra.value = []
    clusters.value = []
    held.value = null
    window.value = emptyWindow()
    heldSince.value = null
    ledger.value = null
    filterError.value = null
    refused.value = null
    asked = { start: 0, count: firstCount }
    void subscribe()
  }

  function change(part: Partial<Pick<RowsQuery, 'filter' | 'sort' | 'problemsOnly' | 'namespaces'>>): void {
    if (query.value === null) return
    query.value = { ...query.value, ...part }
    left.set(placeOf(query.value), query.value)
    if (part.namespaces !== undefined) namespacesOf.set(clustersIn(query.value), part.namespaces)
    refused.value = null
    release()
    void send()
  }

  function move(start: number, count: number): void {
    if (start === asked.start && count === asked.count) return
    asked = { start, count }
    release()
    if (subscription !== null) void engine().api.moveRows(subscription, start, count)
  }

  /** Slot of an object in this table; -1 when the filter leaves it out or the engine does not know. */
  async function find(id: RowId): Promise<number> {
    if (subscription === null) return -1
    const answer = await engine().api.findRow(subscription, id)
    return answer.ok ? answer.value : -1
  }

  /** Identities of rows in their order. */
  async function ids(start: number, count: number): Promise<Result<readonly RowId[]>> {
    return subscription === null ? notOpen : engine().api.rowIds(subscription, start, count)
  }

  /** What a term of the filter could become. */
  async function offers(text: string): Promise<readonly FilterOffer[]> {
    if (subscription === null) return []
    const answer = await engine().api.offerTerms(subscription, text)
    return answer.ok ? answer.value : []
  }

  async function exportTo(path: string, columns: readonly string[], only: readonly RowId[] | null): Promise<Result<ExportedFile>> {
    return subscription === null ? notOpen : engine().api.exportRows(subscription, path, columns, only)
  }

  /** Nobody looks at the table: the engine need not keep it up to date. What it showed stays until it is shown again. */
  function rest(): void {
    opening++
    drop()
    resting = true
  }

  /** Rows stay where they are from now on, or stand where they belong again. */
  function hold(on: boolean): void {
    if (subscription !== null) void engine().api.holdRows(subscription, on)
  }

  /** A list is about to be shown with this: now if it is on screen, else when it is. */
  function prepare(
    list: Pick<RowsQuery, 'cluster' | 'beside' | 'kind'>,
    part: Partial<Pick<RowsQuery, 'filter' | 'namespaces' | 'sort' | 'problemsOnly'>>,
  ): void {
    if (query.value !== null && placeOf(query.value) === placeOf(list)) {
      change(part)
      return
    }
    const was = left.get(placeOf(list)) ?? { ...list, filter: '', sort: null, problemsOnly: false, namespaces: null }
    remember({ ...was, namespaces: namespacesOf.get(clustersIn(list)) ?? null, ...part })
  }

  /** The query of an earlier session: it holds when the kind is shown, which is not now. */
  function remember(was: RowsQuery): void {
    left.set(placeOf(was), was)
    namespacesOf.set(clustersIn(was), was.namespaces)
  }

  onScopeDispose(rest)

  // A new engine knows nothing of the old one's subscriptions.
  watch(
    () => useConnection().generation,
    () => {
      if (query.value === null || resting) return
      stopFrames?.()
      stopFrames = null
      subscription = null
      void subscribe()
    },
  )
  watch(
    () => useConnection().connection.state,
    (state) => {
      if (state === 'gone' && window.value.matching > 0) heldSince.value ??= Date.now()
    },
  )

  return {
    query,
    heldSince,
    window,
    total,
    matching,
    ledger,
    entry,
    extra,
    clusters,
    held,
    hold,
    ids,
    offers,
    exportTo,
    filterError,
    refused,
    touched,
    at,
    show,
    change,
    move,
    find,
    rest,
    remember,
    prepare,
    subscribe,
  }
})
