import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CacheVault } from '../cacheVault.ts'
import { EventFile } from './eventFile.ts'
import type { KeptEvent } from './keptEvent.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'kubilitics-events-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const vault = (fill = 7): CacheVault => ({
  policy: () => ({ mode: 'encrypted', backend: 'test' }),
  key: () => new Uint8Array(32).fill(fill),
  onChange: () => () => undefined,
  allowWeak: () => Promise.reject(new Error('not asked')),
})
const event = (key: string, count = 1): KeptEvent => ({
  key,
  id: `core/Event/shop/${key}`,
  type: 'Warning',
  reason: 'BackOff',
  message: `words-of-${key}`,
  source: 'kubelet',
  part: '',
  count,
  firstAt: 1,
  lastAt: 2,
  target: null,
  targetUid: '',
  namespace: 'shop',
})

describe('EventFile', () => {
  it('gives back what was appended, the newer state of each, and holds nothing legible', async () => {
    const file = new EventFile(folder, 'ctx-1', vault())
    await file.append([event('a'), event('b')], 3, 1)
    await file.append([event('a', 9)], 4, 2)
    expect(await file.read()).toEqual({ events: [event('a', 9), event('b')], dropped: 4, written: 3, damaged: 0 })
    expect(readFileSync(file.file).includes('words-of')).toBe(false)
    expect(statSync(file.file).mode & 0o777).toBe(0o600)
  })

  it('loses only the batch that is damaged, says so, and puts the file aside', async () => {
    const file = new EventFile(folder, 'ctx-1', vault())
    await file.append([event('a')], 0, 1)
    const first = readFileSync(file.file).length
    await file.append([event('b')], 0, 2)
    await file.append([event('c')], 0, 3)
    const bytes = readFileSync(file.file)
    bytes[first + 60] = (bytes[first + 60] ?? 0) ^ 1
    writeFileSync(file.file, bytes)
    const read = await file.read()
    expect(read.events.map(({ key }) => key)).toEqual(['a', 'c'])
    expect(read.damaged).toBe(1)
    expect(existsSync(`${file.file}.damaged`)).toBe(true)
    expect(existsSync(file.file)).toBe(false)
  })

  it('reads what stands before an end that is cut off', async () => {
    const file = new EventFile(folder, 'ctx-1', vault())
    await file.append([event('a')], 0, 1)
    await file.append([event('b')], 0, 2)
    writeFileSync(file.file, readFileSync(file.file).subarray(0, -5))
    const read = await file.read()
    expect(read.events.map(({ key }) => key)).toEqual(['a'])
    expect(read.damaged).toBe(1)
  })

  it('reads what an earlier version of the app wrote, which knew no uids', async () => {
    const file = new EventFile(folder, 'ctx-1', vault())
    const { targetUid: _none, ...old } = event('a')
    await file.append([old as KeptEvent, { ...event('b'), targetUid: 'u-1' }, { ...event('c'), targetUid: 7 as unknown as string }], 0, 1)
    expect((await file.read()).events).toEqual([event('a'), { ...event('b'), targetUid: 'u-1' }])
  })

  it('opens nothing of another cluster or with another key', async () => {
    const file = new EventFile(folder, 'ctx-1', vault())
    await file.append([event('a')], 0, 1)
    const other = new EventFile(folder, 'ctx-2', vault())
    writeFileSync(other.file, readFileSync(file.file))
    expect(await other.read()).toMatchObject({ events: [], damaged: 1 })
    expect(await new EventFile(folder, 'ctx-1', vault(8)).read()).toMatchObject({ events: [], damaged: 1 })
  })

  it('writes nothing without a key, and replaces everything when it is written anew', async () => {
    const closed = new EventFile(folder, 'ctx-1', { ...vault(), key: () => null })
    expect(await closed.append([event('a')], 0, 1)).toBe(false)
    expect(existsSync(closed.file)).toBe(false)
    const file = new EventFile(folder, 'ctx-1', vault())
    await file.append([event('a')], 0, 1)
    await file.rewrite([event('b')], 0, 2)
    expect((await file.read()).events.map(({ key }) => key)).toEqual(['b'])
  })
})
