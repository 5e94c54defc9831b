import { spaceSides, type Box, type Scene } from '../../engine/layout/scene.ts'

/** Everything in a scene that has a place: namespaces, cards, tiles, bands; with the namespace and the card it stands in. */
export interface Placed {
  box: string
  space: string
  card: string
}

/** The places of a scene by a name that does not change: `space/…`, `card/…`, `tile/…`, `band/…`. */
export function placesOf(scene: Scene): Map<string, Placed> {
  const found = new Map<string, Placed>()
  const note = (key: string, box: Box, space = '', card = ''): void => {
    found.set(key, { box: [box.x, box.y, box.w, box.h].join(' '), space, card })
  }
  for (const space of scene.spaces) {
    note(`space/${space.name}`, space, space.name)
    for (const card of space.cards) {
      note(`card/${card.key}`, card, space.name, card.key)
      for (const tile of card.tiles) note(`tile/${tile.id}`, tile, space.name, card.key)
    }
    for (const side of spaceSides) for (const tile of space[side]) note(`tile/${tile.id}`, tile, space.name)
  }
  for (const band of scene.bands) {
    note(`band/${band.title}`, band)
    for (const tile of band.tiles) note(`tile/${tile.id}`, tile, '', `band/${band.title}`)
  }
  return found
}

/** What moved or changed its size between two scenes, of what is in both. */
export function moved(before: Scene, after: Scene): { key: string; was: Placed; is: Placed }[] {
  const is = placesOf(after)
  const out: { key: string; was: Placed; is: Placed }[] = []
  for (const [key, was] of placesOf(before)) {
    const now = is.get(key)
    if (now && now.box !== was.box) out.push({ key, was, is: now })
  }
  return out
}

/** Boxes that lie over each other: namespaces and bands, cards of one namespace, tiles of one card; and what sticks out of its box. */
export function faults(scene: Scene): string[] {
  const out: string[] = []
  const over = (boxes: readonly (Box & { said: string })[]): void => {
    const sorted = [...boxes].sort((a, b) => a.y - b.y)
    sorted.forEach((a, i) => {
      for (let j = i + 1; j < sorted.length; j++) {
        const b = sorted[j] as Box & { said: string } // j is in range
        if (b.y >= a.y + a.h - 0.5) break
        if (a.x < b.x + b.w - 0.5 && b.x < a.x + a.w - 0.5) out.push(`${a.said} over ${b.said}`)
      }
    })
  }
  const within = (box: Box, outer: Box, said: string): void => {
    if (box.x < outer.x || box.y < outer.y || box.x + box.w > outer.x + outer.w + 0.5 || box.y + box.h > outer.y + outer.h + 0.5)
      out.push(`${said} sticks out`)
  }
  const said = <T extends Box>(box: T, name: string): Box & { said: string } => ({ x: box.x, y: box.y, w: box.w, h: box.h, said: name })
  over([...scene.spaces.map((s) => said(s, s.name)), ...scene.bands.map((b) => said(b, b.title))])
  for (const space of scene.spaces) {
    const shared = spaceSides.flatMap((side) => space[side])
    over([...space.cards.map((c) => said(c, c.key)), ...shared.map((t) => said(t, t.id))])
    for (const tile of shared) within(tile, space, tile.id)
    for (const card of space.cards) {
      within(card, space, card.key)
      over(card.tiles.map((t) => said(t, t.id)))
      for (const tile of card.tiles) within(tile, card, tile.id)
    }
  }
  const whole = { x: 0, y: 0, w: scene.width, h: scene.height }
  for (const box of [...scene.spaces, ...scene.bands]) within(box, whole, 'name' in box ? box.name : box.title)
  return out
}
