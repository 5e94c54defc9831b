import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { PictureTile } from '../../engine/contract/index.ts'
import { demoGraph } from '../../tests/support/demo/demoGraph.ts'
import { Arrivals } from './arrivals.ts'

const tiles = new Map(demoGraph(1).picture.tiles.map((tile) => [tile.id, tile]))
const [first] = [...tiles.keys()]
const without = new Map<string, PictureTile>([...tiles].slice(1))
let reduced = false

beforeEach(() => {
  vi.useFakeTimers()
  reduced = false
  vi.stubGlobal('matchMedia', () => ({ matches: reduced }))
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('what comes and goes', () => {
  it('sprouts, and is whole soon', () => {
    const arrivals = new Arrivals()
    arrivals.change(without, tiles)
    expect(arrivals.inkOf(first ?? '')).toBeLessThan(0.2)
    expect(arrivals.isMoving()).toBe(true)
    vi.advanceTimersByTime(200)
    expect(arrivals.inkOf(first ?? '')).toBe(1)
    expect(arrivals.isMoving()).toBe(false)
  })

  it('fades where it stood, and is gone soon', () => {
    const arrivals = new Arrivals()
    arrivals.change(tiles, without)
    vi.advanceTimersByTime(75)
    expect(arrivals.gone()).toMatchObject([{ tile: { id: first } }])
    expect(arrivals.gone()[0]?.ink).toBeCloseTo(0.5, 1)
    vi.advanceTimersByTime(100)
    expect(arrivals.gone()).toEqual([])
  })

  it('is there at once for who wants no motion, and where it is another picture', () => {
    const arrivals = new Arrivals()
    reduced = true
    arrivals.change(without, tiles)
    expect([arrivals.inkOf(first ?? ''), arrivals.isMoving()]).toEqual([1, false])
    reduced = false
    const [any] = tiles.values()
    if (any === undefined) throw new Error('there is no tile')
    arrivals.change(new Map(), new Map(Array.from({ length: 500 }, (_, i) => [`t${i}`, { ...any, id: `t${i}` }])))
    expect(arrivals.isMoving()).toBe(false)
  })
})
