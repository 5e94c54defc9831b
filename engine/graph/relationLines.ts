import {
  healthOrder,
  kindName,
  parseObjectId,
  type EdgeState,
  type KindId,
  type ObjectId,
  type OwnerLine,
  type RelationCount,
  type RelationLine,
} from '../contract/index.ts'
import { ruleKey } from '../relations/reference.ts'
import type { StoreReader } from '../store/storedObject.ts'
import { ownerOf } from './fold.ts'
import type { Graph } from './graph.ts'
import type { Link } from './link.ts'

/** What the drawer says of an object's relations. */
export interface Relations {
  uses: readonly RelationLine[]
  usedBy: readonly RelationLine[]
  /** What is counted only; absent where every line is told. */
  more?: readonly RelationCount[]
}

/** Of one kind by one rule, so many lines are told, the worst first: a Node or a Namespace has tens of thousands, and nobody reads them. */
const mostLines = 200

const stateRank: Readonly<Record<EdgeState, number>> = {
  dangling: 0,
  forbidden: 1,
  blocked: 2,
  'not-ready': 3,
  unknown: 4,
  'optional-missing': 5,
  ok: 6,
}

const stateText: Readonly<Record<EdgeState, string>> = {
  ok: '',
  dangling: 'Missing',
  'optional-missing': 'Absent, optional',
  forbidden: 'Forbidden',
  unknown: 'Not listed',
  blocked: 'Blocked',
  'not-ready': 'Not ready',
}

/**
 * Everything an object uses and everything that uses it, what is broken first. One line per edge, but of very many of one kind by one rule only
 * the worst; the rest is counted.
 */
export function relationsOf(graph: Graph, id: ObjectId, shortNameOf: (kind: KindId) => string = (kind) => kindName(kind)): Relations {
  const { told, more } = worst(graph, id, shortNameOf)
  const merged = graph.mergeLinks(told)
  const edges = { out: merged.filter((e) => e.source === id), in: merged.filter((e) => e.target === id) }
  const line = (other: ObjectId, edge: (typeof edges.out)[number]): RelationLine | null => {
    const node = graph.node(other)
    const parts = parseObjectId(other)
    if (!parts) return null
    const health = node?.computed ?? { health: 'unknown' as const, reason: '' }
    return {
      id: other,
      kind: parts.kind,
      shortName: shortNameOf(parts.kind),
      name: parts.name,
      namespace: parts.namespace,
      state: edge.state,
      level: edge.state === 'dangling' ? 'failing' : health.health,
      text: edge.reason ?? (stateText[edge.state] || health.reason),
      rule: edge.rule,
      relationshipType: edge.relationshipType,
      path: edge.evidence.map((e) => e.path).join(', '),
      holder: edge.evidence[0]?.holder ?? edge.source,
    }
  }
  const sorted = (lines: readonly (RelationLine | null)[]): readonly RelationLine[] =>
    lines
      .filter((l) => l !== null)
      .sort((a, b) => stateRank[a.state] - stateRank[b.state] || a.rule - b.rule || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
  return {
    uses: sorted(edges.out.map((e) => line(e.target, e))),
    usedBy: sorted(edges.in.map((e) => line(e.source, e))),
    ...(more.length === 0 ? {} : { more }),
  }
}

/** Links of one rule to one kind, on one side. */
interface Sort {
  side: RelationCount['side']
  kind: KindId
  links: Map<ObjectId, Link[]>
}

/** The links that lines are made of, and the number of those that are left out. */
function worst(graph: Graph, id: ObjectId, shortNameOf: (kind: KindId) => string): { told: Link[]; more: RelationCount[] } {
  const sorts = new Map<string, Sort>()
  for (const link of graph.links(id)) {
    const [side, other] = link.source.id === id ? (['uses', link.target] as const) : (['usedBy', link.source] as const)
    const key = `${side} ${ruleKey(link.reference.rule)} ${other.kind}`
    let sort = sorts.get(key)
    if (!sort) sorts.set(key, (sort = { side, kind: other.kind, links: new Map() }))
    const held = sort.links.get(other.id)
    if (held) held.push(link)
    else sort.links.set(other.id, [link])
  }
  const told: Link[] = []
  const more: RelationCount[] = []
  for (const { side, kind, links } of sorts.values()) {
    if (links.size <= mostLines) {
      for (const each of links.values()) for (const link of each) told.push(link)
      continue
    }
    const weighed = [...links].map(([other, each]) => ({
      other,
      each,
      weight: Math.max(...each.map((link) => weightOf(graph, link, side))),
    }))
    weighed.sort((a, b) => b.weight - a.weight || (a.other < b.other ? -1 : 1))
    for (const { each } of weighed.slice(0, mostLines)) told.push(...each)
    const rule = weighed[0]?.each[0]?.reference.rule
    if (!rule) continue
    const { relationshipType } = rule
    more.push({ side, kind, shortName: shortNameOf(kind), rule: rule.id, relationshipType, count: weighed.length - mostLines })
  }
  return { told, more: more.sort((a, b) => a.side.localeCompare(b.side) || a.rule - b.rule || (a.kind < b.kind ? -1 : 1)) }
}

/** How much a link deserves a line: by its state, then by the health of its other end. */
function weightOf(graph: Graph, { source, target, reference, holder }: Link, side: RelationCount['side']): number {
  const other = side === 'uses' ? target : source
  const end = source.object?.key === holder.key ? target : source
  const health = other.object ? healthOrder.indexOf(other.object.health.level) : 0
  return (stateRank.ok - stateRank[graph.stateOf(reference, end)]) * healthOrder.length + health
}

/** Chain of controllers of an object, topmost first; ends with what is named but missing, when the topmost is. */
export function ownerChain(
  graph: Graph,
  reader: StoreReader,
  id: ObjectId,
  shortNameOf: (kind: KindId) => string = (kind) => kindName(kind),
): readonly OwnerLine[] {
  const chain: OwnerLine[] = []
  const met = new Set<ObjectId>([id])
  let at = reader.get(id)
  while (at) {
    const owner = ownerOf(reader, at)
    const reference = at.references.find((r) => r.by === 'uid' && (owner ? r.uid === owner.uid : true))
    if (!reference) break
    const [target] = [...graph.targetsOf(reference)]
    if (!target || met.has(target.id)) break
    met.add(target.id)
    chain.unshift({
      id: target.id,
      shortName: shortNameOf(target.kind),
      name: target.name,
      exists: target.object !== undefined,
      state: graph.stateOf(reference, target),
    })
    at = target.object
  }
  return chain
}
