import { mkdtempSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Settings, zoomed } from './settings.ts'

const newFile = (): string => join(mkdtempSync(join(tmpdir(), 'settings-')), 'settings.json')
const fail = (thrown: unknown): void => {
  throw thrown
}

describe('Settings', () => {
  it('are kept whole, readable by their owner only, with no temporary file left', () => {
    const file = newFile()
    const settings = new Settings(file, fail)
    expect(settings.values).toEqual({ theme: 'system', density: 'comfortable', zoom: 1, allowWeakVault: null })
    const heard: string[] = []
    settings.onChange((values) => heard.push(values.theme))
    settings.set({ theme: 'dark' })
    expect(heard).toEqual(['dark'])
    expect(new Settings(file, fail).values.theme).toBe('dark')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(readdirSync(join(file, '..'))).toEqual(['settings.json'])
  })

  it('keep the good parts of a file with a bad one', () => {
    const file = newFile()
    writeFileSync(file, '{"theme":"dark","zoom":99,"later":1}')
    const settings = new Settings(file, fail)
    expect(settings.values).toMatchObject({ theme: 'dark', zoom: 1 })
    expect(settings.problem).toBeNull()
  })

  it('say so when the file is not JSON, and keep it', () => {
    const file = newFile()
    writeFileSync(file, '{"theme":')
    const settings = new Settings(file, fail)
    expect(settings.problem).toContain('.broken')
    expect(readFileSync(`${file}.broken`, 'utf8')).toBe('{"theme":')
  })

  it('hold for the session when they cannot be written, and that is told', () => {
    const errors: unknown[] = []
    const folder = mkdtempSync(join(tmpdir(), 'settings-'))
    writeFileSync(join(folder, 'file'), '')
    const settings = new Settings(join(folder, 'file', 'settings.json'), (thrown) => errors.push(thrown))
    settings.set({ density: 'compact' })
    expect(settings.values.density).toBe('compact')
    expect(errors).toHaveLength(1)
  })
})

describe('zoomed', () => {
  it('goes in steps and stops at both ends', () => {
    expect(zoomed(1, 1)).toBe(1.1)
    expect(zoomed(0.7, -1)).toBe(0.6)
    expect(zoomed(2, 1)).toBe(2)
    expect(zoomed(0.5, -1)).toBe(0.5)
  })
})
