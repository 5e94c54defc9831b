import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { beginKeymapFile, readKeymapFile } from './keymapFile.ts'

const newFile = (): string => join(mkdtempSync(join(tmpdir(), 'keymap-')), 'keymap.json')

it('reads lists of keys, and says what cannot be read of a file that stays where it is', () => {
  const file = newFile()
  expect(readKeymapFile(file)).toEqual({ keys: {}, problems: [] })
  writeFileSync(file, '{"palette":["Ctrl P"],"filter":"f","next":7}')
  const read = readKeymapFile(file)
  expect(read.keys).toEqual({ palette: ['Ctrl P'], filter: ['f'] })
  expect(read.problems).toEqual(['"next" is not a list of at most 6 keys, as ["Ctrl K"].'])
  for (const text of ['{"palette":', '[]', '"x"']) {
    writeFileSync(file, text)
    expect(readKeymapFile(file).problems, text).toHaveLength(1)
    // somebody is writing it by hand
    expect(readFileSync(file, 'utf8')).toBe(text)
    expect(existsSync(`${file}.broken`)).toBe(false)
  }
})

it('begins a file where there is none, and never touches one', () => {
  const file = newFile()
  beginKeymapFile(file)
  expect(readKeymapFile(file)).toEqual({ keys: {}, problems: [] })
  writeFileSync(file, '{"palette":["Ctrl P"]}')
  beginKeymapFile(file)
  expect(readKeymapFile(file).keys).toEqual({ palette: ['Ctrl P'] })
})
