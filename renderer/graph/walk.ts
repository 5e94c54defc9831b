import type { ObjectId, PictureTile } from '../../engine/contract/index.ts'
import { healthOrder } from '../../engine/contract/index.ts'
import type { Scene } from './sceneModel.ts'

export type Direction = 'left' | 'right' | 'up' | 'down'

/** The tile that an arrow key leads to: the nearest one that way among those it is related to, else the nearest of all. Null when there is none. */
export function walk(scene: Scene, from: ObjectId | null, direction: Direction): ObjectId | null {
  const here = from === null ? undefined : scene.tiles.get(scene.tileOf(from) ?? '')
  if (here === undefined) return firstTile(scene)
  const related = new Set(scene.linesOf(here.id).flatMap((line) => [line.source, line.target]))
  related.delete(here.id)
  const tiles = [...related].map((id) => scene.tiles.get(id)).filter((tile) => tile !== undefined)
  return nearest(here, tiles, direction) ?? nearest(here, [...scene.tiles.values()], direction)
}

/** Where a walk begins: what is worst, from the top left. */
function firstTile(scene: Scene): ObjectId | null {
  let best: PictureTile | null = null
  for (const tile of scene.tiles.values()) {
    if (
      best === null ||
      rank(tile) > rank(best) ||
      (rank(tile) === rank(best) && (tile.y < best.y || (tile.y === best.y && tile.x < best.x)))
    )
      best = tile
  }
  return best?.id ?? null
}

const rank = (tile: PictureTile): number => (tile.ghost === null ? healthOrder.indexOf(tile.health) : -1)

function nearest(here: PictureTile, tiles: readonly PictureTile[], direction: Direction): ObjectId | null {
  let best: { id: ObjectId; cost: number } | null = null
  for (const tile of tiles) {
    if (tile.id === here.id) continue
    const dx = tile.x + tile.w / 2 - here.x - here.w / 2
    const dy = tile.y + tile.h / 2 - here.y - here.h / 2
    const along = direction === 'right' ? dx : direction === 'left' ? -dx : direction === 'down' ? dy : -dy
    const aside = Math.abs(direction === 'left' || direction === 'right' ? dy : dx)
    // More aside than ahead is another key's business.
    if (along < 4 || aside > along * 2) continue
    const cost = along + aside * 2
    if (best === null || cost < best.cost || (cost === best.cost && tile.id < best.id)) best = { id: tile.id, cost }
  }
  return best?.id ?? null
}
