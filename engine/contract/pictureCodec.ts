import type { FrameReader } from './frameReader.ts'
import type { FrameWriter } from './frameWriter.ts'
import { readHealthCounts, readLevel, words, writeHealthCounts, writeLevel } from './ledgerFrame.ts'
import type { PictureBox, PictureFlow, PicturePatch, PictureRole, PictureRoute, PictureTile } from './picture.ts'

const flows = words<PictureFlow>({ traffic: true, need: true, policy: true, call: true, other: true })
const roles = words<PictureRole>({ entry: true, service: true, workload: true, need: true, guard: true })
const ghosts = words<NonNullable<PictureTile['ghost']>>({ missing: true, optional: true, forbidden: true, unknown: true })
const boxTypes = words<PictureBox['type']>({ namespace: true, application: true, cluster: true })
const levels = words<PictureRoute['level']>({ card: true, between: true, namespaces: true })

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
  for (const value of [tile.x, tile.y, tile.w, tile.h, tile.desired, tile.ready, tile.stack, tile.scale]) w.number(value)
  w.byte(roles.indexOf(tile.role))
  writeLevel(w, tile.health)
  for (const flag of [tile.named, tile.scheduled, tile.square]) w.boolean(flag)
  w.optional(tile.ghost, (ghost) => w.byte(ghosts.indexOf(ghost)))
  w.optional(tile.pods, (pods) => writeHealthCounts(w, pods))
  w.optional(tile.grid, (grid) => {
    for (const value of [grid.room, grid.columns, grid.pitch, grid.cell, grid.top]) w.number(value)
  })
}

function readTile(r: FrameReader): PictureTile {
  return {
    id: r.string(),
    kind: r.string(),
    box: r.string(),
    icon: r.string(),
    label: r.string(),
    extra: r.string(),
    reason: r.string(),
    x: r.number(),
    y: r.number(),
    w: r.number(),
    h: r.number(),
    desired: r.number(),
    ready: r.number(),
    stack: r.number(),
    scale: r.number(),
    role: r.choice(roles, 'tile role'),
    health: readLevel(r),
    named: r.boolean(),
    scheduled: r.boolean(),
    square: r.boolean(),
    ghost: r.optional(() => r.choice(ghosts, 'ghost')),
    pods: r.optional(() => readHealthCounts(r)),
    grid: r.optional(() => ({ room: r.number(), columns: r.number(), pitch: r.number(), cell: r.number(), top: r.number() })),
  }
}

function writeBox(w: FrameWriter, box: PictureBox): void {
  w.string(box.id)
  w.byte(boxTypes.indexOf(box.type))
  w.string(box.title)
  w.optional(box.parent, (parent) => w.string(parent))
  for (const value of [box.x, box.y, box.w, box.h, box.head, box.scale]) w.number(value)
  writeLevel(w, box.health)
  writeHealthCounts(w, box.pods)
  w.list(box.words, (word) => w.string(word))
  w.boolean(box.loose)
  w.list(box.captions, (caption) => {
    w.number(caption.x)
    w.number(caption.y)
    w.string(caption.text)
  })
}

function readBox(r: FrameReader): PictureBox {
  return {
    id: r.string(),
    type: r.choice(boxTypes, 'box type'),
    title: r.string(),
    parent: r.optional(() => r.string()),
    x: r.number(),
    y: r.number(),
    w: r.number(),
    h: r.number(),
    head: r.number(),
    scale: r.number(),
    health: readLevel(r),
    pods: readHealthCounts(r),
    words: r.list(() => r.string()),
    loose: r.boolean(),
    captions: r.list(() => ({ x: r.number(), y: r.number(), text: r.string() })),
  }
}

function writeRoute(w: FrameWriter, route: PictureRoute): void {
  for (const text of [route.id, route.source, route.target]) w.string(text)
  w.list(route.points, (value) => w.number(value))
  w.byte(flows.indexOf(route.flow))
  w.byte(levels.indexOf(route.level))
  for (const flag of [route.curved, route.broken, route.optional, route.inferred]) w.boolean(flag)
  w.number(route.count)
}

function readRoute(r: FrameReader): PictureRoute {
  return {
    id: r.string(),
    source: r.string(),
    target: r.string(),
    points: r.list(() => r.number()),
    flow: r.choice(flows, 'flow'),
    level: r.choice(levels, 'route level'),
    curved: r.boolean(),
    broken: r.boolean(),
    optional: r.boolean(),
    inferred: r.boolean(),
    count: r.number(),
  }
}
