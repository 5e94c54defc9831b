import { worseHealth, type HealthLevel, type KindId } from '../contract/index.ts'
import { bandGroup, namespaceGroup } from './groupIds.ts'
import { isThingKind } from './kindRoles.ts'
import type { Band, Scene } from './scene.ts'

/** How much is said: namespaces with their counts; cards with their Pods; cards with their tiles; tiles with images, ports and keys. */
export type Level = 'far' | 'cards' | 'middle' | 'near'

/** The least zoom of each level but the first: type keeps its size, so that below it the words would not fit their boxes. */
const from: readonly (readonly [Level, number])[] = [
  ['near', 0.8],
  ['middle', 0.42],
  ['cards', 0.16],
]

/** The level at a zoom: pixels per layout unit. */
export function levelOf(zoom: number): Level {
  return from.find(([, least]) => zoom >= least)?.[0] ?? 'far'
}

/** What a box says from afar. */
export interface BoxSum {
  id: string
  type: 'namespace' | 'cluster'
  title: string
  objects: number
  /** The worst of what is in it. */
  health: HealthLevel
}

/** What everything adds up to at the level of namespaces. */
export interface SceneSums {
  boxes: readonly BoxSum[]
  /** Cluster-wide objects that are counted and not drawn: namespaces themselves, leases. */
  counted: number
  /** All of it: the objects in scope. */
  objects: number
}

/** Counts of a scene seen from afar: their sum is the number of objects in scope, whatever is drawn of them. */
export function sumsOf(scene: Scene): SceneSums {
  const boxes: BoxSum[] = scene.spaces.map((space) => ({
    id: namespaceGroup(space.name),
    type: 'namespace',
    title: space.name,
    objects: total(space.counts),
    health: space.health,
  }))
  for (const band of scene.bands)
    boxes.push({ id: bandGroup(band.title), type: 'cluster', title: band.title, objects: objectsIn(band), health: worstOf(band) })
  const counted = scene.notDrawn.filter((id) => id.split('/')[2] === '_').length
  return { boxes, counted, objects: boxes.reduce((sum, b) => sum + b.objects, counted) }
}

/** The objects a band stands for; what objects only speak of (a user, a host) is none. */
function objectsIn(band: Band): number {
  return band.tiles.reduce((sum, tile) => sum + (tile.ghost === null && isThingKind(tile.kind) ? tile.members.length : 0), 0)
}

function worstOf(band: Band): HealthLevel {
  let worst: HealthLevel = 'healthy'
  for (const { health, ghost } of band.tiles) if (!ghost && health !== 'unknown') worst = worseHealth(worst, health)
  return worst
}

function total(counts: ReadonlyMap<KindId, number>): number {
  let sum = 0
  for (const count of counts.values()) sum += count
  return sum
}
