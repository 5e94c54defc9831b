import cytoscape from 'cytoscape'
import { describe, expect, it } from 'vitest'
import type { HealthLevel } from '../../engine/contract/index.ts'
import { demoGraph } from '../../tests/support/demo/demoGraph.ts'
import { CanvasPen, smallestText } from './canvasPen.ts'
import { styleOf } from './lineStyle.ts'
import type { Palette } from './palette.ts'
import { Painter } from './painter.ts'
import { buildScene } from './sceneModel.ts'
import { Arrivals } from './arrivals.ts'
import { levelOf } from './levels.ts'

/** A canvas that remembers what was written and drawn on it; letters are half as wide as high. */
class Sheet {
  readonly written: { words: string; size: number }[] = []
  readonly strokes: string[] = []
  private readonly target: Record<string, unknown> = { font: '', globalAlpha: 1 }

  readonly canvas = {
    width: 0,
    height: 0,
    getContext: () =>
      new Proxy(this.target, {
        get: (target, name) => {
          if (name === 'measureText') return (words: string) => ({ width: words.length * this.size * 0.5 })
          if (name === 'fillText') return (words: string) => this.written.push({ words, size: this.size })
          if (typeof name === 'string' && name in target) return target[name]
          return (...values: unknown[]) => void this.strokes.push(`${String(name)} ${values.map(Number).map(Math.round).join(' ')}`)
        },
        set: (target, name, value) => {
          target[String(name)] = value
          return true
        },
      }),
  } as unknown as HTMLCanvasElement

  private get size(): number {
    return Number(/([\d.]+)px/.exec(String(this.target['font']))?.[1] ?? 0)
  }
}

const palette = new Proxy({}, { get: (_target, name) => String(name) }) as Palette
const byId = <T extends { id: string }>(items: readonly T[]): Map<string, T> => new Map(items.map((one) => [one.id, one]))
const { tiles, boxes, routes } = demoGraph(1).picture
globalThis.Path2D ??= class {} as unknown as typeof Path2D

describe('words in the picture', () => {
  it('are never smaller than can be read, at any zoom; what has no room is counted', () => {
    const scene = buildScene({ nodes: new Map(), edges: new Map(), tiles: byId(tiles), boxes: byId(boxes), routes: byId(routes) })
    const emphasis = { selected: null, focus: null, lit: null, faded: 1, apart: new Set<string>(), arrivals: new Arrivals() }
    let omitted = 0
    for (let zoom = 0.03; zoom < 3; zoom *= 1.17) {
      const sheet = new Sheet()
      const view = { panX: 0, panY: 0, zoom, width: 1400, height: 900 }
      for (const paint of ['boxes', 'tiles'] as const) {
        const painter = new Painter(sheet.canvas, palette, (kind) => kind)
        if (paint === 'boxes') painter.boxes(scene, view, levelOf(zoom), emphasis, null)
        else painter.tiles(scene, view, levelOf(zoom), emphasis)
        omitted += painter.omitted
      }
      expect(Math.min(...sheet.written.map(({ size }) => size)), `at ${zoom}`).toBeGreaterThanOrEqual(smallestText)
    }
    expect(omitted).toBeGreaterThan(0)
  })

  it('fit into their room at every size, and keep both ends', () => {
    for (const size of [9, 10.5, 13.7, 22]) {
      const sheet = new Sheet()
      const pen = new CanvasPen(sheet.canvas, palette)
      const width = pen.text('checkout-6d5f7c8b9b-k8wzn', 0, 0, { size, ink: 'text1', room: 80 })
      const [shown] = sheet.written
      expect(width).toBeLessThanOrEqual(80)
      expect(shown?.words).toMatch(/^ch.*….*n$/)
      expect(width).toBeCloseTo((shown?.words.length ?? 0) * size * 0.5, 5)
    }
  })
})

describe('health', () => {
  it('has a shape of its own at every level, for who sees no colours', () => {
    const levels: readonly HealthLevel[] = ['healthy', 'progressing', 'warning', 'failing', 'paused', 'unknown']
    const shapes = (draw: (pen: CanvasPen, level: HealthLevel) => void): string[] =>
      levels.map((level) => {
        const sheet = new Sheet()
        draw(new CanvasPen(sheet.canvas, palette), level)
        return sheet.strokes.join('\n')
      })
    expect(new Set(shapes((pen, level) => void pen.mark(level, 0, 0, 24))).size).toBe(levels.length)
    expect(new Set(shapes((pen, level) => void pen.pod(level, 0, 0, 24))).size).toBe(levels.length)
  })
})

describe('lines', () => {
  it('have an arrow at the end they lead to, at both where they lead both ways, and none where something is only needed', () => {
    const cy = cytoscape({
      headless: true,
      styleEnabled: true,
      style: styleOf({ ...palette, need: '#111', accent: '#222', policy: '#333', fail: '#444', text3: '#555' }, 1),
      elements: [
        { data: { id: 'a', w: 10, h: 10 } },
        { data: { id: 'b', w: 10, h: 10 } },
        ...(
          [
            ['one', { flow: 'policy', both: false }],
            ['two', { flow: 'policy', both: true }],
            ['need', { flow: 'need', both: false }],
            ['broken', { flow: 'need', both: false, broken: true }],
          ] as const
        ).map(([id, data]) => ({
          data: { id, source: 'a', target: 'b', weights: '0.5', distances: '0', from: '0 0', to: '0 0', z: 1, ...data },
        })),
      ],
    })
    const arrows = (id: string): unknown[] => ['source-arrow-shape', 'target-arrow-shape'].map((one) => cy.getElementById(id).style(one))
    expect(arrows('one')).toEqual(['none', 'triangle'])
    expect(arrows('two')).toEqual(['triangle', 'triangle'])
    expect(arrows('need')).toEqual(['none', 'none'])
    expect(arrows('broken')).toEqual(['none', 'triangle'])
    cy.destroy()
  })
})
