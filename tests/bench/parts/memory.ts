import { setTimeout as sleep } from 'node:timers/promises'

/** What a process holds when it has come to rest; bytes. */
export interface Settled {
  rss: number
  /** V8's heap in use and what it holds outside: the figure that other load of the machine cannot change. */
  held: number
}

/** Collects garbage (with `--expose-gc`) until resident memory stops falling, for at most some seconds. */
export async function settledMemory(): Promise<Settled> {
  let rss = Infinity
  for (let round = 0; round < 20; round++) {
    globalThis.gc?.()
    await sleep(200)
    const now = process.memoryUsage.rss()
    if (round > 4 && now > rss * 0.995) break
    rss = Math.min(rss, now)
  }
  const { heapUsed, external } = process.memoryUsage()
  return { rss: process.memoryUsage.rss(), held: heapUsed + external }
}

/** Samples resident memory from now on; the returned function answers the largest seen, and what the system says was the largest. */
export function watchPeak(): () => { peak: number; peakSampled: number } {
  let peakSampled = 0
  const look = (): void => void (peakSampled = Math.max(peakSampled, process.memoryUsage.rss()))
  const timer = setInterval(look, 20)
  timer.unref()
  look()
  return () => {
    clearInterval(timer)
    return { peak: process.resourceUsage().maxRSS * 1024, peakSampled }
  }
}
