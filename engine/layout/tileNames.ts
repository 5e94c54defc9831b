import { kindName } from '../contract/index.ts'
import { roleOf, shortKind } from './kindRoles.ts'
import type { Card, Tile } from './scene.ts'
import { plural } from './tiles.ts'

/** What a tile says: only what its box does not say already. */
export function nameTile(tile: Tile, card: Card | undefined): void {
  const shortened = (start: string): string =>
    tile.name !== start && tile.name.length > 14 && tile.name.startsWith(`${start}-`) ? `…${tile.name.slice(start.length)}` : ''
  const name = (card && !card.loose && shortened(card.title)) || shortened(tile.namespace) || tile.name
  const same = card !== undefined && !card.loose && tile.name === card.title
  if (tile.stack > 1) {
    tile.label = tile.ghost ? `${tile.stack} optional, absent` : plural(tile.stack, kindName(tile.kind))
    tile.extra = ''
    return
  }
  if (tile.ghost) {
    if (tile.label === tile.name) tile.label = name
    tile.extra = { missing: 'missing', optional: 'absent', forbidden: 'forbidden', unknown: 'not listed' }[tile.ghost]
    return
  }
  if (tile.pods) {
    tile.label = tile.name
    return
  }
  if (roleOf(tile.kind) === 'guard') {
    tile.label = shortKind(tile.kind) + (tile.extra === '' ? '' : ` ${tile.extra}`)
    tile.extra = ''
    return
  }
  if (tile.kind === 'core/ServiceAccount' && tile.roles > 0) tile.extra = tile.roles === 1 ? '1 role' : `${tile.roles} roles`
  if (tile.users > 1) tile.extra = `×${tile.users}`
  tile.label = name
  // In the card of its own name a Service is its port, a ServiceAccount its roles, anything else its kind.
  if (!same) return
  if (tile.extra !== '' && (tile.kind === 'core/Service' || tile.kind === 'core/ServiceAccount')) {
    tile.label = tile.extra
    tile.extra = ''
  } else if (tile.kind !== 'core/Service') tile.label = kindName(tile.kind)
}
