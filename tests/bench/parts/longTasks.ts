import { readFileSync, rmSync } from 'node:fs'
import type { RunningApp } from '../../e2e/appTest.ts'

/** Tasks of a page's main thread over a while. */
export interface TaskFigures {
  tasks: number
  /** Of more than 50 ms on the clock, as the page's own observer counts them: a machine that others use makes them longer. */
  longByClock: number
  /** Of more than 50 ms of processor time, which others cannot make longer. */
  longByProcessor: number
  longestByClock: number
  longestByProcessor: number
}

interface TraceEvent {
  ph: string
  name: string
  pid: number
  tid: number
  ts: number
  dur?: number
  tdur?: number
  args?: { name?: string }
}

/** Traces the tasks of all threads from now on. The returned function ends it and tells of the page's. */
export async function traceTasks({ electron }: RunningApp): Promise<() => Promise<TaskFigures>> {
  await electron.evaluate(({ contentTracing }) => contentTracing.startRecording({ included_categories: ['toplevel'] }))
  return async () => {
    const file = await electron.evaluate(({ contentTracing }) => contentTracing.stopRecording())
    try {
      return tasksOf(JSON.parse(readFileSync(file, 'utf8')).traceEvents as TraceEvent[])
    } finally {
      rmSync(file, { force: true })
    }
  }
}

/** Two whiles as one. */
export function tasksTogether(one: TaskFigures, other: TaskFigures): TaskFigures {
  return {
    tasks: one.tasks + other.tasks,
    longByClock: one.longByClock + other.longByClock,
    longByProcessor: one.longByProcessor + other.longByProcessor,
    longestByClock: Math.max(one.longestByClock, other.longestByClock),
    longestByProcessor: Math.max(one.longestByProcessor, other.longestByProcessor),
  }
}

function tasksOf(events: readonly TraceEvent[]): TaskFigures {
  const pages = new Set(events.filter((event) => event.args?.name === 'CrRendererMain').map(({ pid, tid }) => `${pid}/${tid}`))
  const found: TaskFigures = { tasks: 0, longByClock: 0, longByProcessor: 0, longestByClock: 0, longestByProcessor: 0 }
  const endOf = new Map<string, number>()
  for (const event of events
    .filter(({ ph, name, pid, tid }) => ph === 'X' && name.endsWith('RunTask') && pages.has(`${pid}/${tid}`))
    .sort((a, b) => a.ts - b.ts)) {
    const thread = `${event.pid}/${event.tid}`
    // a task that runs within another is a part of it
    if (event.ts < (endOf.get(thread) ?? 0)) continue
    endOf.set(thread, event.ts + (event.dur ?? 0))
    const [clock, processor] = [(event.dur ?? 0) / 1000, (event.tdur ?? 0) / 1000]
    found.tasks++
    if (clock > 50) found.longByClock++
    if (processor > 50) found.longByProcessor++
    found.longestByClock = Math.max(found.longestByClock, clock)
    found.longestByProcessor = Math.max(found.longestByProcessor, processor)
  }
  return found
}
