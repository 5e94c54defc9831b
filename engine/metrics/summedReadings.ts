import type { Series } from '../contract/index.ts'
import type { UsageHistory } from './usageHistory.ts'

/** Milliseconds without a reading that are a hole: metrics are read every half minute, and servers measure at least once a minute. */
const hole = 150_000

/**
 * Readings of several objects on one axis: the moments of whichever was read most often; each contributes its reading nearest before, unless that is too
 * old. Where nothing was read for a while there is a hole, not a line across it.
 */
export function summedReadings(histories: readonly UsageHistory[]): { cpu: Series; memory: Series } {
  const longest = histories.reduce<UsageHistory | null>((most, one) => (most === null || one.count > most.count ? one : most), null)
  const at: number[] = []
  const cpu: number[] = []
  const memory: number[] = []
  const heads = histories.map(() => 0)
  for (let index = 0; longest !== null && index < longest.count; index++) {
    const moment = longest.reading(index).at
    let cores = NaN
    let bytes = NaN
    for (const [which, history] of histories.entries()) {
      let head = heads[which] ?? 0
      // Pods are measured a few seconds apart: half a reading's distance is the same moment
      while (head + 1 < history.count && history.reading(head + 1).at <= moment + 15_000) head++
      heads[which] = head
      const reading = history.reading(head)
      if (reading.at > moment + 15_000 || reading.at < moment - hole) continue
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
