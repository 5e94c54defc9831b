import { describe, expect, it } from 'vitest'
import { summedReadings } from './summedReadings.ts'
import { UsageHistory } from './usageHistory.ts'

const start = 1_700_000_000_000

/** A history with so many cores at each of these seconds. */
function history(seconds: readonly number[], cores: number): UsageHistory {
  const made = new UsageHistory()
  for (const second of seconds) made.add(start + second * 1000, cores, cores * 1024, 100)
  return made
}
const at = (seconds: number): number => start + seconds * 1000

describe('usage of several Pods', () => {
  it('is their sum at each moment, though they are not measured at the same one', () => {
    const { cpu, memory } = summedReadings([history([0, 30, 60], 1), history([4, 34, 64], 2)])
    expect(cpu.at).toEqual([at(0), at(30), at(60)])
    expect(cpu.values).toEqual([3, 3, 3])
    expect(memory.values).toEqual([3072, 3072, 3072])
  })

  it('has a hole where nothing was read, and no line across it', () => {
    const { cpu } = summedReadings([history([0, 30, 600, 630], 1)])
    expect(cpu.at).toEqual([at(0), at(30), at(31), at(600), at(630)])
    expect(cpu.values).toEqual([1, 1, NaN, 1, 1])
  })

  it('does not go on with what was measured of one long ago', () => {
    const { cpu } = summedReadings([history([0, 60, 120, 180, 240], 1), history([0, 30], 2)])
    expect(cpu.at.map((moment) => (moment - start) / 1000)).toEqual([0, 30, 60, 120, 180, 240])
    expect(cpu.values).toEqual([3, 3, 3, 3, 3, 1])
  })

  it('counts at each moment the Pods of then: one that went until it went, and its successor from when it came', () => {
    const { cpu } = summedReadings([history([90, 120, 150], 2)], [{ history: history([0, 30, 60], 1), until: at(62) }])
    expect(cpu.at.map((moment) => (moment - start) / 1000)).toEqual([0, 30, 60, 90, 120, 150])
    expect(cpu.values).toEqual([1, 1, 1, 2, 2, 2])
    expect(summedReadings([], [{ history: history([0, 30], 1), until: at(31) }]).cpu.values).toEqual([1, 1])
  })

  it('of none is nothing', () => {
    expect(summedReadings([]).cpu.at).toEqual([])
  })
})
