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

/**
 * Changes pods of the storage at a steady rate, seeded: each event raises a restart count, which a table shows; with `stamped` it becomes the
 * moment of the event.
 */
export function startChurn(etcd: Etcd, perSecond: number, seed = 1, stamped = false): Churn {
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
      if (stored !== undefined)
        etcd.touch(pods, stored, (rest) =>
          rest.replace(/"restartCount":(\d+)/, (_, count: string) => `"restartCount":${stamped ? stampNow() : Number(count) + 1}`),
        )
    }
  }, 5)
  return {
    get events() {
      return events
    },
    stop: () => clearInterval(timer),
  }
}
