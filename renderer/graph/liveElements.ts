import type { Core, ElementDefinition, NodeSingular } from 'cytoscape'
import type { ObjectId } from '../../engine/contract/index.ts'
import type { Choice } from './levels.ts'
import type { LiveLine } from './liveLines.ts'
import { liveLines } from './liveLines.ts'
import type { Rect, Scene } from './sceneModel.ts'

/** Cytoscape's elements: tiles in view (to be hit), boxes that lines end at, and lines. Patched to what a choice says, never rebuilt. */
export class LiveElements {
  private readonly cy: Core
  private lines = new Map<string, LiveLine>()
  private picked: string | null = null

  constructor(cy: Core) {
    this.cy = cy
  }

  get size(): number {
    return this.cy.elements().length
  }

  /** Lines at a tile, hops of an answer too, by id in a fixed order. */
  idsAt(tile: ObjectId | null): string[] {
    return [...this.lines.entries()]
      .filter(([, line]) => line.hop || (tile !== null && (line.source === tile || line.target === tile)))
      .map(([id]) => id)
      .sort()
  }

  line(id: string): LiveLine | null {
    return this.lines.get(id) ?? null
  }

  /** The line that is asked about. */
  get pickedLine(): string | null {
    return this.picked
  }

  pick(id: string | null): void {
    this.picked = id
    this.cy.edges('.picked').removeClass('picked')
    if (id !== null) this.cy.getElementById(id).addClass('picked')
  }

  /** `about`: lines that do not touch this tile step back; null: none does, empty: all do. */
  patch(scene: Scene, choice: Choice, about: string | null): void {
    this.lines = liveLines(scene, choice)
    this.cy.batch(() => {
      this.remove(choice)
      const added: ElementDefinition[] = []
      for (const id of choice.anchors) this.place(added, id, scene.boxes.get(id), 'anchor')
      for (const id of choice.tiles) this.place(added, id, scene.tiles.get(id), 'tile')
      for (const [id, line] of this.lines) this.draw(added, id, line, about)
      this.cy.add(added)
    })
  }

  private remove(choice: Choice): void {
    this.cy.edges().forEach((edge) => {
      if (!this.lines.has(edge.id())) edge.remove()
    })
    this.cy.nodes().forEach((node) => {
      if (!choice.tiles.has(node.id()) && !choice.anchors.has(node.id())) node.remove()
    })
  }

  private place(added: ElementDefinition[], id: string, at: Rect | undefined, classes: string): void {
    if (at === undefined) return
    const [x, y] = [at.x + at.w / 2, at.y + at.h / 2]
    const there = this.cy.getElementById(id)
    if (there.empty()) {
      // A drag that begins on a tile moves the picture, as one that begins beside it does.
      added.push({ group: 'nodes', data: { id, w: at.w, h: at.h }, position: { x, y }, classes, pannable: true })
      return
    }
    const node = there as NodeSingular
    if (node.position('x') !== x || node.position('y') !== y) node.position({ x, y })
    if (node.data('w') !== at.w || node.data('h') !== at.h) node.data({ w: at.w, h: at.h })
  }

  private draw(added: ElementDefinition[], id: string, line: LiveLine, about: string | null): void {
    const look = line.hop ? 'hop' : line.asked ? 'asked' : about === null || line.source === about || line.target === about ? '' : 'dim'
    const classes = id === this.picked ? `${look} picked` : look
    const data = { ...line.shape, flow: line.flow, dashed: line.dashed, both: line.both, broken: line.broken, z: line.z }
    const there = this.cy.getElementById(id)
    if (there.empty()) {
      added.push({ group: 'edges', data: { id, source: line.source, target: line.target, ...data }, classes })
      return
    }
    const was = there.data() as typeof data
    if ((Object.keys(data) as (keyof typeof data)[]).some((key) => was[key] !== data[key])) there.data(data)
    if (there.classes().join(' ') !== classes.trim()) there.classes(classes)
  }
}
