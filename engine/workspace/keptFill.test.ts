import { describe, expect, it } from 'vitest'
import { podsKind } from '../../tests/support/podsKind.ts'
import type { KindInfo } from '../contract/index.ts'
import { lastPictureMode, noHealth } from '../contract/index.ts'
import { KeptPicture } from '../snapshots/keptPicture.ts'
import { partBytes, readPart } from '../snapshots/picturePart.ts'
import { ClusterPicture } from './clusterPicture.ts'
import { KeptFill, overKept } from './keptFill.ts'
import { servedAs } from './snapshotCluster.ts'
import { Turns } from '../turns.ts'

const maps: KindInfo = { ...podsKind, id: 'core/ConfigMap', kind: 'ConfigMap', resource: 'configmaps', title: 'Config maps' }
const json = (name: string, version = 1): Uint8Array =>
  Buffer.from(
    JSON.stringify({
      metadata: { name, namespace: 'shop', uid: `uid-${name}`, resourceVersion: String(version) },
      data: { filler: 'x'.repeat(400) },
    }),
  )

/** A picture with so many config maps, and these pods. */
async function kept(configMaps: number, pods: readonly string[], damage = false): Promise<KeptPicture> {
  const objects = [
    ...Array.from({ length: configMaps }, (_, i) => ({ kind: 'core/ConfigMap', namespace: 'shop', name: `m${i}`, json: json(`m${i}`) })),
    ...pods.map((name) => ({ kind: 'core/Pod', namespace: 'shop', name, json: json(name) })),
  ]
  const head = {
    takenAt: 42,
    meta: { cluster: 'prod', server: '', version: null, clusterUid: null, sample: false },
    kinds: [maps, podsKind],
    ledger: [
      { kind: 'core/ConfigMap', state: 'listed' as const, count: configMaps, since: 1, health: { ...noHealth(), unknown: configMaps } },
      { kind: 'core/Pod', state: 'listed' as const, count: pods.length, since: 1, health: noHealth() },
    ],
    removed: [],
    replaced: [],
    generation: 'g',
  }
  const bytes = await partBytes(head, objects)
  if (damage) bytes.fill(0xff, bytes.length - 40)
  return new KeptPicture(readPart(bytes), [])
}

function fillOf(picture: KeptPicture, wanted = new Set<string>()) {
  const into = new ClusterPicture(() => 0)
  into.serve(picture.head.kinds.map(servedAs))
  const told: string[][] = []
  const failures: unknown[] = []
  const { promise: done, resolve } = Promise.withResolvers<readonly string[]>()
  const fill = new KeptFill({
    picture: into,
    kept: picture,
    turns: new Turns(),
    urgency: () => 0,
    isWanted: (kind) => wanted.has(kind),
    onRead: (kinds) => told.push([...kinds]),
    onFailed: (error) => failures.push(error),
    onDone: resolve,
  })
  return { fill, into, told, failures, done, names: () => [...into.store.ofKind('core/Pod')].map(({ name }) => name) }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('a last picture on its way into the store', () => {
  it('is read piece by piece, with what somebody looks at first, and counts what is to come', async () => {
    const { fill, into, done, names } = fillOf(await kept(20_000, ['a', 'b']), new Set(['core/Pod']))
    expect(fill.left()).toMatchObject({ count: 20_002, health: { unknown: 20_000 } })
    fill.start()
    // a piece is a matter of time: of an engine that waits for its processor it may be short
    while (names().length < 2) {
      expect(into.store.count('core/ConfigMap')).toBe(0)
      await turn()
    }
    const held = into.store.count('core/ConfigMap')
    expect(held).toBeLessThan(20_000)
    expect(fill.left('core/ConfigMap').count).toBe(20_000 - held)
    const entry = {
      kind: 'core/ConfigMap',
      state: 'stale' as const,
      count: held,
      since: 1,
      health: into.store.healthCounts('core/ConfigMap'),
    }
    // health is that of all, also of what is not read yet
    const whole = fill.entryOf(entry)
    expect(whole).toMatchObject({ state: 'loading', expected: 20_000 - held, mode: lastPictureMode })
    expect(whole.health.healthy + whole.health.unknown).toBeGreaterThanOrEqual(20_000)
    expect(await done).toEqual([])
    expect(into.store.count()).toBe(20_002)
    expect(fill.left()).toEqual({ count: 0, health: noHealth() })
  })

  it('never brings back what the server has not named', async () => {
    const { fill, into, done, names } = fillOf(await kept(3_000, ['gone', 'stays']), new Set(['core/ConfigMap']))
    fill.start()
    const sink = overKept(into.store.sink('core/Pod'), 'core/Pod', fill)
    sink.begin({ namespace: null })
    expect(sink.upsert(json('stays', 7))).toBeNull()
    for (let i = 0; i < 5; i++) await turn()
    sink.commit()
    // not as it lies on disk
    expect(await done).toEqual(['core/Pod'])
    expect(names()).toEqual(['stays'])
    expect(into.store.get('core/Pod/shop/stays')?.resourceVersion).toBe('7')
  })

  it('counts a kind that the server lists after it was read among those that are not as they lie on disk', async () => {
    const { fill, into, done, names } = fillOf(await kept(20_000, ['gone', 'stays']), new Set(['core/Pod']))
    fill.start()
    while (fill.isLeft('core/Pod')) await turn()
    const sink = overKept(into.store.sink('core/Pod'), 'core/Pod', fill)
    sink.begin({ namespace: null })
    expect(sink.upsert(json('stays', 7))).toBeNull()
    sink.commit()
    expect(await done).toEqual(['core/Pod'])
    expect(names()).toEqual(['stays'])
  })

  it('is read after all where the server’s list came to no end, and newer objects stay', async () => {
    const { fill, into, done, names } = fillOf(await kept(0, ['first', 'second']))
    const sink = overKept(into.store.sink('core/Pod'), 'core/Pod', fill)
    sink.begin({ namespace: null })
    fill.start()
    await turn()
    await fill.rest()
    expect(names()).toEqual([])
    sink.upsert(json('second', 7))
    sink.abandon()
    expect(await done).toContain('core/Pod')
    expect(names().sort()).toEqual(['first', 'second'])
    expect(into.store.get('core/Pod/shop/second')?.resourceVersion).toBe('7')
  })

  it('leaves a kind to the server that is listed by namespace', async () => {
    const { fill, into, done, names } = fillOf(await kept(0, ['kept']))
    const sink = overKept(into.store.sink('core/Pod'), 'core/Pod', fill)
    sink.begin({ namespace: 'shop' })
    sink.commit()
    expect(await done).toEqual(['core/Pod'])
    expect(names()).toEqual([])
  })

  it('puts nothing into the store after it is closed', async () => {
    const { fill, into } = fillOf(await kept(20_000, ['a']))
    fill.start()
    await turn()
    const held = into.store.count()
    fill.close()
    await turn()
    await turn()
    expect(into.store.count()).toBe(held)
  })

  it('tells when it cannot be read on, and is over then', async () => {
    const { fill, failures, done } = fillOf(await kept(0, ['a'], true))
    fill.start()
    expect(await done).toEqual(['core/Pod'])
    expect(failures).toHaveLength(1)
  })
})
