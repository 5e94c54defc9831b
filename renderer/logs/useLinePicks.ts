import { computed, onUnmounted, ref, watch, type Ref } from 'vue'
import { mostCopiedLines } from '../../engine/contract/index.ts'
import { keyFor } from '../keyboard/keymap.ts'
import { useFinder } from '../stores/finder.ts'
import { count } from '../words/names.ts'
import type { LineScroll } from './useLineScroll.ts'
import type { OpenLog } from './useLog.ts'

/** Milliseconds for which what was done is said. */
const saidFor = 4_000

/** The lines of a log that keys and the pointer mean: the current one, several, and those with what is looked for. */
export interface LinePicks {
  /** Key of the current line. */
  current: Readonly<Ref<number | null>>
  /** What was done, for who sees it and who hears it. */
  said: Readonly<Ref<string>>
  isPicked: (slot: number) => boolean
  pick: (slot: number, extend: boolean) => void
  step: (by: number, extend?: boolean) => void
  /** Copies the lines that are selected, as a saved file has them: also those out of sight. */
  copy: () => Promise<void>
  /** Goes to the next line with what is looked for, or the one before; of keys pressed quickly each waits for the one before it. */
  toMatch: (back: boolean) => Promise<void>
  /** Whether any line is selected. */
  any: () => boolean
  clear: () => void
}

/** `stamped` says whether copied lines begin with their time. */
export function useLinePicks(log: OpenLog, scroll: LineScroll, stamped: () => boolean): LinePicks {
  const finder = useFinder()
  const { start, fit, base, total, atEnd, show } = scroll
  const current = ref<number | null>(null)
  /** Slot from which a selection of several lines began; null: only one. */
  const anchor = ref<number | null>(null)
  /** Slot of the line that keys mean; it may have been scrolled out of sight. */
  const currentSlot = ref<number | null>(null)
  const said = ref('')
  /** A line that was gone to: it is the current one as soon as it is there. */
  let goingTo: number | null = null
  let silence: ReturnType<typeof setTimeout> | undefined
  let going: Promise<void> = Promise.resolve()
  const lineAt = (slot: number) => log.frame?.lines[slot - start.value]
  const selected = computed(() => {
    const to = currentSlot.value
    if (to === null) return null
    const from = anchor.value ?? to
    return { from: Math.min(from, to), to: Math.max(from, to) }
  })

  function say(text: string): void {
    said.value = text
    clearTimeout(silence)
    silence = setTimeout(() => (said.value = ''), saidFor)
  }

  function pick(slot: number, extend: boolean): void {
    if (extend) anchor.value ??= currentSlot.value ?? slot
    else anchor.value = null
    currentSlot.value = slot
    current.value = lineAt(slot)?.key ?? null
  }

  function step(by: number, extend = false): void {
    const lines = log.frame?.lines ?? []
    const at = lines.findIndex((line) => line.key === current.value)
    // without a line of one's own the last one on screen is where one looks
    const to = at < 0 ? lines.length - 1 : at + by
    if (lines[to] !== undefined) {
      pick(start.value + to, extend)
      if (to > 0 && to < fit.value - 1) return
    }
    show(start.value + by)
  }

  async function copy(): Promise<void> {
    const range = selected.value
    if (range === null)
      return say(
        `No line is selected: ${keyFor('log-next') ?? 'a click'} and ${keyFor('log-previous') ?? 'a click'} choose one, with Shift several.`,
      )
    const wanted = range.to - range.from + 1
    const text = await log.text(range.from, wanted, stamped())
    if (typeof text !== 'string') return say(text.message)
    await finder.copy(text)
    say(
      wanted > mostCopiedLines
        ? `Copied the first ${count(mostCopiedLines)} of ${count(wanted)} lines; saving takes all.`
        : `Copied ${count(wanted)} ${wanted === 1 ? 'line' : 'lines'}.`,
    )
  }

  function toMatch(back: boolean): Promise<void> {
    going = going.then(() => nextMatch(back))
    return going
  }
  async function nextMatch(back: boolean): Promise<void> {
    const words = log.filter.include
    if (words === '')
      return say(`Write an expression to find first${keyFor('log-find') === undefined ? '' : ` (${keyFor('log-find') ?? ''})`}.`)
    const from = currentSlot.value ?? (back ? base.value + total.value : atEnd.value ? base.value - 1 : scroll.askedStart() - 1)
    const found = await log.find(words, from, back)
    if (found !== null && typeof found !== 'number') return say(found.message)
    if (found === null) return say(back ? 'No match before this line.' : 'No match after this line.')
    goTo(found)
  }

  /** Makes a line the current one, and brings it into sight. */
  function goTo(slot: number): void {
    pick(slot, false)
    if (lineAt(slot) !== undefined && slot - start.value < fit.value) return
    goingTo = slot
    show(slot - Math.floor(fit.value / 3))
  }

  function clear(): void {
    anchor.value = currentSlot.value = current.value = null
  }

  // another filter counts other slots
  watch(() => JSON.stringify(log.filter), clear)
  watch(
    () => log.frame,
    () => {
      const line = goingTo === null ? undefined : lineAt(goingTo)
      if (line === undefined) return
      current.value = line.key
      goingTo = null
    },
  )
  onUnmounted(() => clearTimeout(silence))

  const isPicked = (slot: number): boolean =>
    anchor.value !== null && selected.value !== null && slot >= selected.value.from && slot <= selected.value.to
  return { current, said, isPicked, pick, step, copy, toMatch, any: () => selected.value !== null, clear }
}
