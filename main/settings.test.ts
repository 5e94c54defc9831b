import { mkdtempSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { zoomed } from '../preload/contract.ts'
import { Settings, settingsSchema, usualSettings } from './settings.ts'

const newFile = (): string => join(mkdtempSync(join(tmpdir(), 'settings-')), 'settings.json')
const fail = (thrown: unknown): void => {
  throw thrown
}

describe('Settings', () => {
  it('are kept whole, with their version, readable by their owner only, with no temporary file left', () => {
    const file = newFile()
    const settings = new Settings(file, fail)
    expect(settings.values).toEqual(usualSettings)
    const heard: string[] = []
    settings.onChange((values) => heard.push(values.theme))
    settings.set({ theme: 'dark' })
    expect(heard).toEqual(['dark'])
    expect(new Settings(file, fail).values.theme).toBe('dark')
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ version: 1, theme: 'dark', events: { days: 7 } })
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(readdirSync(join(file, '..'))).toEqual(['settings.json'])
  })

  it('keep the good fields of a file with bad ones, say each with what is possible and what holds, and keep the file', () => {
    const file = newFile()
    const text = '{"version":1,"theme":"dark","zoom":99,"events":{"days":0,"megabytes":5,"weeks":2},"density":"huge"}'
    writeFileSync(file, text)
    const settings = new Settings(file, fail)
    expect(settings.values).toMatchObject({ theme: 'dark', zoom: 1, density: 'comfortable', events: { keep: true, days: 7, megabytes: 5 } })
    const all = settings.problems.join('\n')
    expect(all).toMatch(/zoom is 99: .*<=2\. 1 holds\./)
    expect(all).toMatch(/events\.days is 0: .*>=1\. 7 holds\./)
    expect(all).toMatch(/density is "huge": .*"comfortable"\|"compact"\. "comfortable" holds\./)
    expect(all).toContain('events.weeks is no setting of this app.')
    expect(all).toContain(`${file}.broken`)
    // the first change writes over the file: what was in it is beside it, word for word
    settings.set({ density: 'compact' })
    expect(readFileSync(`${file}.broken`, 'utf8')).toBe(text)
    expect(new Settings(file, fail).problems).toEqual([])
  })

  it('never write over a kept file, and leave fields of a newer app in the file', () => {
    const file = newFile()
    writeFileSync(`${file}.broken`, 'the first')
    writeFileSync(file, '{"version":2,"theme":"light","telescope":{"on":true}}')
    const settings = new Settings(file, fail)
    expect(settings.values.theme).toBe('light')
    expect(settings.problems[0]).toMatch(/version 2, and this app writes version 1/)
    expect(readFileSync(`${file}.broken`, 'utf8')).toBe('the first')
    expect(readFileSync(`${file}.broken-2`, 'utf8')).toContain('telescope')
    settings.set({ theme: 'dark' })
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ theme: 'dark', telescope: { on: true } })
  })

  it.each(['{"theme":', '[]', 'null', '7', ''])('say so when the file is %j, and keep it', (text) => {
    const file = newFile()
    writeFileSync(file, text)
    const settings = new Settings(file, fail)
    expect(settings.values).toEqual(usualSettings)
    expect(settings.problems).toHaveLength(1)
    expect(settings.problems[0]).toContain('.broken')
    expect(readFileSync(`${file}.broken`, 'utf8')).toBe(text)
  })

  it('hold whatever wrong values stand in every field', () => {
    const file = newFile()
    for (const wrong of ['null', '"x"', '-1', '[]', '{}', '{"days":"x","keep":1,"lines":null,"minutes":1.5}', '1e999']) {
      writeFileSync(
        file,
        `{${Object.keys(usualSettings)
          .map((field) => `"${field}":${wrong}`)
          .join(',')}}`,
      )
      const { values } = new Settings(file, fail)
      expect(settingsSchema.safeParse(values).success, wrong).toBe(true)
    }
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
