import { isRecord, readPath } from './fieldPath.ts'

/**
 * Taints of Nodes and tolerations of Pods as texts that can be compared: `dedicated=db:NoSchedule`; of tolerations also without a value
 * (Exists), without an effect (every one), and with `*` for every key. Source: ToleratesTaint of k8s.io/component-helpers, and
 * kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration.
 */

/** Stands for the taints of a Node among the keys of requirements. No label can be called so. */
export const taintKey = '@taints'

const own = 'node.kubernetes.io/'

/** What a DaemonSet's controller makes its Pods tolerate, whatever the template says. Source: AddOrUpdateDaemonPodTolerations. */
const ofDaemons = ['disk-pressure', 'memory-pressure', 'pid-pressure', 'unschedulable'].map((word) => `${own}${word}:NoSchedule`)
const ofDaemonsOnHostNetwork = `${own}network-unavailable:NoSchedule`

/** Every Pod tolerates these, if only for minutes (admission of the API server, DaemonSet controller): they keep none away. */
const toleratedByAll: ReadonlySet<string> = new Set([`${own}not-ready`, `${own}unreachable`])

/** The taints of a Node that keep Pods away. One that is cordoned counts as tainted before its taint is there, as for the scheduler. */
export function taintsOf(node: Readonly<Record<string, any>>): readonly string[] {
  const taints = readPath(node, 'spec.taints')
  const found = new Set<string>()
  if (readPath(node, 'spec.unschedulable') === true) found.add(`${own}unschedulable=:NoSchedule`)
  for (const taint of Array.isArray(taints) ? (taints as unknown[]) : []) {
    if (!isRecord(taint)) continue
    const [key, value, effect] = [textIn(taint, 'key'), textIn(taint, 'value'), textIn(taint, 'effect')]
    if (key === '' || (effect !== 'NoSchedule' && effect !== 'NoExecute')) continue
    if (effect === 'NoExecute' && toleratedByAll.has(key)) continue
    found.add(`${key}=${value}:${effect}`)
  }
  return [...found]
}

/**
 * The tolerations of a pod spec, as far as they let Pods onto Nodes, sorted; with `daemon` those that its controller adds too. Null when
 * everything is tolerated.
 */
export function tolerated(tolerations: unknown, daemon: { hostNetwork: boolean } | null): readonly string[] | null {
  const found = new Set<string>(daemon === null ? [] : ofDaemons)
  if (daemon?.hostNetwork === true) found.add(ofDaemonsOnHostNetwork)
  for (const toleration of Array.isArray(tolerations) ? (tolerations as unknown[]) : []) {
    if (!isRecord(toleration)) continue
    const [key, effect, operator] = [textIn(toleration, 'key'), textIn(toleration, 'effect'), textIn(toleration, 'operator') || 'Equal']
    const exists = operator === 'Exists'
    if ((!exists && (operator !== 'Equal' || key === '')) || (effect === 'NoExecute' && toleratedByAll.has(key))) continue
    if (effect !== '' && effect !== 'NoSchedule' && effect !== 'NoExecute') continue
    const text = `${key || '*'}${exists ? '' : `=${textIn(toleration, 'value')}`}${effect === '' ? '' : `:${effect}`}`
    if (text === '*') return null
    found.add(text)
  }
  return [...found].sort()
}

/** Whether every one of a Node's taints is among what is tolerated. */
export function areTolerated(taints: readonly string[], tolerations: readonly string[]): boolean {
  return taints.every((taint) => {
    const effect = taint.slice(taint.lastIndexOf(':'))
    const pair = taint.slice(0, -effect.length)
    const key = pair.slice(0, pair.indexOf('='))
    return [taint, pair, `${key}${effect}`, key, `*${effect}`].some((text) => tolerations.includes(text))
  })
}

function textIn(record: Record<string, unknown>, field: string): string {
  const found = Object.hasOwn(record, field) ? record[field] : undefined
  return typeof found === 'string' ? found : ''
}
