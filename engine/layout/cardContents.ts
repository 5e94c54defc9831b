import { worseHealth, type ObjectId } from '../contract/index.ts'
import { appLabel } from './homes.ts'
import { append, compare } from './order.ts'
import type { Card, Tile } from './scene.ts'
import { blameTile, cardHealth } from './sceneHealth.ts'
import { nameTile } from './tileNames.ts'
import type { TileSet } from './tiles.ts'

/** From this many equal things on, one chip stands for them. */
const stackFrom = 4
const looseStackFrom = 3

/** What a card is called, how it is, what in it is one chip, and where its guards stand. `reach`: what its tiles have to do with cluster-wide things. */
export function finishCard(set: TileSet, card: Card, reach: ReadonlyMap<ObjectId, string>): void {
  stackEqual(set, card, reach)
  const workloads = card.tiles.filter((t) => t.pods)
  const lead =
    workloads[0] ?? card.tiles.find((t) => t.role === 'workload') ?? card.tiles.find((t) => t.role === 'service') ?? card.tiles[0]
  if (!lead) return
  card.title = card.loose
    ? 'Unattached'
    : card.title !== ''
      ? card.title
      : workloads.length > 1
        ? commonStart(workloads.map((w) => w.name)) || `${lead.name} +${workloads.length - 1}`
        : workloads.length === 1
          ? lead.name
          : (appLabel(lead) ?? lead.name)
  for (const tile of card.tiles) nameTile(tile, card)
  card.health = cardHealth(card)
  for (const tile of card.tiles) {
    if (tile.role !== 'guard') continue
    const guarded = card.edges.find(
      (e) => e.source === tile.id && e.flow === 'policy' && card.tiles.some((t) => t.id === e.target && t.stack === 0),
    )
    tile.dock = guarded?.target ?? workloads[0]?.id ?? lead.id
  }
  card.tiles.sort((a, b) => compare(a.id, b.id))
}

/** Things of one kind with the same neighbours become one chip with a number. */
function stackEqual(set: TileSet, card: Card, reach: ReadonlyMap<ObjectId, string>): void {
  const touch = new Map<ObjectId, string>()
  for (const e of card.edges) {
    touch.set(e.source, `${touch.get(e.source) ?? ''}>${e.target}${e.flow}`)
    touch.set(e.target, `${touch.get(e.target) ?? ''}<${e.source}${e.flow}`)
  }
  const equal = new Map<string, Tile[]>()
  for (const tile of card.tiles) {
    if (tile.pods || tile.ghost === 'missing') continue
    append(
      equal,
      `${tile.kind} ${tile.ghost ?? ''} ${tile.blamed} ${card.loose ? '' : (touch.get(tile.id) ?? '')} ${reach.get(tile.id) ?? ''}`,
      tile,
    )
  }
  const gone = new Set<ObjectId>()
  for (const [first, ...rest] of equal.values()) {
    if (!first || rest.length + 1 < (card.loose ? looseStackFrom : stackFrom)) continue
    first.stack = rest.length + 1
    for (const tile of rest) {
      gone.add(tile.id)
      first.members.push(...tile.members)
      first.health = worseHealth(first.health, tile.health)
      if (tile.blamed !== '') blameTile(first, tile.blamed)
      first.roles += tile.roles
      set.tiles.delete(tile.id)
      for (const id of [tile.id, ...tile.members]) set.tileOf.set(id, first.id)
    }
  }
  card.tiles = card.tiles.filter((t) => !gone.has(t.id))
  card.edges = card.edges.filter((e) => !gone.has(e.source) && !gone.has(e.target))
}

/** `shop-api`, `shop-worker`: `shop`; whole words only, empty when too short to be a name. */
function commonStart(names: readonly string[]): string {
  let start = names[0] ?? ''
  for (const name of names) while (!name.startsWith(start)) start = start.slice(0, -1)
  if (!names.every((n) => n === start || n[start.length] === '-')) start = start.replace(/-?[^-]*$/, '')
  start = start.replace(/-$/, '')
  return start.length > 2 ? start : ''
}
