import type { HealthLevel } from '../contract/index.ts'
import { healthBar, healthMark, podSquare, r1 } from './glyphs.ts'
import { sumsOf } from './levels.ts'
import { podSquares } from './measures.ts'
import type { Band, Card, Route, Scene, Space } from './scene.ts'
import { spaceWords } from './spaceWords.ts'
import { edgePath, edgeStyle } from './svgEdge.ts'
import { footer, summaryPlace, summarySize } from './svgSummary.ts'
import { escapeText, svgText, type TextStyle } from './svgText.ts'
import { textWidth } from './textWidth.ts'
import { themes, type Theme } from './theme.ts'
import { isMarked } from './tiles.ts'

export interface FarOptions {
  theme: 'dark' | 'light'
  title: string
  summary: string
  level: 'far' | 'cards'
}

/** How wide a picture from afar is, in pixels; one of cards is drawn at a zoom at which their titles can be read. */
const farWidth = 1600
const cardsZoom = 0.36
const header = 40

/**
 * A scene from afar: namespaces with their counts and worst health, cards as shapes where they really stand (so that coming nearer re-arranges
 * nothing); at the level of cards with their titles and a square for every Pod. Geometry is scaled, type keeps its size.
 */
export function farSvg(scene: Scene, options: FarOptions): string {
  const zoom = Math.min(1, options.level === 'far' ? farWidth / Math.max(1, scene.width) : cardsZoom)
  return new FarDrawing(themes[options.theme], zoom, options.level).draw(scene, options)
}

class FarDrawing {
  readonly #theme: Theme
  readonly #zoom: number
  readonly #level: FarOptions['level']
  readonly #out: string[] = []
  #omitted = 0

  constructor(theme: Theme, zoom: number, level: FarOptions['level']) {
    this.#theme = theme
    this.#zoom = zoom
    this.#level = level
  }

  draw(scene: Scene, options: FarOptions): string {
    const t = this.#theme
    const width = Math.max(Math.ceil(scene.width * this.#zoom), 860)
    const height = header + Math.ceil(scene.height * this.#zoom) + footer
    this.#rect(0, 0, width, height, 0, t.field)
    const title = this.#text(options.title, 16, 26, { size: 15, weight: 600, fill: t.text, max: width - 32 })
    this.#out.push(`<g transform="translate(0 ${header - 8})">`)
    for (const space of scene.spaces) this.#space(space)
    if (this.#level === 'cards') for (const route of scene.routes) if (route.level === 'between') this.#route(route)
    for (const space of scene.spaces) for (const card of space.cards) this.#card(card, space)
    for (const route of scene.routes) if (route.level === 'namespaces' || route.level === 'bundle') this.#route(route)
    for (const band of scene.bands) this.#band(band)
    this.#out.push('</g>')
    this.#footer(scene, { width, height, title: 16 + title }, options.summary)
    return [
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="Inter,'Inter Variable',system-ui,sans-serif" role="img">`,
      `<title>${escapeText(options.title)}</title>`,
      `<style>.n{font-variant-numeric:tabular-nums}</style>`,
      ...this.#out,
      '</svg>\n',
    ].join('\n')
  }

  #rect(x: number, y: number, w: number, h: number, radius: number, fill: string, line = '', more = ''): void {
    const stroke = line === '' ? '' : ` stroke="${line}"`
    this.#out.push(
      `<rect x="${r1(x)}" y="${r1(y)}" width="${r1(Math.max(0, w))}" height="${r1(Math.max(0, h))}" rx="${r1(radius)}" fill="${fill}"${stroke}${more}/>`,
    )
  }

  #text(text: string, x: number, y: number, style: TextStyle): number {
    const drawn = svgText(text, x, y, style)
    if (drawn) this.#out.push(drawn.svg)
    else if (text !== '') this.#omitted++
    return drawn?.width ?? 0
  }

  #space(space: Space): void {
    const t = this.#theme
    const z = this.#zoom
    const [x, y, w, h] = [space.x * z, space.y * z, space.w * z, space.h * z]
    this.#rect(
      x,
      y,
      w,
      h,
      Math.min(10, h / 5),
      t.space,
      isMarked(space.health) && space.health !== 'paused' ? t[space.health] : t.spaceLine,
    )
    const pad = Math.min(12, w * 0.06)
    const size = Math.max(10, Math.min(17, h * 0.2, w * 0.09))
    const base = y + Math.min(h * 0.5, pad * 0.6 + size)
    this.#out.push(healthMark(t, space.health, x + pad, base - size * 0.75, size * 0.7))
    const left = x + pad + size * 0.7 + 5
    const count = String([...space.counts.values()].reduce((a, b) => a + b, 0))
    const counted = textWidth(count, 11) + 6
    const right = x + w - pad
    this.#text(space.name, left, base, { size, weight: 600, fill: t.text, max: right - left - counted })
    this.#text(count, right, base, { size: 11, fill: t.text3, anchor: 'end', figures: true, max: counted })
    if (this.#level !== 'far') return
    // Over the cards as far as they leave room: a head may be smaller than its words.
    const room = space.head * z
    if (base + 8 > y + Math.max(room + 26, h * 0.4)) return
    const pods = space.cards.flatMap((c) => c.tiles.flatMap((tile) => tile.pods ?? []))
    if (pods.length > 0) this.#out.push(healthBar(t, pods, 0, x + pad, base + 6, w - 2 * pad, 4))
    const words = spaceWords(space).slice(0, -1)
    while (words.length > 1 && textWidth(words.join(' · '), 11) > w - 2 * pad) words.pop()
    if (h > 70) this.#text(words.join(' · '), x + pad, base + 24, { size: 11, fill: t.text2, max: w - 2 * pad })
  }

  /** How far down the words of a namespace reach; the cards are drawn below, in their order and proportion. */
  #squeeze(space: Space): { from: number; top: number; by: number } {
    const z = this.#zoom
    const h = space.h * z
    const size = Math.max(10, Math.min(17, h * 0.2, space.w * z * 0.09))
    const head = Math.min(h * 0.5, 8 + size) + (this.#level === 'cards' ? 6 : h > 70 ? 32 : 14)
    const wanted = space.head * z
    const top = Math.max(head, wanted)
    return { from: wanted, top, by: Math.max(0.05, (h - top - 3) / Math.max(1, h - wanted)) }
  }

  #card(card: Card, space: Space): void {
    const t = this.#theme
    const z = this.#zoom
    const { from, top, by } = this.#squeeze(space)
    const x = card.x * z
    const w = card.w * z
    const y = space.y * z + top + ((card.y - space.y) * z - from) * by
    const h = card.h * z * by
    const bad = card.health === 'failing' || card.health === 'warning'
    const fill = card.health === 'failing' ? t.failBack : card.health === 'warning' ? t.warnBack : card.loose ? 'none' : t.card
    this.#rect(x, y, w, h, Math.min(6, h / 4), fill, bad ? t[card.health] : t.cardLine, card.loose ? ' stroke-dasharray="2 3"' : '')
    const titled = this.#level === 'cards' && h > 15
    const mark = Math.min(8, h * 0.5)
    if (bad || titled) this.#out.push(healthMark(t, card.health, x + 4, y + 4, mark))
    if (titled) this.#text(card.title, x + 8 + mark, y + 12, { size: 10, weight: 600, fill: t.text, max: w - 14 - mark })
    else if (this.#level === 'cards') this.#omitted++
    const workloads = card.tiles.filter((tile) => tile.pods && (tile.pods.length > 0 || tile.desired > 0))
    if (workloads.length === 0) return
    const pods = workloads.flatMap((tile) => tile.pods ?? [])
    const rest = workloads.reduce((sum, tile) => sum + Math.max(0, tile.desired - (tile.pods?.length ?? 0)), 0)
    if (!titled || h < 26) {
      if (h > 5) this.#out.push(healthBar(t, pods, rest, x + 3, y + h - 4, w - 6, 2))
      return
    }
    this.#squares(pods, x + 5, y + 17, w - 10, h - 21)
  }

  /** A square for every Pod, as large as fits. */
  #squares(pods: readonly HealthLevel[], x: number, y: number, w: number, h: number): void {
    const { columns, pitch, cell } = podSquares({ w: w + 20, h: h + 34, desired: pods.length, pods })
    const z = Math.min(1, w / (columns * pitch), 7 / pitch)
    const perRow = Math.max(1, Math.floor(w / (pitch * z)))
    const rows = Math.max(1, Math.floor(h / (pitch * z)))
    if (pods.length > perRow * rows) {
      this.#out.push(healthBar(this.#theme, pods, 0, x, y + h - 3, w, 3))
      return
    }
    pods.forEach((pod, i) => {
      this.#out.push(podSquare(this.#theme, pod, x + (i % perRow) * pitch * z, y + Math.floor(i / perRow) * pitch * z, cell * z))
    })
  }

  #route(route: Route): void {
    const z = this.#zoom
    const scaled: Route = { ...route, points: route.points.map(([x, y]): [number, number] => [x * z, y * z]) }
    const { stroke, width, dash } = edgeStyle(this.#theme, scaled)
    const dashes = dash === '' ? '' : ` stroke-dasharray="${dash}" stroke-linecap="round"`
    this.#out.push(
      `<path d="${edgePath(scaled)}" fill="none" stroke="${stroke}" stroke-width="${r1(width * 0.75)}" opacity=".75"${dashes}/>`,
    )
  }

  #band(band: Band): void {
    const t = this.#theme
    const z = this.#zoom
    const [x, y, w, h] = [band.x * z, band.y * z, band.w * z, band.h * z]
    this.#rect(x, y, w, h, 6, t.space, t.spaceLine)
    const count = String(band.total)
    const size = Math.max(9.5, Math.min(13, 12.5 * band.scale * z))
    const counted = textWidth(count, size) + 8
    this.#text(band.title, x + 7, y + size + 5, { size, weight: 600, fill: t.text2, max: w - 16 - counted })
    this.#text(count, x + w - 7, y + size + 5, { size, fill: t.text3, anchor: 'end', figures: true })
    for (const tile of band.tiles) {
      const [tx, ty] = [tile.x * z, Math.max(tile.y * z, y + size + 11)]
      const side = Math.min(10, tile.h * z)
      if (ty + side <= y + h - 2) this.#out.push(podSquare(t, tile.ghost ? 'unknown' : tile.health, tx, ty, side))
    }
  }

  #footer(scene: Scene, { width, height, title }: { width: number; height: number; title: number }, summary: string): void {
    const t = this.#theme
    const top = height - footer
    this.#rect(0, top, width, footer, 0, t.space)
    let x = 16
    for (const level of ['healthy', 'progressing', 'warning', 'failing', 'paused'] as const) {
      this.#out.push(podSquare(t, level, x, top + 13, 10))
      x += 16
      x += this.#text(level, x, top + 22, { size: 11.5, fill: t.text2 }) + 14
    }
    const { objects, counted } = sumsOf(scene)
    const said = `${objects} objects, ${counted} of them counted only${this.#omitted > 0 ? `; ${this.#omitted} names left out for size` : ''}`
    const words = summary === '' ? said : `${summary} · ${said}`
    const place = summaryPlace(words, { width, height, title, legend: x })
    this.#text(words, place.x, place.y, { size: summarySize, fill: t.text2, anchor: 'end', figures: true, max: place.max })
  }
}
