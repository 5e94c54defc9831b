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

/** Letters of generated names: no vowels, and nothing that looks like another. (Kubernetes: util/rand.) */
const letters = '[bcdfghjklmnpqrstvwxz2456789]'
/** What the API server puts behind `generateName`. */
const ending = `${letters}{5}`
/** The hash of a Pod template, as controllers write it: a number of 32 bits, digit by digit as letters. */
const hash = `${letters}{6,10}`
/** Longest text before that ending; what is longer is cut. (Kubernetes: names/generate.go.) */
const longestBase = 58

/** A name that is made of `parts` (of which the first stands for itself), a dash, and an ending; also where it was too long. */
function generated(name: string, parts: string, longestParts: number): string {
  const whole = name.length + longestParts + 1
  if (whole <= longestBase) return `${literal(name)}${parts}-${ending}`
  // cut somewhere behind the name, or within it
  return name.length >= longestBase
    ? `${literal(name.slice(0, longestBase))}${ending}`
    : `${literal(name)}[-a-z0-9]{0,${longestBase - name.length}}${ending}`
}

/**
 * Pods of a workload by the names that its controller gives them: whose they were is not known of those that are gone. As narrow as those names are, so
 * that the Pods of a StatefulSet `web-db` are not counted to a Deployment `web`.
 */
const podNames: Readonly<Record<string, (name: string) => string>> = {
  'apps/Deployment': (name) => generated(name, `-${hash}`, 11),
  'apps/ReplicaSet': (name) => generated(name, '', 0),
  'core/ReplicationController': (name) => generated(name, '', 0),
  'apps/DaemonSet': (name) => generated(name, '', 0),
  'apps/StatefulSet': (name) => `${literal(name)}-[0-9]+`,
  // with an index, where its Pods have one
  'batch/Job': (name) => generated(name, '(-[0-9]{1,6})?', 7),
  // the minute that it was for, since 1970
  'batch/CronJob': (name) => generated(name, '-[0-9]{8}(-[0-9]{1,6})?', 16),
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

/**
 * A Node as a whole: by cAdvisor's root cgroup, else by the kubelet's own sums (`/metrics/resource`), else by node_exporter; whichever the Prometheus has.
 * It names the Node by a label `node`, or by `instance`.
 */
function nodeQuery(name: string, question: RangeQuestion, window: string): RangeQuery | null {
  const labels = [`node=${quoted(name)}`, `instance=~${quoted(`${literal(name)}(:[0-9]+)?`)}`]
  const first = (...each: ((of: string) => string)[]): string => each.flatMap((query) => labels.map(query)).join(' or ')
  const rate = (metric: string, of: string): string => `sum(rate(${metric}{${of}}[${window}]))`
  const way = (metric: string, other: string, word: string): string =>
    first(
      (of) => `label_replace(${rate(metric, `id="/",${of}`)}, "way", "${word}", "", "")`,
      // what only goes around within the Node is none of its network
      (of) =>
        `label_replace(${rate(other, `device!~"lo|veth.*|cali.*|cni.*|docker.*|flannel.*|lxc.*|tunl.*",${of}`)}, "way", "${word}", "", "")`,
    )
  switch (question) {
    case 'cpu':
      return {
        query: first(
          (of) => rate('container_cpu_usage_seconds_total', `id="/",${of}`),
          (of) => rate('node_cpu_usage_seconds_total', of),
          (of) => rate('node_cpu_seconds_total', `mode!~"idle|iowait|steal",${of}`),
        ),
        unit: 'cores',
        by: ['node'],
      }
    case 'memory':
      return {
        query: first(
          (of) => `sum(container_memory_working_set_bytes{id="/",${of}})`,
          (of) => `sum(node_memory_working_set_bytes{${of}})`,
          (of) => `sum(node_memory_MemTotal_bytes{${of}} - node_memory_MemAvailable_bytes{${of}})`,
        ),
        unit: 'bytes',
        by: ['node'],
      }
    case 'network':
      return {
        query: `(${way('container_network_receive_bytes_total', 'node_network_receive_bytes_total', 'in')}) or (${way('container_network_transmit_bytes_total', 'node_network_transmit_bytes_total', 'out')})`,
        unit: 'bytes/s',
        by: ['way'],
      }
    case 'filesystem':
      return {
        query: first(
          (of) => `sum(container_fs_usage_bytes{id="/",${of}})`,
          (of) => `sum(node_filesystem_size_bytes{mountpoint="/",${of}} - node_filesystem_avail_bytes{mountpoint="/",${of}})`,
        ),
        unit: 'bytes',
        by: ['node'],
      }
    case 'restarts':
      return null
  }
}
