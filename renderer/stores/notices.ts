import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { EngineError } from '../../engine/contract/index.ts'

/** Something that failed or was done, said once, in the banner slot, until a person has read it. */
export interface Notice {
  id: number
  what: string
  error: EngineError | null
  at: number
}

/** So many are kept in the list of operations, after they were read. */
const mostPast = 200

/** Outcomes of what a person asked for. A toast never holds the only copy of an error, so there are no toasts. */
export const useNotices = defineStore('notices', () => {
  const past = shallowRef<readonly Notice[]>([])
  const read = shallowRef<ReadonlySet<number>>(new Set())
  const notices = computed(() => past.value.filter((notice) => !read.value.has(notice.id)))
  let next = 1

  function add(what: string, error: EngineError | null): void {
    // The same failure again replaces the older one: the slot does not grow with each retry.
    const others = past.value.filter((notice) => !(notice.what === what && notice.error?.message === error?.message))
    past.value = [...others, { id: next++, what, error, at: Date.now() }].slice(-mostPast)
  }

  function dismiss(id: number): void {
    const kept = new Set(past.value.map((notice) => notice.id))
    read.value = new Set([...read.value, id].filter((one) => kept.has(one)))
  }

  return { past, notices, add, dismiss }
})
