import { randomBytes } from 'node:crypto'
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { CacheVault } from '../cacheVault.ts'
import { podsKind as pods } from '../../tests/support/podsKind.ts'
import { PictureCache, type LoadedPicture } from './pictureCache.ts'
import type { SnapshotObject, SnapshotSource } from './snapshotFormat.ts'

const root = mkdtempSync(path.join(tmpdir(), 'kubilitics-torn-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
const key = randomBytes(32)
const vault = (given: Uint8Array = key): CacheVault => ({
  policy: () => ({ mode: 'encrypted', backend: 'test' }),
  key: () => given,
  onChange: () => () => undefined,
  allowWeak: () => Promise.reject(new Error('not asked')),
})
const meta = { cluster: 'prod', server: 'https://10.0.0.1', version: 'v1.34.4', clusterUid: 'u-1', sample: false }
const pod = (name: string): SnapshotObject => ({ kind: 'core/Pod', namespace: 'shop', name, json: Buffer.from(`{"name":"${name}"}`) })
const source = (names: readonly string[]): SnapshotSource => ({
  meta,
  kinds: [pods],
  ledger: [],
  count: names.length,
  objects: () => names.map(pod),
})
const append = (cache: PictureCache, cluster: string, name: string, takenAt: number, removed: string[] = []): Promise<void> =>
  cache.append(
    cluster,
    { takenAt, meta, kinds: [pods], ledger: [], removed: removed.map((gone) => ['core/Pod', 'shop', gone] as const), replaced: [] },
    [pod(name)],
  )
const namesIn = ({ picture }: LoadedPicture): string[] => [...(picture?.objects('core/Pod') ?? [])].map(({ name }) => name)

/** What is read with the first so many of the three changes. */
const held = [
  ['a', 'b'],
  ['a', 'b', 'c'],
  ['a', 'b', 'c', 'd'],
  ['a', 'c', 'd', 'e'],
] as const

let made = 0
/** A picture of two pods, and three changes behind it: two come, and with the third one goes. */
async function kept() {
  const folder = path.join(root, String(++made))
  const cache = new PictureCache(folder, vault())
  await cache.save('ctx-a', source(['a', 'b']), 10)
  const file = path.join(folder, 'ctx-a.changes')
  const ends = [0]
  const wrote = async (name: string, at: number, removed?: string[]): Promise<void> => {
    await append(cache, 'ctx-a', name, at, removed)
    ends.push(readFileSync(file).length)
  }
  await wrote('c', 11)
  await wrote('d', 12)
  await wrote('e', 13, ['b'])
  return {
    folder,
    file,
    picture: path.join(folder, 'ctx-a.picture'),
    bytes: readFileSync(file),
    ends,
    fresh: () => new PictureCache(folder, vault()),
  }
}

/** The next writing is whole, and then all is as if nothing had happened. */
async function heals(cache: PictureCache, folder: string): Promise<void> {
  expect(await cache.takesChanges('ctx-a')).toBe(false)
  expect(await cache.save('ctx-a', source(['x', 'y']), 20)).toBeNull()
  expect(await cache.takesChanges('ctx-a')).toBe(true)
  await append(cache, 'ctx-a', 'z', 21)
  const again = await new PictureCache(folder, vault()).load('ctx-a')
  expect(namesIn(again)).toEqual(['x', 'y', 'z'])
  expect(again.damage).toBeNull()
}

describe('changes of a kept picture', () => {
  it('cut at any place: what is whole is kept, the rest is said, and the next writing is whole', async () => {
    const { folder, file, bytes, ends, fresh } = await kept()
    for (let cut = bytes.length; cut >= 0; cut--) {
      truncateSync(file, cut)
      const whole = ends.filter((end) => end <= cut).length - 1
      const loaded = await fresh().load('ctx-a')
      expect(namesIn(loaded), `cut at ${cut}`).toEqual(held[whole])
      expect(loaded.picture?.head.takenAt, `cut at ${cut}`).toBe(10 + whole)
      // cut between two changes it is as if the app had ended before the next
      expect(loaded.damage, `cut at ${cut}`).toEqual(ends.includes(cut) ? null : { file, heldAt: 10 + whole })
    }
    writeFileSync(file, bytes.subarray(0, (ends[1] ?? 0) + 7))
    const cache = fresh()
    await cache.load('ctx-a')
    await heals(cache, folder)
  })

  it('with a byte changed end before the change it stands in', async () => {
    const { file, bytes, ends, fresh } = await kept()
    for (let at = 0; at < bytes.length; at += 3) {
      const bad = Buffer.from(bytes)
      bad[at] = (bad[at] ?? 0) ^ (1 + (at % 255))
      writeFileSync(file, bad)
      const whole = ends.filter((end) => end <= at).length - 1
      const loaded = await fresh().load('ctx-a')
      expect(namesIn(loaded), `changed at ${at}`).toEqual(held[whole])
      expect(loaded.damage, `changed at ${at}`).toEqual({ file, heldAt: 10 + whole })
    }
  })

  it.each([
    ['noise', randomBytes(500)],
    ['zeros, as after a power cut', Buffer.alloc(4096)],
    ['a length that no file has', Buffer.from([0xff, 0xff, 0xff, 0xff, 1, 2, 3])],
    ['a single byte', Buffer.from([0])],
  ])('followed by %s are all kept', async (_, garbage) => {
    const { folder, file, bytes, fresh } = await kept()
    writeFileSync(file, Buffer.concat([bytes, garbage]))
    const cache = fresh()
    const loaded = await cache.load('ctx-a')
    expect(namesIn(loaded)).toEqual(held[3])
    expect(loaded.damage).toEqual({ file, heldAt: 13 })
    await heals(cache, folder)
  })

  it('of another cluster, or at another place, do not open', async () => {
    const { folder, file, bytes, ends, fresh } = await kept()
    const [, one = 0, two = 0] = ends
    const other = fresh()
    await other.save('ctx-b', source(['b']), 1)
    await append(other, 'ctx-b', 'stranger', 2)
    const foreign = readFileSync(path.join(folder, 'ctx-b.changes'))
    const [first, second, third] = [bytes.subarray(0, one), bytes.subarray(one, two), bytes.subarray(two)]
    for (const [parts, whole] of [
      [[foreign], 0],
      [[first, foreign, third], 1],
      [[first, first, second], 1],
      [[second, first], 0],
      [[first, third], 1],
      [[first, second, second], 2],
    ] as const) {
      writeFileSync(file, Buffer.concat(parts))
      const loaded = await fresh().load('ctx-a')
      expect(namesIn(loaded)).toEqual(held[whole])
      expect(loaded.damage).toEqual({ file, heldAt: 10 + whole })
    }
  })

  it('older than their whole picture are passed over, and nothing is said: nothing is lost', async () => {
    const { folder, file, bytes, fresh } = await kept()
    await fresh().save('ctx-a', source(['n']), 30)
    // the app was ended before it removed them
    writeFileSync(file, bytes)
    const cache = fresh()
    const loaded = await cache.load('ctx-a')
    expect(namesIn(loaded)).toEqual(['n'])
    expect(loaded.damage).toBeNull()
    await heals(cache, folder)
  })

  it('are read with the picture before, when the app ended between taking it away and putting the new one there', async () => {
    const { folder, picture, fresh } = await kept()
    copyFileSync(picture, `${picture}.previous`)
    rmSync(picture)
    const cache = fresh()
    const loaded = await cache.load('ctx-a')
    expect(namesIn(loaded)).toEqual(held[3])
    expect(loaded.damage).toBeNull()
    await heals(cache, folder)
  })

  it('that somebody deletes or cuts while the app runs make the next writing whole', async () => {
    const { folder, file, fresh } = await kept()
    for (const spoil of [() => rmSync(file), () => truncateSync(file, 20)]) {
      const cache = fresh()
      await cache.save('ctx-a', source(['a']), 1)
      await append(cache, 'ctx-a', 'c', 2)
      expect(await cache.takesChanges('ctx-a')).toBe(true)
      spoil()
      await heals(cache, folder)
    }
  })

  it('count their bytes as the file has them, after a start too', async () => {
    const { fresh } = await kept()
    const cache = fresh()
    await cache.load('ctx-a')
    expect(await cache.takesChanges('ctx-a')).toBe(true)
    await append(cache, 'ctx-a', 'f', 14)
    expect(await cache.takesChanges('ctx-a')).toBe(true)
    expect(namesIn(await fresh().load('ctx-a'))).toEqual(['a', 'c', 'd', 'e', 'f'])
  })
})

describe('a kept picture', () => {
  it('of another key is put aside and said, and the next writing begins anew', async () => {
    const { folder, picture } = await kept()
    const cache = new PictureCache(folder, vault(randomBytes(32)))
    expect(await cache.load('ctx-a')).toEqual({ picture: null, damage: { file: `${picture}.damaged`, heldAt: null } })
    expect(readdirSync(folder).sort()).toEqual(['ctx-a.changes', 'ctx-a.picture.damaged'])
    expect(await cache.save('ctx-a', source(['n']), 30)).toBeNull()
    expect(readdirSync(folder).sort()).toEqual(['ctx-a.picture', 'ctx-a.picture.damaged'])
    expect(namesIn(await cache.load('ctx-a'))).toEqual(['n'])
  })

  it('cut at any kind of place is put aside and said, and the one before is shown', async () => {
    const { folder, picture, fresh } = await kept()
    await fresh().save('ctx-a', source(['n']), 30)
    const [now, before] = [readFileSync(picture), readFileSync(`${picture}.previous`)]
    for (const cut of [0, 1, 4, 5, 16, 17, 33, 40, 41, 42, Math.floor(now.length / 2), now.length - 1]) {
      writeFileSync(picture, now.subarray(0, cut))
      writeFileSync(`${picture}.previous`, before)
      const cache = fresh()
      const loaded = await cache.load('ctx-a')
      expect(namesIn(loaded), `cut at ${cut}`).toEqual(['a', 'b'])
      expect(loaded.damage, `cut at ${cut}`).toEqual({ file: `${picture}.damaged`, heldAt: 10 })
      await heals(cache, folder)
    }
  })

  it('is not there without its folder, and a folder in its place is said by the system', async () => {
    const folder = path.join(root, 'nothing')
    expect(await new PictureCache(folder, vault()).load('ctx-a')).toEqual({ picture: null, damage: null })
    mkdirSync(path.join(folder, 'ctx-a.picture'), { recursive: true })
    await expect(new PictureCache(folder, vault()).load('ctx-a')).rejects.toMatchObject({ code: 'EISDIR' })
  })
})
