import type { Series } from '../contract/index.ts'
import type { FormerHistory } from './formerUsage.ts'
import type { UsageHistory } from './usageHistory.ts'

/** Milliseconds without a reading that are a hole: metrics are read every half minute, and servers measure at least once a minute. */
const hole = 150_000
/** Pods are measured a few seconds apart: half a reading's distance is the same moment. */
const sameMoment = 15_000

/**
 * Readings of several objects on one axis: all moments at which any of them was read; each contributes its reading nearest before, unless that is too
 * old. Those that are gone (`former`) contribute until they went. Where nothing was read for a while there is a hole, not a line across it.
 */
export function summedReadings(histories: readonly UsageHistory[], former: readonly FormerHistory[] = []): { cpu: Series; memory: Series } {
  const all: readonly FormerHistory[] = [...histories.map((history) => ({ history, until: Infinity })), ...former]
  const at: number[] = []
  const cpu: number[] = []
  const memory: number[] = []
  const heads = all.map(() => 0)
  for (const moment of momentsOf(all)) {
    let cores = NaN
    let bytes = NaN
    for (const [which, { history, until }] of all.entries()) {
      if (history.count === 0 || moment > until) continue
      let head = heads[which] ?? 0
      while (head + 1 < history.count && history.reading(head + 1).at <= moment + sameMoment) head++
      heads[which] = head
      const reading = history.reading(head)
      if (reading.at > moment + sameMoment || reading.at < moment - hole) continue
      if (!Number.isNaN(reading.cpu)) cores = (Number.isNaN(cores) ? 0 : cores) + reading.cpu
      if (!Number.isNaN(reading.memory)) bytes = (Number.isNaN(bytes) ? 0 : bytes) + reading.memory
    }
    const before = at.at(-1)
    if (before !== undefined && moment - before > hole) {
      at.push(before + 1000)
      cpu.push(NaN)
      memory.push(NaN)
    }
    at.push(moment)
    cpu.push(cores)
    memory.push(bytes)
  }
  return { cpu: { name: 'cpu', at, values: cpu }, memory: { name: 'memory', at, values: memory } }
}

/** All moments of all readings, rising; those that are about the same are one. */
function momentsOf(all: readonly FormerHistory[]): readonly number[] {
  const every: number[] = []
  for (const { history } of all) for (let index = 0; index < history.count; index++) every.push(history.reading(index).at)
  every.sort((a, b) => a - b)
  const moments: number[] = []
  for (const at of every) if (at - (moments.at(-1) ?? -Infinity) > sameMoment) moments.push(at)
  return moments
}
