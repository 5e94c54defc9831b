import { roundUp } from './order.ts'

/** Lengths of the picture, in layout units. All are multiples of 4. */
export const measures = {
  chip: 24,
  row: 28,
  head: 28,
  pad: 12,
  columnGap: 36,
  cardGap: 20,
  layerGap: 44,
  spacePad: 16,
  spaceGap: 32,
  lane: 12,
  guardWidth: 86,
  guardHeight: 20,
  workloadWidth: 176,
  sideColumn: 204,
  /** Width to height that boxes aim at. */
  aspect: 1.6,
  /** Room for this many times the wanted Pods, so that Pods coming and going never change a tile. */
  slack: 1.25,
} as const

const podSteps = [6, 26, 52, 104, 156, 208, 312, 416, 624, 832]
const rowSteps = [2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 32, 40, 56, 80]
const chipWidths = [80, 112, 144, 176]

function ladder(value: number, steps: readonly number[]): number {
  for (const step of steps) if (value <= step) return step
  let at = steps.at(-1) ?? 1
  while (at < value) at *= 1.5
  return roundUp(at, 2)
}

/** Squares a tile has room for: a function of the wish, in steps, so that it rarely changes. */
export function podRoom(desired: number, pods: number): number {
  return ladder(Math.ceil(Math.max(desired, pods / measures.slack, 1) * measures.slack), podSteps)
}

/** How the squares of a tile stand: columns, distance, first row. */
function podGrid(room: number): { columns: number; pitch: number; cell: number; top: number } {
  const few = room <= 6
  return { columns: few ? 6 : room <= 52 ? 13 : room <= 208 ? 26 : 39, pitch: few ? 18 : 12, cell: few ? 14 : 10, top: few ? 27 : 42 }
}

/** Room around the squares of a tile: left and right, below. */
const podMargin = { sides: 20, below: 7 }

/** The size of a tile with room for this many squares. */
export function podTileSize(room: number): { w: number; h: number } {
  const { columns, pitch, top } = podGrid(room)
  return {
    w: podMargin.sides + roundUp(columns * pitch, 156),
    h: roundUp(top + Math.ceil(room / columns) * pitch + podMargin.below, measures.row) - 4,
  }
}

/** How the squares of a tile stand. In a tile that could not grow they stand closer together, as close as it takes for all to be seen. */
export function podSquares(tile: { w: number; h: number; desired: number; pods: readonly unknown[] | null }): {
  room: number
  columns: number
  pitch: number
  cell: number
  top: number
} {
  const count = tile.pods?.length ?? 0
  const room = podRoom(tile.desired, count)
  const grid = { room, ...podGrid(room) }
  const wanted = podTileSize(room)
  if (tile.w >= wanted.w && tile.h >= wanted.h) return grid
  const shown = Math.max(count, tile.desired)
  const top = tile.h < 60 ? podGrid(1).top : grid.top
  for (let pitch = grid.pitch; pitch >= 2; pitch--) {
    const columns = Math.floor((tile.w - podMargin.sides) / pitch)
    const rows = Math.floor((tile.h - top - podMargin.below) / pitch)
    if (columns * rows >= shown || pitch === 2)
      return { room: Math.max(shown, 1), columns: Math.max(1, columns), pitch, cell: pitch - (pitch > 8 ? 2 : 1), top }
  }
  return grid
}

/** Heights of cards in rows, in steps, so that one more row rarely changes a card. */
export function rowRoom(rows: number, from: number): number {
  return ladder(rows, from === 1 ? [1, ...rowSteps] : rowSteps)
}

/** The chip width that holds a text. */
export function chipWidth(text: number): number {
  return chipWidths.find((w) => w >= text) ?? 176
}

/** Sizes of namespace boxes: steps of about 1.19, every fourth doubles. */
export const slotSizes: readonly number[] = Array.from({ length: 22 }, (_, i) => roundUp(200 * 2 ** (i / 4), 20))

/** A big namespace has a bigger header, so that its name can be read from further away. */
export function spaceHead(cards: number): number {
  return cards < 3 ? 36 : cards < 7 ? 44 : 60
}
