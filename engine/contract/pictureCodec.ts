import type { FrameReader } from './frameReader.ts'
import type { FrameWriter } from './frameWriter.ts'
import { readHealthCounts, readLevel, words, writeHealthCounts, writeLevel } from './ledgerFrame.ts'
import type { PictureBox, PictureFlow, PicturePatch, PictureRole, PictureRoute, PictureTile } from './picture.ts'

const flows = words<PictureFlow>({ traffic: true, need: true, policy: true, call: true, other: true })
const roles = words<PictureRole>({ entry: true, service: true, workload: true, need: true, guard: true })
const ghosts = words<NonNullable<PictureTile['ghost']>>({ missing: true, optional: true, forbidden: true, unknown: true })
const boxTypes = words<PictureBox['type']>({ namespace: true, application: true, cluster: true })
const levels = words<PictureRoute['level']>({ card: true, between: true, namespaces: true, bundle: true, strand: true })

/** Writes what changed of a picture. */
export function writePicture(w: FrameWriter, patch: PicturePatch): void {
  w.number(patch.width)
  w.number(patch.height)
  w.list(patch.tiles, (tile) => writeTile(w, tile))
  w.list(patch.removedTiles, (id) => w.string(id))
  w.list(patch.boxes, (box) => writeBox(w, box))
  w.list(patch.removedBoxes, (id) => w.string(id))
  w.list(patch.routes, (route) => writeRoute(w, route))
  w.list(patch.removedRoutes, (id) => w.string(id))
}

/** Reads what {@link writePicture} wrote. */
export function readPicture(r: FrameReader): PicturePatch {
  return {
    width: r.number(),
    height: r.number(),
    tiles: r.list(() => readTile(r)),
    removedTiles: r.list(() => r.string()),
    boxes: r.list(() => readBox(r)),
    removedBoxes: r.list(() => r.string()),
    routes: r.list(() => readRoute(r)),
    removedRoutes: r.list(() => r.string()),
  }
}

function writeTile(w: FrameWriter, tile: PictureTile): void {
  for (const text of [tile.id, tile.kind, tile.box, tile.icon, tile.label, tile.extra, tile.reason]) w.string(text)
  for (const value of [tile.x, tile.y, tile.w, tile.h]) w.tenths(value)
  for (const value of [tile.desired, tile.ready, tile.stack]) w.number(value)
  w.tenths(tile.scale)
  w.byte(roles.indexOf(tile.role))
  writeLevel(w, tile.health)
  for (const flag of [tile.named, tile.scheduled, tile.square]) w.boolean(flag)
  w.optional(tile.ghost, (ghost) => w.byte(ghosts.indexOf(ghost)))
  w.optional(tile.pods, (pods) => writeHealthCounts(w, pods))
  w.optional(tile.grid, (grid) => {
    for (const value of [grid.room, grid.columns, grid.pitch, grid.cell, grid.top]) w.tenths(value)
  })
  w.optional(tile.badges, (badges) => {
    w.number(badges.restarts)
    w.number(badges.warnings)
  })
  w.boolean(tile.background === true)
}

function readTile(r: FrameReader): PictureTile {
  const tile: PictureTile = {
    id: r.string(),
    kind: r.string(),
    box: r.string(),
    icon: r.string(),
    label: r.string(),
    extra: r.string(),
    reason: r.string(),
    x: r.tenths(),
    y: r.tenths(),
    w: r.tenths(),
    h: r.tenths(),
    desired: r.number(),
    ready: r.number(),
    stack: r.number(),
    scale: r.tenths(),
    role: r.choice(roles, 'tile role'),
    health: readLevel(r),
    named: r.boolean(),
    scheduled: r.boolean(),
    square: r.boolean(),
    ghost: r.optional(() => r.choice(ghosts, 'ghost')),
    pods: r.optional(() => readHealthCounts(r)),
    grid: r.optional(() => ({ room: r.tenths(), columns: r.tenths(), pitch: r.tenths(), cell: r.tenths(), top: r.tenths() })),
  }
  const badges = r.optional(() => ({ restarts: r.number(), warnings: r.number() }))
  if (badges !== null) tile.badges = badges
  if (r.boolean()) tile.background = true
  return tile
}

function writeBox(w: FrameWriter, box: PictureBox): void {
  w.string(box.id)
  w.byte(boxTypes.indexOf(box.type))
  w.string(box.title)
  w.optional(box.parent, (parent) => w.string(parent))
  for (const value of [box.x, box.y, box.w, box.h, box.head, box.scale]) w.tenths(value)
  writeLevel(w, box.health)
  writeHealthCounts(w, box.pods)
  w.list(box.words, (word) => w.string(word))
  w.boolean(box.loose)
  w.boolean(box.pinned)
  w.list(box.captions, (caption) => {
    w.tenths(caption.x)
    w.tenths(caption.y)
    w.string(caption.text)
  })
  w.optional(box.unlined ?? null, ({ policies, bundled, wide }) => {
    for (const value of [policies, bundled, wide]) w.number(value)
  })
}

function readBox(r: FrameReader): PictureBox {
  const box: PictureBox = {
    id: r.string(),
    type: r.choice(boxTypes, 'box type'),
    title: r.string(),
    parent: r.optional(() => r.string()),
    x: r.tenths(),
    y: r.tenths(),
    w: r.tenths(),
    h: r.tenths(),
    head: r.tenths(),
    scale: r.tenths(),
    health: readLevel(r),
    pods: readHealthCounts(r),
    words: r.list(() => r.string()),
    loose: r.boolean(),
    pinned: r.boolean(),
    captions: r.list(() => ({ x: r.tenths(), y: r.tenths(), text: r.string() })),
  }
  const unlined = r.optional(() => ({ policies: r.number(), bundled: r.number(), wide: r.number() }))
  if (unlined !== null) box.unlined = unlined
  return box
}

function writeRoute(w: FrameWriter, route: PictureRoute): void {
  // Ids of routes are made of those of their ends, which are in the frame anyway.
  const ends = ` ${route.source} ${route.target}`
  const made = route.id.endsWith(ends)
  w.boolean(made)
  for (const text of [made ? route.id.slice(0, route.id.length - ends.length) : route.id, route.source, route.target]) w.string(text)
  w.list(route.points, (value) => w.tenths(value))
  w.byte(flows.indexOf(route.flow))
  w.byte(levels.indexOf(route.level))
  for (const flag of [route.curved, route.broken, route.optional, route.inferred, route.both]) w.boolean(flag)
  w.number(route.count)
  w.list(route.reasons, (id) => w.string(id))
}

function readRoute(r: FrameReader): PictureRoute {
  const made = r.boolean()
  const [id, source, target] = [r.string(), r.string(), r.string()]
  return {
    id: made ? `${id} ${source} ${target}` : id,
    source,
    target,
    points: r.list(() => r.tenths()),
    flow: r.choice(flows, 'flow'),
    level: r.choice(levels, 'route level'),
    curved: r.boolean(),
    broken: r.boolean(),
    optional: r.boolean(),
    inferred: r.boolean(),
    both: r.boolean(),
    count: r.number(),
    reasons: r.list(() => r.string()),
  }
}
