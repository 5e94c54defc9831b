import { effectScope, nextTick, ref } from 'vue'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { useSpokenCount } from './useSpokenCount.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

it('says what a person asked for once they rest, and nothing of what changes by itself', async () => {
  const [filter, state, rows] = [ref(''), ref('rows'), ref(40)]
  const scope = effectScope()
  const spoken = scope.run(() =>
    useSpokenCount(
      () => filter.value,
      () => state.value,
      () => `${rows.value} Pods`,
    ),
  )!
  rows.value = 41
  await nextTick()
  vi.advanceTimersByTime(5000)
  expect(spoken.value).toBe('')
  for (const typed of ['w', 'we', 'web']) {
    filter.value = typed
    await nextTick()
    vi.advanceTimersByTime(200)
  }
  expect(spoken.value).toBe('')
  rows.value = 3
  vi.advanceTimersByTime(700)
  expect(spoken.value).toBe('3 Pods')
  rows.value = 4
  await nextTick()
  vi.advanceTimersByTime(5000)
  expect(spoken.value).toBe('3 Pods')
  state.value = 'empty'
  await nextTick()
  scope.stop()
  vi.advanceTimersByTime(5000)
  expect(spoken.value).toBe('3 Pods')
})
