import type { ObjectId } from '../contract/index.ts'
import { parseObjectId } from '../contract/index.ts'

/** Where a container stands, as far as its log is concerned. */
export interface ContainerStanding {
  phase: 'waiting' | 'running' | 'ended' | 'gone' | 'unknown'
  /** Kubernetes' own words: `ContainerCreating`, `exit 137 OOMKilled`. */
  reason: string
  /** Changes with every new run. */
  run: string
  /** It has run before, so that there is something to read although it waits. */
  hasRun: boolean
  /** It will not run again. */
  final: boolean
}

/** A container of a Pod. */
export interface LogContainer {
  /** Empty: not known, the server's default. */
  name: string
  kind: 'init' | 'main' | 'ephemeral'
  standing: ContainerStanding
}

/** A Pod whose logs are read. */
export interface LogPod {
  id: ObjectId
  namespace: string
  name: string
  uid: string
  /** The container that its annotation names for who says none; empty: none. */
  usualContainer: string
  containers: readonly LogContainer[]
}

/** The Pod is gone. */
export const goneStanding: ContainerStanding = { phase: 'gone', reason: 'the Pod is gone', run: '', hasRun: true, final: true }
/** Nothing is known, since Pods may not be listed. */
export const unknownStanding: ContainerStanding = { phase: 'unknown', reason: '', run: '', hasRun: false, final: false }

/** Reads the containers of a Pod's JSON, those that run first: init containers are done by then. */
export function readLogPod(id: ObjectId, body: any): LogPod {
  const { namespace = '', name = '' } = parseObjectId(id) ?? {}
  const spec = body?.spec ?? {}
  const status = body?.status ?? {}
  const done = status.phase === 'Succeeded' || status.phase === 'Failed'
  const read = (kind: LogContainer['kind'], containers: unknown, statuses: unknown): LogContainer[] =>
    listOf(containers).flatMap((container: any) => {
      if (typeof container?.name !== 'string') return []
      const own: any = listOf(statuses).find((each: any) => each?.name === container.name)
      const again = container.restartPolicy ?? (kind === 'init' ? 'OnFailure' : (spec.restartPolicy ?? 'Always'))
      return [{ name: container.name, kind, standing: standingOf(own, kind === 'ephemeral' ? 'Never' : again, done) }]
    })
  return {
    id,
    namespace,
    name,
    uid: typeof body?.metadata?.uid === 'string' ? body.metadata.uid : '',
    usualContainer: String(body?.metadata?.annotations?.['kubectl.kubernetes.io/default-container'] ?? ''),
    containers: [
      ...read('main', spec.containers, status.containerStatuses),
      ...read('init', spec.initContainers, status.initContainerStatuses),
      ...read('ephemeral', spec.ephemeralContainers, status.ephemeralContainerStatuses),
    ],
  }
}

function standingOf(status: any, restartPolicy: unknown, podDone: boolean): ContainerStanding {
  const restarts = Number(status?.restartCount ?? 0)
  const run = `${String(status?.containerID ?? '')}#${restarts}`
  const hasRun = restarts > 0 || status?.lastState?.terminated !== undefined
  if (status?.state?.running !== undefined) return { phase: 'running', reason: '', run, hasRun: true, final: false }
  const ended = status?.state?.terminated
  if (ended !== undefined) {
    const failed = ended.exitCode !== 0
    const final = podDone || restartPolicy === 'Never' || (restartPolicy === 'OnFailure' && !failed)
    return { phase: 'ended', reason: endText(ended), run, hasRun: true, final }
  }
  const waiting = status?.state?.waiting?.reason
  return {
    phase: 'waiting',
    reason: word(waiting) || (podDone ? 'never started' : 'not started yet'),
    run,
    hasRun,
    final: podDone && !hasRun,
  }
}

function endText(ended: any): string {
  const reason = word(ended.reason)
  const code = ended.signal ? `signal ${Number(ended.signal)}` : `exit ${Number(ended.exitCode ?? 0)}`
  return reason === '' || reason === 'Completed' || reason === 'Error' ? code : `${code}, ${reason}`
}

/** One word of Kubernetes; anything longer or stranger is not one. */
function word(text: unknown): string {
  return typeof text === 'string' && /^[\w.:-]{1,80}$/.test(text) ? text : ''
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}
