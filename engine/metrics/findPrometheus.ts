import { z } from 'zod'
import type { ApiClient, ApiResponse } from '../cluster/apiClient.ts'
import { ApiFailure } from '../cluster/apiClient.ts'
import { statusError } from '../cluster/statusError.ts'
import { isStatus } from './isStatus.ts'
import {
  err,
  objectId,
  ok,
  visibleText,
  type EngineError,
  type PrometheusFound,
  type PrometheusSetting,
  type Result,
} from '../contract/index.ts'
import type { StoredObject, StoreReader } from '../store/storedObject.ts'

/** Milliseconds until a Service must have said what it is. */
const probeDeadline = 8_000
/** Services that are asked, the likeliest first. */
const mostProbed = 12

/**
 * Names and labels that charts and operators give a Prometheus or what speaks its language, best first. Agents and exporters of the same projects do
 * not answer queries, and fail the probe.
 */
const likely: readonly { name: RegExp; score: number }[] = [
  { name: /^(thanos-query|thanos-querier|thanos-query-frontend)$/, score: 9 },
  { name: /^(prometheus-k8s|prometheus-operated|prometheus-server|prometheus)$/, score: 8 },
  { name: /-prometheus-server$|-kube-prometheus-stack-prometheus$|-kube-p-prometheus$|-prometheus$/, score: 7 },
  { name: /^(vmselect|vmsingle)/, score: 6 },
  { name: /mimir.*(query-frontend|nginx|gateway)|cortex.*query-frontend/, score: 4 },
]
const queryPorts: ReadonlySet<number> = new Set([9090, 80, 8429, 8481, 10902, 9009, 8080])
const queryPortNames: ReadonlySet<string> = new Set(['web', 'http-web', 'http', 'http-query', 'prometheus'])

interface Candidate {
  namespace: string
  name: string
  port: string
  /** `https:` for ports that are named so. */
  scheme: '' | 'https:'
  score: number
}

const buildInfo = z.object({
  status: z.literal('success'),
  data: z.object({ application: z.string().max(100).nullish(), version: z.string().max(100).nullish() }),
})

/** Path of the API server under which a Service's own paths begin. */
export function proxyPath(namespace: string, name: string, port: string, scheme = ''): string {
  return `/api/v1/namespaces/${encodeURIComponent(namespace)}/services/${scheme}${encodeURIComponent(name)}:${encodeURIComponent(port)}/proxy`
}

/** A Prometheus that answered, and the way to it. */
export interface PrometheusWay {
  found: PrometheusFound
  path: string
}

/**
 * Looks through the Services of a cluster for one that answers as Prometheus does, asking the likeliest through the API server. `unlisted`: why Services are
 * not listed, where they are not.
 */
export async function findPrometheus(
  store: StoreReader,
  client: ApiClient,
  signal: AbortSignal,
  unlisted?: EngineError,
): Promise<Result<PrometheusWay>> {
  const all = candidatesOf(store)
  const candidates = all.slice(0, mostProbed)
  let refused: EngineError | null = null
  const silent: string[] = []
  for (const candidate of candidates) {
    const { namespace, name, port, scheme } = candidate
    let why = ''
    try {
      for (const below of pathsOf(name)) {
        const path = `${proxyPath(namespace, name, port, scheme)}${below}`
        const answer = await probe(client, path, signal)
        if (answer.is === 'prometheus')
          return ok({ path, found: { service: objectId('core/Service', namespace, name), port, version: answer.version } })
        if (answer.is === 'refused') refused ??= answer.error
        else why = answer.why
        // only who serves pages, and not this one, may serve it below another path
        if (answer.is !== 'nowhere') break
      }
    } catch (thrown) {
      // one that does not answer is not it; a link that is gone ends the search
      if (!(thrown instanceof ApiFailure) || thrown.error.code !== 'timeout') throw thrown
      why = thrown.error.message
    }
    silent.push(`${namespace}/${name}:${port} (${visibleText(why, 200).replace(/\.$/, '')})`)
  }
  if (refused !== null) return err(refused)
  if (unlisted !== undefined)
    return err({
      ...unlisted,
      message: `Whether there is a Prometheus is not known, since not all Services are: ${unlisted.message}`,
      todo: 'Ask for the right to list Services, or name the Prometheus in the settings of this cluster.',
    })
  return err({
    code: 'not-found',
    message:
      candidates.length === 0
        ? 'No Service of this cluster looks like a Prometheus.'
        : `No Prometheus answered behind ${silent.join(', ')}${all.length > candidates.length ? `; ${all.length - candidates.length} more that are less likely were not asked` : ''}.`,
    todo: 'Graphs over longer times come from a Prometheus in the cluster, read through the API server.',
  })
}

/** Asks the Prometheus that a person named; the error says what stands there instead. */
export async function reachPrometheus(
  { namespace, service, port, scheme, path: below }: PrometheusSetting,
  client: ApiClient,
  signal: AbortSignal,
): Promise<Result<PrometheusWay>> {
  const path = `${proxyPath(namespace, service, port, scheme === 'https' ? 'https:' : '')}${below}`
  const where = `${namespace}/${service}:${port}${below}`
  const answer = await client.request({ path: `${path}/api/v1/status/buildinfo`, signal, deadline: probeDeadline, priority: 'screen' })
  const version = versionIn(answer)
  if (version !== null) return ok({ path, found: { service: objectId('core/Service', namespace, service), port, version } })
  // the API server's own word: no such Service, no endpoints, no right
  if (isStatus(answer.body)) {
    const error = statusError(answer, { path })
    return err({ ...error, message: `The Prometheus named in the settings of this cluster cannot be reached: ${error.message}`, where })
  }
  return err({
    code: 'not-found',
    message: `${where} answers (${answer.status}), and is no Prometheus: ${path}/api/v1/status/buildinfo is not what it says.`,
    where,
    todo: 'Correct Service, port and path in the settings of this cluster, or have it looked for.',
    status: answer.status,
  })
}

/** What stands at a path: a Prometheus, something else, something that has no such path, or the API server's word that it may not be reached. */
type Probed = { is: 'prometheus'; version: string } | { is: 'refused'; error: EngineError } | { is: 'nowhere' | 'other'; why: string }

async function probe(client: ApiClient, base: string, signal: AbortSignal): Promise<Probed> {
  const path = `${base}/api/v1/status/buildinfo`
  const answer = await client.request({ path, signal, deadline: probeDeadline, priority: 'screen' })
  // only the API server's own refusal is a missing right: what stands behind the Service may refuse too
  if (answer.status === 403)
    return isStatus(answer.body) ? { is: 'refused', error: statusError(answer, { path }) } : { is: 'other', why: '403' }
  const version = versionIn(answer)
  if (version !== null) return { is: 'prometheus', version }
  if (isStatus(answer.body)) return { is: 'other', why: statusError(answer, { path }).message }
  return { is: answer.status === 404 ? 'nowhere' : 'other', why: answer.status === 200 ? 'something else answers' : String(answer.status) }
}

function versionIn(answer: ApiResponse): string | null {
  if (answer.status !== 200) return null
  try {
    const { data } = buildInfo.parse(JSON.parse(Buffer.from(answer.body).toString('utf8')))
    return visibleText(`${data.application ?? 'Prometheus'} ${data.version ?? ''}`.trim())
  } catch {
    return null // a web page, or another API
  }
}

/** What a Prometheus' own paths may begin with: one behind an ingress often has a prefix, and a cluster of VictoriaMetrics names the tenant. */
function pathsOf(service: string): readonly string[] {
  return service.startsWith('vmselect') ? ['/select/0/prometheus'] : ['', '/prometheus']
}

function candidatesOf(store: StoreReader): readonly Candidate[] {
  const found: Candidate[] = []
  for (const service of store.ofKind('core/Service')) {
    const score = scoreOf(service)
    if (score === 0) continue
    const spec = store.body(objectId('core/Service', service.namespace, service.name))?.['spec'] as { ports?: unknown } | undefined
    const ports = Array.isArray(spec?.ports) ? (spec.ports as { name?: unknown; port?: unknown }[]) : []
    for (const { name, port } of ports) {
      if (typeof port !== 'number') continue
      const named = typeof name === 'string' ? name : ''
      const fits = (queryPorts.has(port) ? 1 : 0) + (queryPortNames.has(named) ? 1 : 0)
      if (fits === 0 && ports.length > 1) continue
      const scheme = named.startsWith('https') || port === 443 ? 'https:' : ''
      found.push({
        namespace: service.namespace,
        name: service.name,
        port: named === '' ? String(port) : named,
        scheme,
        score: score + fits / 10,
      })
    }
  }
  found.sort((a, b) => b.score - a.score || (a.namespace < b.namespace ? -1 : a.namespace > b.namespace ? 1 : a.name < b.name ? -1 : 1))
  return found
}

function scoreOf(service: StoredObject): number {
  const byName = likely.find(({ name }) => name.test(service.name))?.score ?? 0
  const label = service.labels['app.kubernetes.io/name'] ?? service.labels['app'] ?? ''
  const byLabel = /^(prometheus|thanos-query|kube-prometheus-stack-prometheus|vmsingle|victoria-metrics-single)$/.test(label) ? 5 : 0
  // exporters and managers stand beside it under the same label
  return /(alertmanager|exporter|operator|pushgateway|node|kube-state|adapter|agent|sidecar|discovery|store|compact)/.test(service.name)
    ? 0
    : Math.max(byName, byLabel)
}
