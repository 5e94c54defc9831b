import { groupOf, kindName, type KindId } from '../contract/index.ts'
import { iconOf } from './icons.ts'
import { roleOf } from './kindRoles.ts'
import { compare } from './order.ts'
import type { Tile } from './scene.ts'

/** Tiles of kinds without a sign of their own say their kind; where several groups have a kind of that name, also whose it is. */
export function sayKinds(tiles: Iterable<Tile>): void {
  const silent: Tile[] = []
  const kinds = new Map<string, Set<KindId>>()
  for (const tile of tiles) {
    // what guards others is called by its kind alone
    if (roleOf(tile.kind) === 'guard') continue
    if (tile.pods || tile.extra !== '' || tile.kind.startsWith('pseudo/') || iconOf(kindName(tile.kind)) !== 'puzzle') continue
    silent.push(tile)
    const word = kindName(tile.kind)
    const known = kinds.get(word)
    if (known) known.add(tile.kind)
    else kinds.set(word, new Set([tile.kind]))
  }
  const words = new Map<KindId, string>()
  for (const [word, ids] of kinds) {
    const several = [...ids].sort(compare)
    for (const id of several) words.set(id, several.length === 1 ? word : `${word} ${shortGroup(id, several)}`)
  }
  for (const tile of silent) tile.extra = words.get(tile.kind) ?? ''
}

/** The first word of a kind's group in which all these groups differ (`istio` of `networking.istio.io` beside `networking.k8s.io`); else the whole. */
function shortGroup(kind: KindId, among: readonly KindId[]): string {
  const groups = among.map((each) => groupOf(each).split('.'))
  const own = groupOf(kind).split('.')
  for (const [at, word] of own.entries()) if (word !== '' && new Set(groups.map((each) => each[at])).size === groups.length) return word
  return own.join('.') || 'core'
}
