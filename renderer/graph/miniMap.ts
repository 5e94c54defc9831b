import type { Viewport } from './canvasPen.ts'
import { inkOf } from './canvasPen.ts'
import type { Palette } from './palette.ts'
import type { Scene } from './sceneModel.ts'

/** Pixels around the whole. */
const margin = 4

/** The whole picture in a corner, and where in it one is; a press or drag goes there. Hidden while everything is in view. */
export class MiniMap {
  private readonly canvas: HTMLCanvasElement
  private readonly pen: CanvasRenderingContext2D
  private readonly back = document.createElement('canvas')
  private readonly undo = new AbortController()
  private palette: Palette
  private drawn: Scene | null = null
  private place = { x: 0, y: 0, zoom: 1 }

  constructor(canvas: HTMLCanvasElement, palette: Palette, goTo: (x: number, y: number) => void) {
    this.canvas = canvas
    this.palette = palette
    const pen = canvas.getContext('2d')
    if (pen === null) throw new Error('this window cannot draw on a canvas')
    this.pen = pen
    const go = (event: PointerEvent): void => {
      if (event.buttons !== 1) return
      const at = canvas.getBoundingClientRect()
      goTo((event.clientX - at.x - this.place.x) / this.place.zoom, (event.clientY - at.y - this.place.y) / this.place.zoom)
    }
    canvas.addEventListener(
      'pointerdown',
      (event) => {
        canvas.setPointerCapture(event.pointerId)
        go(event)
      },
      { signal: this.undo.signal },
    )
    canvas.addEventListener('pointermove', go, { signal: this.undo.signal })
  }

  recolour(palette: Palette): void {
    this.palette = palette
    this.drawn = null
  }

  close(): void {
    this.undo.abort()
  }

  paint(scene: Scene, view: Viewport): void {
    const { bounds } = scene
    const seen = { x: -view.panX / view.zoom, y: -view.panY / view.zoom, w: view.width / view.zoom, h: view.height / view.zoom }
    const slack = 1 / view.zoom
    const all =
      seen.x <= bounds.x + slack &&
      seen.y <= bounds.y + slack &&
      seen.x + seen.w >= bounds.x + bounds.w - slack &&
      seen.y + seen.h >= bounds.y + bounds.h - slack
    this.canvas.hidden = all || scene.boxes.size === 0 || view.width < 480 || view.height < 320
    if (this.canvas.hidden) return
    const [width, height] = [this.canvas.clientWidth, this.canvas.clientHeight]
    const ratio = window.devicePixelRatio
    if (this.drawn !== scene || this.back.width !== Math.round(width * ratio)) this.drawBack(scene, width, height, ratio)
    const { pen, place } = this
    pen.setTransform(1, 0, 0, 1, 0, 0)
    pen.drawImage(this.back, 0, 0)
    pen.setTransform(ratio, 0, 0, ratio, 0, 0)
    const left = Math.max(1, seen.x * place.zoom + place.x)
    const top = Math.max(1, seen.y * place.zoom + place.y)
    const right = Math.min(width - 1, (seen.x + seen.w) * place.zoom + place.x)
    const bottom = Math.min(height - 1, (seen.y + seen.h) * place.zoom + place.y)
    pen.strokeStyle = this.palette.accent
    pen.lineWidth = 1.5
    pen.strokeRect(left, top, Math.max(3, right - left), Math.max(3, bottom - top))
  }

  private drawBack(scene: Scene, width: number, height: number, ratio: number): void {
    this.drawn = scene
    for (const canvas of [this.canvas, this.back]) {
      canvas.width = Math.round(width * ratio)
      canvas.height = Math.round(height * ratio)
    }
    const { bounds } = scene
    const zoom = Math.min((width - 2 * margin) / bounds.w, (height - 2 * margin) / bounds.h)
    this.place = { zoom, x: (width - bounds.w * zoom) / 2 - bounds.x * zoom, y: (height - bounds.h * zoom) / 2 - bounds.y * zoom }
    const pen = this.back.getContext('2d')
    if (pen === null) return
    pen.setTransform(ratio, 0, 0, ratio, 0, 0)
    pen.fillStyle = this.palette.field
    pen.fillRect(0, 0, width, height)
    for (const box of scene.boxes.values()) {
      const bad = box.health === 'failing' || box.health === 'warning' || box.health === 'progressing'
      pen.fillStyle = box.type !== 'application' ? this.palette.box : bad ? this.palette[inkOf[box.health]] : this.palette.tileLine
      const r = { x: box.x * zoom + this.place.x, y: box.y * zoom + this.place.y, w: box.w * zoom, h: box.h * zoom }
      pen.fillRect(r.x, r.y, Math.max(1, r.w), Math.max(1, r.h))
      if (box.type === 'application') continue
      pen.strokeStyle = this.palette.tileLine
      pen.lineWidth = 0.5
      pen.strokeRect(r.x, r.y, r.w, r.h)
    }
  }
}
