import { kindName, visibleText } from '../contract/index.ts'
import type { DrawnTopology } from './drawnTopology.ts'
import { edgeInk, ghostInk, healthInk } from './ink.ts'

/** What is seen, in Graphviz' language: groups as clusters, edges with their words. */
export function topologyDot(topology: DrawnTopology): string {
  const { title, nodes, edges, groups } = topology
  const out = [
    `digraph ${quoted(title)} {`,
    '  graph [rankdir=LR, compound=true, fontname="Inter, sans-serif", labeljust=l, newrank=true];',
    '  node [shape=box, style="rounded,filled", fillcolor="#ffffff", fontname="Inter, sans-serif", fontsize=11];',
    '  edge [fontname="Inter, sans-serif", fontsize=9, arrowsize=0.7];',
  ]
  const children = new Map<string | null, string[]>()
  for (const group of groups) children.set(group.parent, [...(children.get(group.parent) ?? []), group.id])
  const byGroup = new Map<string, typeof nodes>()
  for (const node of nodes) byGroup.set(node.group ?? '', [...(byGroup.get(node.group ?? '') ?? []), node])
  const titles = new Map(groups.map((group) => [group.id, group.title]))
  const node = (each: (typeof nodes)[number], indent: string): string => {
    const ghost = each.computed.state !== 'present'
    const words = [
      kindName(each.kind),
      each.name,
      ...(each.computed.ready ? [`${each.computed.ready.have}/${each.computed.ready.want}`] : []),
    ]
    if (each.standsFor > 1) words.push(`stands for ${each.standsFor}`)
    if (ghost) words.push(each.computed.reason)
    const ink = ghost ? ghostInk : healthInk[each.computed.health]
    return `${indent}${quoted(each.id)} [label=${quoted(words.filter((w) => w !== '').join('\n'))}, color="${ink}"${ghost ? ', style="rounded,dashed"' : ''}];`
  }
  const group = (id: string, indent: string): void => {
    out.push(
      `${indent}subgraph ${quoted(`cluster_${id}`)} {`,
      `${indent}  label=${quoted(titles.get(id) ?? id)}; style=rounded; color="#9aa1ad";`,
    )
    for (const each of byGroup.get(id) ?? []) out.push(node(each, `${indent}  `))
    for (const child of children.get(id) ?? []) group(child, `${indent}  `)
    out.push(`${indent}}`)
  }
  const known = new Set(groups.map((each) => each.id))
  for (const each of groups) if (each.parent === null || !known.has(each.parent)) group(each.id, '  ')
  for (const each of nodes) if (each.group === undefined || !known.has(each.group)) out.push(node(each, '  '))
  for (const edge of edges) {
    const style = edge.confidence === 'inferred' ? ', style=dashed' : edge.category === 'policy' ? ', style=dotted' : ''
    out.push(
      `  ${quoted(edge.source)} -> ${quoted(edge.target)} [label=${quoted(edge.relationshipType)}, color="${edgeInk(edge)}"${style}];`,
    )
  }
  out.push('}', '')
  return out.join('\n')
}

/** A quoted id of the language: backslashes and quotes escaped, line ends as `\n`. */
function quoted(text: string): string {
  const lines = text.split('\n').map((line) => visibleText(line, 1000).replaceAll('\\', '\\\\').replaceAll('"', '\\"'))
  return `"${lines.join('\\n')}"`
}
