import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { placement, WindowState } from './windowState.ts'

const screenArea = { x: 0, y: 0, width: 1920, height: 1040 }
const saved = (x: number, y: number, width = 1200, height = 800) => ({ bounds: { x, y, width, height }, maximised: false })

describe('placement', () => {
  it('puts a window back where it was', () => {
    expect(placement(saved(100, 50), [screenArea])).toEqual({ size: { width: 1200, height: 800 }, at: { x: 100, y: 50 }, maximised: false })
    expect(placement(saved(2000, 50), [screenArea, { ...screenArea, x: 1920 }]).at).toEqual({ x: 2000, y: 50 })
  })

  it('lets the system place a window whose screen is gone, or whose title bar is out of reach', () => {
    expect(placement(saved(2000, 50), [screenArea]).at).toBeNull()
    expect(placement(saved(-1150, 50), [screenArea]).at).toBeNull()
    expect(placement(saved(100, -400), [screenArea]).at).toBeNull()
  })

  it('makes a window fit a smaller screen, and never too small to use', () => {
    expect(placement(saved(0, 0, 5000, 4000), [screenArea]).size).toEqual({ width: 1920, height: 1040 })
    expect(placement(saved(0, 0, 100, 100), [screenArea]).size).toEqual({ width: 800, height: 500 })
  })
})

describe('WindowState', () => {
  it('remembers over a restart, and survives a broken file', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'window-')), 'window.json')
    const errors: unknown[] = []
    const state = new WindowState(file, (thrown) => errors.push(thrown))
    state.save({ getNormalBounds: () => ({ x: 10, y: 20, width: 1000, height: 700 }), isMaximized: () => true })
    expect(state.read([screenArea])).toEqual({ size: { width: 1000, height: 700 }, at: { x: 10, y: 20 }, maximised: true })
    writeFileSync(file, '{"bounds": {"x": "a"}}')
    expect(state.read([screenArea]).at).toBeNull()
    expect(readFileSync(`${file}.broken`, 'utf8')).toContain('"a"')
    expect(errors).toEqual([])
  })
})
