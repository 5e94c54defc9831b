import type { Etcd, Stored } from './etcd.ts'
import { seededRandom } from '../support/seededRandom.ts'

/** A running churn; `events` counts what was sent so far. */
export interface Churn {
  readonly events: number
  stop(): void
}

/** Changes in one step at most: a server that is short of processor time falls behind its rate instead of making ever longer steps. */
const mostAtOnce = 500

/** A stamp is the time of day in a field that a table shows, so that a reader of the same machine knows how old what it shows is. */
export const stampNow = (): number => Date.now() % 1_000_000_000

/** What a change of a Pod does: raises its restart count, which a table shows; sets it to the moment of the change; or lets its first container crash, the next time come back. */
export type ChurnWay = 'restarts' | 'stamped' | 'crashing'

const restartCount = /"restartCount":(\d+)/
const edits: Readonly<Record<ChurnWay, (rest: string) => string>> = {
  restarts: (rest) => rest.replace(restartCount, (_, count: string) => `"restartCount":${Number(count) + 1}`),
  stamped: (rest) => rest.replace(restartCount, `"restartCount":${stampNow()}`),
  crashing: (rest) => {
    const object = JSON.parse(`{${rest}`) as {
      status?: {
        conditions?: { type: string; status: string }[]
        containerStatuses?: { ready: boolean; restartCount: number; state: Record<string, unknown> }[]
      }
    }
    const container = object.status?.containerStatuses?.[0]
    if (container === undefined) return rest
    const crashes = container.ready
    container.ready = !crashes
    if (crashes) container.restartCount++
    container.state = crashes
      ? { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 10s restarting failed container' } }
      : { running: { startedAt: '2026-01-01T00:00:10Z' } }
    for (const condition of object.status?.conditions ?? [])
      if (condition.type === 'Ready' || condition.type === 'ContainersReady') condition.status = crashes ? 'False' : 'True'
    return JSON.stringify(object).slice(1)
  },
}

/** Changes pods of the storage at a steady rate, seeded. */
export function startChurn(etcd: Etcd, perSecond: number, seed = 1, way: ChurnWay = 'restarts'): Churn {
  const pods = etcd.collection('', 'pods')
  if (pods === undefined) throw new Error('no pods to churn')
  const random = seededRandom(seed)
  const keys = [...pods.objects.keys()]
  const started = performance.now()
  let events = 0
  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - started) / 1000) * perSecond)
    for (const last = Math.min(due, events + mostAtOnce); events < last; events++) {
      const stored: Stored | undefined = pods.objects.get(keys[Math.floor(random() * keys.length)] ?? '')
      if (stored !== undefined) etcd.touch(pods, stored, edits[way])
    }
  }, 5)
  return {
    get events() {
      return events
    },
    stop: () => clearInterval(timer),
  }
}
