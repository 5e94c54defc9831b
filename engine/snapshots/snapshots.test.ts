import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { CacheVault } from '../cacheVault.ts'
import { noHealth } from '../contract/index.ts'
import { seal, unseal } from './envelope.ts'
import { PictureCache } from './pictureCache.ts'
import { readSnapshot, SnapshotUnreadable } from './readSnapshot.ts'
import type { SnapshotSource } from './snapshotFormat.ts'
import { snapshotBytes } from './writeSnapshot.ts'
import { podsKind as pods } from '../../tests/support/podsKind.ts'

const wasm = createRequire(import.meta.url).resolve('sql.js/dist/sql-wasm.wasm')
const folder = mkdtempSync(path.join(tmpdir(), 'kubilitics-snapshots-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function source(names: readonly string[]): SnapshotSource {
  return {
    meta: { cluster: 'prod', server: 'https://10.0.0.1', version: 'v1.34.4', clusterUid: 'u-1', sample: false },
    kinds: [pods],
    ledger: [{ kind: 'core/Pod', state: 'listed', count: names.length, since: 1, health: noHealth() }],
    count: names.length,
    *objects() {
      for (const name of names) yield { kind: 'core/Pod', namespace: 'shop', name, json: Buffer.from(`{"metadata":{"name":"${name}"}}`) }
    },
  }
}

describe('a snapshot', () => {
  it('gives back what was put in', async () => {
    const bytes = await snapshotBytes(wasm, source(['b', 'a']), 42)
    const snapshot = await readSnapshot(wasm, 'x.kubilitics', bytes)
    expect(snapshot.info).toMatchObject({ cluster: 'prod', version: 'v1.34.4', takenAt: 42, objects: 2, sample: false })
    expect(snapshot.kinds).toEqual([pods])
    expect([...snapshot.objects()].map((each) => [each.name, Buffer.from(each.json).toString()])).toEqual([
      ['a', '{"metadata":{"name":"a"}}'],
      ['b', '{"metadata":{"name":"b"}}'],
    ])
    snapshot.close()
  })

  it('tells progress and stops when asked', async () => {
    const seen: number[] = []
    await snapshotBytes(wasm, source(Array.from({ length: 600 }, (_, i) => `p${i}`)), 1, { onProgress: (done) => seen.push(done) })
    expect(seen).toEqual([250, 500, 600])
    const stop = new AbortController()
    const running = snapshotBytes(wasm, source(Array.from({ length: 600 }, (_, i) => `p${i}`)), 1, {
      signal: stop.signal,
      onProgress: () => stop.abort(),
    })
    await expect(running).rejects.toThrow()
  })

  it.each([
    ['nothing', Buffer.alloc(0), /not a Kubilitics snapshot/],
    ['text', Buffer.from('apiVersion: v1\nkind: Pod\n'.repeat(10)), /not a Kubilitics snapshot/],
    ['a head and then noise', Buffer.concat([Buffer.from('SQLite format 3\0'), randomBytes(4096)]), /cannot be read|not a Kubilitics/],
  ])('refuses %s with a clear message', async (_, bytes, message) => {
    await expect(readSnapshot(wasm, 'bad.kubilitics', bytes)).rejects.toSatisfy(
      (error: unknown) =>
        error instanceof SnapshotUnreadable &&
        message.test(error.error.message) &&
        error.error.where === 'bad.kubilitics' &&
        error.error.todo !== undefined,
    )
  })

  it('never crashes on a file with flipped bytes: it opens, or it says why not', async () => {
    const good = await snapshotBytes(wasm, source(Array.from({ length: 50 }, (_, i) => `p${i}`)), 1)
    for (let at = 16; at < good.length; at += Math.floor(good.length / 150)) {
      const bad = Uint8Array.from(good)
      bad[at] = (bad[at] ?? 0) ^ 0xff
      try {
        const snapshot = await readSnapshot(wasm, 'bad', bad)
        try {
          Array.from(snapshot.objects())
        } catch (error) {
          expect(error).toBeInstanceOf(Error)
        }
        snapshot.close()
      } catch (error) {
        expect(error).toBeInstanceOf(SnapshotUnreadable)
      }
    }
  })
})

describe('the cached picture of a cluster', () => {
  const key = randomBytes(32)
  const vault = (given: Uint8Array | null): CacheVault => ({
    policy: () => ({ mode: 'encrypted', backend: 'test' }),
    key: () => given,
    onChange: () => () => undefined,
    allowWeak: () => Promise.reject(new Error('not asked')),
  })

  it('is unreadable without the key, for another cluster, and with any bit flipped', () => {
    const sealed = seal(key, 'ctx-a', 7, Buffer.from('hello'))
    expect(unseal(key, 'ctx-a', sealed)?.bytes.toString()).toBe('hello')
    expect(unseal(randomBytes(32), 'ctx-a', sealed)).toBeNull()
    expect(unseal(key, 'ctx-b', sealed)).toBeNull()
    for (let at = 0; at < sealed.length; at++) {
      const bad = Buffer.from(sealed)
      bad[at] = (bad[at] ?? 0) ^ 1
      expect(unseal(key, 'ctx-a', bad)).toBeNull()
    }
  })

  it('is kept encrypted, comes back, and falls back to the one before when damaged', async () => {
    const cache = new PictureCache(path.join(folder, 'cache'), vault(key))
    expect(await cache.load('ctx-a')).toEqual({ picture: null, damage: null })
    await cache.save('ctx-a', source(['old']), 1)
    await cache.save('ctx-a', source(['new-canary']), 2)
    const file = path.join(folder, 'cache', 'ctx-a.picture')
    expect(readFileSync(file).includes('new-canary')).toBe(false)
    expect(readFileSync(file).includes('SQLite')).toBe(false)
    expect([...((await cache.load('ctx-a')).picture?.objects('core/Pod') ?? [])].map((each) => each.name)).toEqual(['new-canary'])
    writeFileSync(file, 'damaged')
    expect([...((await cache.load('ctx-a')).picture?.objects('core/Pod') ?? [])].map((each) => each.name)).toEqual(['old'])
    expect(readdirSync(path.dirname(file)).sort()).toEqual(['ctx-a.picture.damaged', 'ctx-a.picture.previous'])
  })

  it('is never written without a key', async () => {
    const cache = new PictureCache(path.join(folder, 'none'), vault(null))
    expect(await cache.save('ctx-a', source(['a']), 1)).toBeNull()
    expect(readdirSync(folder)).not.toContain('none')
  })
})
