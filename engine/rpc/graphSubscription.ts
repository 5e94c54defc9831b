import { err, type GraphQuery, ok, packGraphFrame, type Result } from '../contract/index.ts'
import type { ExportSource } from '../export/graphExport.ts'
import type { GraphView } from '../graph/graphView.ts'
import { openGraphView } from '../graph/openView.ts'
import type { PlanKeeper } from '../graph/planKeeper.ts'
import type { ViewClock } from '../graph/slicedWork.ts'
import type { LayoutThread } from '../layout/layoutThread.ts'
import type { OpenCluster } from '../workspace/openCluster.ts'
import type { FrameTicket, WindowHandle } from './windowHandle.ts'

const clock: ViewClock = {
  now: Date.now,
  after(milliseconds, task) {
    const timer = setTimeout(task, milliseconds)
    return () => clearTimeout(timer)
  },
}

/** One open graph of one window. */
export class GraphSubscription {
  readonly #find: (query: GraphQuery) => Result<OpenCluster>
  readonly #layout: LayoutThread
  readonly #places: PlanKeeper
  readonly #ticket: FrameTicket
  #query: GraphQuery
  #cluster: OpenCluster
  #view: GraphView
  /** Frames of a view that was replaced go on counting where it stopped. */
  #revisionBase = 0
  #revision = 0
  #endGuessing: (() => void) | null = null

  constructor(
    window: WindowHandle,
    find: (query: GraphQuery) => Result<OpenCluster>,
    layout: LayoutThread,
    places: PlanKeeper,
    cluster: OpenCluster,
    query: GraphQuery,
  ) {
    this.#find = find
    this.#layout = layout
    this.#places = places
    this.#query = query
    this.#cluster = cluster
    this.#ticket = window.frames.register((subscription) => this.#take(subscription))
    this.#guess()
    this.#view = this.#openView()
    this.#ticket.dirty()
  }

  get subscription(): number {
    return this.#ticket.subscription
  }

  /** What is on screen now, to be asked about it. */
  get view(): GraphView {
    return this.#view
  }

  /** The picture on screen, with what it was drawn from; null while there is none. */
  exportSource(clusterName: (cluster: string) => string): ExportSource | null {
    const shown = this.#view.shown()
    if (shown === null) return null
    const { graph, store } = this.#cluster.picture
    return { ...shown, graph, store, cluster: clusterName(shown.query.cluster), ledger: this.#cluster.ledger() }
  }

  change(query: GraphQuery): Result<null> {
    const cluster = this.#find(query)
    if (!cluster.ok) return err(cluster.error)
    // the same id may be another picture by now: the cluster was closed, and opened again
    if (cluster.value === this.#cluster) {
      this.#query = query
      this.#guess()
      this.#view.change(query)
      this.#ticket.dirty()
      return ok(null)
    }
    this.#endGuessing?.()
    this.#endGuessing = null
    this.#query = query
    this.#cluster = cluster.value
    this.#guess()
    this.#view.close()
    this.#revisionBase = this.#revision
    this.#view = this.#openView()
    this.#ticket.dirty()
    return ok(null)
  }

  /** The ledger changed: what was unknown may be missing now. */
  refresh(cluster: OpenCluster): void {
    if (cluster === this.#cluster) this.#view.refresh()
  }

  close(): void {
    this.#endGuessing?.()
    this.#endGuessing = null
    this.#view.close()
    this.#ticket.close()
  }

  /** ConfigMaps are read for mentions only while an open graph asks for it. */
  #guess(): void {
    if (this.#query.guesses === true) this.#endGuessing ??= this.#cluster.picture.guess()
    else {
      this.#endGuessing?.()
      this.#endGuessing = null
    }
  }

  #openView(): GraphView {
    const { picture } = this.#cluster
    return openGraphView(picture.graph, picture.store, this.#query, {
      layout: this.#layout,
      plans: this.#places,
      onDirty: () => this.#ticket.dirty(),
      clock,
    })
  }

  #take(subscription: number): Uint8Array | null {
    const frame = this.#view.take()
    if (frame === null) return null
    this.#revision = this.#revisionBase + frame.revision
    return packGraphFrame({ ...frame, revision: this.#revision, subscription })
  }
}
