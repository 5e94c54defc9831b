import type { ApiClient } from '../cluster/apiClient.ts'
import {
  err,
  type KindId,
  type ObjectId,
  ok,
  parseObjectId,
  type PrometheusFound,
  type PrometheusSetting,
  type RangeAnswer,
  type RangeQuestion,
  type Result,
  type Usage,
} from '../contract/index.ts'
import { findPrometheus, reachPrometheus, type PrometheusWay } from '../metrics/findPrometheus.ts'
import { readRange } from '../metrics/rangeReader.ts'
import { UsageBook } from '../metrics/usageBook.ts'
import type { LiveSettings } from '../liveSettings.ts'
import { kindLack, knowledgeOf } from './kindLack.ts'
import type { OpenCluster } from './openCluster.ts'

/** Milliseconds that a Prometheus is believed … */
const keepFor = 600_000
/** … and that there is none: somebody may just have installed it, or got the right to reach it. */
const keepNoneFor = 15_000

/** Kinds that stand between a workload and its Pods. */
const between: Readonly<Record<KindId, readonly KindId[]>> = { 'apps/Deployment': ['apps/ReplicaSet'], 'batch/CronJob': ['batch/Job'] }

/** What metrics of a cluster depend on besides it. */
interface MetricsOptions {
  settings: LiveSettings
  /** The Prometheus that a person named for it; null: it is looked for. */
  prometheus: () => PrometheusSetting | null
}

/** Usage and graphs of one open cluster: what all windows share. */
export class ClusterMetrics {
  readonly book: UsageBook
  readonly #open: OpenCluster
  readonly #ending = new AbortController()
  readonly #o: MetricsOptions
  #prometheus: { way: Promise<Result<PrometheusWay>>; client: ApiClient; until: number } | null = null

  constructor(open: OpenCluster, options: MetricsOptions) {
    this.#open = open
    this.#o = options
    const { picture } = open
    this.book = new UsageBook({
      store: picture.store,
      graph: picture.graph,
      columns: (kind) => picture.kindOf(kind).columns,
      ledgerOf: (kind) => (picture.kindInfo(kind) === undefined ? undefined : open.ledgerOf(kind)),
      want: (kind) => open.want(kind),
      minutes: () => options.settings.values.metrics.minutes,
    })
  }

  close(): void {
    this.#ending.abort()
    this.book.close()
  }

  /** What is known of a Prometheus holds no more. */
  lookAnew(): void {
    this.#prometheus = null
  }

  usage(id: ObjectId): Result<Usage> {
    const usage = this.book.usageOf(id)
    if (usage !== null) return ok(usage)
    const ref = parseObjectId(id)
    const knowledge = knowledgeOf(this.#open)
    // whose Pods cannot be seen does not have none
    for (const kind of ref === null ? [] : [...(between[ref.kind] ?? []), 'core/Pod']) {
      const lack = kindLack(knowledge, kind, ref?.namespace ?? '')
      if (lack !== null) return err({ ...lack, message: `Which Pods it has is not known: ${lack.message}` })
    }
    return err({ code: 'not-found', message: 'It has no Pods now, so it uses nothing that is measured.' })
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
    if (known !== null && known.client === client && Date.now() < known.until) return known.way
    const named = this.#o.prometheus()
    const { signal } = this.#ending
    const way =
      named === null
        ? findPrometheus(this.#open.picture.store, client, signal, this.#open.ledgerOf('core/Service').error)
        : reachPrometheus(named, client, signal)
    const asked = { way, client, until: Date.now() + keepFor }
    this.#prometheus = asked
    way.then(
      ({ ok }) => {
        if (!ok) asked.until = Date.now() + keepNoneFor
      },
      () => {
        if (this.#prometheus === asked) this.#prometheus = null
      },
    )
    return way
  }
}
