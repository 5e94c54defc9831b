import type { HealthLevel, KindId, ObjectId } from '../../engine/contract/index.ts'
import { kindName } from '../../engine/contract/index.ts'
import { count } from '../words/names.ts'
import type { Palette } from './palette.ts'
import type { Rect, Scene, SceneBox, SceneTile } from './sceneModel.ts'
import { cardsBelow, farBelow, isSummed, meets } from './sceneModel.ts'

/** What is on screen: pan in pixels, zoom, and the size of the canvas in CSS pixels. */
export interface Viewport { panX: number; panY: number; zoom: number; width: number; height: number }

/** What stands out: the selected tile, and what stays lit with it (null: everything). */
export interface Emphasis { selected: ObjectId | null; lit: ReadonlySet<ObjectId> | null }

/** Text is never drawn below this; it is left out, and what it named is counted. In pixels. */
const smallestText = 9
/** Height of the head of a namespace in the layout. */
const header = 36
/** Titles of boxes stay readable from far. */
const smallestTitle = 11
const font = '"Inter Variable", sans-serif'

const inks: Readonly<Record<HealthLevel, keyof Palette>> = { healthy: 'ok', progressing: 'prog', warning: 'warn', failing: 'fail', paused: 'idle', unknown: 'idle' }

/** A tile says only what its box does not say: nothing when it is named like its card, `…-config` when it begins like it. */
export function namedIn(name: string, box: string): string {
  if (box === '') return name
  if (name === box) return ''
  return name.startsWith(`${box}-`) ? `…${name.slice(box.length)}` : name
}

/** Draws boxes, tiles and text on plain canvases, beneath and above Cytoscape's lines. Pure paint: holds no state of the graph. */
export class Painter {
  /** Labels left out for size in the last picture. */
  omitted = 0
  private readonly pen: CanvasRenderingContext2D
  private readonly canvas: HTMLCanvasElement
  private readonly shortName: (kind: KindId) => string
  private palette: Palette
  private view: Viewport = { panX: 0, panY: 0, zoom: 1, width: 1, height: 1 }

  constructor(canvas: HTMLCanvasElement, palette: Palette, shortName: (kind: KindId) => string) {
    this.canvas = canvas
    this.palette = palette
    this.shortName = shortName
    const pen = canvas.getContext('2d')
    if (pen === null) throw new Error('this window cannot draw on a canvas')
    this.pen = pen
  }

  recolour(palette: Palette): void { this.palette = palette }

  private begin(view: Viewport): void {
    this.view = view
    const ratio = window.devicePixelRatio
    const [width, height] = [Math.round(view.width * ratio), Math.round(view.height * ratio)]
    if (this.canvas.width !== width || this.canvas.height !== height) [this.canvas.width, this.canvas.height] = [width, height]
    this.pen.setTransform(ratio, 0, 0, ratio, 0, 0)
    this.pen.clearRect(0, 0, view.width, view.height)
    this.pen.globalAlpha = 1
    this.omitted = 0
  }

  /** The part of the layout that is seen. */
  static seen(view: Viewport): Rect {
    return { x: -view.panX / view.zoom, y: -view.panY / view.zoom, w: view.width / view.zoom, h: view.height / view.zoom }
  }

  boxes(scene: Scene, view: Viewport): void {
    this.begin(view)
    const seen = Painter.seen(view)
    const small: SceneBox[] = []
    for (const box of scene.boxes) {
      if (!meets(box, seen)) continue
      this.box(box, scene.members.get(box.group.id) ?? [])
      if (box.group.type !== 'application' && header * view.zoom < smallestTitle + 1) small.push(box)
    }
    // A head that has no room for its title gets it on a plate, above what would cover it.
    for (const box of small) this.plate(box)
  }

  tiles(scene: Scene, view: Viewport, emphasis: Emphasis): void {
    this.begin(view)
    const seen = Painter.seen(view)
    for (const tile of scene.tiles.values()) {
      if (!meets(tile, seen) || isSummed(scene, tile, view.zoom)) continue
      this.pen.globalAlpha = emphasis.lit === null || emphasis.lit.has(tile.id) ? 1 : 0.4
      const box = tile.node.group === undefined ? '' : (scene.titles.get(tile.node.group) ?? '')
      if (tile.h > 30 && !tile.ghost) this.workload(tile, box)
      else this.chip(tile, box)
      if (tile.id === emphasis.selected) this.ring(tile)
    }
    this.pen.globalAlpha = 1
  }

  private at(rect: Rect): Rect {
    const { panX, panY, zoom } = this.view
    return { x: rect.x * zoom + panX, y: rect.y * zoom + panY, w: rect.w * zoom, h: rect.h * zoom }
  }

  private rect(r: Rect, radius: number, fill: string | null, line: string | null, dash: readonly number[] = [], width = 1): void {
    const { pen } = this
    pen.beginPath()
    pen.roundRect(Math.round(r.x) + 0.5, Math.round(r.y) + 0.5, Math.max(0, Math.round(r.w) - 1), Math.max(0, Math.round(r.h) - 1), Math.min(radius, r.h / 2))
    if (fill !== null) {
      pen.fillStyle = fill
      pen.fill()
    }
    if (line !== null) {
      pen.setLineDash([...dash])
      pen.lineWidth = width
      pen.strokeStyle = line
      pen.stroke()
      pen.setLineDash([])
    }
  }

  /** Type follows the zoom a little; returns the width drawn, 0 when it was left out. `base` is the size at zoom 1; a `title` stays as long as there is room for it. */
  private text(x: number, y: number, words: string, base: number, weight: number, ink: string, room: number, align: 'left' | 'right' = 'left', title = false): number {
    const { pen } = this
    const size = Math.min(base * 1.25, Math.max(title ? smallestTitle : smallestText, base * this.view.zoom))
    if (words === '' || room < 14 || (!title && base * this.view.zoom < smallestText * 0.62)) {
      if (words !== '') this.omitted++
      return 0
    }
    pen.font = `${weight} ${size}px ${font}`
    const shown = this.fit(words, room)
    if (shown === '') {
      this.omitted++
      return 0
    }
    pen.fillStyle = ink
    pen.textAlign = align
    pen.textBaseline = 'middle'
    pen.fillText(shown, x, y + 0.5)
    return pen.measureText(shown).width
  }

  /** Cut in the middle: names differ at both ends. */
  private fit(words: string, room: number): string {
    if (this.pen.measureText(words).width <= room) return words
    let [low, high] = [0, words.length - 1]
    const cut = (n: number): string => {
      const tail = Math.min(Math.floor(n * 0.4), 8)
      return `${words.slice(0, n - tail)}…${words.slice(words.length - tail)}`
    }
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      if (this.pen.measureText(cut(middle)).width <= room) low = middle
      else high = middle - 1
    }
    return low < 3 ? '' : cut(low)
  }

  /** Health: a colour and a shape, always both. `s` is the side in pixels. */
  private shape(level: HealthLevel, x: number, y: number, s: number): void {
    const { pen } = this
    const ink = this.palette[inks[level]]
    pen.fillStyle = pen.strokeStyle = ink
    pen.lineWidth = Math.max(1.2, s * 0.16)
    pen.beginPath()
    if (level === 'healthy') pen.arc(x + s / 2, y + s / 2, s * 0.38, 0, Math.PI * 2)
    else if (level === 'warning') {
      pen.moveTo(x + s / 2, y + s * 0.06)
      pen.lineTo(x + s * 0.97, y + s * 0.9)
      pen.lineTo(x + s * 0.03, y + s * 0.9)
      pen.closePath()
    } else if (level === 'failing') {
      pen.lineWidth = Math.max(1.6, s * 0.22)
      pen.moveTo(x + s * 0.18, y + s * 0.18)
      pen.lineTo(x + s * 0.82, y + s * 0.82)
      pen.moveTo(x + s * 0.82, y + s * 0.18)
      pen.lineTo(x + s * 0.18, y + s * 0.82)
      pen.stroke()
      return
    } else if (level === 'progressing') {
      pen.arc(x + s / 2, y + s / 2, s * 0.36, 0, Math.PI * 2)
      pen.stroke()
      pen.beginPath()
      pen.arc(x + s / 2, y + s / 2, s * 0.36, -Math.PI / 2, Math.PI / 2)
    } else if (level === 'paused') {
      pen.rect(x + s * 0.22, y + s * 0.14, s * 0.2, s * 0.72)
      pen.rect(x + s * 0.58, y + s * 0.14, s * 0.2, s * 0.72)
    } else {
      pen.font = `700 ${s}px ${font}`
      pen.textAlign = 'center'
      pen.textBaseline = 'middle'
      pen.fillText('?', x + s / 2, y + s / 2 + 0.5)
      return
    }
    pen.fill()
  }

  /** A pod as a small square: full when healthy, else its shape in an outline. */
  private pod(level: HealthLevel, x: number, y: number, s: number): void {
    const ink = this.palette[inks[level]]
    if (level === 'healthy' || s < 5) {
      this.pen.fillStyle = ink
      this.pen.beginPath()
      this.pen.roundRect(x, y, s, s, s * 0.2)
      this.pen.fill()
      return
    }
    this.pen.strokeStyle = ink
    this.pen.lineWidth = 1.2
    this.pen.beginPath()
    this.pen.roundRect(x + 0.6, y + 0.6, s - 1.2, s - 1.2, s * 0.2)
    this.pen.stroke()
    if (s >= 7) this.shape(level, x + s * 0.14, y + s * 0.14, s * 0.72)
  }

  private ring(tile: SceneTile): void {
    const r = this.at(tile)
    this.rect({ x: r.x - 3, y: r.y - 3, w: r.w + 6, h: r.h + 6 }, 6, null, this.palette.accent, [], 2)
  }

  private box(box: SceneBox, tiles: readonly SceneTile[]): void {
    const { group } = box
    const r = this.at(box)
    const z = this.view.zoom
    const p = this.palette
    const outer = group.type !== 'application'
    const loose = group.type === 'application' && group.title === ''
    this.rect(r, outer ? 8 : 5, outer ? p.box : loose ? null : p.card, group.worstHealth === 'failing' && !outer ? p.fail : outer ? p.boxLine : p.cardLine, loose ? [2, 4] : [])
    const base = outer ? 17 : 13.5
    const s = Math.min(13, Math.max(7, (outer ? 12 : 10) * z))
    const y = r.y + Math.max(9, (outer ? 20 : 15) * z)
    const pad = Math.max(6, (outer ? 16 : 12) * z)
    const title = group.title === '' ? 'Unattached' : group.title
    if (r.w < 30 || r.h < 10 || (!outer && z < farBelow)) return
    if (!outer && z < cardsBelow) this.summary(r, tiles.flatMap((tile) => tile.pods))
    if (outer && header * z < smallestTitle + 1) return
    this.shape(group.worstHealth, r.x + pad, y - s / 2, s)
    const wide = this.text(r.x + pad + s + 6, y, title, base, outer ? 620 : 600, loose ? p.text3 : p.text1, r.w - pad * 2 - s - 6, 'left', outer || r.h > 24)
    const words = outer ? Object.entries(group.counts).sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, 4).map(([kind, n]) => `${count(n)} ${this.shortName(kind)}`).join(' · ') : ''
    const total = group.members.length
    if (outer) this.text(r.x + r.w - pad, y, `${words}${words === '' ? '' : ' · '}${count(total)} objects`, 11, 420, p.text3, r.w - pad * 3 - s - wide, 'right')
  }

  private plate(box: SceneBox): void {
    const r = this.at(box)
    if (r.w < 36) return
    const title = box.group.title === '' ? 'Unattached' : box.group.title
    this.pen.font = `600 ${smallestTitle}px ${font}`
    const shown = this.fit(title, r.w - 24)
    if (shown === '') {
      this.omitted++
      return
    }
    const w = this.pen.measureText(shown).width + 22
    this.pen.globalAlpha = 0.9
    this.rect({ x: r.x + 1, y: r.y + 1, w, h: 16 }, 4, this.palette.box, null)
    this.pen.globalAlpha = 1
    this.shape(box.group.worstHealth, r.x + 5, r.y + 5, 8)
    this.pen.font = `600 ${smallestTitle}px ${font}`
    this.pen.fillStyle = this.palette.text1
    this.pen.textAlign = 'left'
    this.pen.textBaseline = 'middle'
    this.pen.fillText(shown, r.x + 17, r.y + 9.5)
  }

  /** A card from afar: the pods of all its tiles, else a bar of them. */
  private summary(r: Rect, pods: readonly HealthLevel[]): void {
    const [cell, pitch] = [5, 6.5]
    const columns = Math.floor((r.w - 12) / pitch)
    const rows = Math.floor((r.h - 24) / pitch)
    if (pods.length === 0 || columns < 1) return
    if (pods.length <= columns * rows) pods.forEach((level, index) => { this.pod(level, r.x + 7 + (index % columns) * pitch, r.y + 21 + Math.floor(index / columns) * pitch, cell) })
    else this.bar(pods, { x: r.x + 6, y: r.y + r.h - 8, w: r.w - 12, h: 3 })
  }

  private chip(tile: SceneTile, box: string): void {
    const r = this.at(tile)
    const p = this.palette
    const z = this.view.zoom
    const missing = tile.node.computed.state === 'missing'
    const line = missing ? p.fail : p.tileLine
    if (r.h < 5) return this.rect(r, 1, missing ? p.fail : p.tile, null)
    this.rect(r, 4, missing ? p.failBg : tile.ghost ? null : p.tile, line, tile.ghost ? [3, 2.5] : [])
    if (r.h < 11) return
    const y = r.y + r.h / 2
    const pad = 7 * Math.max(z, 0.6)
    let right = r.x + r.w - pad
    if (tile.level !== 'healthy' && !tile.ghost) {
      this.shape(tile.level, right - 9, y - 4.5, 9)
      right -= 14
    }
    const ink = missing ? p.fail : tile.ghost ? p.text3 : p.text1
    const name = namedIn(tile.node.name, box)
    const kind = this.text(r.x + pad, y, this.shortName(tile.node.kind), name === '' ? 12 : 11, 420, missing ? p.fail : name === '' ? p.text1 : p.text3, (right - r.x - pad) * (name === '' ? 1 : 0.5))
    const aside = missing ? 'missing' : tile.node.computed.state === 'forbidden' ? 'forbidden' : tile.folded > 0 ? `+${tile.folded}` : ''
    if (aside !== '' && right - r.x > 110 * z) right -= this.text(right, y, aside, 10.5, 420, missing ? p.fail : p.text3, 60, 'right') + 5
    this.text(r.x + pad + kind + 6 * Math.max(z, 0.7), y, name, 12, tile.ghost ? 520 : 420, ink, right - r.x - pad - kind - 6)
  }

  private workload(tile: SceneTile, box: string): void {
    const r = this.at(tile)
    const p = this.palette
    const z = this.view.zoom
    const bad = tile.level === 'failing' ? p.fail : tile.level === 'warning' ? p.warn : null
    this.rect(r, 5, p.tile, bad ?? p.tileLine, [], bad === null ? 1 : 1.3)
    const pad = 10 * z
    const y = r.y + 16 * z
    const s = Math.min(12, Math.max(7, 10 * z))
    this.shape(tile.level, r.x + pad, y - s / 2, s)
    const ready = tile.pods.length > 0 ? `${count(tile.pods.filter((level) => level === 'healthy').length)}/${count(tile.pods.length)}` : ''
    const taken = this.text(r.x + r.w - pad, y, ready, 12, 600, bad ?? p.text1, 64, 'right')
    const name = namedIn(tile.node.name, box)
    const kind = this.text(r.x + pad + s + 5 * z, y, name === '' ? kindName(tile.node.kind) : this.shortName(tile.node.kind), name === '' ? 12 : 11, name === '' ? 520 : 420, name === '' ? p.text1 : p.text3, (r.w - pad * 2 - s - taken) * (name === '' ? 1 : 0.4))
    this.text(r.x + pad + s + 5 * z + kind + 5 * z, y, name, 12.5, 600, p.text1, r.w - pad * 2 - s - kind - taken - 14 * z)
    if (tile.pods.length === 0) {
      this.text(r.x + pad, r.y + 33 * z, tile.node.computed.reason || kindName(tile.node.kind), 11, 420, bad ?? p.text3, r.w - pad * 2)
      return
    }
    this.pods(tile, { x: r.x + pad, y: r.y + 28 * z, w: r.w - pad * 2, h: r.h - 38 * z })
    this.bar(tile.pods, { x: r.x + pad, y: r.y + r.h - 7 * z, w: r.w - pad * 2, h: Math.max(2, 3 * z) })
  }

  /** All pods of a tile as squares, as large as there is room for; when there is no room for a square each, the bar alone says it. */
  private pods(tile: SceneTile, room: Rect): void {
    const z = this.view.zoom
    for (const [cell, gap] of [[14, 4], [10, 2], [7, 2], [5, 1]] as const) {
      const pitch = (cell + gap) * z
      const columns = Math.floor((room.w + gap * z) / pitch)
      if (columns < 1 || cell * z < 2.2 || Math.ceil(tile.pods.length / columns) * pitch > room.h + pitch * 0.5) continue
      tile.pods.forEach((level, index) => { this.pod(level, room.x + (index % columns) * pitch, room.y + Math.floor(index / columns) * pitch, cell * z) })
      return
    }
  }

  private bar(levels: readonly HealthLevel[], r: Rect): void {
    this.pen.fillStyle = this.palette.well
    this.pen.fillRect(r.x, r.y, r.w, r.h)
    let x = r.x
    for (const level of ['failing', 'warning', 'unknown', 'progressing', 'paused', 'healthy'] as const) {
      const n = levels.filter((one) => one === level).length
      if (n === 0) continue
      const w = Math.min(r.x + r.w - x, Math.max(2, (r.w * n) / levels.length))
      this.pen.fillStyle = this.palette[inks[level]]
      this.pen.fillRect(x, r.y, w, r.h)
      x += w
    }
  }
}
