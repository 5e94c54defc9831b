import { kindName, visibleText } from '../contract/index.ts'
import type { DrawnTopology } from './drawnTopology.ts'
import { edgeInk, ghostInk, healthInk } from './ink.ts'

/** What is seen, as a draw.io diagram (mxGraph XML, not compressed, so that it diffs): every box and tile where the picture has it. */
export function topologyDrawio(topology: DrawnTopology): string {
  const { title, nodes, edges, groups } = topology
  const out: string[] = []
  const origin = new Map<string, { x: number; y: number }>()
  const known = new Set(groups.filter((group) => group.position !== undefined).map((group) => group.id))
  /** Positions in the picture are centres; mxGraph's are corners within the parent. */
  const geometry = (at: { x: number; y: number; width: number; height: number }, parent: string | null): string => {
    const within = (parent === null ? undefined : origin.get(parent)) ?? { x: 0, y: 0 }
    const x = at.x - at.width / 2 - within.x
    const y = at.y - at.height / 2 - within.y
    return `<mxGeometry x="${round(x)}" y="${round(y)}" width="${round(at.width)}" height="${round(at.height)}" as="geometry"/>`
  }
  for (const group of groups) {
    if (group.position === undefined) continue
    const parent = group.parent !== null && known.has(group.parent) ? group.parent : null
    out.push(
      `<mxCell id="${attribute(`g:${group.id}`)}" value="${attribute(group.title)}" style="rounded=1;arcSize=2;whiteSpace=wrap;html=0;verticalAlign=top;align=left;spacingLeft=8;fontStyle=1;container=1;collapsible=0;fillColor=none;strokeColor=#9aa1ad;" vertex="1" parent="${parent === null ? '1' : attribute(`g:${parent}`)}">${geometry(group.position, parent)}</mxCell>`,
    )
    origin.set(group.id, { x: group.position.x - group.position.width / 2, y: group.position.y - group.position.height / 2 })
  }
  for (const node of nodes) {
    const ghost = node.computed.state !== 'present'
    const parent = node.group !== undefined && known.has(node.group) ? node.group : null
    const words = [kindName(node.kind), node.name]
    if (node.computed.ready) words.push(`${node.computed.ready.have}/${node.computed.ready.want}`)
    if (node.standsFor > 1) words.push(`×${node.standsFor}`)
    if (ghost) words.push(node.computed.reason)
    const ink = ghost ? ghostInk : healthInk[node.computed.health]
    out.push(
      `<mxCell id="${attribute(`n:${node.id}`)}" value="${attribute(words.join(' '))}" style="rounded=1;whiteSpace=wrap;html=0;fontSize=9;strokeColor=${ink};fillColor=#ffffff;${ghost ? 'dashed=1;' : ''}" vertex="1" parent="${parent === null ? '1' : attribute(`g:${parent}`)}">${geometry(node.position ?? { x: 0, y: 0, width: 120, height: 24 }, parent)}</mxCell>`,
    )
  }
  for (const edge of edges) {
    const dashes = edge.confidence === 'inferred' || edge.category === 'policy' ? 'dashed=1;' : ''
    out.push(
      `<mxCell id="${attribute(`e:${edge.id}`)}" value="${attribute(edge.relationshipType)}" style="edgeStyle=orthogonalEdgeStyle;rounded=1;html=0;fontSize=8;endSize=4;strokeColor=${edgeInk(edge)};${dashes}" edge="1" parent="1" source="${attribute(`n:${edge.source}`)}" target="${attribute(`n:${edge.target}`)}"><mxGeometry relative="1" as="geometry"/></mxCell>`,
    )
  }
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<mxfile host="kubilitics" type="device"><diagram id="topology" name="${attribute(title)}"><mxGraphModel grid="0" page="0"><root>`,
    '<mxCell id="0"/>',
    '<mxCell id="1" parent="0"/>',
    ...out,
    '</root></mxGraphModel></diagram></mxfile>',
    '',
  ].join('\n')
}

function round(length: number): string {
  return String(Math.round(length * 10) / 10)
}

/** Text for an XML attribute. What XML may not hold at all is made visible first. */
function attribute(text: string): string {
  return visibleText(text, 2000).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
