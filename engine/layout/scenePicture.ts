import {
  kindName,
  noHealth,
  type HealthCounts,
  type HealthLevel,
  type PictureBox,
  type PictureRoute,
  type PictureTile,
} from '../contract/index.ts'
import { iconPath } from './iconPath.ts'
import { runsToCompletion } from './kindRoles.ts'
import { measures as m, podSquares } from './measures.ts'
import { applicationGroup, bandGroup, namespaceGroup } from './groupIds.ts'
import { spaceCaptions, spaceWords } from './spaceWords.ts'
import type { Band, Card, Route, Scene, Tile } from './scene.ts'

/** What stands around a tile. */
export interface Home {
  box: string
  card: string
  scale: number
  square: boolean
}

const nowhere: Home = { box: '', card: '', scale: 1, square: false }

/** Every tile of a scene with where it stands, in the order of the scene. */
export function* tilesWithHomes(scene: Scene): Generator<[Tile, Home]> {
  for (const space of scene.spaces) {
    for (const card of space.cards)
      for (const tile of card.tiles) yield [tile, { ...nowhere, box: applicationGroup(card), card: card.title }]
    for (const tile of [...space.left, ...space.right, ...space.guards]) yield [tile, { ...nowhere, box: namespaceGroup(space.name) }]
  }
  for (const band of scene.bands)
    for (const tile of band.tiles) yield [tile, { box: bandGroup(band.title), card: '', scale: band.scale, square: band.squares }]
  for (const tile of scene.loose) yield [tile, nowhere]
}

/** A tile as a window is told of it. */
export function pictureTile(tile: Tile, home: Home): PictureTile {
  return {
    id: tile.id,
    kind: tile.kind,
    x: r1(tile.x),
    y: r1(tile.y),
    w: r1(tile.w),
    h: r1(tile.h),
    box: home.box,
    role: tile.role,
    icon: iconPath(kindName(tile.kind)),
    label: tile.pods ? tile.name : tile.label,
    extra: tile.extra,
    named: tile.name !== home.card,
    ghost: tile.ghost,
    health: tile.health,
    reason: tile.reason,
    pods: tile.pods ? countPods([tile.pods]) : null,
    desired: tile.desired,
    ready: tile.ready,
    grid: tile.pods ? podSquares(tile) : null,
    scheduled: runsToCompletion(tile.kind),
    stack: tile.stack,
    scale: home.scale,
    square: home.square,
  }
}

/** The boxes of a scene, outer ones first. */
export function pictureBoxes(scene: Scene): PictureBox[] {
  const boxes: PictureBox[] = []
  const cards: PictureBox[] = []
  for (const space of scene.spaces) {
    const id = namespaceGroup(space.name)
    boxes.push({
      id,
      type: 'namespace',
      title: space.name,
      parent: null,
      ...corner(space),
      head: space.head,
      health: space.health,
      pods: countPods(space.cards.flatMap((c) => c.tiles.map((t) => t.pods))),
      words: spaceWords(space),
      loose: false,
      pinned: space.pinned,
      scale: 1,
      captions: spaceCaptions(space),
      ...(space.linesLeftOut === undefined ? {} : { unlined: { policies: space.linesLeftOut, bundled: 0, wide: 0 } }),
    })
    for (const card of space.cards) cards.push(cardBox(card, id))
  }
  for (const band of scene.bands) boxes.push(bandBox(band))
  return [...boxes, ...cards]
}

function cardBox(card: Card, parent: string): PictureBox {
  return {
    id: applicationGroup(card),
    type: 'application',
    title: card.title,
    parent,
    ...corner(card),
    head: m.head,
    health: card.health,
    pods: countPods(card.tiles.map((t) => t.pods)),
    words: card.shared > 0 ? [`${card.shared} shared`] : [],
    loose: card.loose,
    pinned: card.pinned,
    scale: 1,
    captions: [],
  }
}

function bandBox(band: Band): PictureBox {
  return {
    id: bandGroup(band.title),
    type: 'cluster',
    title: band.title,
    parent: null,
    ...corner(band),
    head: m.head * band.scale,
    health: 'healthy',
    pods: noHealth(),
    ...(band.unlined ? { unlined: { policies: 0, bundled: band.unlined.bundled, wide: band.unlined.leftOut } } : {}),
    words: [String(band.total)],
    loose: false,
    pinned: false,
    scale: band.scale,
    captions: [],
  }
}

/** The routes of a scene; broken ones last, since what is drawn last is seen best. */
export function pictureRoutes(scene: Scene): PictureRoute[] {
  const cards = new Map(scene.spaces.flatMap((s) => s.cards.map((c) => [c.key, applicationGroup(c)] as const)))
  const end = (route: Route, id: string): string =>
    route.level === 'between' ? (cards.get(id) ?? id) : route.level === 'namespaces' && !id.includes('/') ? namespaceGroup(id) : id
  const rank = (r: Route): number => (r.broken ? 3 : r.flow === 'traffic' || r.flow === 'call' ? 2 : r.flow === 'policy' ? 1 : 0)
  return scene.routes
    .slice()
    .sort((a, b) => rank(a) - rank(b))
    .map((route): PictureRoute => {
      const [source, target] = [end(route, route.source), end(route, route.target)]
      return {
        id: `${route.flow} ${source} ${target}`,
        source,
        target,
        points: route.points.flatMap(([x, y]) => [r1(x), r1(y)]),
        flow: route.flow,
        level: route.level,
        curved: route.curved,
        broken: route.broken,
        optional: route.optional,
        inferred: route.inferred,
        count: route.count,
        reasons: route.reasons ?? [],
        both: route.both ?? false,
      }
    })
}

function countPods(lists: readonly (readonly HealthLevel[] | null)[]): HealthCounts {
  const counts = noHealth()
  for (const list of lists) for (const level of list ?? []) counts[level]++
  return counts
}

function corner(box: { x: number; y: number; w: number; h: number }): { x: number; y: number; w: number; h: number } {
  return { x: r1(box.x), y: r1(box.y), w: r1(box.w), h: r1(box.h) }
}

function r1(value: number): number {
  return Math.round(value * 10) / 10 || 0
}
