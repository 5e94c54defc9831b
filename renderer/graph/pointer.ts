import type { Core, EdgeSingular, NodeSingular } from 'cytoscape'
import type { ObjectId } from '../../engine/contract/index.ts'

/** What a pointer means. */
export interface PointerEvents {
  tile: (id: ObjectId) => void
  open: (id: ObjectId) => void
  line: (id: string) => void
  /** Where nothing is, in pixels. */
  empty: (at: { x: number; y: number }, twice: boolean) => void
  /** It rests on another tile than before, or on none. */
  hovered: () => void
}

/** A pointer that only passes lights nothing. In milliseconds. */
const hoverAfter = 90

/** Clicks on tiles, lines and between them, and what the pointer rests on. */
export class Pointer {
  /** The tile that it rests on. */
  over: ObjectId | null = null
  private readonly host: HTMLElement
  private readonly events: PointerEvents
  private timer: ReturnType<typeof setTimeout> | undefined

  constructor(cy: Core, host: HTMLElement, events: PointerEvents) {
    this.host = host
    this.events = events
    cy.on('tap', 'node', (event) => {
      events.tile((event.target as NodeSingular).id())
    })
    cy.on('dbltap', 'node', (event) => {
      events.open((event.target as NodeSingular).id())
    })
    cy.on('tap', 'edge', (event) => {
      events.line((event.target as EdgeSingular).id())
    })
    cy.on('tap', (event) => {
      if (event.target === cy) events.empty(event.renderedPosition, false)
    })
    cy.on('dbltap', (event) => {
      if (event.target === cy) events.empty(event.renderedPosition, true)
    })
    cy.on('mouseover', 'node', (event) => {
      this.restOn((event.target as NodeSingular).id())
    })
    cy.on('mouseout', 'node', () => {
      this.restOn(null)
    })
    cy.on('mouseover', 'edge', () => {
      host.style.cursor = 'pointer'
    })
    cy.on('mouseout', 'edge', () => {
      host.style.cursor = ''
    })
  }

  close(): void {
    clearTimeout(this.timer)
  }

  private restOn(id: ObjectId | null): void {
    this.host.style.cursor = id === null ? '' : 'pointer'
    clearTimeout(this.timer)
    this.timer = setTimeout(
      () => {
        if (this.over === id) return
        this.over = id
        this.events.hovered()
      },
      id === null ? hoverAfter * 2 : hoverAfter,
    )
  }
}
