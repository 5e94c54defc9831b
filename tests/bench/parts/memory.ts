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

/** The most resident memory that the process has had, as the system counts it; bytes. */
export function peakMemory(): number {
  return process.resourceUsage().maxRSS * 1024
}
