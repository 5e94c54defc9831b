import { kindName, visibleText } from '../contract/index.ts'
import type { DrawnTopology } from './drawnTopology.ts'

/**
 * What is seen, as a Mermaid flowchart: groups as subgraphs. Mermaid draws at most 500 edges and 50,000 characters unless it is
 * told otherwise, so the text raises both limits to what it needs; some hosts (GitHub) keep theirs.
 */
export function topologyMermaid(topology: DrawnTopology): string {
  const { title, nodes, edges, groups } = topology
  const short = new Map(nodes.map((node, at) => [node.id, `n${at}`]))
  const body: string[] = []
  const known = new Set(groups.map((group) => group.id))
  const node = (each: (typeof nodes)[number], indent: string): string => {
    const ghost = each.computed.state !== 'present'
    const words = [`${kindName(each.kind)} ${each.name}`]
    if (each.computed.ready) words.push(`${each.computed.ready.have}/${each.computed.ready.want}`)
    if (each.standsFor > 1) words.push(`stands for ${each.standsFor}`)
    if (ghost || each.computed.health === 'failing' || each.computed.health === 'warning') words.push(each.computed.reason)
    return `${indent}${short.get(each.id) ?? ''}[${label(words.filter((w) => w !== '').join(', '))}]:::${ghost ? 'ghost' : each.computed.health}`
  }
  const group = (id: string, at: number, indent: string): void => {
    const found = groups[at]
    body.push(`${indent}subgraph g${at}[${label(found?.title ?? id)}]`)
    for (const each of nodes) if (each.group === id) body.push(node(each, `${indent}  `))
    groups.forEach((child, index) => {
      if (child.parent === id) group(child.id, index, `${indent}  `)
    })
    body.push(`${indent}end`)
  }
  groups.forEach((each, at) => {
    if (each.parent === null || !known.has(each.parent)) group(each.id, at, '  ')
  })
  for (const each of nodes) if (each.group === undefined || !known.has(each.group)) body.push(node(each, '  '))
  for (const edge of edges) {
    const arrow = edge.confidence === 'inferred' || edge.category === 'policy' ? '-.->' : edge.state === 'dangling' ? '--x' : '-->'
    body.push(`  ${short.get(edge.source) ?? ''} ${arrow}|${label(edge.relationshipType)}| ${short.get(edge.target) ?? ''}`)
  }
  const text = body.join('\n')
  const limits = { maxEdges: Math.max(500, edges.length), maxTextSize: Math.max(50_000, text.length + 2000) }
  return [
    '---',
    `title: ${JSON.stringify(visibleText(title, 1000))}`,
    `config: ${JSON.stringify({ ...limits, flowchart: { curve: 'basis' } })}`,
    '---',
    'flowchart LR',
    text,
    '  classDef healthy stroke:#12703f',
    '  classDef progressing stroke:#0b63a5',
    '  classDef warning stroke:#8a5a00',
    '  classDef failing stroke:#b3161b,stroke-width:2px',
    '  classDef paused stroke:#5b6472',
    '  classDef unknown stroke:#5b6472',
    '  classDef ghost stroke:#b3161b,stroke-dasharray:4 3',
    '',
  ].join('\n')
}

/** Quoted, with what the language or HTML would take for its own as numbered entities. */
function label(text: string): string {
  return `"${visibleText(text, 1000).replace(/["#&<>`|[\]{}()\\]/g, (c) => `#${c.codePointAt(0) ?? 63};`)}"`
}
