import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { LogKeeping } from './logKeeping.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'kubilitics-keeping-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('how much of a log is kept', () => {
  it('is told at once to who listens, and is the same after a restart', async () => {
    const { keeping, error } = await LogKeeping.open(folder)
    expect(error).toBeNull()
    const heard: number[] = []
    const stop = keeping.onChange(() => heard.push(keeping.keep.lines))
    expect(await keeping.set({ lines: 50_000, bytes: 32_000_000 })).toEqual({ ok: true, value: null })
    stop()
    await keeping.set({ lines: 60_000, bytes: 32_000_000 })
    expect(heard).toEqual([50_000])
    expect((await LogKeeping.open(folder)).keeping.keep).toEqual({ lines: 60_000, bytes: 32_000_000 })
  })

  it('refuses what is too much or too little, and says where a file is broken', async () => {
    const { keeping } = await LogKeeping.open(folder)
    const before = keeping.keep
    expect(await keeping.set({ lines: 10, bytes: 32_000_000 })).toMatchObject({ ok: false, error: { code: 'bad-input' } })
    expect(await keeping.set({ lines: 50_000, bytes: 1e12 })).toMatchObject({ ok: false })
    expect(keeping.keep).toEqual(before)
    expect(readdirSync(folder)).toEqual([])
    writeFileSync(path.join(folder, 'log-keeping.json'), '{"lines":"many"}')
    const again = await LogKeeping.open(folder)
    expect(again.keeping.keep).toEqual(before)
    expect(again.error).toMatchObject({ code: 'io', where: path.join(folder, 'log-keeping.json') })
  })
})
