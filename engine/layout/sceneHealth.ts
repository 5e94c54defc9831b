import { worseHealth, type GraphNode, type HealthLevel, type ObjectId } from '../contract/index.ts'
import { readyPods, sortPods } from './podFacts.ts'
import type { Card, Scene, Space, Tile } from './scene.ts'

/** The health of a card: the worst of its tiles. What is not known says nothing. */
export function cardHealth(card: Card): HealthLevel {
  let worst: HealthLevel = 'healthy'
  for (const tile of card.tiles) if (!tile.ghost) worst = worseHealth(worst, told(tile.health))
  return worst
}

/** The health of a namespace: its cards, and what they share. */
export function spaceHealth(space: Space): HealthLevel {
  let worst: HealthLevel = 'healthy'
  for (const card of space.cards) worst = worseHealth(worst, card.health)
  for (const tile of [...space.left, ...space.right]) {
    if (tile.ghost === 'missing') worst = worseHealth(worst, 'warning')
    else if (!tile.ghost) worst = worseHealth(worst, told(tile.health))
  }
  return worst
}

/** What a tile is blamed for. */
export const blames = { missing: 'names something that is missing', refused: 'names something that does not let it in' } as const

/** A tile that names something missing is not well, however it feels. */
export function blameTile(tile: Tile, why: string): void {
  if (worseHealth(tile.health, 'warning') !== tile.health) tile.reason = why
  tile.health = worseHealth(tile.health, 'warning')
  if (tile.blamed !== blames.missing) tile.blamed = why
}

/** A tile takes over how a Pod of it is, when that is bad news. */
export function addPodHealth(tile: Tile, pod: GraphNode): void {
  const { health, reason } = pod.computed
  tile.pods?.push(health)
  if ((health === 'failing' || health === 'warning') && worseHealth(tile.health, health) !== tile.health) {
    tile.health = health
    tile.reason = reason
  }
}

/**
 * Says anew how tiles are whose objects changed only in what they say of themselves: nothing moves. Boxes follow. `nodes` are all nodes of the
 * scene as they are now. Returns the tiles that were looked at.
 */
export function refreshTiles(
  scene: Scene,
  ids: Iterable<ObjectId>,
  tiles: ReadonlyMap<ObjectId, Tile>,
  nodes: ReadonlyMap<ObjectId, GraphNode>,
): Tile[] {
  const touched = new Set<Tile>()
  for (const id of ids) {
    const tile = tiles.get(scene.foldedInto.get(id) ?? id)
    if (tile && !tile.ghost) touched.add(tile)
  }
  for (const tile of touched) refreshTile(tile, nodes)
  if (touched.size > 0) {
    for (const space of scene.spaces) {
      for (const card of space.cards) card.health = cardHealth(card)
      space.health = spaceHealth(space)
    }
  }
  return [...touched]
}

function refreshTile(tile: Tile, nodes: ReadonlyMap<ObjectId, GraphNode>): void {
  const own = nodes.get(tile.id)
  if (!own) return
  tile.health = own.computed.health
  tile.reason = own.computed.reason
  tile.ready = readyPods(own)
  if (tile.pods) {
    tile.pods = own.kind === 'core/Pod' ? [own.computed.health] : []
    for (const id of tile.members) {
      const member = nodes.get(id)
      if (member?.kind === 'core/Pod' && id !== tile.id) addPodHealth(tile, member)
    }
    sortPods(tile.pods)
  }
  if (tile.stack > 1) for (const id of tile.members) tile.health = worseHealth(tile.health, nodes.get(id)?.computed.health ?? 'healthy')
  if (tile.blamed !== '') blameTile(tile, tile.blamed)
}

function told(health: HealthLevel): HealthLevel {
  return health === 'unknown' ? 'healthy' : health
}
