import { parseObjectId, type ObjectId, type RangeAnswer, type RangeQuestion } from '../contract/index.ts'

/** A question in Prometheus' language, and how to read its answer. */
export interface RangeQuery {
  query: string
  unit: RangeAnswer['unit']
  /** Labels that name a line, first those that differ. */
  by: readonly string[]
}

/** A value in a matcher: backslash and quote escaped, as PromQL's strings want it. */
const quoted = (text: string): string => JSON.stringify(text)
/** A text that stands for itself in a regular expression (RE2). */
const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** Pods of a workload by the names that its controller gives them. */
const podNames: Readonly<Record<string, (name: string) => string>> = {
  'apps/Deployment': (name) => `${literal(name)}-[a-z0-9]+-[a-z0-9]+`,
  'apps/ReplicaSet': (name) => `${literal(name)}-[a-z0-9]+`,
  'core/ReplicationController': (name) => `${literal(name)}-[a-z0-9]+`,
  'apps/DaemonSet': (name) => `${literal(name)}-[a-z0-9]+`,
  'apps/StatefulSet': (name) => `${literal(name)}-[0-9]+`,
  'batch/Job': (name) => `${literal(name)}(-[0-9]+)?-[a-z0-9]+`,
  'batch/CronJob': (name) => `${literal(name)}-[0-9]+(-[0-9]+)?-[a-z0-9]+`,
}

/**
 * The query for a Pod, a workload, a Node or a namespace; null for other kinds. Metrics of the kubelet (cAdvisor) and of node_exporter, by the names that
 * kube-prometheus uses. Workloads go by the names of Pods and not by those that live now: a graph over a week is about the Pods of that week.
 */
export function rangeQuery(id: ObjectId, question: RangeQuestion, window: string): RangeQuery | null {
  const ref = parseObjectId(id)
  if (ref === null) return null
  if (ref.kind === 'core/Node') return nodeQuery(ref.name, question, window)
  const scope =
    ref.kind === 'core/Namespace'
      ? `namespace=${quoted(ref.name)}`
      : ref.kind === 'core/Pod'
        ? `namespace=${quoted(ref.namespace)},pod=${quoted(ref.name)}`
        : podNames[ref.kind] === undefined
          ? null
          : `namespace=${quoted(ref.namespace)},pod=~${quoted(podNames[ref.kind]?.(ref.name) ?? '')}`
  if (scope === null) return null
  const by = ref.kind === 'core/Pod' ? ['container'] : ['pod']
  const group = by.join(', ')
  // the sum of a Pod is a series of its own without a container, and the sandbox is one named POD
  const containers = `{${scope},container!="",container!="POD"}`
  switch (question) {
    case 'cpu':
      return { query: `sum by (${group}) (rate(container_cpu_usage_seconds_total${containers}[${window}]))`, unit: 'cores', by }
    case 'memory':
      return { query: `sum by (${group}) (container_memory_working_set_bytes${containers})`, unit: 'bytes', by }
    case 'network':
      // the network belongs to the Pod, not to a container
      return {
        query:
          `label_replace(sum by (pod) (rate(container_network_receive_bytes_total{${scope}}[${window}])), "way", "in", "", "")` +
          ` or label_replace(sum by (pod) (rate(container_network_transmit_bytes_total{${scope}}[${window}])), "way", "out", "", "")`,
        unit: 'bytes/s',
        by: ['pod', 'way'],
      }
    case 'filesystem':
      return { query: `sum by (${group}) (container_fs_usage_bytes${containers})`, unit: 'bytes', by }
    case 'restarts':
      return { query: `sum by (${group}) (kube_pod_container_status_restarts_total{${scope}})`, unit: 'count', by }
  }
}

function nodeQuery(name: string, question: RangeQuestion, window: string): RangeQuery | null {
  // cAdvisor's root cgroup is the whole Node
  const root = `{id="/",node=${quoted(name)}}`
  const bare = `{id="/",instance=~${quoted(`${literal(name)}(:[0-9]+)?`)}}`
  const by = ['node']
  const sum = (metric: string, wrap: (selector: string) => string): string =>
    `sum(${wrap(`${metric}${root}`)}) or sum(${wrap(`${metric}${bare}`)})`
  switch (question) {
    case 'cpu':
      return { query: sum('container_cpu_usage_seconds_total', (each) => `rate(${each}[${window}])`), unit: 'cores', by }
    case 'memory':
      return { query: sum('container_memory_working_set_bytes', (each) => each), unit: 'bytes', by }
    case 'network':
      return {
        query:
          `label_replace(sum(rate(container_network_receive_bytes_total${root}[${window}])), "way", "in", "", "")` +
          ` or label_replace(sum(rate(container_network_transmit_bytes_total${root}[${window}])), "way", "out", "", "")`,
        unit: 'bytes/s',
        by: ['way'],
      }
    case 'filesystem':
      return { query: sum('container_fs_usage_bytes', (each) => each), unit: 'bytes', by }
    case 'restarts':
      return null
  }
}
