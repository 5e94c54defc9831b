import { describe, expect, test } from 'vitest'
import type { GraphEdge, GraphGroup, GraphNode } from '../contract/index.ts'
import { edgesCsv, objectsCsv } from './csv.ts'
import { topologyDot } from './dot.ts'
import { topologyDrawio } from './drawio.ts'
import { drawnTopology } from './drawnTopology.ts'
import { topologyMermaid } from './mermaid.ts'

const at = { x: 100, y: 50, width: 80, height: 24 }
const node = (kind: string, name: string, more: Partial<GraphNode> = {}): GraphNode => ({
  id: `core/${kind}/shop/${name}`,
  kind: `core/${kind}`,
  apiVersion: 'v1',
  namespace: 'shop',
  name,
  metadata: { labels: {}, createdAt: null },
  computed: { health: 'healthy', reason: '', state: 'present' },
  position: at,
  group: 'shop/web',
  ...more,
})
const unplaced = ({ position: _, ...rest }: GraphNode): GraphNode => rest
const group = (id: string, parent: string | null, title: string): GraphGroup => ({
  id,
  type: parent === null ? 'namespace' : 'application',
  title,
  parent,
  members: [],
  counts: {},
  health: { healthy: 0, progressing: 0, warning: 0, failing: 0, paused: 0, unknown: 0 },
  worstHealth: 'healthy',
  position: { x: 100, y: 50, width: 200, height: 100 },
})
const edge = (source: string, target: string, more: Partial<GraphEdge> = {}): GraphEdge => ({
  id: `41:${source}>${target}`,
  source,
  target,
  relationshipType: 'sends to',
  rule: 41,
  category: 'traffic',
  confidence: 'selector',
  state: 'ok',
  evidence: [{ path: 'spec.selector', value: 'app=web' }],
  ...more,
})

const hostile = '"]<b>=cmd|\u202e-->\\'
const nodes = [
  node('Service', 'web'),
  node('Pod', 'web-1'),
  node('Pod', 'web-1-part', { foldedInto: 'core/Pod/shop/web-1' }),
  node('Secret', hostile, { computed: { health: 'failing', reason: 'Missing', state: 'missing' } }),
  unplaced(node('Lease', 'beat')),
]
const edges = [
  edge('core/Service/shop/web', 'core/Pod/shop/web-1'),
  edge('core/Pod/shop/web-1', `core/Secret/shop/${hostile}`, { state: 'dangling', relationshipType: 'uses' }),
  edge('core/Pod/shop/web-1', 'core/Lease/shop/beat'),
]
const groups = [group('shop/web', 'shop', 'web'), group('shop', null, 'shop'), group('empty', null, 'empty')]

describe('what is seen, in other formats', () => {
  const drawn = drawnTopology('a "shop"', nodes, edges, groups)

  test('holds what is drawn: folded things are counted in their tile, boxes stand around what they hold', () => {
    expect(drawn.nodes.map((each) => [each.name, each.standsFor])).toEqual([
      ['web-1', 2],
      [hostile, 0],
      ['web', 1],
    ])
    expect(drawn.edges).toHaveLength(2)
    expect(drawn.groups.map((each) => each.id)).toEqual(['shop', 'shop/web'])
  })

  test('does not depend on the order of what comes in', () => {
    const turned = drawnTopology('a "shop"', [...nodes].reverse(), [...edges].reverse(), [...groups].reverse())
    for (const write of [topologyDot, topologyMermaid, topologyDrawio]) expect(write(turned)).toBe(write(drawn))
  })

  test('DOT: quotes and backslashes of names end no string', () => {
    const text = topologyDot(drawn)
    // Strings taken out, what remains is the language alone.
    const bare = text.replace(/"(?:[^"\\]|\\.)*"/g, '')
    expect(bare).not.toMatch(/cmd|<b>/)
    expect(bare.split('{').length).toBe(bare.split('}').length)
    expect(text).not.toContain('\u202e')
    expect(text).toContain('"core/Service/shop/web" -> "core/Pod/shop/web-1"')
  })

  test('Mermaid: names are quoted text with nothing of the language or of HTML in it', () => {
    const text = topologyMermaid(drawn)
    const labels = [...text.matchAll(/\[("[^"]*")\]/g)].map((found) => found[1] ?? '')
    expect(labels).toHaveLength(5)
    for (const label of labels) expect(label.slice(1, -1)).not.toMatch(/["<>[\]|\\]/)
    expect(text).toContain('--x|"uses"|')
    expect(text.split('\n').filter((line) => line.trim() === 'end')).toHaveLength(2)
  })

  test('draw.io: corners within the parent, and nothing that XML would read', () => {
    const text = topologyDrawio(drawn)
    expect(text).toContain('<mxCell id="n:core/Service/shop/web"')
    // The parent's corner is (0, 0): centre (100, 50), size 200 x 100.
    expect(text).toContain('<mxGeometry x="60" y="38" width="80" height="24" as="geometry"/>')
    const tags = [...text.matchAll(/<(\/?)([A-Za-z]+)(?:\s+[A-Za-z]+="[^"<>]*")*\s*(\/?)>/g)]
    const rest = text.replace(/<\?xml[^>]*\?>/, '').replace(/<(\/?)([A-Za-z]+)(?:\s+[A-Za-z]+="[^"<>]*")*\s*(\/?)>/g, '')
    expect(rest.trim()).toBe('')
    let depth = 0
    for (const [, closing, , empty] of tags) depth += closing === '/' ? -1 : empty === '/' ? 0 : 1
    expect(depth).toBe(0)
  })

  test('CSV: a row for every object and edge, and no cell that a spreadsheet takes for a formula', () => {
    const objects = objectsCsv([...nodes, node('ConfigMap', '=HYPERLINK("x")')])
    expect(objects.split('\r\n').filter((line) => line !== '')).toHaveLength(7)
    expect(objects).toContain(`"'=HYPERLINK(""x"")"`)
    expect(
      edgesCsv(edges)
        .split('\r\n')
        .filter((line) => line !== ''),
    ).toHaveLength(4)
  })
})
