import cytoscape from 'cytoscape'
import fcose from 'cytoscape-fcose'
import type { Centres, NeighbourhoodInput } from './neighbourhood.ts'
import { pushApart } from './apart.ts'
import { hashText, seededRandom } from './seededRandom.ts'

let registered = false

/**
 * Force-directed centres of a neighbourhood, by cytoscape-fcose without a screen. Repeatable: nodes start at places that follow from their ids,
 * and the library's own use of chance is fed from a seed. It replaces `Math.random` while it runs, so it belongs into a thread of its own.
 */
export function fcoseCentres(input: NeighbourhoodInput): Centres {
  if (!registered) {
    cytoscape.use(fcose)
    registered = true
  }
  const nodes = [...input.nodes].sort((a, b) => (a.id < b.id ? -1 : 1))
  const edges = [...input.edges].sort((a, b) => (a.id < b.id ? -1 : 1))
  const widths = new Map(nodes.map((n) => [n.id, n.w]))
  const width = (id: string): number => widths.get(id) ?? 0
  const random = Math.random
  Math.random = seededRandom(hashText(nodes.map((n) => n.id).join('\n')))
  try {
    const cy = cytoscape({
      headless: true,
      styleEnabled: true,
      style: [{ selector: 'node', style: { width: 'data(w)', height: 'data(h)', shape: 'rectangle' } }],
      elements: [
        ...nodes.map((n) => ({ group: 'nodes' as const, data: { id: n.id, w: n.w, h: n.h }, position: { x: n.x, y: n.y } })),
        ...edges.map((e) => ({ group: 'edges' as const, data: { id: e.id, source: e.source, target: e.target } })),
      ],
    })
    const options = {
      name: 'fcose',
      quality: 'proof',
      randomize: false,
      animate: false,
      fit: false,
      packComponents: true,
      nodeDimensionsIncludeLabels: false,
      nodeRepulsion: () => 30_000,
      idealEdgeLength: () => 110,
      gravity: 0.12,
      numIter: 4000,
      tile: true,
      tilingPaddingHorizontal: 24,
      tilingPaddingVertical: 16,
      fixedNodeConstraint: [{ nodeId: input.center, position: { x: 0, y: 0 } }],
      relativePlacementConstraint: [
        ...input.beside.map(({ left, right }) => ({ left, right, gap: (width(left) + width(right)) / 2 + 56 })),
        ...input.above.map(({ top, bottom }) => ({ top, bottom, gap: 84 })),
      ],
    }
    cy.layout(options).run()
    const boxes = nodes.map((n) => ({ ...n, ...cy.getElementById(n.id).position() }))
    cy.destroy()
    pushApart(boxes, 20)
    const center = boxes.find((b) => b.id === input.center) ?? { x: 0, y: 0 }
    return new Map(boxes.map((b) => [b.id, { x: Math.round(b.x - center.x), y: Math.round(b.y - center.y) }]))
  } finally {
    Math.random = random
  }
}
