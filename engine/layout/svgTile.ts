import { kindName, type HealthLevel } from '../contract/index.ts'
import { healthBar, missingSquare, podSquare } from './glyphs.ts'
import { runsToCompletion, shortKind } from './kindRoles.ts'
import { podSquares } from './measures.ts'
import type { Tile } from './scene.ts'
import type { SvgPen } from './svgPen.ts'
import { textWidth } from './textWidth.ts'
import { isMarked } from './tiles.ts'

/** How much tiles say. */
export interface TileDetail {
  /** The object that the picture is about: outlined. */
  focus: string | null
  /** Whether tiles say images, ports and keys too. */
  near: boolean
}

/** Draws a tile. `card`: the title of the card around it, which need not be said again. */
export function drawTile(pen: SvgPen, tile: Tile, card: string, { focus, near }: TileDetail): void {
  if (tile.id === focus)
    pen.rect({ x: tile.x - 3, y: tile.y - 3, w: tile.w + 6, h: tile.h + 6 }, 8, 'none', pen.theme.accent, ' stroke-width="2"')
  if (tile.pods) drawWorkload(pen, tile, card, near)
  else if (tile.role === 'guard') drawGuard(pen, tile)
  else drawChip(pen, tile, card, near)
}

function drawGuard(pen: SvgPen, tile: Tile): void {
  const t = pen.theme
  const line = tile.health === 'failing' ? t.failing : tile.health === 'warning' ? t.warning : t.tileLine
  pen.rect(tile, 5, t.space, line, ' stroke-dasharray="1.5 2.5"')
  const mark = isMarked(tile.health) ? 13 : 0
  const words = Math.min(textWidth(tile.label, 10.5), tile.w - 6 - mark)
  if (mark > 0) pen.mark(tile.health, tile.x + (tile.w - words - mark) / 2, tile.y + tile.h / 2 - 4.5, 9)
  pen.text(tile.label, tile.x + (tile.w + mark) / 2, tile.y + tile.h / 2 + 3.8, {
    size: 10.5,
    fill: t.text2,
    anchor: 'middle',
    max: tile.w - 6 - mark,
  })
}

function drawChip(pen: SvgPen, tile: Tile, card: string, near: boolean): void {
  const t = pen.theme
  const missing = tile.ghost === 'missing' || tile.ghost === 'forbidden'
  if (tile.stack > 1) {
    pen.rect({ ...tile, x: tile.x + 4, y: tile.y + 4 }, 5, t.tile, t.tileLine, ' opacity=".55"')
    pen.rect({ ...tile, x: tile.x + 2, y: tile.y + 2 }, 5, t.tile, t.tileLine, ' opacity=".8"')
  }
  pen.rect(
    tile,
    5,
    missing ? t.failBack : tile.ghost ? t.space : t.tile,
    missing ? t.failing : t.tileLine,
    tile.ghost ? ' stroke-dasharray="3 2.5"' : '',
  )
  const middle = tile.y + tile.h / 2
  pen.icon(kindName(tile.kind), tile.x + 7, middle - 7, 14, missing ? t.failing : t.text3)
  const x = tile.x + 27
  let end = tile.x + tile.w - 8
  if (isMarked(tile.health) && !tile.ghost) {
    pen.mark(tile.health, end - 9, middle - 4.5, 9)
    end -= 14
  }
  const extra = textWidth(tile.extra, 10.5)
  const label = textWidth(tile.label, 12)
  if (tile.extra !== '' && (near || missing || tile.label === '') && (end - x - extra - 8 > label || (missing && end - x - extra > 46))) {
    pen.text(tile.extra, end, middle + 3.8, { size: 10.5, fill: missing ? t.failText : t.text3, anchor: 'end', figures: true })
    end -= extra + 6
  }
  const quiet = tile.ghost !== null || tile.name === card
  pen.text(tile.label, x, middle + 4.3, {
    size: 12,
    weight: missing ? 500 : 400,
    fill: missing ? t.failText : quiet ? t.text2 : t.text,
    max: end - x,
  })
}

function drawWorkload(pen: SvgPen, tile: Tile, card: string, near: boolean): void {
  const t = pen.theme
  const pods = tile.pods ?? []
  const line = tile.health === 'failing' ? t.failing : tile.health === 'warning' ? t.warning : t.tileLine
  pen.rect(tile, 6, t.tile, line, isMarked(tile.health) ? ' stroke-width="1.3"' : '')
  const x = tile.x + 10
  const y = tile.y + 19
  const named = tile.name !== card
  pen.icon(kindName(tile.kind), x, y - 11.5, 15, t.text2)
  let right = tile.x + tile.w - 10
  const scheduled = runsToCompletion(tile.kind)
  if (!scheduled && tile.kind !== 'core/Pod') {
    const fill =
      tile.ready >= tile.desired ? t.text : tile.health === 'failing' ? t.failText : tile.health === 'warning' ? t.warnText : t.text2
    right -=
      pen.text(`${tile.ready}/${tile.desired}`, right, y, { size: 12.5, weight: 600, fill, anchor: 'end', figures: true, max: 70 }) + 6
  }
  const word = textWidth(kindName(tile.kind), 12.5, 500) < right - x - 20 ? kindName(tile.kind) : shortKind(tile.kind)
  pen.text(named ? tile.name : word, x + 20, y, {
    size: 12.5,
    weight: named ? 600 : 500,
    fill: named ? t.text : t.text2,
    max: right - x - 20,
  })
  drawPods(pen, tile, pods, x, named, near)
  if (!scheduled && tile.desired > 0)
    pen.out.push(healthBar(t, pods, Math.max(0, tile.desired - pods.length), x, tile.y + tile.h - 6.5, tile.w - 20, 3))
}

function drawPods(pen: SvgPen, tile: Tile, pods: readonly HealthLevel[], x: number, named: boolean, near: boolean): void {
  const t = pen.theme
  const { room, columns, pitch, cell, top } = podSquares(tile)
  const y = tile.y + top
  const few = room <= 6
  if (pods.length === 0 && tile.desired === 0) {
    const words = runsToCompletion(tile.kind) ? tile.extra || 'no pods now' : 'scaled to 0'
    pen.text(words, x, y + 11, { size: 11, fill: t.text3, max: tile.w - 20 })
    return
  }
  const shown = Math.max(pods.length, Math.min(tile.desired, room))
  for (let i = 0; i < shown; i++) {
    const px = x + (i % columns) * pitch
    const py = y + Math.floor(i / columns) * pitch
    const pod = pods[i]
    pen.out.push(pod ? podSquare(t, pod, px, py, cell) : missingSquare(t, px, py, cell))
  }
  const kind = named && tile.kind !== 'core/Pod' ? kindName(tile.kind) : ''
  const said = isMarked(tile.health) && tile.reason !== '' ? tile.reason : near ? tile.extra : ''
  const words = few ? said || kind : [kind, said].filter((w) => w !== '').join(' · ')
  const style = { size: 10.5, fill: isMarked(tile.health) ? (tile.health === 'failing' ? t.failText : t.text2) : t.text3 }
  if (few) pen.text(words, x + shown * pitch + 4, y + 11, { ...style, max: tile.w - 24 - shown * pitch })
  else pen.text(words, x, tile.y + 34, { ...style, max: tile.w - 20 })
}
