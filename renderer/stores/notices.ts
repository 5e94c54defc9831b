import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { EngineError } from '../../engine/contract/index.ts'

/** Something that failed or was done, said once, in the banner slot, until a person has read it. */
export interface Notice {
  id: number
  what: string
  error: EngineError | null
  at: number
}

/** Outcomes of what a person asked for. A toast never holds the only copy of an error, so there are no toasts. */
export const useNotices = defineStore('notices', () => {
  const notices = shallowRef<readonly Notice[]>([])
  let next = 1

  function add(what: string, error: EngineError | null): void {
    // The same failure again replaces the older one: the slot does not grow with each retry.
    const others = notices.value.filter((notice) => !(notice.what === what && notice.error?.message === error?.message))
    notices.value = [...others, { id: next++, what, error, at: Date.now() }]
  }

  function dismiss(id: number): void {
    notices.value = notices.value.filter((notice) => notice.id !== id)
  }

  return { notices, add, dismiss }
})
