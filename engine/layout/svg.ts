import { kindName } from '../contract/index.ts'
import { podSquare } from './glyphs.ts'
import type { Level } from './levels.ts'
import { measures as m } from './measures.ts'
import type { Band, Card, Route, Scene, Space } from './scene.ts'
import { spaceCaptions, spaceWords } from './spaceWords.ts'
import { edgePath, edgeStyle } from './svgEdge.ts'
import { farSvg } from './svgFar.ts'
import { SvgPen } from './svgPen.ts'
import { footer, summaryPlace, summarySize } from './svgSummary.ts'
import { escapeText } from './svgText.ts'
import { drawTile, type TileDetail } from './svgTile.ts'
import { textWidth } from './textWidth.ts'
import { themes, type Theme } from './theme.ts'
import { isMarked } from './tiles.ts'

export interface SvgOptions {
  theme: 'dark' | 'light'
  /** Stands at the top left: cluster and scope. */
  title: string
  /** What the numbers in the legend say: `823 objects: 152 tiles, 659 inside, 12 not drawn`. */
  summary: string
  /** The object that a neighbourhood is about: outlined. */
  focus?: string
  /** How much is said; missing: everything. */
  level?: Level
}

const header = 40

/** A scene as SVG with real text. The same scene gives the same bytes. */
export function sceneToSvg(scene: Scene, options: SvgOptions): string {
  if (scene.spaces.length > 0 && (options.level === 'far' || options.level === 'cards'))
    return farSvg(scene, { ...options, level: options.level })
  return new Drawing(themes[options.theme], { focus: options.focus ?? null, near: options.level !== 'middle' }).draw(scene, options)
}

/** Size of a scene's SVG in pixels: header and legend included. */
export function drawingSize(scene: Pick<Scene, 'width' | 'height'>): { width: number; height: number } {
  return { width: Math.max(Math.ceil(scene.width), 860), height: header + Math.ceil(scene.height) + footer }
}

class Drawing {
  readonly #theme: Theme
  readonly #pen: SvgPen
  readonly #detail: TileDetail

  constructor(theme: Theme, detail: TileDetail) {
    this.#theme = theme
    this.#pen = new SvgPen(theme)
    this.#detail = detail
  }

  draw(scene: Scene, options: SvgOptions): string {
    const t = this.#theme
    const { width, height } = drawingSize(scene)
    this.#pen.rect({ x: 0, y: 0, w: width, h: height }, 0, t.field)
    const title = this.#pen.text(options.title, 32, 27, { size: 15, weight: 600, fill: t.text, max: width - 64 })
    this.#pen.out.push(`<g transform="translate(0 ${header - 12})">`)
    for (const space of scene.spaces) this.#space(space)
    for (const band of scene.bands) this.#pen.rect(band, 8, t.space, t.spaceLine)
    const rank = (r: Route): number => (r.broken ? 3 : r.flow === 'traffic' || r.flow === 'call' ? 2 : r.flow === 'policy' ? 1 : 0)
    const routes = [...scene.routes].sort((a, b) => rank(a) - rank(b))
    for (const route of routes) if (route.level === 'between' || route.level === 'strand') this.#edge(route)
    for (const space of scene.spaces) for (const card of space.cards) this.#card(card)
    for (const route of routes) if (route.level === 'card') this.#edge(route)
    for (const space of scene.spaces) {
      for (const card of space.cards) for (const tile of card.tiles) drawTile(this.#pen, tile, card.title, this.#detail)
      for (const tile of [...space.left, ...space.right, ...space.guards]) drawTile(this.#pen, tile, '', this.#detail)
    }
    for (const tile of scene.loose) drawTile(this.#pen, tile, '', this.#detail)
    for (const route of routes) if (route.level === 'namespaces') this.#edge(route)
    for (const band of scene.bands) this.#band(band)
    this.#pen.out.push('</g>')
    const summary = [options.summary, ...leftOut(scene, this.#pen.omitted)].filter((w) => w !== '').join(' · ')
    const legend = this.#legend(width, height)
    const said = summaryPlace(summary, { width, height, title: 32 + title, legend })
    this.#pen.text(summary, said.x, said.y, { size: summarySize, fill: t.text2, anchor: 'end', figures: true, max: said.max })
    return [
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="Inter,'Inter Variable',system-ui,sans-serif" role="img">`,
      `<title>${escapeText(options.title)}</title>`,
      `<style>.n{font-variant-numeric:tabular-nums}</style>`,
      `<defs>${this.#pen.symbols()}</defs>`,
      ...this.#pen.out,
      '</svg>\n',
    ].join('\n')
  }

  #edge(route: Route): void {
    const { stroke, width, dash, arrow } = edgeStyle(this.#theme, route)
    const dashes = dash === '' ? '' : ` stroke-dasharray="${dash}" stroke-linecap="${route.flow === 'policy' ? 'round' : 'butt'}"`
    this.#pen.out.push(`<path d="${edgePath(route)}" fill="none" stroke="${stroke}" stroke-width="${width}"${dashes}/>`)
    if (arrow !== '') this.#pen.out.push(`<path d="${arrow}" fill="${stroke}"/>`)
  }

  #space(space: Space): void {
    const t = this.#theme
    this.#pen.rect(space, 10, t.space, t.spaceLine)
    const { head } = space
    const size = Math.min(20, Math.max(14, head * 0.36))
    const y = space.y + head * 0.54
    const x = space.x + m.spacePad
    this.#pen.mark(space.health, x, y - size * 0.34, size * 0.68)
    const name = this.#pen.text(space.name, x + size * 0.68 + 8, y + size * 0.36, {
      size,
      weight: 600,
      fill: t.text,
      max: space.w - 2 * m.spacePad - 40,
    })
    const words = spaceWords(space)
    const room = space.w - 2 * m.spacePad - size - 8 - name - 20
    while (words.length > 1 && textWidth(words.join(' · '), 11.5) > room) words.splice(words.length - 2, 1)
    this.#pen.text(words.join(' · '), space.x + space.w - m.spacePad, y + 4, {
      size: 11.5,
      fill: t.text3,
      anchor: 'end',
      figures: true,
      max: room,
    })
    for (const { x: at, y: base, text } of spaceCaptions(space))
      this.#pen.text(text, at, base, { size: 11, weight: 500, fill: t.text3, max: m.workloadWidth })
  }

  #card(card: Card): void {
    const t = this.#theme
    const failing = card.health === 'failing'
    this.#pen.rect(
      card,
      8,
      card.loose ? 'none' : t.card,
      failing ? t.failing : t.cardLine,
      card.loose ? ' stroke-dasharray="2 4"' : failing ? ' stroke-opacity=".7"' : '',
    )
    const x = card.x + m.pad
    const mark = card.loose && !isMarked(card.health) ? 0 : 15
    if (mark > 0) this.#pen.mark(card.health, x, card.y + 10.5, 9)
    const shared = card.shared > 0 ? `${card.shared} shared` : ''
    const room = card.w - 2 * m.pad - mark
    const title = this.#pen.text(card.title, x + mark, card.y + 20, {
      size: 13.5,
      weight: 600,
      fill: card.loose ? t.text3 : t.text,
      max: room,
    })
    if (title + textWidth(shared, 10.5) + 16 < room)
      this.#pen.text(shared, card.x + card.w - m.pad, card.y + 19, { size: 10.5, fill: t.text3, anchor: 'end', figures: true })
  }

  #band(band: Band): void {
    const t = this.#theme
    const k = band.scale
    this.#pen.text(band.title, band.x + m.pad * k, band.y + 19 * k, { size: 12.5 * k, weight: 600, fill: t.text2, max: band.w - 60 * k })
    this.#pen.text(`${band.total}`, band.x + band.w - m.pad * k, band.y + 19 * k, {
      size: 12.5 * k,
      fill: t.text3,
      anchor: 'end',
      figures: true,
    })
    for (const tile of band.tiles) {
      if (band.squares) {
        this.#pen.out.push(podSquare(t, tile.health, tile.x, tile.y, tile.w))
        continue
      }
      this.#pen.rect(
        tile,
        5 * k,
        tile.ghost ? t.failBack : t.card,
        tile.ghost === 'missing' ? t.failing : t.cardLine,
        tile.ghost ? ' stroke-dasharray="3 2.5"' : '',
      )
      const missing = tile.ghost === 'missing'
      this.#pen.icon(kindName(tile.kind), tile.x + 5 * k, tile.y + tile.h / 2 - 6 * k, 12 * k, missing ? t.failing : t.text3)
      const size = 11.5 * k
      let right = tile.x + tile.w - 7 * k
      if (isMarked(tile.health) && !tile.ghost) {
        this.#pen.mark(tile.health, right - 8 * k, tile.y + tile.h / 2 - 4 * k, 8 * k)
        right -= 12 * k
      }
      const sub = this.#pen.text(tile.extra, right, tile.y + tile.h / 2 + size * 0.36, {
        size: size - 1,
        fill: t.text3,
        anchor: 'end',
        max: tile.w * 0.4,
      })
      this.#pen.text(tile.label, tile.x + 21 * k, tile.y + tile.h / 2 + size * 0.36, {
        size,
        fill: t.text2,
        max: right - tile.x - 25 * k - (sub > 0 ? sub + 8 * k : 0),
      })
    }
  }

  /** Draws the legend, and returns where it ends. */
  #legend(width: number, height: number): number {
    const t = this.#theme
    const top = height - footer
    this.#pen.rect({ x: 0, y: top, w: width, h: footer }, 0, t.space)
    this.#pen.out.push(`<path d="M0 ${top + 0.5}H${width}" stroke="${t.spaceLine}"/>`)
    let x = 16
    const say = (text: string): void => {
      x += this.#pen.text(text, x, top + 22, { size: 11.5, fill: t.text2 }) + 16
    }
    for (const level of ['healthy', 'progressing', 'warning', 'failing', 'paused'] as const) {
      this.#pen.out.push(podSquare(t, level, x, top + 13, 10))
      x += 16
      say(level)
    }
    const lines: [string, Pick<Route, 'flow' | 'broken' | 'inferred' | 'optional'>][] = [
      ['traffic', { flow: 'traffic', broken: false, inferred: false, optional: false }],
      ['calls, inferred', { flow: 'call', broken: false, inferred: true, optional: false }],
      ['needs', { flow: 'need', broken: false, inferred: false, optional: false }],
      ['policy', { flow: 'policy', broken: false, inferred: false, optional: false }],
      ['broken', { flow: 'need', broken: true, inferred: false, optional: false }],
    ]
    for (const [word, look] of lines) {
      const points: [number, number][] = [
        [x, top + 18],
        [x + 26, top + 18],
      ]
      this.#edge({ ...look, source: '', target: '', points, level: 'card', curved: false, count: 1 })
      x += 32
      say(word)
    }
    return x
  }
}

/** What is not drawn, in words. */
function leftOut(scene: Scene, words: number): string[] {
  const lines = scene.spaces.reduce((sum, s) => sum + (s.linesLeftOut ?? 0), 0)
  const bundled = scene.bands.reduce((sum, b) => sum + (b.unlined?.bundled ?? 0), 0)
  const wide = scene.bands.reduce((sum, b) => sum + (b.unlined?.leftOut ?? 0), 0)
  return [
    words === 0 ? '' : `${words} ${words === 1 ? 'label' : 'labels'} left out for size`,
    lines === 0 ? '' : `${lines} policy ${lines === 1 ? 'line' : 'lines'} left out: too many to tell apart`,
    bundled === 0 ? '' : `${bundled} cluster-wide ${bundled === 1 ? 'line' : 'lines'} in bundles`,
    wide === 0 ? '' : `${wide} cluster-wide ${wide === 1 ? 'line' : 'lines'} in the lenses`,
  ]
}
