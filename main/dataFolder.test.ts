import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { dataFolder, temporaryFolder } from './dataFolder.ts'

let room: string
beforeEach(() => (room = mkdtempSync(join(tmpdir(), 'data-folder-'))))
afterEach(() => rmSync(room, { recursive: true, force: true }))

/** A place where nobody can write, not even root: below a file. */
function lockedPlace(): string {
  writeFileSync(join(room, 'file'), '')
  return join(room, 'file/below')
}

describe('the data folder', () => {
  it('is the one asked for, made where it is missing', () => {
    const wanted = join(room, 'a/b')
    expect(dataFolder(wanted)).toEqual({ path: wanted, temporary: false, problem: null })
    expect(existsSync(wanted)).toBe(true)
  })

  it('is a temporary one where nothing can be written, and that is said with what to do', () => {
    const locked = lockedPlace()
    const found = dataFolder(locked, [join(locked, 'tmp'), join(room, 'tmp')])
    expect(found.temporary).toBe(true)
    expect(dirname(found.path)).toBe(join(room, 'tmp'))
    expect(existsSync(found.path)).toBe(true)
    expect(found.problem).toContain(`${locked} cannot be written (ENOTDIR)`)
    expect(found.problem).toContain('--user-data-dir')
  })

  it('is none where nothing at all can be written', () => {
    const locked = lockedPlace()
    expect(() => dataFolder(locked, [join(locked, 'tmp')])).toThrow(/nor can any temporary folder.*--user-data-dir/)
  })
})

it('temporary files have a folder that can be written', () => {
  const before = process.env['TMPDIR']
  try {
    process.env['TMPDIR'] = lockedPlace()
    expect(temporaryFolder(room)).not.toBe(process.env['TMPDIR'])
    expect(existsSync(temporaryFolder(room))).toBe(true)
  } finally {
    if (before === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = before
  }
})
