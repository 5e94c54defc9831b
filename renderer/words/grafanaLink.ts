import type { ClusterSummary, GrafanaSetting, ObjectId } from '../../engine/contract/index.ts'
import { parseObjectId } from '../../engine/contract/index.ts'

type GrafanaPage = 'pod' | 'workload' | 'node'

/** The dashboards that kube-prometheus (kubernetes-mixin) installs; their ids are hashes of their file names, the same everywhere. */
export const usualGrafanaPaths: Readonly<Record<GrafanaPage, string>> = {
  pod: '/d/6581e46e4e5c7ba40a07646395ef7b23?var-namespace={namespace}&var-pod={name}&from={from}&to={to}',
  workload: '/d/a164a7f0339f99e89cea5cb47e9be617?var-namespace={namespace}&var-type={type}&var-workload={name}&from={from}&to={to}',
  node: '/d/200ac8fdbfbb74b39aff88118e4d1c2c?var-node={name}&from={from}&to={to}',
}

/** What can stand in a path, each in braces. */
export const grafanaWords = ['cluster', 'namespace', 'name', 'kind', 'type', 'from', 'to'] as const

const pages: Readonly<Record<string, GrafanaPage>> = {
  'core/Pod': 'pod',
  'core/Node': 'node',
  'apps/Deployment': 'workload',
  'apps/StatefulSet': 'workload',
  'apps/DaemonSet': 'workload',
  'apps/ReplicaSet': 'workload',
  'core/ReplicationController': 'workload',
  'batch/Job': 'workload',
  'batch/CronJob': 'workload',
}

/** A page of Grafana, or why the settings lead to none. */
export type GrafanaLink = { url: string; encrypted: boolean } | { problem: string }

/**
 * The page of an object; null: nothing is configured, or Grafana has no page of its kind. Values are percent-encoded, so whatever a name holds stays one
 * value; and a link that would lead to another host than the configured one is none.
 */
export function grafanaLink(
  setting: GrafanaSetting | null,
  cluster: Pick<ClusterSummary, 'name'>,
  object: ObjectId,
  range: { from: number; to: number },
): GrafanaLink | null {
  const ref = parseObjectId(object)
  const page = ref === null ? undefined : pages[ref.kind]
  if (setting === null || ref === null || page === undefined) return null
  const kind = ref.kind.slice(ref.kind.indexOf('/') + 1)
  const values: Readonly<Record<(typeof grafanaWords)[number], string>> = {
    cluster: cluster.name,
    namespace: ref.namespace,
    name: ref.name,
    kind,
    type: kind.toLowerCase(),
    from: String(Math.round(range.from)),
    to: String(Math.round(range.to)),
  }
  const path = setting[page] === '' ? usualGrafanaPaths[page] : setting[page]
  const unknown = [...path.matchAll(/\{([^{}]*)\}/g)].find(([, word]) => !Object.hasOwn(values, word ?? ''))
  if (unknown !== undefined)
    return { problem: `${unknown[0]} in the path is not one of ${grafanaWords.map((word) => `{${word}}`).join(', ')}.` }
  const filled = path.replace(/\{([^{}]*)\}/g, (_all, word: string) => encodeURIComponent(values[word as keyof typeof values]))
  let base: URL
  let url: URL
  try {
    base = new URL(setting.url)
    url = new URL(base.href.replace(/\/+$/, '') + filled)
  } catch {
    return { problem: 'The URL and path in the settings make no link.' }
  }
  const inside = url.pathname.startsWith(`${base.pathname.replace(/\/+$/, '')}/`)
  if (url.origin !== base.origin || !inside || url.username !== '' || (url.protocol !== 'https:' && url.protocol !== 'http:'))
    return { problem: `The path leads away from ${base.origin}.` }
  return { url: url.href, encrypted: url.protocol === 'https:' }
}
