import { readdirSync, readFileSync } from 'node:fs'
import { processTree } from '../../packaged/processTree.ts'

/** What an app's processes hold, each with the name of its part. */
export interface ProcessMemory {
  /** `main` holds the engine, too, which is a thread of it; `renderer`, `gpu-process`, `utility`, `zygote` as Chromium names them. */
  part: string
  /** Proportional set size, bytes: what processes share is counted once over all of them. */
  pss: number
}

/** Memory of a process and all its descendants, the largest first. Only on Linux. */
export function memoryOf(root: number): ProcessMemory[] {
  return processTree(root)
    .flatMap((pid) => {
      const kilobytes = /^Pss:\s+(\d+) kB/m.exec(readIfThere(`/proc/${String(pid)}/smaps_rollup`))?.[1]
      return kilobytes === undefined ? [] : [{ part: partOf(pid), pss: Number(kilobytes) * 1024 }]
    })
    .sort((a, b) => b.pss - a.pss)
}

/** What a thread of an app has used of processors so far, milliseconds. */
export interface ThreadTime {
  part: string
  thread: string
  /** The thread that draws the page, or that the process began with. */
  first: boolean
  cpu: number
}

/** Processor time of every thread of a process and its descendants, by process and thread id. */
export function threadTimes(root: number): Map<string, ThreadTime> {
  const times = new Map<string, ThreadTime>()
  for (const pid of processTree(root)) {
    const part = partOf(pid)
    for (const tid of foldersIn(`/proc/${String(pid)}/task`)) {
      const stat = readIfThere(`/proc/${String(pid)}/task/${tid}/stat`)
      // the name stands in brackets and may hold anything; user and system time are the 12th and 13th word after it, in hundredths of a second
      const words = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      const cpu = (Number(words[11]) + Number(words[12])) * 10
      if (Number.isFinite(cpu))
        times.set(`${String(pid)}/${tid}`, {
          part,
          thread: stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')')),
          first: tid === String(pid),
          cpu,
        })
    }
  }
  return times
}

/** Share of a core that each thread used between two looks `ms` apart, the busiest first. */
export function threadShares(
  before: Map<string, ThreadTime>,
  after: Map<string, ThreadTime>,
  ms: number,
): (ThreadTime & { share: number })[] {
  return [...after]
    .map(([id, thread]) => ({ ...thread, share: (thread.cpu - (before.get(id)?.cpu ?? 0)) / ms }))
    .sort((a, b) => b.share - a.share)
}

function partOf(pid: number): string {
  return /--type=([\w-]+)/.exec(readIfThere(`/proc/${String(pid)}/cmdline`))?.[1] ?? 'main'
}

/** A process that ended meanwhile holds and does nothing. */
function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
function foldersIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
