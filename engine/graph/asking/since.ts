import { isRecord } from '../../relations/fieldPath.ts'

/** Condition types whose True is the bad state; of all others False (or Unknown) is. Source: the API conventions, and the types of Kubernetes' own kinds. */
const badWhenTrue = /(Pressure|Unavailable|Failed|Failure|Degraded|Stalled|Terminating|Violation|Error|DisruptionTarget|Limited)$/

/** Since when an object is ill, epoch milliseconds, as its status tells: its bad conditions, or how its containers ended. Null when nothing does. */
export function sinceOf(body: Record<string, unknown>): number | null {
  const status = isRecord(body['status']) ? body['status'] : {}
  const moments: number[] = []
  for (const condition of listOf(status['conditions'])) {
    const { type, status: state, lastTransitionTime } = condition
    if (typeof type !== 'string') continue
    const bad = badWhenTrue.test(type) ? state === 'True' : state !== 'True'
    if (bad) note(moments, lastTransitionTime)
  }
  if (moments.length === 0)
    for (const container of [...listOf(status['containerStatuses']), ...listOf(status['initContainerStatuses'])])
      for (const side of [container['state'], container['lastState']])
        if (isRecord(side) && isRecord(side['terminated'])) note(moments, side['terminated']['finishedAt'])
  // the first of what is wrong now: the others followed
  return moments.length === 0 ? null : Math.min(...moments)
}

function listOf(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isRecord) : []
}

function note(moments: number[], text: unknown): void {
  const at = typeof text === 'string' ? Date.parse(text) : NaN
  if (!Number.isNaN(at)) moments.push(at)
}
