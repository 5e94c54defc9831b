import { computed, onBeforeUnmount, ref, shallowRef, watch } from 'vue'
import type { ComputedRef, Ref, ShallowRef } from 'vue'
import type { EngineError, EventFold, EventsPage, EventsQuery } from '../../engine/contract/index.ts'
import { useEvents } from '../stores/events.ts'

/** Lines asked for around those that are seen; the gate takes 500. */
const around = 100

/** The lines of events that a view shows. */
export interface EventLines {
  page: ShallowRef<EventsPage | null>
  error: ShallowRef<EngineError | null>
  /** There is something newer that is not shown: the person reads further down, where nothing may move. */
  held: Ref<boolean>
  matching: ComputedRef<number>
  at: (index: number) => EventFold | null
  indexOf: (key: string) => number
  seen: (first: number, last: number) => void
  /** Asks again, also for what is held. */
  load: () => Promise<void>
}

/** Asks for the part of a cluster's events that is on screen, and again when they change. */
export function useEventLines(cluster: () => string, query: () => EventsQuery): EventLines {
  const events = useEvents()
  const page = shallowRef<EventsPage | null>(null)
  const error = shallowRef<EngineError | null>(null)
  const held = ref(false)
  const matching = computed(() => page.value?.matching ?? 0)
  let visible = { first: 0, last: 60 }
  let asking = 0
  let stop: () => void = () => undefined

  async function load(): Promise<void> {
    const mine = ++asking
    held.value = false
    const start = Math.max(0, visible.first - around)
    const answer = await events.page(cluster(), query(), start, Math.min(500, visible.last - start + around))
    if (mine !== asking) return
    if (answer.ok) page.value = answer.value
    error.value = answer.ok || answer.error.code === 'engine-gone' ? null : answer.error
  }

  function seen(first: number, last: number): void {
    visible = { first, last }
    const now = page.value
    if (now === null) return
    const wanted = Math.min(last, now.matching - 1)
    if (first < now.start || wanted >= now.start + now.lines.length) void load()
    // back at the top, what is new may come
    else if (first === 0 && held.value) void load()
  }

  const at = (index: number): EventFold | null => (page.value === null ? null : (page.value.lines[index - page.value.start] ?? null))
  const indexOf = (key: string): number => {
    const found = page.value?.lines.findIndex((line) => line.key === key) ?? -1
    return found < 0 ? -1 : found + (page.value?.start ?? 0)
  }

  watch(
    cluster,
    (id) => {
      stop()
      page.value = null
      stop = events.watch(id)
    },
    { immediate: true },
  )
  watch(
    [cluster, () => JSON.stringify(query())],
    () => {
      visible = { first: 0, last: 60 }
      void load()
    },
    { immediate: true },
  )
  watch(
    () => events.changes.get(cluster()),
    () => {
      if (visible.first > 0) held.value = true
      else void load()
    },
  )
  onBeforeUnmount(() => {
    stop()
  })
  return { page, error, held, matching, at, indexOf, seen, load }
}
