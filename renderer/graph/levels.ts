import type { ObjectId, PictureRoute, PictureTile } from '../../engine/contract/index.ts'
import type { Rect, Scene, SceneLine } from './sceneModel.ts'
import { boundsOf, meets } from './sceneModel.ts'

/** How much is said: namespaces (far), cards with their pods, cards with their tiles. */
export type Level = 'far' | 'cards' | 'tiles'

/** Below this zoom a card is one shape with the pods of all its tiles: a chip (24 high) would have no room for its words. */
export const cardsBelow = 0.42
/** Below this zoom cards are blank shapes in their places, and namespaces say their names and counts. */
export const farBelow = 0.16
/** Elements that are alive at once; above it a canvas of this kind is no longer fluent. */
export const mostElements = 1500
/** With more tiles in view than this, cards stand for them at any zoom. */
const mostTiles = 1000

export const levelOf = (zoom: number): Level => (zoom < farBelow ? 'far' : zoom < cardsBelow ? 'cards' : 'tiles')

/** Whether a tile is drawn at a level. Type in bands is larger, so their tiles are read from further away; where there are no boxes, everything is. */
export function isShown(tile: PictureTile, zoom: number, level: Level): boolean {
  return tile.box === '' || (tile.scale > 1 ? zoom * tile.scale >= cardsBelow || tile.square : level === 'tiles')
}

/** Whether a line runs from tile to tile: inside of a card, or one strand of a bundle; else from box to box. */
export const joinsTiles = (route: PictureRoute): boolean => route.level === 'card' || route.level === 'strand'

/** What is alive: hit, walked to and joined by lines. */
export interface Choice {
  tiles: ReadonlySet<ObjectId>
  routes: readonly PictureRoute[]
  /** Relations of what is selected or pointed at, beyond the routes. */
  lines: readonly SceneLine[]
  /** Boxes that a route ends at. */
  anchors: ReadonlySet<string>
  /** Tiles in view that cards stand for. */
  summed: number
  linesLeftOut: number
  level: Level
}

/** Chooses what becomes an element for a part of the layout: tiles, the scene's routes (broken ones first), the relations of `about` (or the hops of an answer), up to {@link mostElements}. */
export function chooseElements(
  scene: Scene,
  view: Rect,
  zoom: number,
  about: ObjectId | null,
  hops: readonly SceneLine[] | null = null,
): Choice {
  const inView: PictureTile[] = []
  for (const tile of scene.tiles.values()) if (meets(tile, view)) inView.push(tile)
  let level = levelOf(zoom)
  if (level === 'tiles' && scene.boxes.size > 0 && inView.length > mostTiles) level = 'cards'
  const tiles = new Set<ObjectId>()
  let linesLeftOut = 0
  for (const tile of inView) if (isShown(tile, zoom, level) && tiles.size < mostTiles) tiles.add(tile.id)
  const anchors = new Set<string>()
  let room = mostElements - tiles.size
  const lines: SceneLine[] = []
  const routes: PictureRoute[] = []
  const drawn = new Set<string>()
  const wantsRoute = (route: PictureRoute): boolean => {
    if (joinsTiles(route)) return level === 'tiles' || scene.boxes.size === 0
    return route.level === 'namespaces' || (route.level === 'bundle' ? level !== 'tiles' : level !== 'far')
  }
  for (const route of [...scene.routes].reverse()) {
    if (!wantsRoute(route) || !meets(routeBounds(route), view)) continue
    const ends = [route.source, route.target]
    if (ends.some((id) => !(joinsTiles(route) ? scene.tiles.has(id) : scene.boxes.has(id)))) continue
    const cost = 1 + ends.filter((id) => !tiles.has(id) && !anchors.has(id)).length
    if (cost > room) {
      linesLeftOut++
      continue
    }
    room -= cost
    for (const id of ends) (joinsTiles(route) ? tiles : anchors).add(id)
    routes.push(route)
    drawn.add(`${route.source}\n${route.target}`).add(`${route.target}\n${route.source}`)
  }
  const asked = hops ?? (about === null ? [] : scene.linesOf(about))
  const met = new Set<string>()
  // from afar a card stands for its tiles: what joins two of them is inside it
  const isInside = ({ source, target }: SceneLine): boolean => {
    const box = level === 'tiles' ? undefined : scene.boxes.get(scene.tiles.get(source)?.box ?? '')
    return box?.type === 'application' && scene.tiles.get(target)?.box === box.id
  }
  for (const line of asked) {
    const pair = `${line.source}\n${line.target}`
    // A hop is drawn over the route it goes along.
    if ((hops === null && drawn.has(pair)) || isInside(line) || met.has(`${pair}\n${line.category}`)) continue
    met.add(`${pair}\n${line.category}`)
    const cost = 1 + [line.source, line.target].filter((id) => !tiles.has(id)).length
    if (cost > room) {
      linesLeftOut++
      continue
    }
    room -= cost
    tiles.add(line.source).add(line.target)
    lines.push(line)
  }
  return {
    tiles,
    routes: routes.reverse(),
    lines,
    anchors,
    summed: inView.filter((tile) => !isShown(tile, zoom, level)).length,
    linesLeftOut,
    level,
  }
}

/** A tile, and what stays lit with it: everything it is related to. */
export function litWith(scene: Scene, tile: ObjectId): ReadonlySet<ObjectId> {
  const lit = new Set([tile])
  for (const line of scene.linesOf(tile)) lit.add(line.source).add(line.target)
  return lit
}

/** Kept with the route, since a route is never changed. */
const bounds = new WeakMap<PictureRoute, Rect>()

/** A level line has no height; what touches the edge of the view is in it. */
function routeBounds(route: PictureRoute): Rect {
  let rect = bounds.get(route)
  if (rect !== undefined) return rect
  const corners: Rect[] = []
  for (let i = 0; i + 1 < route.points.length; i += 2) corners.push({ x: route.points[i] ?? 0, y: route.points[i + 1] ?? 0, w: 0, h: 0 })
  const r = boundsOf(corners)
  rect = { x: r.x - 1, y: r.y - 1, w: r.w + 2, h: r.h + 2 }
  bounds.set(route, rect)
  return rect
}
