import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { ClusterId, ObjectId } from '../../engine/contract/index.ts'
import type { RevealedKey } from '../components/sections/revealer.ts'
import { useObjects } from './objects.ts'

/** Milliseconds that a value stays on screen. */
const shownFor = 30_000

/** Values of one Secret that are on screen. They are in no other place of the window, and gone after 30 s, or with the drawer. */
export const useReveals = defineStore('reveals', () => {
  const keys = shallowRef<ReadonlyMap<string, RevealedKey>>(new Map())
  const timers = new Map<string, ReturnType<typeof setTimeout>>()
  let about = ''

  function put(key: string, reveal: RevealedKey | null): void {
    const next = new Map(keys.value)
    if (reveal === null) next.delete(key)
    else next.set(key, reveal)
    keys.value = next
  }

  /** Takes a value away. */
  function hide(key: string): void {
    clearTimeout(timers.get(key))
    timers.delete(key)
    put(key, null)
  }

  /** Takes everything away: another object is shown, or none. */
  function hideAll(): void {
    about = ''
    for (const timer of timers.values()) clearTimeout(timer)
    timers.clear()
    keys.value = new Map()
  }

  async function reveal(cluster: ClusterId, id: ObjectId, key: string): Promise<void> {
    const mine = `${cluster} ${id}`
    if (about !== mine) hideAll()
    about = mine
    put(key, { state: 'asking' })
    const answer = await useObjects().reveal(cluster, id, key)
    // somebody looks at something else by now: what came is not shown
    if (about !== mine || keys.value.get(key)?.state !== 'asking') return
    if (!answer.ok) {
      put(key, { state: 'failed', error: answer.error })
      return
    }
    put(key, { state: 'shown', value: answer.value, until: Date.now() + shownFor })
    clearTimeout(timers.get(key))
    timers.set(
      key,
      setTimeout(() => {
        hide(key)
      }, shownFor),
    )
  }

  return { keys, reveal, hide, hideAll }
})
