import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { LogKeep } from '../../engine/contract/index.ts'
import { engine } from './link.ts'
import { useNotices } from './notices.ts'

const mib = 1024 * 1024

/** Amounts that are offered; any other within the engine's range may stand in its file. */
export const logKeepChoices: readonly LogKeep[] = [
  { lines: 100_000, bytes: 64 * mib },
  { lines: 500_000, bytes: 256 * mib },
  { lines: 1_000_000, bytes: 512 * mib },
  { lines: 2_000_000, bytes: 1024 * mib },
  { lines: 5_000_000, bytes: 2048 * mib },
]

/** How much a log keeps: one setting of the engine for all logs of all windows. */
export const useLogKeeping = defineStore('logKeeping', () => {
  /** Null: not asked for yet. */
  const keep = shallowRef<LogKeep | null>(null)

  async function load(): Promise<void> {
    const answer = await engine().api.logKeeping()
    if (answer.ok) keep.value = answer.value
    else useNotices().add('How much of a log is kept is not known', answer.error)
  }

  /** Open logs follow at once: what is too much goes. */
  async function set(next: LogKeep): Promise<void> {
    const answer = await engine().api.keepLogs(next)
    if (answer.ok) keep.value = next
    else useNotices().add('The amount of log that is kept was not changed', answer.error)
  }

  return { keep, load, set }
})
