/**
 * What the app's own last picture of a cluster costs, without a window: writing it whole, and reading it back. Processor time of the engine's thread. Run:
 * `node --expose-gc tests/bench/kept.ts [--pods N] [--others N]`.
 */
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { parseArgs } from 'node:util'
import type { CacheVault } from '../../engine/cacheVault.ts'
import { PictureCache } from '../../engine/snapshots/pictureCache.ts'
import { ClusterPicture } from '../../engine/workspace/clusterPicture.ts'
import { KeptFill } from '../../engine/workspace/keptFill.ts'
import { Turns } from '../../engine/turns.ts'
import { snapshotSourceOf } from '../../engine/workspace/snapshotSource.ts'
import { fillEstate } from '../fakeApiServer/estate.ts'
import { FakeApiServer } from '../fakeApiServer/fakeApiServer.ts'
import { Figures } from './parts/figures.ts'

const { values } = parseArgs({ options: { pods: { type: 'string', default: '10000' }, others: { type: 'string', default: '3000' } } })
const folder = mkdtempSync(join(tmpdir(), 'kubilitics-bench-kept-'))
const figures = new Figures('kept')
const vault: CacheVault = {
  policy: () => ({ mode: 'encrypted', backend: 'bench' }),
  key: () => new Uint8Array(32).fill(7),
  onChange: () => () => undefined,
  allowWeak: () => Promise.reject(new Error('not asked')),
}

/** Milliseconds of processor time of this thread. */
const busy = (): number => {
  const { user, system } = typeof process.threadCpuUsage === 'function' ? process.threadCpuUsage() : process.cpuUsage()
  return (user + system) / 1000
}

async function timed<T>(what: string, run: () => Promise<T> | T): Promise<T> {
  const [began, beganBusy] = [performance.now(), busy()]
  const value = await run()
  figures.add(what, busy() - beganBusy, ' ms', undefined, `${(performance.now() - began).toFixed(0)} ms by the clock`)
  return value
}

try {
  const { etcd } = new FakeApiServer()
  fillEstate(etcd, { pods: Number(values.pods), others: Number(values.others), seed: 1 })
  const picture = new ClusterPicture(() => Date.now())
  const served = [...etcd.collections()].map(({ resource }) => ({
    id: `${resource.group === '' ? 'core' : resource.group}/${resource.kind}`,
    group: resource.group,
    version: resource.version,
    kind: resource.kind,
    resource: resource.resource,
    singular: resource.kind.toLowerCase(),
    shortNames: [],
    categories: [],
    namespaced: resource.namespaced,
    verbs: ['get', 'list', 'watch'],
  }))
  picture.serve(served)
  for (const collection of etcd.collections()) {
    const { group, kind } = collection.resource
    for (const stored of collection.objects.values())
      picture.store.load(`${group === '' ? 'core' : group}/${kind}`, Buffer.from(collection.whole(stored)))
  }
  picture.store.flush()
  await picture.store.settle()
  figures.heading(`${picture.store.count().toLocaleString('en')} objects`)
  const cache = new PictureCache(folder, vault)
  const meta = { cluster: 'bench', server: 'https://bench', version: 'v1.34.4', clusterUid: 'u', sample: false }
  const problem = await timed('written whole', () => cache.save('bench', snapshotSourceOf(picture, [], meta), Date.now()))
  if (problem !== null) figures.wrong(problem.message)
  figures.add('  its size', readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0) / 2 ** 20, ' MB')
  const some = [...picture.store.ofKind('core/Pod')].slice(0, 500)
  await timed('500 changes put behind it', () =>
    cache.append(
      'bench',
      { takenAt: Date.now(), meta, kinds: picture.kinds(), ledger: [], removed: [], replaced: [] },
      some.map(({ kind, namespace, name }) => ({
        kind,
        namespace,
        name,
        json: picture.store.bodyBytes(`${kind}/${namespace}/${name}`) ?? new Uint8Array(),
      })),
    ),
  )
  const { picture: kept } = await timed('opened', () => cache.load('bench'))
  if (kept === null) throw new Error('nothing was kept')
  const again = new ClusterPicture(() => Date.now())
  again.serve(served)
  await timed('its objects gone through', () => {
    for (const kind of kept.held) for (const _ of kept.objects(kind));
  })
  const fill = (isWanted: (kind: string) => boolean, isEnough: (kinds: readonly string[]) => boolean): Promise<void> =>
    new Promise((resolve, reject) => {
      const onRead = (kinds: readonly string[]): void => {
        if (isEnough(kinds)) resolve()
      }
      new KeptFill({ picture: again, kept, turns, urgency: () => 0, isWanted, onRead, onFailed: reject, onDone: () => resolve() }).start()
    })
  const turns = new Turns()
  const longest = monitorEventLoopDelay({ resolution: 5 })
  longest.enable()
  await timed('read into a picture', () =>
    fill(
      () => false,
      () => false,
    ),
  )
  longest.disable()
  figures.add('  longest turn meanwhile', longest.max / 1e6, ' ms')
  if (again.store.count() !== picture.store.count()) figures.wrong('it holds other objects than were kept')
  figures.end({})
} finally {
  rmSync(folder, { recursive: true, force: true })
}
