import type { Moving } from './painter.ts'
import type { Rect } from './sceneModel.ts'

/** A box that can be moved. */
export interface BoxSpot {
  id: string
  title: string
  rect: Rect
}

/** Pixels that a pointer must go before it drags. */
const slack = 4
/** Lengths of the layout are multiples of this. */
const grid = 4

/** Moves a box by pointer (by its head) or by keyboard; it lands when it is put, and Escape leaves it where it was. */
export class BoxMover {
  private readonly host: HTMLElement
  private readonly parts: {
    spotAt: (x: number, y: number) => BoxSpot | null
    zoom: () => number
    changed: () => void
    moved: (box: string, at: { x: number; y: number }) => void
    /** The head was pressed and not dragged. */
    pressed: (box: string) => void
  }
  private spot: BoxSpot | null = null
  private from: { x: number; y: number } | null = null
  private dx = 0
  private dy = 0
  private readonly undo = new AbortController()

  constructor(host: HTMLElement, parts: BoxMover['parts']) {
    this.host = host
    this.parts = parts
    const { signal } = this.undo
    // Above the host: a press on a head is none of the picture's own.
    host.parentElement?.addEventListener('mousedown', this.down, { capture: true, signal })
    window.addEventListener('mousemove', this.drag, { signal })
    window.addEventListener('mouseup', this.up, { capture: true, signal })
  }

  /** The box on its way, if any. */
  get moving(): string | null {
    return this.spot?.id ?? null
  }

  offset(): Moving | null {
    return this.spot === null || (this.from !== null && this.dx === 0 && this.dy === 0)
      ? null
      : { box: this.spot.id, dx: this.dx, dy: this.dy }
  }

  /** Begins by keyboard; gives the name of what moves. */
  begin(spot: BoxSpot): string {
    this.leave()
    this.spot = spot
    this.parts.changed()
    return spot.title
  }

  nudge(x: number, y: number): string | null {
    if (this.spot === null) return null
    this.dx += x
    this.dy += y
    this.parts.changed()
    return this.spot.title
  }

  put(): string | null {
    const { spot, dx, dy } = this
    this.leave()
    if (spot === null) return null
    const round = (n: number): number => Math.max(0, Math.round(n / grid) * grid)
    if (dx !== 0 || dy !== 0) this.parts.moved(spot.id, { x: round(spot.rect.x + dx), y: round(spot.rect.y + dy) })
    return spot.title
  }

  cancel(): string | null {
    const title = this.spot?.title ?? null
    this.leave()
    return title
  }

  close(): void {
    this.undo.abort()
  }

  /** Heads show that they can be moved. */
  private point(event: MouseEvent): void {
    const at = this.host.getBoundingClientRect()
    const isHead = this.parts.spotAt(event.clientX - at.x, event.clientY - at.y) !== null
    if (isHead && this.host.style.cursor === '') this.host.style.cursor = 'move'
    else if (!isHead && this.host.style.cursor === 'move') this.host.style.cursor = ''
  }

  private leave(): void {
    this.spot = this.from = null
    this.dx = this.dy = 0
    this.parts.changed()
  }

  private readonly down = (event: MouseEvent): void => {
    if (event.button !== 0 || event.shiftKey || !(event.target instanceof Node) || !this.host.contains(event.target)) return
    const at = this.host.getBoundingClientRect()
    const spot = this.parts.spotAt(event.clientX - at.x, event.clientY - at.y)
    if (spot === null) return
    event.stopPropagation()
    this.spot = spot
    this.from = { x: event.clientX, y: event.clientY }
    this.dx = this.dy = 0
  }

  private readonly drag = (event: MouseEvent): void => {
    if (this.from === null) {
      if (event.buttons === 0 && event.target instanceof Node && this.host.contains(event.target)) this.point(event)
      return
    }
    if (event.buttons === 0) {
      this.leave()
      return
    }
    const [x, y] = [event.clientX - this.from.x, event.clientY - this.from.y]
    if (this.dx === 0 && this.dy === 0 && Math.hypot(x, y) < slack) return
    this.dx = x / this.parts.zoom()
    this.dy = y / this.parts.zoom()
    this.parts.changed()
  }

  private readonly up = (): void => {
    if (this.from === null || this.spot === null) return
    const { id } = this.spot
    if (this.dx === 0 && this.dy === 0) {
      this.leave()
      this.parts.pressed(id)
    } else this.put()
  }
}
