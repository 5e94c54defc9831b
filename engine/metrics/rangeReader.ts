import { z } from 'zod'
import { ApiFailure, type ApiClient, type ApiResponse } from '../cluster/apiClient.ts'
import { statusError } from '../cluster/statusError.ts'
import {
  err,
  ok,
  parseObjectId,
  visibleName,
  visibleText,
  type EngineError,
  type ObjectId,
  type RangeAnswer,
  type RangeQuestion,
  type Result,
  type Series,
} from '../contract/index.ts'
import type { PrometheusWay } from './findPrometheus.ts'
import { isStatus } from './isStatus.ts'
import { rangeQuery } from './rangeQueries.ts'

/** Milliseconds that a query may take. */
const deadline = 30_000
/** Points of a line: more than a screen has columns to show them in. */
const mostPoints = 600
/** Lines of a graph; more are no graph. */
const mostSeries = 40
/** Longest text of a line's name, in characters. */
const longestName = 200
/** Shortest step, in seconds: most scrape intervals are no shorter. */
const shortestStep = 15

/** Bytes of an answer: some thousand lines. More would keep everybody else of the engine waiting while it is read. */
const largestAnswer = 24 * 1024 * 1024
/** Sentences that Prometheus says of its answer, and their longest, in characters. */
const mostWarnings = 3
const longestWarning = 300

/** Points are looked at one by one where they are drawn: most answers have tens of thousands of them. */
const answerSchema = z.object({
  status: z.enum(['success', 'error']),
  error: z.string().nullish(),
  warnings: z.array(z.string()).nullish(),
  data: z
    .object({
      resultType: z.literal('matrix'),
      result: z.array(z.object({ metric: z.record(z.string(), z.string()), values: z.array(z.unknown()) })),
    })
    .nullish(),
})

/** Reads a graph of a range through the API server; `from` and `to` in epoch milliseconds. Throws ApiFailure when the link fails. */
export async function readRange(
  client: ApiClient,
  way: PrometheusWay,
  id: ObjectId,
  question: RangeQuestion,
  from: number,
  to: number,
  signal: AbortSignal,
): Promise<Result<RangeAnswer>> {
  const step = Math.max(shortestStep, Math.ceil((to - from) / 1000 / mostPoints))
  // a rate needs at least two scrapes, and should not look further back than a few points
  const asked = rangeQuery(id, question, `${Math.max(4 * step, 120)}s`)
  if (asked === null) return err({ code: 'bad-input', message: 'There is no such graph of this kind of object.' })
  const words = new URLSearchParams({
    query: asked.query,
    start: (from / 1000).toFixed(3),
    end: (to / 1000).toFixed(3),
    step: String(step),
    timeout: `${deadline / 1000}s`,
  })
  const path = `${way.path}/api/v1/query_range?${words.toString()}`
  const where = `${way.path}/api/v1/query_range`
  const answer = await client.request({ path, signal, deadline, priority: 'screen', largest: largestAnswer }).catch((thrown: unknown) => {
    // the whole query in the address says nothing that its place does not
    throw thrown instanceof ApiFailure ? new ApiFailure({ ...thrown.error, where }, { cause: thrown }) : thrown
  })
  // the API server's own word: no right, no Service, nobody behind it
  if (isStatus(answer.body)) return err(proxyError(answer, where))
  let read: z.infer<typeof answerSchema>
  try {
    read = answerSchema.parse(JSON.parse(Buffer.from(answer.body).toString('utf8')))
  } catch (cause) {
    if (answer.status >= 300) return err(foreignError(answer, where))
    throw new ApiFailure(
      {
        code: 'server-error',
        message: 'The answer of Prometheus cannot be read: it is not what its API promises.',
        where,
        todo: 'Look at what answers there: a page to sign in, or another program.',
      },
      { cause },
    )
  }
  if (read.status !== 'success' || !read.data) {
    return err({
      code: 'server-error',
      message: `Prometheus refused the query: ${visibleText(read.error ?? 'it gives no reason').slice(0, 500)}.`,
      where,
      status: answer.status,
    })
  }
  const all = read.data.result.map(({ metric, values }) =>
    seriesOf(nameOf(metric, asked.by, visibleName(parseObjectId(id)?.name ?? 'all')), values, from, to, step * 1000),
  )
  all.sort((a, b) => largest(b) - largest(a) || (a.name < b.name ? -1 : 1))
  return ok({
    prometheus: way.found,
    query: asked.query,
    unit: asked.unit,
    series: all.slice(0, mostSeries),
    leftOut: Math.max(0, all.length - mostSeries),
    warnings: (read.warnings ?? []).slice(0, mostWarnings).map((text) => visibleText(text, longestWarning)),
  })
}

/** The API server does not let it through, or finds nobody behind the Service. */
function proxyError(answer: ApiResponse, where: string): EngineError {
  const error = statusError(answer, { path: where })
  return error.missing !== undefined || answer.status < 500
    ? error
    : { ...error, todo: 'Look at the Pods behind the Service of Prometheus, and whether the API server reaches them.' }
}

/** Something between the API server and Prometheus says no: that is no right of the cluster. */
function foreignError(answer: ApiResponse, where: string): EngineError {
  const { missing: _missing, ...error } = statusError(answer, { path: where })
  return {
    ...error,
    code: answer.status === 504 ? 'timeout' : 'server-error',
    message: `Prometheus, or what stands before it, answers ${answer.status}: ${saidIn(answer.body)}`,
    todo: 'Look at the Service of Prometheus: a login or a proxy may stand before it.',
  }
}

/** The beginning of a text that is no answer of an API. */
function saidIn(body: Uint8Array): string {
  const text = Buffer.from(body.subarray(0, 1_000)).toString('utf8').trim()
  return text === '' ? 'without a word' : text.startsWith('<') ? 'a web page' : visibleText(text, longestWarning)
}

/** `whole`: what it is called when nothing in it differs. */
function nameOf(metric: Readonly<Record<string, string>>, by: readonly string[], whole: string): string {
  const named = by.map((label) => metric[label] ?? '').filter((text) => text !== '')
  return visibleText(named.join(' ')).slice(0, longestName) || whole
}

/** Where Prometheus has no point there is a hole, not a line across it. What is no point is none. */
function seriesOf(name: string, values: readonly unknown[], from: number, to: number, step: number): Series {
  const at: number[] = []
  const out: number[] = []
  let last: number | null = null
  for (const point of values.slice(0, mostPoints + 2)) {
    if (!Array.isArray(point)) continue
    const [seconds, text] = point as unknown[]
    if (typeof seconds !== 'number' || typeof text !== 'string') continue
    const moment = seconds * 1000
    if (moment < from - step || moment > to + step || (last !== null && moment <= last)) continue
    if (last !== null && moment - last > step * 1.5) {
      at.push(last + step)
      out.push(NaN)
    }
    at.push(moment)
    out.push(Number(text)) // NaN and +Inf are words of Prometheus that Number reads, or makes NaN of
    last = moment
  }
  return { name, at, values: out }
}

function largest(series: Series): number {
  return series.values.reduce((most, value) => (value > most ? value : most), 0)
}
