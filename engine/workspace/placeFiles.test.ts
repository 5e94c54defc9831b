import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { EngineError, GraphQuery } from '../contract/index.ts'
import { layoutSeed, type Plan } from '../layout/plan.ts'
import { PlaceFiles } from './placeFiles.ts'

const query = (part: Partial<GraphQuery> = {}): GraphQuery => ({ cluster: 'ctx-a', scope: { type: 'cluster' }, categories: null, ...part })
const plan = (x: number): Plan => ({
  version: 1,
  layoutSeed,
  spaces: [{ name: 'shop', x, y: 0, w: 100, h: 80, head: 40, pinned: true, cards: [], sides: [] }],
  bands: [],
})

let folder = ''
let problems: EngineError[] = []
const places = (onDisk = true): PlaceFiles =>
  new PlaceFiles(
    folder,
    () => onDisk,
    (error) => problems.push(error),
  )

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'places-'))
  problems = []
})
afterEach(() => rm(folder, { recursive: true }))

describe('kept places', () => {
  test('are there again after a restart, by cluster, scope and lens', async () => {
    const first = places()
    first.keep(query(), plan(10))
    first.keep(query(), plan(20))
    first.keep(query({ lens: 'rbac' }), plan(30))
    await first.stop()
    const second = places()
    expect(await second.load(query())).toEqual(plan(20))
    expect(await second.load(query({ lens: 'rbac' }))).toEqual(plan(30))
    expect(await second.load(query({ lens: 'network' }))).toBeNull()
    expect(await second.load(query({ cluster: 'ctx-b' }))).toBeNull()
    expect(await second.load(query({ scope: { type: 'namespaces', namespaces: ['shop'] } }))).toBeNull()
    expect(problems).toEqual([])
  })

  test('are gone when they are dropped, also those that wait to be written', async () => {
    const first = places()
    first.keep(query(), plan(10))
    await first.stop()
    first.keep(query(), plan(20))
    first.drop(query())
    expect(await first.load(query())).toBeNull()
    await first.stop()
    expect(await places().load(query())).toBeNull()
  })

  test('are none where a filter or an incident shows only some of a part, or one object', async () => {
    const first = places()
    const some = [
      query({ incident: true }),
      query({ filter: { kinds: null, health: null, labels: '', text: 'x' } }),
      query({ scope: { type: 'object', id: 'core/Pod/a/b', steps: 1 } }),
    ]
    for (const each of some) {
      first.keep(each, plan(1))
      expect(await first.load(each)).toBeNull()
    }
  })

  test('of snapshots stay in memory', async () => {
    const first = places(false)
    first.keep(query(), plan(10))
    expect(await first.load(query())).toEqual(plan(10))
    await first.stop()
    expect(await readdir(folder)).toEqual([])
  })

  test.each(['{', '{"version":1,"layoutSeed":"architecture-2","spaces":7}', '[]'])(
    'that cannot be read are said, and none: %s',
    async (text) => {
      const first = places()
      first.keep(query(), plan(10))
      await first.stop()
      const [file = ''] = await readdir(path.join(folder, 'places', 'ctx-a'))
      await writeFile(path.join(folder, 'places', 'ctx-a', file), text)
      const second = places()
      expect(await second.load(query())).toBeNull()
      expect(problems).toHaveLength(1)
      expect(problems[0]?.where).toContain(file)
      second.keep(query(), plan(40))
      await second.stop()
      expect(JSON.parse(await readFile(path.join(folder, 'places', 'ctx-a', file), 'utf8'))).toEqual(plan(40))
    },
  )

  test('are those of at most forty pictures of a cluster', async () => {
    const first = places()
    for (let i = 0; i < 45; i++) first.keep(query({ scope: { type: 'namespaces', namespaces: [`n${i}`] } }), plan(i))
    await first.stop()
    expect(await readdir(path.join(folder, 'places', 'ctx-a'))).toHaveLength(40)
  })
})
