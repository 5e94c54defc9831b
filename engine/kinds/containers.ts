import type { ContainerDetail, DetailSection, HealthLevel } from '../contract/index.ts'
import { humanDuration } from './age.ts'
import { epoch, num, rec, recs, str } from './fields.ts'
import { isSidecar, portTexts, resourcesText } from './podSpec.ts'

/** Reasons of a waiting container that end by themselves. */
const startingReasons: ReadonlySet<string> = new Set(['', 'ContainerCreating', 'PodInitializing'])

const failingReasons: ReadonlySet<string> = new Set([
  'CrashLoopBackOff',
  'ImagePullBackOff',
  'ErrImagePull',
  'ErrImageNeverPull',
  'InvalidImageName',
  'ImageInspectError',
  'RegistryUnavailable',
  'CreateContainerConfigError',
  'CreateContainerError',
  'RunContainerError',
  'StartError',
  'ContainerCannotRun',
  'PreCreateHookError',
  'PreStartHookError',
  'PostStartHookError',
  'SignatureValidationFailed',
])

/** Whether a waiting reason means that the container does not get up. Source of the patterns: Argo CD's pod health check. */
export function isFailingWait(reason: string): boolean {
  if (startingReasons.has(reason)) return false
  return failingReasons.has(reason) || reason.startsWith('Err') || reason.endsWith('Error') || reason.endsWith('BackOff')
}

/** `exit 1`, `signal 9`, with the reason where it says more. */
export function exitText(terminated: any): string {
  const code = num(terminated.exitCode)
  const how = num(terminated.signal) !== 0 ? `signal ${num(terminated.signal)}` : `exit ${code}`
  const reason = str(terminated.reason)
  return reason === '' || reason === 'Error' || reason === 'Completed' ? how : `${how} (${reason})`
}

/** How long a terminated container ran. Its times have whole seconds. */
function ranText(terminated: any): string {
  const started = epoch(terminated.startedAt)
  const finished = epoch(terminated.finishedAt)
  if (started === null || finished === null || finished < started) return ''
  return finished - started < 1000 ? 'after less than 1s' : `after ${humanDuration(finished - started)}`
}

function words(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' ')
}

/** State of one container as text and level. */
export function containerState(status: any, kind: ContainerDetail['kind']): { state: string; level: HealthLevel; message: string } {
  const state = rec(status.state)
  const last = rec(status.lastState).terminated
  const lastText = typeof last === 'object' && last !== null ? `last ended with ${words(exitText(rec(last)), ranText(rec(last)))}` : ''
  if (typeof state.waiting === 'object' && state.waiting !== null) {
    const waiting = rec(state.waiting)
    const reason = str(waiting.reason)
    const backOff = /back-off [0-9a-z.]+/.exec(str(waiting.message))
    const text = `Waiting${reason === '' ? '' : `, ${reason}`}${backOff && reason === 'CrashLoopBackOff' ? `: ${backOff[0]}` : ''}`
    const level = isFailingWait(reason) ? 'failing' : startingReasons.has(reason) ? 'progressing' : 'warning'
    return { state: text, level, message: [str(waiting.message), lastText].filter((part) => part !== '').join('; ') }
  }
  if (typeof state.terminated === 'object' && state.terminated !== null) {
    const terminated = rec(state.terminated)
    const failed = num(terminated.exitCode) !== 0 || num(terminated.signal) !== 0
    return {
      state: `Terminated, ${words(exitText(terminated), ranText(terminated))}`,
      level: failed ? 'failing' : 'healthy',
      message: str(terminated.message),
    }
  }
  if (typeof state.running === 'object' && state.running !== null) {
    if (kind === 'ephemeral' || status.ready === true || kind === 'init')
      return { state: 'Running', level: kind === 'init' ? 'progressing' : 'healthy', message: lastText }
    if (status.started === false) return { state: 'Running, not started', level: 'progressing', message: lastText }
    return { state: 'Running, not ready', level: 'warning', message: lastText }
  }
  return { state: 'Not started', level: 'progressing', message: lastText }
}

/** The containers of a pod spec, with their state where a status is at hand (null for templates). */
export function containersSection(podSpec: any, status: any): DetailSection | null {
  const groups = [
    ['containers', 'containerStatuses', 'container'],
    ['initContainers', 'initContainerStatuses', 'init'],
    ['ephemeralContainers', 'ephemeralContainerStatuses', 'ephemeral'],
  ] as const
  const containers: ContainerDetail[] = []
  for (const [field, statusField, group] of groups) {
    const statuses = new Map<string, any>(status === null ? [] : recs(status[statusField]).map((item) => [str(item.name), item]))
    for (const container of recs(podSpec[field])) {
      const name = str(container.name)
      const kind = group === 'init' && isSidecar(container) ? 'sidecar' : group
      const own = statuses.get(name)
      const { state, level, message } =
        status === null ? { state: '', level: 'healthy' as const, message: '' } : containerState(own ?? rec(null), kind)
      const resources = rec(container.resources)
      containers.push({
        name,
        image: str(container.image),
        kind,
        state,
        level,
        restarts: num(own?.restartCount),
        ready: own !== undefined && typeof own.ready === 'boolean' ? own.ready : null,
        message,
        requests: resourcesText(resources.requests),
        limits: resourcesText(resources.limits),
        ports: portTexts(container),
      })
    }
  }
  return containers.length === 0 ? null : { type: 'containers', title: 'Containers', containers }
}
