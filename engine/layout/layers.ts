import { measures as m } from './measures.ts'
import { append, compare, roundUp } from './order.ts'
import type { Card, Route, TileEdge } from './scene.ts'
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

/**
 * Cards that are joined by edges, as layers: depth first in key order finds the edges that run backwards, the longest path gives the layer,
 * four sweeps the order inside; a long edge has one lane per source and layer. The tallest layer stays, the others move level with it.
 */
export function layerBlock(cards: readonly Card[], edges: readonly TileEdge[], routes: Route[]): Item {
  const byKey = new Map(cards.map((c) => [c.key, c]))
  const own = edges.filter((e) => byKey.has(e.source) && byKey.has(e.target))
  const backward = findBackward(cards, own)
  const layerOf = findLayers(cards, own, backward)
  const layers: Slot[][] = Array.from({ length: Math.max(...layerOf.values()) + 1 }, () => [])
  const slots = new Map<string, Slot>()
  const addSlot = (id: string, card: Card | null, layer: number): Slot => {
    const slot: Slot = { id, card, layer, w: card?.w ?? 0, h: card?.h ?? m.lane, y: 0, up: [], down: [] }
    slots.set(id, slot)
    layers[layer]?.push(slot)
    return slot
  }
  for (const card of cards) addSlot(card.key, card, layerOf.get(card.key) ?? 0)
  const paths = own.map((edge): [TileEdge, Slot[]] => {
    const from = slots.get(edge.source) as Slot // every card has a slot
    const to = slots.get(edge.target) as Slot // every card has a slot
    if (backward.has(edge)) return [edge, [from, to]]
    const path = [from]
    for (let layer = from.layer + 1; layer < to.layer; layer++) {
      const id = `${edge.source}~@${layer}`
      path.push(slots.get(id) ?? addSlot(id, null, layer))
    }
    path.push(to)
    for (let i = 1; i < path.length; i++) link(path[i - 1] as Slot, path[i] as Slot) // i is in range
    return [edge, path]
  })
  orderLayers(layers)
  const height = levelLayers(layers)
  const widths = layers.map((layer) => Math.max(...layer.map((s) => s.w)))
  const lefts: number[] = []
  let width = 0
  widths.forEach((w, i) => {
    lefts.push(width)
    const through = own.filter((e) => (layerOf.get(e.source) ?? 0) <= i && (layerOf.get(e.target) ?? 0) > i).length
    width += w + (i < widths.length - 1 ? m.layerGap + 4 * Math.min(10, Math.max(0, through - 2)) : 0)
  })
  return {
    w: width,
    h: height,
    put(ox, oy) {
      for (const slot of slots.values()) {
        if (!slot.card) continue
        slot.card.x = ox + (lefts[slot.layer] ?? 0)
        slot.card.y = oy + slot.y
      }
      for (const [edge, path] of paths) {
        const points: [number, number][] = []
        const [a, b] = [path[0]?.card, path.at(-1)?.card]
        if (!a || !b) continue
        if (backward.has(edge)) points.push([a.x, a.y + 18], [a.x - 16, a.y + 18], [b.x + b.w + 16, b.y + 18], [b.x + b.w, b.y + 18])
        else
          path.forEach((slot, i) => {
            const left = ox + (lefts[slot.layer] ?? 0)
            if (slot.card) points.push([i > 0 ? slot.card.x : slot.card.x + slot.card.w, slot.card.y + 14])
            else points.push([left, oy + slot.y + 6], [left + (widths[slot.layer] ?? 0), oy + slot.y + 6])
          })
        routes.push({
          source: edge.source,
          target: edge.target,
          points,
          flow: edge.flow,
          broken: edge.broken,
          optional: edge.optional,
          inferred: edge.inferred,
          level: 'between',
          curved: true,
          count: edge.count,
          why: edge.why,
        })
      }
    },
  }
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
  for (let key = ready.shift(); key !== undefined; key = ready.shift()) {
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
function levelLayers(layers: readonly Slot[][]): number {
  const gap = m.cardGap
  const heights = layers.map((layer) => layer.reduce((sum, s) => sum + s.h + gap, -gap))
  const height = Math.max(...heights)
  layers.forEach((layer, i) => {
    let y = roundUp((height - (heights[i] ?? 0)) / 2, 4)
    for (const slot of layer) {
      slot.y = y
      y += slot.h + gap
    }
  })
  const level = (layer: readonly Slot[], side: 'up' | 'down'): void => {
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
      slot.y = Math.min(slot.y, bottom - slot.h)
      bottom = slot.y - gap
    }
  }
  const tallest = heights.indexOf(height)
  for (let i = tallest + 1; i < layers.length; i++) level(layers[i] ?? [], 'up')
  for (let i = tallest - 1; i >= 0; i--) level(layers[i] ?? [], 'down')
  return height
}
