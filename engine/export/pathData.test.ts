import { describe, expect, test } from 'vitest'
import { iconShapes } from '../layout/icons.ts'
import { ellipsePath, type PathStep, readPath, rectanglePath } from './pathData.ts'

/** Points on a path: its own, and the middles of its curves. */
function points(steps: readonly PathStep[]): [number, number][] {
  const out: [number, number][] = []
  let here: readonly [number, number] = [0, 0]
  for (const step of steps) {
    if (step.type === 'close') continue
    if (step.type === 'curve') {
      const middle = (i: 0 | 1): number => (here[i] + 3 * step.by[i] + 3 * step.then[i] + step.to[i]) / 8
      out.push([middle(0), middle(1)])
    }
    here = step.to
    out.push([here[0], here[1]])
  }
  return out
}

const ends = (data: string): string =>
  readPath(data)
    .map((step) => (step.type === 'close' ? 'z' : `${step.type[0] ?? ''}${step.to.map((v) => Math.round(v * 100) / 100).join(',')}`))
    .join(' ')

describe('path data', () => {
  test('reads small letters as relative, and numbers after a move as lines', () => {
    expect(ends('m1 2 3 4 5-6z')).toBe('m1,2 l4,6 l9,0 z')
    expect(ends('M1 2H5V6h-1v-1')).toBe('m1,2 l5,2 l5,6 l4,6 l4,5')
  })

  test('goes on from the start of what was closed', () => {
    expect(ends('M1 1h2v2zl1 0')).toBe('m1,1 l3,1 l3,3 z l2,1')
  })

  test('reads numbers and flags that touch', () => {
    expect(ends('M14 2a2 2 0 00-2 2')).toBe(ends('M 14 2 A 2 2 0 0 0 12 4'))
    expect(ends('M0 0L.5.5-1-1e1')).toBe('m0,0 l0.5,0.5 l-1,-10')
  })

  test('draws arcs on their circle, whichever way and however far', () => {
    for (const [large, sweep] of [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ] as const) {
      const steps = readPath(`M10 0A10 10 0 ${large} ${sweep} 0 10`)
      const centre = large === sweep ? [10, 10] : [0, 0]
      for (const [x, y] of points(steps)) expect(Math.hypot(x - (centre[0] ?? 0), y - (centre[1] ?? 0))).toBeCloseTo(10, 1)
      expect(steps.filter((step) => step.type === 'curve').length).toBe(large === 1 ? 3 : 1)
    }
  })

  test('stretches an arc that is too small for its ends', () => {
    expect(ends('M0 0A1 1 0 0 1 10 0')).toMatch(/c10,0$/)
  })

  test('gives ellipses and round rectangles their size', () => {
    const box = (steps: readonly PathStep[]): number[] => {
      const all = points(steps)
      const [x, y] = [all.map((p) => p[0]), all.map((p) => p[1])]
      return [Math.min(...x), Math.min(...y), Math.max(...x), Math.max(...y)].map((v) => Math.round(v * 1000) / 1000)
    }
    expect(box(ellipsePath(5, 6, 3, 2))).toEqual([2, 4, 8, 8])
    expect(box(rectanglePath(1, 2, 10, 20, 3))).toEqual([1, 2, 11, 22])
    expect(box(rectanglePath(1, 2, 10, 20, 0))).toEqual([1, 2, 11, 22])
    // a radius larger than the rectangle makes a capsule, not a knot
    expect(box(rectanglePath(0, 0, 10, 4, 50))).toEqual([0, 0, 10, 4])
  })

  test('reads every icon, and none leaves its field', () => {
    for (const [name, shape] of Object.entries(iconShapes)) {
      for (const [, data = ''] of shape.matchAll(/ d="([^"]+)"/g)) {
        for (const value of points(readPath(data)).flat()) {
          expect(value, name).toBeGreaterThanOrEqual(0)
          expect(value, name).toBeLessThanOrEqual(24.01)
        }
      }
    }
  })

  test('refuses what is no path', () => {
    expect(() => readPath('M1')).toThrow('no number')
    expect(() => readPath('1 2')).toThrow('no command')
    expect(() => readPath('M0 0A1 1 0 2 0 5 5')).toThrow('no flag')
  })
})
