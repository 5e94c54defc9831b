import type { Core } from 'cytoscape'
import type { Viewport } from './canvasPen.ts'
import { cardsBelow } from './levels.ts'
import { reducedMotion } from '../styles/reducedMotion.ts'
import type { Rect } from './sceneModel.ts'

/** Where the picture is looked at from. */
export interface Look {
  zoom: number
  pan: { x: number; y: number }
}

/** Milliseconds of a flight. */
const flight = 120
const zoomStep = 1.25
const panStep = 80
const margin = 16
/** What is revealed keeps this distance from the edge. */
const edge = 32
const farthest = 0.02
/** Nearer than this nothing is brought by itself. */
const nearest = 1.25
/** Zoom at which a tile can be read. */
const readable = 0.8

/** Moves the view of a picture: by hand, to what is asked for, to all of it. With reduced motion it is there at once. */
export class Camera {
  /** Somebody moved it: it is theirs. */
  touched = false
  /** All was in view at least once. */
  fitted = false
  private readonly cy: Core

  constructor(cy: Core) {
    this.cy = cy
    cy.on('dragpan scrollzoom pinchzoom', () => {
      this.touched = true
    })
  }

  view(): Viewport {
    const pan = this.cy.pan()
    return { panX: pan.x, panY: pan.y, zoom: this.cy.zoom(), width: this.cy.width(), height: this.cy.height() }
  }

  /** All of it, at once. */
  fit(whole: Rect): void {
    if (this.cy.width() < 10) return
    this.cy.stop()
    this.cy.viewport(this.lookAt(whole))
    this.fitted = true
    this.touched = false
  }

  zoom(direction: 1 | -1): void {
    this.touched = true
    this.cy.zoom({
      level: this.cy.zoom() * (direction === 1 ? zoomStep : 1 / zoomStep),
      renderedPosition: { x: this.cy.width() / 2, y: this.cy.height() / 2 },
    })
  }

  pan(x: number, y: number): void {
    this.touched = true
    this.cy.panBy({ x: x * panStep, y: y * panStep })
  }

  /** The middle of the view goes to a place of the layout, at once. */
  centre(x: number, y: number): void {
    this.touched = true
    this.cy.stop()
    const zoom = this.cy.zoom()
    this.cy.viewport({ zoom, pan: { x: this.cy.width() / 2 - x * zoom, y: this.cy.height() / 2 - y * zoom } })
  }

  /** To a tile, near enough to be read. */
  flyTo(to: Rect): void {
    const zoom = Math.max(this.cy.zoom(), readable)
    this.fly({ zoom, pan: { x: this.cy.width() / 2 - (to.x + to.w / 2) * zoom, y: this.cy.height() / 2 - (to.y + to.h / 2) * zoom } })
  }

  /** So that all of a part is seen. */
  flyAround(part: Rect, aside: number): void {
    this.fly(this.lookAt({ x: part.x - aside, y: part.y - aside, w: part.w + 2 * aside, h: part.h + 2 * aside }))
  }

  /** Nearer to a part, if that is nearer than now. */
  bringNear(part: Rect): void {
    const look = this.lookAt(part)
    if (look.zoom > this.cy.zoom() * 1.05) this.fly(look)
  }

  /** Moves no more than needed to have a tile in view, and to have it drawn as one (`inBox`: there is a card that would stand for it). */
  reveal(tile: Rect, scale: number, inBox: boolean): void {
    const view = this.view()
    const zoom = !inBox || view.zoom * scale >= cardsBelow ? view.zoom : cardsBelow + 0.15
    // Nearer around the tile itself; then only as far as brings it inside the margins.
    const at = { x: tile.x * view.zoom + view.panX, y: tile.y * view.zoom + view.panY }
    const inside = (start: number, size: number, room: number): number => Math.max(edge, Math.min(start, room - edge - size))
    const to = { x: inside(at.x, tile.w * zoom, view.width), y: inside(at.y, tile.h * zoom, view.height) }
    if (zoom !== view.zoom || to.x !== at.x || to.y !== at.y) this.fly({ zoom, pan: { x: to.x - tile.x * zoom, y: to.y - tile.y * zoom } })
  }

  private lookAt(r: Rect): Look {
    const [width, height] = [this.cy.width(), this.cy.height()]
    const zoom = Math.min(nearest, Math.max(farthest, Math.min((width - 2 * margin) / r.w, (height - 2 * margin) / r.h)))
    return { zoom, pan: { x: (width - r.w * zoom) / 2 - r.x * zoom, y: (height - r.h * zoom) / 2 - r.y * zoom } }
  }

  private fly(look: Look): void {
    this.touched = true
    this.cy.stop()
    if (reducedMotion()) this.cy.viewport(look)
    else this.cy.animate(look, { duration: flight, easing: 'ease-out-cubic' })
  }
}
