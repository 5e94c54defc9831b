import type { Health } from '../contract/index.ts'
import { exitText, isFailingWait } from './containers.ts'
import { health } from './cells.ts'
import { epoch, num, rec, recs, str } from './fields.ts'
import type { KubeObject } from './kind.ts'
import { isSidecar } from './podSpec.ts'

/** What `kubectl get pods` says about a pod. */
export interface PodSummary {
  ready: number
  total: number
  status: string
  restarts: number
  restartedAt: number | null
}

/** Source of the rules: printPod in pkg/printers/internalversion/printers.go, Kubernetes 1.34. */
export function podSummary(pod: KubeObject): PodSummary {
  const spec = rec(pod.spec)
  const status = rec(pod.status)
  const conditions = recs(status.conditions)
  const phase = str(status.phase)
  let reason = str(status.reason) || phase
  if (conditions.some((condition) => condition.type === 'PodScheduled' && condition.reason === 'SchedulingGated'))
    reason = 'SchedulingGated'

  const initSpecs = new Map<string, any>()
  let total = Array.isArray(spec.containers) ? spec.containers.length : 0
  for (const container of recs(spec.initContainers)) {
    initSpecs.set(str(container.name), container)
    if (isSidecar(container)) total += 1
  }

  let ready = 0
  let restarts = 0
  let sidecarRestarts = 0
  let restartedAt: number | null = null
  let sidecarRestartedAt: number | null = null
  let initializing = false
  const initStatuses = recs(status.initContainerStatuses)
  for (const [index, container] of initStatuses.entries()) {
    const sidecar = isSidecar(rec(initSpecs.get(str(container.name))))
    const lastEnd = epoch(rec(rec(container.lastState).terminated).finishedAt)
    restarts += num(container.restartCount)
    restartedAt = later(restartedAt, lastEnd)
    if (sidecar) {
      sidecarRestarts += num(container.restartCount)
      sidecarRestartedAt = later(sidecarRestartedAt, lastEnd)
    }
    const { terminated, waiting } = rec(container.state)
    if (isObject(terminated) && num(terminated.exitCode) === 0) continue
    if (sidecar && container.started === true) {
      if (container.ready === true) ready += 1
      continue
    }
    if (isObject(terminated)) reason = `Init:${str(terminated.reason) || endCode(terminated)}`
    else if (isObject(waiting) && str(waiting.reason) !== '' && waiting.reason !== 'PodInitializing') reason = `Init:${str(waiting.reason)}`
    else reason = `Init:${index}/${recs(spec.initContainers).length}`
    initializing = true
    break
  }

  if (!initializing || conditions.some((condition) => condition.type === 'Initialized' && condition.status === 'True')) {
    restarts = sidecarRestarts
    restartedAt = sidecarRestartedAt
    let hasRunning = false
    for (const container of [...recs(status.containerStatuses)].reverse()) {
      restarts += num(container.restartCount)
      restartedAt = later(restartedAt, epoch(rec(rec(container.lastState).terminated).finishedAt))
      const { terminated, waiting, running } = rec(container.state)
      if (isObject(waiting) && str(waiting.reason) !== '') reason = str(waiting.reason)
      else if (isObject(terminated)) reason = str(terminated.reason) || endCode(terminated)
      else if (container.ready === true && isObject(running)) {
        hasRunning = true
        ready += 1
      }
    }
    if (reason === 'Completed' && hasRunning) reason = isReady(conditions) ? 'Running' : 'NotReady'
  }

  if (epoch(rec(pod.metadata).deletionTimestamp) !== null) {
    if (status.reason === 'NodeLost') reason = 'Unknown'
    else if (phase !== 'Succeeded' && phase !== 'Failed') reason = 'Terminating'
  }
  return { ready, total, status: reason, restarts, restartedAt }
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null
}

function endCode(terminated: any): string {
  return num(terminated.signal) !== 0 ? `Signal:${num(terminated.signal)}` : `ExitCode:${num(terminated.exitCode)}`
}

function later(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : Math.max(a, b)
}

function isReady(conditions: readonly any[]): boolean {
  return conditions.some((condition) => condition.type === 'Ready' && condition.status === 'True')
}

/** For how long the end of a container for lack of memory counts as a warning. */
const outOfMemoryCountsFor = 60 * 60 * 1000

/** How long a container may run without becoming ready before that is a warning: the order of most startup probes. */
const mayStartFor = 5 * 60 * 1000

/** A health that time alone may change, and when. */
export interface TimedHealth {
  health: Health
  recheckAt?: number
}

/**
 * How well a pod is. In the manner of Argo CD's pod check, but waiting reasons count whatever the restart policy, and a pod that is not
 * ready is told apart: still starting (progressing), or was ready before, or has restarted, or takes too long (warning).
 */
export function podHealth(pod: KubeObject, summary: PodSummary, now: number): TimedHealth {
  const status = rec(pod.status)
  const conditions = recs(status.conditions)
  const phase = str(status.phase)
  const message = str(status.message)
  if (summary.status === 'Unknown' || phase === 'Unknown' || status.reason === 'NodeLost') {
    return { health: health('unknown', summary.status === 'Terminating' ? 'Unknown' : summary.status || 'Unknown', message) }
  }
  if (summary.status === 'Terminating') return { health: health('progressing', 'Terminating', message) }
  if (phase === 'Succeeded') return { health: health('healthy', summary.status) }
  const containers = [...recs(status.initContainerStatuses), ...recs(status.containerStatuses)]
  if (phase === 'Failed') return { health: health('failing', summary.status, message || failureText(containers)) }

  for (const container of containers) {
    const waiting = rec(rec(container.state).waiting)
    const reason = str(waiting.reason)
    if (!isFailingWait(reason)) continue
    const inside = recs(status.initContainerStatuses).includes(container) || summary.status === `Init:${reason}`
    return { health: health('failing', inside && summary.status.startsWith('Init:') ? summary.status : reason, str(waiting.message)) }
  }
  const ended = containers.find((container) => hasFailed(rec(container.state).terminated))
  if (ended !== undefined) return { health: health('failing', summary.status, failureText([ended])) }

  if (summary.status === 'SchedulingGated') {
    return { health: health('paused', 'SchedulingGated', str(rec(conditions.find((item) => item.type === 'PodScheduled')).message)) }
  }
  const scheduled = rec(conditions.find((item) => item.type === 'PodScheduled'))
  if (scheduled.status === 'False') return { health: health('warning', str(scheduled.reason) || 'Unschedulable', str(scheduled.message)) }
  if (phase !== 'Running') return { health: health('progressing', summary.status || 'Pending', message) }
  return runningHealth(conditions, containers, summary, now)
}

function runningHealth(conditions: readonly any[], containers: readonly any[], summary: PodSummary, now: number): TimedHealth {
  const killed = containers.find((container) => rec(rec(container.lastState).terminated).reason === 'OOMKilled')
  if (killed !== undefined) {
    const until = (epoch(rec(killed.lastState).terminated.finishedAt) ?? 0) + outOfMemoryCountsFor
    if (now < until)
      return { health: health('warning', 'OOMKilled', failureText([{ ...killed, state: killed.lastState }])), recheckAt: until }
  }
  if (isReady(conditions)) return { health: health('healthy', summary.status) }

  const ready = rec(conditions.find((item) => item.type === 'Ready'))
  const message = str(ready.message)
  const waiting = containers.filter((container) => container.ready !== true && typeof rec(container.state).running === 'object')
  const changedAt = epoch(ready.lastTransitionTime)
  const startedAt = waiting.reduce<number | null>((at, container) => later(at, epoch(rec(rec(container.state).running).startedAt)), null)
  const wasReady = startedAt !== null && changedAt !== null && changedAt > startedAt
  const restarted = waiting.some((container) => num(container.restartCount) > 0)
  if (summary.status === 'NotReady' || wasReady || restarted) return { health: health('warning', 'NotReady', message) }
  const since = startedAt ?? changedAt
  if (since === null) return { health: health('progressing', 'NotReady', message) }
  if (now >= since + mayStartFor) return { health: health('warning', 'NotReady', message) }
  return { health: health('progressing', 'NotReady', message), recheckAt: since + mayStartFor }
}

function hasFailed(terminated: unknown): boolean {
  return num(rec(terminated).exitCode) !== 0 || num(rec(terminated).signal) !== 0
}

/** What the first failed container left as its last words, else how it ended. */
function failureText(containers: readonly any[]): string {
  for (const container of containers) {
    const terminated = rec(rec(container.state).terminated)
    if (!hasFailed(terminated)) continue
    return str(terminated.message) || `container ${str(container.name)} ended with ${exitText(terminated)}`
  }
  return ''
}
