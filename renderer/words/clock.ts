import { computed, inject, provide, ref } from 'vue'
import type { InjectionKey, Ref } from 'vue'

/** Epoch milliseconds, a second apart: every age on screen is counted from it, so that all of them step together. */
export const now = ref(Date.now())

/** Returns the stop function. */
export function startClock(): () => void {
  now.value = Date.now()
  const timer = setInterval(() => {
    now.value = Date.now()
  }, 1000)
  return () => {
    clearInterval(timer)
  }
}

const clockKey: InjectionKey<Ref<number>> = Symbol('clock')

/** For everything below this component ages are counted from the moment a picture was taken; while that is null, from now. */
export function provideClock(taken: () => number | null): void {
  provide(
    clockKey,
    computed(() => taken() ?? now.value),
  )
}

/** What ages are counted from here. */
export function useClock(): Readonly<Ref<number>> {
  return inject(clockKey, now)
}
