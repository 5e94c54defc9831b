import { defineStore } from 'pinia'
import { shallowReactive } from 'vue'
import type { ClusterId, EngineError, Result, RightAnswer, RightAsk, RightsReview } from '../../engine/contract/index.ts'
import { engine } from './link.ts'

/** What is known of one right: not yet, yes, or no and why; and when it could not be found out. */
export type Right = { state: 'asking' } | { state: 'yes' } | { state: 'no'; reason: string } | { state: 'unknown'; error: EngineError }

/** Questions that travel in one call; the gate takes no more. */
const atOnce = 200
/** Milliseconds that an answer is shown before it is asked again. The engine keeps it as long. */
const keepFor = 60_000

interface Held {
  right: Right
  at: number
}

/** What one may do in the clusters that are open. */
export const useRights = defineStore('rights', () => {
  const held = shallowReactive(new Map<string, Held>())
  const waiting = new Map<ClusterId, Map<string, RightAsk>>()

  const keyOf = (cluster: ClusterId, { verb, group, resource, namespace, name }: RightAsk): string =>
    JSON.stringify([cluster, verb, group, resource, namespace, name ?? null])

  /** What is known of a right; one that is not known is asked for, together with all others that are wanted at this moment. */
  function of(cluster: ClusterId, ask: RightAsk): Right {
    const key = keyOf(cluster, ask)
    const known = held.get(key)
    if (known !== undefined && Date.now() - known.at < keepFor) return known.right
    const asks = waiting.get(cluster) ?? new Map<string, RightAsk>()
    if (asks.size === 0) {
      waiting.set(cluster, asks)
      queueMicrotask(() => void send(cluster))
    }
    asks.set(key, ask)
    return known?.right ?? { state: 'asking' }
  }

  async function send(cluster: ClusterId): Promise<void> {
    const asks = [...(waiting.get(cluster) ?? [])]
    waiting.delete(cluster)
    for (let from = 0; from < asks.length; from += atOnce) {
      const part = asks.slice(from, from + atOnce)
      const answer = await ask(
        cluster,
        part.map(([, one]) => one),
      )
      for (const [index, [key]] of part.entries()) held.set(key, { right: rightOf(answer, index), at: Date.now() })
    }
  }

  const ask = (cluster: ClusterId, asks: readonly RightAsk[]): Promise<Result<readonly RightAnswer[]>> =>
    engine().api.askRights(cluster, asks)
  const review = (cluster: ClusterId, namespace: string): Promise<Result<RightsReview>> => engine().api.reviewRights(cluster, namespace)

  /** Forgets what was answered of a cluster: it was opened anew, or a person asks again. */
  function forget(cluster: ClusterId): void {
    for (const key of held.keys()) if (key.startsWith(`[${JSON.stringify(cluster)},`)) held.delete(key)
  }

  return { of, ask, review, forget }
})

function rightOf(answer: Result<readonly RightAnswer[]>, index: number): Right {
  if (!answer.ok) return { state: 'unknown', error: answer.error }
  const one = answer.value[index]
  return one?.allowed === true ? { state: 'yes' } : { state: 'no', reason: one?.reason ?? '' }
}
