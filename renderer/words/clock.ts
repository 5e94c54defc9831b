import { ref } from 'vue'

/** Epoch milliseconds, a second apart: every age on screen is counted from it, so that all of them step together. */
export const now = ref(Date.now())

/** Returns the stop function. */
export function startClock(): () => void {
  now.value = Date.now()
  const timer = setInterval(() => { now.value = Date.now() }, 1000)
  return () => { clearInterval(timer) }
}
