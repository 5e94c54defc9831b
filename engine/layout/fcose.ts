import cytoscape from 'cytoscape'
import fcose from 'cytoscape-fcose'
import type { Centres, NeighbourhoodInput } from './neighbourhood.ts'
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
  const radius = 80 * Math.sqrt(nodes.length)
  const random = Math.random
  Math.random = seededRandom(hashText(nodes.map((n) => n.id).join('\n')))
  try {
    const cy = cytoscape({
      headless: true,
      styleEnabled: true,
      style: [{ selector: 'node', style: { width: 'data(w)', height: 'data(h)', shape: 'rectangle' } }],
      elements: [
        ...nodes.map((n) => ({ group: 'nodes' as const, data: { id: n.id, w: n.w, h: n.h }, position: startPlace(n.id, n.id === input.center, radius) })),
        ...edges.map((e) => ({ group: 'edges' as const, data: { id: e.id, source: e.source, target: e.target } })),
      ],
    })
    const options = {
      name: 'fcose', quality: 'proof', randomize: false, animate: false, fit: false, packComponents: true, nodeDimensionsIncludeLabels: false,
      nodeRepulsion: () => 9000, idealEdgeLength: () => 90, nodeSeparation: 90, tile: true, tilingPaddingHorizontal: 24, tilingPaddingVertical: 16,
    }
    cy.layout(options as cytoscape.LayoutOptions).run() // the options are fcose's, which cytoscape's types do not know
    const center = cy.getElementById(input.center).position() ?? { x: 0, y: 0 }
    const centres = new Map(nodes.map((n) => {
      const { x, y } = cy.getElementById(n.id).position()
      return [n.id, { x: Math.round(x - center.x), y: Math.round(y - center.y) }] as const
    }))
    cy.destroy()
    return centres
  } finally {
    Math.random = random
  }
}

/** The centre in the middle, the others around it at an angle and distance that follow from their ids. */
function startPlace(id: string, isCenter: boolean, radius: number): { x: number; y: number } {
  if (isCenter) return { x: 0, y: 0 }
  const angle = (hashText(id) / 2 ** 32) * 2 * Math.PI
  const distance = radius * (0.4 + 0.6 * (hashText(`${id}#`) / 2 ** 32))
  return { x: Math.round(distance * Math.cos(angle)), y: Math.round(distance * Math.sin(angle)) }
}
