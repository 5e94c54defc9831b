import { measures as m } from './measures.ts'
import { append, compare, roundUp } from './order.ts'
import type { Card, TileEdge } from './scene.ts'
import type { Item } from './shelves.ts'

/** A place in a layer: a card, or a long edge passing through. */
interface Slot {
  id: string
  card: Card | null
  layer: number
  h: number
  w: number
  y: number
  up: Slot[]
  down: Slot[]
}

/** A layer taller than this many times the height that its block should have is wrapped into columns. */
const tooTall = 1.35

/**
 * Cards that are joined by edges, as layers: depth first in key order finds the edges that run backwards, the longest path gives the layer,
 * four sweeps the order inside; a long edge has one lane per source and layer. The tallest layer stays, the others move level with it. What
 * would be a tower stands in several columns.
 */
export function layerBlock(cards: readonly Card[], edges: readonly TileEdge[]): Item {
  const byKey = new Map(cards.map((c) => [c.key, c]))
  const own = edges.filter((e) => byKey.has(e.source) && byKey.has(e.target))
  const backward = findBackward(cards, own)
  const layerOf = findLayers(cards, own, backward)
  let last = 0
  for (const layer of layerOf.values()) last = Math.max(last, layer)
  const layers: Slot[][] = Array.from({ length: last + 1 }, () => [])
  const slots = new Map<string, Slot>()
  const addSlot = (id: string, card: Card | null, layer: number): Slot => {
    const slot: Slot = { id, card, layer, w: card?.w ?? 0, h: card?.h ?? m.lane, y: 0, up: [], down: [] }
    slots.set(id, slot)
    layers[layer]?.push(slot)
    return slot
  }
  for (const card of cards) addSlot(card.key, card, layerOf.get(card.key) ?? 0)
  const through = new Int32Array(last + 2)
  for (const edge of own) {
    const from = slots.get(edge.source) as Slot // every card has a slot
    const to = slots.get(edge.target) as Slot // every card has a slot
    if (backward.has(edge)) continue
    through[from.layer] = (through[from.layer] ?? 0) + 1
    through[to.layer] = (through[to.layer] ?? 0) - 1
    let before = from
    for (let layer = from.layer + 1; layer < to.layer; layer++) {
      const id = `${edge.source}~@${layer}`
      const lane = slots.get(id) ?? addSlot(id, null, layer)
      link(before, lane)
      before = lane
    }
    link(before, to)
  }
  orderLayers(layers)
  const columns = layers.map((layer) => wrapLayer(layer, wantedHeight(cards)))
  const height = levelLayers(columns)
  const lefts = new Map<Slot, number>()
  let width = 0
  let passing = 0
  columns.forEach((parts, i) => {
    for (const part of parts) {
      for (const slot of part) lefts.set(slot, width)
      width += Math.max(...part.map((s) => s.w)) + m.columnGap
    }
    passing += through[i] ?? 0
    width += (i < columns.length - 1 ? m.layerGap + 4 * Math.min(10, Math.max(0, passing - 2)) : 0) - m.columnGap
  })
  return {
    w: width,
    h: height,
    put(ox, oy) {
      for (const [slot, left] of lefts) {
        if (!slot.card) continue
        slot.card.x = ox + left
        slot.card.y = oy + slot.y
      }
    },
  }
}

/** The height at which all cards of a block together would have the wanted shape. */
function wantedHeight(cards: readonly Card[]): number {
  const area = cards.reduce((sum, c) => sum + (c.w + m.layerGap) * (c.h + m.cardGap), 0)
  return Math.max(Math.sqrt(area / m.aspect), ...cards.map((c) => c.h))
}

/** A tower as several columns, read in rows so that neighbours stay near each other; lanes through it are gaps between cards then. */
function wrapLayer(layer: readonly Slot[], wanted: number): Slot[][] {
  const total = layer.reduce((sum, s) => sum + s.h + m.cardGap, -m.cardGap)
  if (total <= wanted * tooTall) return [[...layer]]
  const cards = layer.filter((s) => s.card)
  const count = Math.min(cards.length, Math.ceil(total / wanted))
  if (count < 2) return [[...layer]]
  const columns: Slot[][] = Array.from({ length: count }, () => [])
  const heights = new Float64Array(count)
  for (const slot of cards) {
    let shortest = 0
    for (let i = 1; i < count; i++) if ((heights[i] ?? 0) < (heights[shortest] ?? 0)) shortest = i
    columns[shortest]?.push(slot)
    heights[shortest] = (heights[shortest] ?? 0) + slot.h + m.cardGap
  }
  return columns
}

function link(a: Slot, b: Slot): void {
  if (a.down.includes(b)) return
  a.down.push(b)
  b.up.push(a)
}

/** Edges that lead back to a card whose walk is still open. */
function findBackward(cards: readonly Card[], edges: readonly TileEdge[]): Set<TileEdge> {
  const out = new Map<string, TileEdge[]>()
  for (const e of edges) append(out, e.source, e)
  const backward = new Set<TileEdge>()
  const state = new Map<string, 'open' | 'done'>()
  const visit = (start: string): void => {
    const stack = [{ key: start, next: 0 }]
    state.set(start, 'open')
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const edge = out.get(top.key)?.[top.next++]
      if (!edge) {
        state.set(top.key, 'done')
        stack.pop()
      } else if (state.get(edge.target) === 'open') backward.add(edge)
      else if (!state.has(edge.target)) {
        state.set(edge.target, 'open')
        stack.push({ key: edge.target, next: 0 })
      }
    }
  }
  const entered = new Set(edges.map((e) => e.target))
  for (const card of cards) if (!entered.has(card.key)) visit(card.key)
  for (const card of cards) if (!state.has(card.key)) visit(card.key)
  return backward
}

/** Longest path from the left; what only calls stands next to what it calls. */
function findLayers(cards: readonly Card[], edges: readonly TileEdge[], backward: ReadonlySet<TileEdge>): Map<string, number> {
  const forward = edges.filter((e) => !backward.has(e))
  const out = new Map<string, TileEdge[]>()
  const open = new Map<string, number>(cards.map((c) => [c.key, 0]))
  for (const e of forward) {
    append(out, e.source, e)
    open.set(e.target, (open.get(e.target) ?? 0) + 1)
  }
  const layer = new Map<string, number>(cards.map((c) => [c.key, 0]))
  const ready = cards.filter((c) => open.get(c.key) === 0).map((c) => c.key)
  for (const key of ready) {
    for (const e of out.get(key) ?? []) {
      layer.set(e.target, Math.max(layer.get(e.target) ?? 0, (layer.get(key) ?? 0) + 1))
      const left = (open.get(e.target) ?? 1) - 1
      open.set(e.target, left)
      if (left === 0) ready.push(e.target)
    }
  }
  const entered = new Set(edges.map((e) => e.target))
  for (const card of cards) {
    const targets = (out.get(card.key) ?? []).map((e) => layer.get(e.target) ?? 0)
    if (targets.length > 0 && !entered.has(card.key)) layer.set(card.key, Math.max(0, Math.min(...targets) - 1))
  }
  return layer
}

function orderLayers(layers: readonly Slot[][]): void {
  const place = new Map<Slot, number>()
  for (const layer of layers) {
    layer.sort((a, b) => compare(a.id, b.id))
    layer.forEach((s, i) => place.set(s, i))
  }
  for (let sweep = 0; sweep < 4; sweep++) {
    const down = sweep % 2 === 1
    for (const layer of down ? [...layers].reverse() : layers) {
      const centre = new Map(
        layer.map((s) => {
          const list = down ? s.down : s.up
          return [s, list.length > 0 ? list.reduce((sum, q) => sum + (place.get(q) ?? 0), 0) / list.length : (place.get(s) ?? 0)] as const
        }),
      )
      layer.sort((a, b) => (centre.get(a) ?? 0) - (centre.get(b) ?? 0) || compare(a.id, b.id))
      layer.forEach((s, i) => place.set(s, i))
    }
  }
}

/** Heights: centred first, then level with the neighbours, outwards from the tallest layer. Returns the height of the block. */
function levelLayers(layers: readonly (readonly (readonly Slot[])[])[]): number {
  const gap = m.cardGap
  const heightOf = (column: readonly Slot[]): number => column.reduce((sum, s) => sum + s.h + gap, -gap)
  const heights = layers.map((columns) => Math.max(...columns.map(heightOf)))
  const height = Math.max(...heights)
  for (const columns of layers) {
    for (const column of columns) {
      let y = columns.length > 1 ? 0 : roundUp((height - heightOf(column)) / 2, 4)
      for (const slot of column) {
        slot.y = y
        y += slot.h + gap
      }
    }
  }
  const level = (columns: readonly (readonly Slot[])[], side: 'up' | 'down'): void => {
    const [layer, ...more] = columns
    if (!layer || more.length > 0) return
    let y = 0
    for (const slot of layer) {
      const list = slot[side]
      const wanted = list.length > 0 ? list.reduce((sum, q) => sum + q.y + q.h / 2, 0) / list.length - slot.h / 2 : slot.y
      slot.y = roundUp(Math.max(y, wanted), 4)
      y = slot.y + slot.h + gap
    }
    let bottom = height
    for (let i = layer.length - 1; i >= 0; i--) {
      const slot = layer[i] as Slot // i is in range
      slot.y = Math.floor(Math.min(slot.y, bottom - slot.h) / 4) * 4
      bottom = slot.y - gap
    }
  }
  const tallest = heights.indexOf(height)
  for (let i = tallest + 1; i < layers.length; i++) level(layers[i] ?? [], 'up')
  for (let i = tallest - 1; i >= 0; i--) level(layers[i] ?? [], 'down')
  return height
}
