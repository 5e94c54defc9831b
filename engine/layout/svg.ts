import { kindName, type HealthLevel } from '../contract/index.ts'
import { healthBar, healthMark, missingSquare, podSquare, r1 } from './glyphs.ts'
import { iconOf, iconShapes } from './icons.ts'
import { runsToCompletion, shortKind } from './kindRoles.ts'
import { measures as m, podSquares } from './measures.ts'
import type { Level } from './levels.ts'
import type { Band, Box, Card, Route, Scene, Space, Tile } from './scene.ts'
import { spaceCaptions, spaceWords } from './spaceWords.ts'
import { edgePath, edgeStyle } from './svgEdge.ts'
import { farSvg } from './svgFar.ts'
import { escapeText, svgText, type TextStyle } from './svgText.ts'
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

const footer = 36
const header = 40

/** A scene as SVG with real text. The same scene gives the same bytes. */
export function sceneToSvg(scene: Scene, options: SvgOptions): string {
  if (scene.spaces.length > 0 && (options.level === 'far' || options.level === 'cards'))
    return farSvg(scene, { ...options, level: options.level })
  return new Drawing(themes[options.theme], options.focus ?? null, options.level !== 'middle').draw(scene, options)
}

/** Size of a scene's SVG in pixels: header and legend included. */
export function drawingSize(scene: Pick<Scene, 'width' | 'height'>): { width: number; height: number } {
  return { width: Math.max(Math.ceil(scene.width), 860), height: header + Math.ceil(scene.height) + footer }
}

class Drawing {
  readonly #theme: Theme
  readonly #focus: string | null
  readonly #out: string[] = []
  readonly #icons = new Set<string>()
  /** Words that had no room. */
  #omitted = 0

  /** Whether tiles say images, ports and keys too. */
  readonly #near: boolean

  constructor(theme: Theme, focus: string | null, near: boolean) {
    this.#near = near
    this.#theme = theme
    this.#focus = focus
  }

  draw(scene: Scene, options: SvgOptions): string {
    const t = this.#theme
    const { width, height } = drawingSize(scene)
    this.#rect({ x: 0, y: 0, w: width, h: height }, 0, t.field)
    this.#text(options.title, 32, 27, { size: 15, weight: 600, fill: t.text, max: width - 64 })
    this.#out.push(`<g transform="translate(0 ${header - 12})">`)
    for (const space of scene.spaces) this.#space(space)
    for (const band of scene.bands) this.#rect(band, 8, t.space, t.spaceLine)
    const rank = (r: Route): number => (r.broken ? 3 : r.flow === 'traffic' || r.flow === 'call' ? 2 : r.flow === 'policy' ? 1 : 0)
    const routes = [...scene.routes].sort((a, b) => rank(a) - rank(b))
    for (const route of routes) if (route.level === 'between' || route.level === 'strand') this.#edge(route)
    for (const space of scene.spaces) for (const card of space.cards) this.#card(card)
    for (const route of routes) if (route.level === 'card') this.#edge(route)
    for (const space of scene.spaces) {
      for (const card of space.cards) for (const tile of card.tiles) this.#tile(tile, card.title)
      for (const tile of [...space.left, ...space.right, ...space.guards]) this.#tile(tile, '')
    }
    for (const tile of scene.loose) this.#tile(tile, '')
    for (const route of routes) if (route.level === 'namespaces') this.#edge(route)
    for (const band of scene.bands) this.#band(band)
    this.#out.push('</g>')
    this.#legend(width, height, [options.summary, ...leftOut(scene, this.#omitted)].filter((w) => w !== '').join(' · '))
    const symbols = [...this.#icons]
      .sort()
      .map(
        (name) =>
          `<symbol id="i-${name}" viewBox="0 0 24 24" fill="none" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">${iconShapes[name] ?? ''}</symbol>`,
      )
    return [
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="Inter,'Inter Variable',system-ui,sans-serif" role="img">`,
      `<title>${escapeText(options.title)}</title>`,
      `<style>.n{font-variant-numeric:tabular-nums}</style>`,
      `<defs>${symbols.join('')}</defs>`,
      ...this.#out,
      '</svg>\n',
    ].join('\n')
  }

  #rect(box: Box, radius: number, fill: string, line = '', more = ''): void {
    const stroke = line === '' ? '' : ` stroke="${line}"`
    this.#out.push(
      `<rect x="${r1(box.x)}" y="${r1(box.y)}" width="${r1(Math.max(0, box.w))}" height="${r1(Math.max(0, box.h))}" rx="${radius}" fill="${fill}"${stroke}${more}/>`,
    )
  }

  /** Draws a line of text and returns its width, 0 when it has no room. */
  #text(text: string, x: number, y: number, style: TextStyle): number {
    const drawn = svgText(text, x, y, style)
    if (drawn) this.#out.push(drawn.svg)
    else if (text !== '') this.#omitted++
    return drawn?.width ?? 0
  }

  #icon(kind: string, x: number, y: number, size: number, color: string): void {
    const name = iconOf(kind)
    this.#icons.add(name)
    this.#out.push(`<use href="#i-${name}" x="${r1(x)}" y="${r1(y)}" width="${size}" height="${size}" stroke="${color}"/>`)
  }

  #mark(level: HealthLevel, x: number, y: number, size: number): void {
    this.#out.push(healthMark(this.#theme, level, x, y, size))
  }

  #edge(route: Route): void {
    const { stroke, width, dash, arrow } = edgeStyle(this.#theme, route)
    const dashes = dash === '' ? '' : ` stroke-dasharray="${dash}" stroke-linecap="${route.flow === 'policy' ? 'round' : 'butt'}"`
    this.#out.push(`<path d="${edgePath(route)}" fill="none" stroke="${stroke}" stroke-width="${width}"${dashes}/>`)
    if (arrow !== '') this.#out.push(`<path d="${arrow}" fill="${stroke}"/>`)
  }

  #space(space: Space): void {
    const t = this.#theme
    this.#rect(space, 10, t.space, t.spaceLine)
    const { head } = space
    const size = Math.min(20, Math.max(14, head * 0.36))
    const y = space.y + head * 0.54
    const x = space.x + m.spacePad
    this.#mark(space.health, x, y - size * 0.34, size * 0.68)
    const name = this.#text(space.name, x + size * 0.68 + 8, y + size * 0.36, {
      size,
      weight: 600,
      fill: t.text,
      max: space.w - 2 * m.spacePad - 40,
    })
    const words = spaceWords(space)
    const room = space.w - 2 * m.spacePad - size - 8 - name - 20
    while (words.length > 1 && textWidth(words.join(' · '), 11.5) > room) words.splice(words.length - 2, 1)
    this.#text(words.join(' · '), space.x + space.w - m.spacePad, y + 4, {
      size: 11.5,
      fill: t.text3,
      anchor: 'end',
      figures: true,
      max: room,
    })
    for (const { x: at, y: base, text } of spaceCaptions(space))
      this.#text(text, at, base, { size: 11, weight: 500, fill: t.text3, max: m.workloadWidth })
  }

  #card(card: Card): void {
    const t = this.#theme
    const failing = card.health === 'failing'
    this.#rect(
      card,
      8,
      card.loose ? 'none' : t.card,
      failing ? t.failing : t.cardLine,
      card.loose ? ' stroke-dasharray="2 4"' : failing ? ' stroke-opacity=".7"' : '',
    )
    const x = card.x + m.pad
    const mark = card.loose && !isMarked(card.health) ? 0 : 15
    if (mark > 0) this.#mark(card.health, x, card.y + 10.5, 9)
    const shared = card.shared > 0 ? `${card.shared} shared` : ''
    const room = card.w - 2 * m.pad - mark
    const title = this.#text(card.title, x + mark, card.y + 20, { size: 13.5, weight: 600, fill: card.loose ? t.text3 : t.text, max: room })
    if (title + textWidth(shared, 10.5) + 16 < room)
      this.#text(shared, card.x + card.w - m.pad, card.y + 19, { size: 10.5, fill: t.text3, anchor: 'end', figures: true })
  }

  #tile(tile: Tile, card: string): void {
    if (tile.id === this.#focus)
      this.#rect({ x: tile.x - 3, y: tile.y - 3, w: tile.w + 6, h: tile.h + 6 }, 8, 'none', this.#theme.accent, ' stroke-width="2"')
    if (tile.pods) this.#workload(tile, card)
    else if (tile.role === 'guard') this.#guard(tile)
    else this.#chip(tile, card)
  }

  #guard(tile: Tile): void {
    const t = this.#theme
    const line = tile.health === 'failing' ? t.failing : tile.health === 'warning' ? t.warning : t.tileLine
    this.#rect(tile, 5, t.space, line, ' stroke-dasharray="1.5 2.5"')
    const mark = isMarked(tile.health) ? 13 : 0
    const words = Math.min(textWidth(tile.label, 10.5), tile.w - 6 - mark)
    if (mark > 0) this.#mark(tile.health, tile.x + (tile.w - words - mark) / 2, tile.y + tile.h / 2 - 4.5, 9)
    this.#text(tile.label, tile.x + (tile.w + mark) / 2, tile.y + tile.h / 2 + 3.8, {
      size: 10.5,
      fill: t.text2,
      anchor: 'middle',
      max: tile.w - 6 - mark,
    })
  }

  #chip(tile: Tile, card: string): void {
    const t = this.#theme
    const missing = tile.ghost === 'missing' || tile.ghost === 'forbidden'
    if (tile.stack > 1) {
      this.#rect({ ...tile, x: tile.x + 4, y: tile.y + 4 }, 5, t.tile, t.tileLine, ' opacity=".55"')
      this.#rect({ ...tile, x: tile.x + 2, y: tile.y + 2 }, 5, t.tile, t.tileLine, ' opacity=".8"')
    }
    this.#rect(
      tile,
      5,
      missing ? t.failBack : tile.ghost ? t.space : t.tile,
      missing ? t.failing : t.tileLine,
      tile.ghost ? ' stroke-dasharray="3 2.5"' : '',
    )
    const middle = tile.y + tile.h / 2
    this.#icon(kindName(tile.kind), tile.x + 7, middle - 7, 14, missing ? t.failing : t.text3)
    const x = tile.x + 27
    let end = tile.x + tile.w - 8
    if (isMarked(tile.health) && !tile.ghost) {
      this.#mark(tile.health, end - 9, middle - 4.5, 9)
      end -= 14
    }
    const extra = textWidth(tile.extra, 10.5)
    const label = textWidth(tile.label, 12)
    if (
      tile.extra !== '' &&
      (this.#near || missing || tile.label === '') &&
      (end - x - extra - 8 > label || (missing && end - x - extra > 46))
    ) {
      this.#text(tile.extra, end, middle + 3.8, { size: 10.5, fill: missing ? t.failText : t.text3, anchor: 'end', figures: true })
      end -= extra + 6
    }
    const quiet = tile.ghost !== null || tile.name === card
    this.#text(tile.label, x, middle + 4.3, {
      size: 12,
      weight: missing ? 500 : 400,
      fill: missing ? t.failText : quiet ? t.text2 : t.text,
      max: end - x,
    })
  }

  #workload(tile: Tile, card: string): void {
    const t = this.#theme
    const pods = tile.pods ?? []
    const line = tile.health === 'failing' ? t.failing : tile.health === 'warning' ? t.warning : t.tileLine
    this.#rect(tile, 6, t.tile, line, isMarked(tile.health) ? ' stroke-width="1.3"' : '')
    const x = tile.x + 10
    const y = tile.y + 19
    const named = tile.name !== card
    this.#icon(kindName(tile.kind), x, y - 11.5, 15, t.text2)
    let right = tile.x + tile.w - 10
    const scheduled = runsToCompletion(tile.kind)
    if (!scheduled && tile.kind !== 'core/Pod') {
      const fill =
        tile.ready >= tile.desired ? t.text : tile.health === 'failing' ? t.failText : tile.health === 'warning' ? t.warnText : t.text2
      right -=
        this.#text(`${tile.ready}/${tile.desired}`, right, y, { size: 12.5, weight: 600, fill, anchor: 'end', figures: true, max: 70 }) + 6
    }
    const word = textWidth(kindName(tile.kind), 12.5, 500) < right - x - 20 ? kindName(tile.kind) : shortKind(tile.kind)
    this.#text(named ? tile.name : word, x + 20, y, {
      size: 12.5,
      weight: named ? 600 : 500,
      fill: named ? t.text : t.text2,
      max: right - x - 20,
    })
    this.#pods(tile, pods, x, named)
    if (!scheduled && tile.desired > 0)
      this.#out.push(healthBar(t, pods, Math.max(0, tile.desired - pods.length), x, tile.y + tile.h - 6.5, tile.w - 20, 3))
  }

  #pods(tile: Tile, pods: readonly HealthLevel[], x: number, named: boolean): void {
    const t = this.#theme
    const { room, columns, pitch, cell, top } = podSquares(tile)
    const y = tile.y + top
    const few = room <= 6
    if (pods.length === 0 && tile.desired === 0) {
      const words = runsToCompletion(tile.kind) ? tile.extra || 'no pods now' : 'scaled to 0'
      this.#text(words, x, y + 11, { size: 11, fill: t.text3, max: tile.w - 20 })
      return
    }
    const shown = Math.max(pods.length, Math.min(tile.desired, room))
    for (let i = 0; i < shown; i++) {
      const px = x + (i % columns) * pitch
      const py = y + Math.floor(i / columns) * pitch
      const pod = pods[i]
      this.#out.push(pod ? podSquare(t, pod, px, py, cell) : missingSquare(t, px, py, cell))
    }
    const kind = named && tile.kind !== 'core/Pod' ? kindName(tile.kind) : ''
    const said = isMarked(tile.health) && tile.reason !== '' ? tile.reason : this.#near ? tile.extra : ''
    const words = few ? said || kind : [kind, said].filter((w) => w !== '').join(' · ')
    const style = { size: 10.5, fill: isMarked(tile.health) ? (tile.health === 'failing' ? t.failText : t.text2) : t.text3 }
    if (few) this.#text(words, x + shown * pitch + 4, y + 11, { ...style, max: tile.w - 24 - shown * pitch })
    else this.#text(words, x, tile.y + 34, { ...style, max: tile.w - 20 })
  }

  #band(band: Band): void {
    const t = this.#theme
    const k = band.scale
    this.#text(band.title, band.x + m.pad * k, band.y + 19 * k, { size: 12.5 * k, weight: 600, fill: t.text2, max: band.w - 60 * k })
    this.#text(`${band.total}`, band.x + band.w - m.pad * k, band.y + 19 * k, {
      size: 12.5 * k,
      fill: t.text3,
      anchor: 'end',
      figures: true,
    })
    for (const tile of band.tiles) {
      if (band.squares) {
        this.#out.push(podSquare(t, tile.health, tile.x, tile.y, tile.w))
        continue
      }
      this.#rect(
        tile,
        5 * k,
        tile.ghost ? t.failBack : t.card,
        tile.ghost === 'missing' ? t.failing : t.cardLine,
        tile.ghost ? ' stroke-dasharray="3 2.5"' : '',
      )
      this.#mark(tile.ghost === 'missing' ? 'failing' : tile.health, tile.x + 7 * k, tile.y + tile.h / 2 - 4 * k, 8 * k)
      const size = 11.5 * k
      const right = tile.x + tile.w - 7 * k
      const sub = this.#text(tile.extra, right, tile.y + tile.h / 2 + size * 0.36, {
        size: size - 1,
        fill: t.text3,
        anchor: 'end',
        max: tile.w * 0.4,
      })
      this.#text(tile.label, tile.x + 21 * k, tile.y + tile.h / 2 + size * 0.36, {
        size,
        fill: t.text2,
        max: tile.w - 32 * k - (sub > 0 ? sub + 8 * k : 0),
      })
    }
  }

  #legend(width: number, height: number, summary: string): void {
    const t = this.#theme
    const top = height - footer
    this.#rect({ x: 0, y: top, w: width, h: footer }, 0, t.space)
    this.#out.push(`<path d="M0 ${top + 0.5}H${width}" stroke="${t.spaceLine}"/>`)
    let x = 16
    const say = (text: string): void => {
      x += this.#text(text, x, top + 22, { size: 11.5, fill: t.text2 }) + 16
    }
    for (const level of ['healthy', 'progressing', 'warning', 'failing', 'paused'] as const) {
      this.#out.push(podSquare(t, level, x, top + 13, 10))
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
    this.#text(summary, width - 16, top + 22, { size: 11.5, fill: t.text2, anchor: 'end', figures: true, max: width - x - 24 })
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
