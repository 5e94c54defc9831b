/**
 * Time, chance and timers come in from outside, so that everything that waits can be tested in virtual time.
 * All durations are milliseconds, all moments epoch milliseconds.
 */
export interface Clock {
  now(): number
  /** At least 0, less than 1. */
  random(): number
  /** Resolves true when the time has passed, false as soon as the signal is aborted. Never rejects. */
  sleep(ms: number, signal: AbortSignal): Promise<boolean>
  /** Calls once after `ms`; the returned function calls it off. */
  setTimer(ms: number, call: () => void): () => void
}

/** Longest delay that setTimeout takes; anything longer would fire at once. */
const longestTimeout = 2 ** 31 - 1

function setTimer(ms: number, call: () => void): () => void {
  const handle = setTimeout(call, Math.min(Math.max(ms, 0), longestTimeout))
  return () => {
    clearTimeout(handle)
  }
}

/** The machine's own time and chance. */
export const systemClock: Clock = {
  now: () => Date.now(),
  random: () => Math.random(),
  sleep: (ms, signal) => sleepWith(setTimer, ms, signal),
  setTimer,
}

/** A cancellable sleep made of timers; what every clock uses. */
export function sleepWith(timer: Clock['setTimer'], ms: number, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return Promise.resolve(false)
  return new Promise((resolve) => {
    const onAbort = (): void => {
      cancel()
      resolve(false)
    }
    const cancel = timer(ms, () => {
      signal.removeEventListener('abort', onAbort)
      resolve(true)
    })
    signal.addEventListener('abort', onAbort, { once: true })
  })
}
