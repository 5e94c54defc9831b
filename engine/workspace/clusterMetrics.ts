import type { ApiClient } from '../cluster/apiClient.ts'
import {
  err,
  type ObjectId,
  ok,
  type PrometheusFound,
  type RangeAnswer,
  type RangeQuestion,
  type Result,
  type Usage,
} from '../contract/index.ts'
import { findPrometheus, type PrometheusWay } from '../metrics/findPrometheus.ts'
import { readRange } from '../metrics/rangeReader.ts'
import { UsageBook } from '../metrics/usageBook.ts'
import type { OpenCluster } from './openCluster.ts'

/** Milliseconds that a Prometheus, or that there is none, is believed. */
const keepFor = 600_000

/** Usage and graphs of one open cluster: what all windows share. */
export class ClusterMetrics {
  readonly book: UsageBook
  readonly #open: OpenCluster
  readonly #ending = new AbortController()
  #prometheus: { way: Promise<Result<PrometheusWay>>; client: ApiClient; at: number } | null = null

  constructor(open: OpenCluster) {
    this.#open = open
    const { picture } = open
    this.book = new UsageBook({
      store: picture.store,
      graph: picture.graph,
      columns: (kind) => picture.kindOf(kind).columns,
      ledgerOf: (kind) => (picture.kindInfo(kind) === undefined ? undefined : open.ledgerOf(kind)),
      want: (kind) => open.want(kind),
    })
  }

  close(): void {
    this.#ending.abort()
    this.book.close()
  }

  usage(id: ObjectId): Result<Usage> {
    const usage = this.book.usageOf(id)
    return usage === null ? err({ code: 'not-found', message: 'It has no Pods now, so it uses nothing that is measured.' }) : ok(usage)
  }

  async prometheus(client: ApiClient): Promise<Result<PrometheusFound>> {
    const way = await this.#way(client)
    return way.ok ? ok(way.value.found) : way
  }

  async range(client: ApiClient, id: ObjectId, question: RangeQuestion, from: number, to: number): Promise<Result<RangeAnswer>> {
    const way = await this.#way(client)
    if (!way.ok) return way
    const answer = await readRange(client, way.value, id, question, from, to, this.#ending.signal)
    // it may have moved, or been taken away: looked for again next time
    if (!answer.ok && answer.error.code !== 'bad-input') this.#prometheus = null
    return answer
  }

  #way(client: ApiClient): Promise<Result<PrometheusWay>> {
    const known = this.#prometheus
    if (known !== null && known.client === client && Date.now() - known.at < keepFor) return known.way
    const asked = { way: findPrometheus(this.#open.picture.store, client, this.#ending.signal), client, at: Date.now() }
    this.#prometheus = asked
    asked.way.catch(() => {
      if (this.#prometheus === asked) this.#prometheus = null
    })
    return asked.way
  }
}
