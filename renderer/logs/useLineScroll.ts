import { computed, nextTick, onMounted, ref, watch, type ComputedRef, type Ref } from 'vue'
import { useElementSize } from '@vueuse/core'
import type { OpenLog } from './useLog.ts'

/** Pixels of a line that is not wrapped. */
const lineHeight = 20
/** Browsers draw no higher boxes; a longer log is scrolled in larger steps. */
const highest = 8_000_000

/** Where one is in the lines of a log. Slots count the lines that match, from the first that is held. */
export interface LineScroll {
  /** Pixels of the part that is seen. */
  height: Ref<number>
  /** Lines that fit into it. */
  fit: ComputedRef<number>
  /** Lines that match, and the slot of the first. */
  total: ComputedRef<number>
  base: ComputedRef<number>
  /** Slot of the first line that is here. */
  start: ComputedRef<number>
  /** Pixels of the box that is scrolled. */
  spacer: ComputedRef<number>
  /** Whether the end is followed; else how many lines came since it was left. */
  atEnd: Readonly<Ref<boolean>>
  fresh: ComputedRef<number>
  /** The slot that was asked for as the first on screen; the frame with it may be on its way. */
  askedStart: () => number
  /** The slot at which the last screenful begins. */
  lastSlot: () => number
  /** Brings a slot to the top; null: the end, and what comes. */
  show: (slot: number | null) => void
  onScroll: () => void
}

/**
 * The scroll bar of a log: it moves over line numbers, one line at a time, so that lines may be of any height and a million of them cost no more
 * than a screenful.
 */
export function useLineScroll(log: OpenLog, scroller: Ref<HTMLElement | null>): LineScroll {
  const { height } = useElementSize(scroller)
  const fit = computed(() => Math.max(1, Math.floor(height.value / lineHeight)))
  const total = computed(() => log.frame?.matching ?? 0)
  const base = computed(() => log.frame?.base ?? 0)
  const start = computed(() => log.frame?.start ?? 0)
  const spacer = computed(() => Math.min(highest, Math.max(total.value * lineHeight, 1)))
  const atEnd = ref(true)
  /** The end when it was left: what came since is new. */
  const leftAt = ref(0)
  const fresh = computed(() => (atEnd.value ? 0 : Math.max(0, base.value + total.value - leftAt.value)))
  let placed = 0
  let asked = 0

  /** Most that can be scrolled to, and the slot there. */
  const lastSlot = (): number => base.value + Math.max(0, total.value - fit.value)
  const range = (): number => Math.max(1, spacer.value - height.value)
  const topOf = (slot: number): number => ((slot - base.value) / Math.max(1, lastSlot() - base.value)) * range()

  function place(top: number): void {
    if (scroller.value === null) return
    scroller.value.scrollTop = top
    placed = scroller.value.scrollTop
  }

  function ask(slot: number | null): void {
    if (atEnd.value && slot !== null) leftAt.value = base.value + total.value
    atEnd.value = slot === null
    asked = slot ?? lastSlot()
    log.move(slot, fit.value + 2)
  }

  function show(slot: number | null): void {
    const wanted = slot === null || total.value <= fit.value || slot >= lastSlot() ? null : Math.max(base.value, slot)
    ask(wanted)
    place(wanted === null ? spacer.value : topOf(wanted))
  }

  function onScroll(): void {
    const top = scroller.value?.scrollTop ?? 0
    if (Math.abs(top - placed) < 1) return
    placed = top
    ask(top >= range() - 2 ? null : base.value + Math.floor((top / range()) * Math.max(1, lastSlot() - base.value)))
  }

  // another filter counts other slots: nothing is new before it has looked at all lines
  let recount = false
  watch(
    () => JSON.stringify(log.filter),
    () => {
      recount = true
      atEnd.value = true
    },
  )
  watch(
    () => log.frame,
    async () => {
      // the engine moves a window to the end by itself: after a change of the filter
      if (log.frame?.atEnd === true && !atEnd.value && log.frame.matching <= fit.value) atEnd.value = true
      if (recount) {
        leftAt.value = base.value + total.value
        recount = log.frame !== null && log.frame.scanned < log.frame.held
      }
      await nextTick()
      if (atEnd.value) place(spacer.value)
      else if (log.frame !== null) place(topOf(log.frame.start))
    },
  )
  watch(fit, () => log.move(atEnd.value ? null : (log.frame?.start ?? null), fit.value + 2))
  onMounted(() => place(spacer.value))
  return { height, fit, total, base, start, spacer, atEnd, fresh, askedStart: () => asked, lastSlot, show, onScroll }
}
