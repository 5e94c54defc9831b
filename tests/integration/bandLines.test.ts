import { describe, expect, test } from 'vitest'
import type { GraphLens, GraphQuery } from '../../engine/contract/index.ts'
import { Graph } from '../../engine/graph/graph.ts'
import { drawPlain, type Picture } from '../../engine/graph/picture.ts'
import { tilesOf } from '../../engine/layout/overview.ts'
import { pictureBoxes, pictureRoutes } from '../../engine/layout/scenePicture.ts'
import type { Box, Route, Scene, Tile } from '../../engine/layout/scene.ts'
import { seededRandom } from '../../engine/layout/seededRandom.ts'
import { sceneToSvg } from '../../engine/layout/svg.ts'
import { estate } from '../support/estate.ts'
import { MemoryReader, type RawObject } from '../support/memoryReader.ts'
import { moved } from '../support/sceneMoves.ts'

const rbac = 'rbac.authorization.k8s.io'
const query = (lens: GraphLens): GraphQuery => ({ cluster: 'c', scope: { type: 'cluster' }, categories: null, lens })

function binding(name: string, role: string, subjects: readonly RawObject[], labels: Record<string, string> = {}): RawObject {
  return {
    apiVersion: `${rbac}/v1`,
    kind: 'ClusterRoleBinding',
    metadata: { name, labels },
    roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: role },
    subjects,
  }
}

const account = (namespace: string, name: string): RawObject => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { namespace, name },
})
const role = (name: string, labels: Record<string, string> = {}): RawObject => ({
  apiVersion: `${rbac}/v1`,
  kind: 'ClusterRole',
  metadata: { name, labels },
  rules: [],
})
const subject = (namespace: string, name: string): RawObject => ({ kind: 'ServiceAccount', namespace, name })
const defaults = { 'kubernetes.io/bootstrapping': 'rbac-defaults' }

/** Claims with volumes of a class, Pods on nodes, and rights across the cluster. */
function objects(namespaces: number): RawObject[] {
  const made = [...estate({ namespaces, apps: 6, pods: 4, nodes: 7 })]
  const names = [...new Set(made.map((o) => o['metadata'].namespace).filter((name) => typeof name === 'string'))].sort()
  for (const [i, name] of names.entries()) {
    made.push(
      account(name, 'robot'),
      role(`edits-${name}`),
      binding(`robot-${name}`, i % 2 === 0 ? 'shared' : `edits-${name}`, [subject(name, 'robot')]),
    )
  }
  made.push(role('shared'), binding('people', 'shared', [{ apiGroup: rbac, kind: 'Group', name: 'people' }]))
  for (let i = 0; i < 6; i++) {
    made.push(role(`system:c-${i}`, defaults), binding(`system:c-${i}`, `system:c-${i}`, [subject('kube-system', `gone-${i}`)], defaults))
  }
  return made
}

function draw(list: readonly RawObject[], lens: GraphLens, plan?: Picture['plan']): Picture {
  const reader = new MemoryReader(list)
  return drawPlain(new Graph(reader), reader, query(lens), plan ?? undefined)
}

const wideLevels: readonly Route['level'][] = ['strand', 'bundle']
const wide = ({ routes }: Scene): Route[] =>
  routes.filter((r) => wideLevels.includes(r.level) || r.source.startsWith('cluster/') || r.target.startsWith('cluster/'))

/** What a window is told of edges without lines. */
function unlined(scene: Scene): { policies: number; bundled: number; wide: number } {
  const sum = { policies: 0, bundled: 0, wide: 0 }
  for (const box of pictureBoxes(scene)) for (const key of ['policies', 'bundled', 'wide'] as const) sum[key] += box.unlined?.[key] ?? 0
  return sum
}

function shuffled<T>(list: readonly T[], random: () => number): T[] {
  const out = [...list]
  for (let i = out.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    ;[out[i], out[j]] = [out[j] as T, out[i] as T]
  }
  return out
}

/** How much of a line that runs upright or level lies inside a box, borders excepted. */
function inside(a: readonly [number, number], b: readonly [number, number], box: Box): number {
  const [x1, x2, y1, y2] = [Math.min(a[0], b[0]), Math.max(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[1], b[1])]
  const w = Math.min(x2, box.x + box.w) - Math.max(x1, box.x)
  const h = Math.min(y2, box.y + box.h) - Math.max(y1, box.y)
  if (x1 === x2) return x1 > box.x && x1 < box.x + box.w ? Math.max(0, h) : 0
  return y1 > box.y && y1 < box.y + box.h ? Math.max(0, w) : 0
}

const touches = ([x, y]: readonly [number, number], tile: Tile): boolean =>
  ((Math.abs(x - tile.x) < 0.01 || Math.abs(x - tile.x - tile.w) < 0.01) && y >= tile.y && y <= tile.y + tile.h) ||
  (Math.abs(y - tile.y - tile.h) < 0.01 && x >= tile.x && x <= tile.x + tile.w)

describe.each(['rbac', 'scheduling', 'storage'] as const)('lines to cluster-wide things, lens %s', (lens) => {
  const list = objects(5)
  const picture = draw(list, lens)
  const { scene } = picture
  const tiles = new Map(tilesOf(scene).map((tile) => [tile.id, tile]))
  const tileOf = (id: string): string => scene.foldedInto.get(id) ?? id

  test('stand for every edge with an end that is in no namespace: each as a strand, or counted as bundled', () => {
    const pairs = new Set<string>()
    for (const { source, target, category } of picture.edges) {
      if (category === 'ownership') continue
      const [a, b] = [tiles.get(tileOf(source)), tiles.get(tileOf(target))]
      if (a && b && a !== b && (a.namespace === '' || b.namespace === '')) pairs.add(`${a.id} ${b.id}`)
    }
    const strands = scene.routes.filter((r) => r.level === 'strand').map((r) => `${r.source} ${r.target}`)
    expect(pairs.size).toBeGreaterThan(5)
    expect(new Set(strands).size + unlined(scene).bundled).toBe(pairs.size)
    for (const strand of strands) expect(pairs).toContain(strand)
  })

  test('are one bundle per pair of boxes and flow from afar', () => {
    const bundles = scene.routes.filter((r) => r.level === 'bundle').map((r) => `${r.flow} ${r.source} ${r.target}`)
    expect(bundles.length).toBeGreaterThan(0)
    expect(new Set(bundles).size).toBe(bundles.length)
    const ids = pictureRoutes(scene).map((r) => r.id)
    expect(new Set(ids).size).toBe(ids.length)
  })

  test('begin and end at their tiles, and run through no other box', () => {
    for (const route of wide(scene).filter((r) => !r.curved)) {
      const ends = [tiles.get(route.source), tiles.get(route.target)]
      const [first, last] = [route.points[0], route.points.at(-1)]
      if (route.level === 'strand') {
        expect(ends[0] && first && touches(first, ends[0]), route.source).toBe(true)
        expect(ends[1] && last && touches(last, ends[1]), route.target).toBe(true)
      }
      const own = new Set(ends.flatMap((t) => (t ? [t.namespace] : [])).concat(route.source, route.target))
      const cards = scene.spaces.flatMap((s) => s.cards.filter((c) => !ends.some((t) => t && c.tiles.includes(t))))
      const spaces = scene.spaces.filter((s) => !own.has(s.name) && !own.has(`namespace/${s.name}`))
      const bands = scene.bands.filter((b) => !own.has(`cluster/${b.title}`) && !ends.some((t) => t && b.tiles.includes(t)))
      for (let i = 1; i < route.points.length; i++) {
        const [a, b] = [route.points[i - 1], route.points[i]]
        if (!a || !b) continue
        expect(a[0] === b[0] || a[1] === b[1], JSON.stringify(route)).toBe(true)
        for (const box of [...cards, ...spaces, ...bands]) expect(inside(a, b, box), `${route.source} > ${route.target}`).toBe(0)
      }
    }
  })

  test('are the same bytes in whatever order things arrive, and onto their plan', () => {
    const random = seededRandom(4)
    const svg = (p: Picture): string => sceneToSvg(p.scene, { theme: 'dark', title: 't', summary: 's' })
    const wanted = svg(picture)
    for (let i = 0; i < 12; i++) expect(svg(draw(shuffled(list, random), lens)) === wanted).toBe(true)
    expect(svg(draw(list, lens, picture.plan)) === wanted).toBe(true)
  })

  test('move nothing when another one comes: a namespace stays where it is', () => {
    const more = [...list, account('atlas', 'second'), binding('second', 'shared', [subject('atlas', 'second')])]
    const after = draw(more, lens, picture.plan)
    const far = moved(scene, after.scene).filter((m) => m.was.space !== 'atlas' && !m.was.card.startsWith('band/'))
    // The band it belongs to may grow, and stays where it is.
    const corner = (box: string): string => box.split(' ').slice(0, 2).join(' ')
    expect(far.filter((m) => corner(m.was.box) !== corner(m.is.box) || !m.key.startsWith('band/'))).toEqual([])
  })
})

test('defaults of Kubernetes that are alike are one chip, and ask for nobody who is not there', () => {
  const { scene } = draw(objects(2), 'rbac')
  const tiles = tilesOf(scene)
  expect(tiles.filter((t) => t.id.includes('system:c-')).map((t) => [t.label, t.extra, t.members.length])).toEqual([
    ['6 ClusterRoles', 'defaults', 6],
    ['6 ClusterRoleBindings', 'defaults', 6],
  ])
  expect(tiles.some((t) => t.name.startsWith('gone-'))).toBe(false)
  expect(scene.routes.some((r) => r.level === 'strand' && r.source.endsWith('/system:c-0') && r.target.endsWith('/system:c-0'))).toBe(true)
})

test('a pair of boxes with more lines than can be told apart keeps one bundle, and says how many it holds', () => {
  const many = Array.from({ length: 60 }, (_, i) => [
    account('busy', `robot-${i}`),
    role(`r-${i}`),
    binding(`b-${i}`, `r-${i}`, [subject('busy', `robot-${i}`)]),
  ]).flat()
  const { scene } = draw(many, 'rbac')
  const [trunk] = scene.routes.filter((r) => r.level === 'namespaces')
  expect(trunk).toMatchObject({ source: 'cluster/Access', target: 'namespace/busy', count: 60 })
  expect(unlined(scene)).toEqual({ policies: 0, bundled: 60, wide: 0 })
  expect(sceneToSvg(scene, { theme: 'dark', title: 't', summary: '' })).toContain('60 cluster-wide lines in bundles')
})

test('the picture of everything has no such lines, and says how many the lenses have', () => {
  const { scene } = draw(objects(3), 'everything')
  expect(wide(scene)).toEqual([])
  expect(unlined(scene).wide).toBeGreaterThan(0)
})
