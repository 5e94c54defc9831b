import { kindName, parseObjectId, type EdgeState, type KindId, type ObjectId, type RelationLine } from '../contract/index.ts'
import type { StoreReader } from '../store/storedObject.ts'
import { ownerOf } from './fold.ts'
import type { Graph } from './graph.ts'

/** What the drawer says of an object's relations. */
export interface Relations {
  uses: readonly RelationLine[]
  usedBy: readonly RelationLine[]
}

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

/** Everything an object uses and everything that uses it, what is broken first. One line per edge. */
export function relationsOf(graph: Graph, id: ObjectId, shortNameOf: (kind: KindId) => string = (kind) => kindName(kind)): Relations {
  const edges = graph.edgesOf(id)
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
      text: stateText[edge.state] || health.reason,
      rule: edge.rule,
      relationshipType: edge.relationshipType,
      path: edge.evidence.map((e) => e.path).join(', '),
    }
  }
  const sorted = (lines: readonly (RelationLine | null)[]): readonly RelationLine[] =>
    lines
      .filter((l) => l !== null)
      .sort((a, b) => stateRank[a.state] - stateRank[b.state] || a.rule - b.rule || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
  return { uses: sorted(edges.out.map((e) => line(e.target, e))), usedBy: sorted(edges.in.map((e) => line(e.source, e))) }
}

/** Chain of controllers of an object, topmost first; ends with what is named but missing, when the topmost is. */
export function ownerChain(
  graph: Graph,
  reader: StoreReader,
  id: ObjectId,
  shortNameOf: (kind: KindId) => string = (kind) => kindName(kind),
): readonly { id: ObjectId; shortName: string; name: string; exists: boolean }[] {
  const chain: { id: ObjectId; shortName: string; name: string; exists: boolean }[] = []
  const met = new Set<ObjectId>([id])
  let at = reader.get(id)
  while (at) {
    const owner = ownerOf(reader, at)
    const reference = at.references.find((r) => r.by === 'uid' && (owner ? r.uid === owner.uid : true))
    if (!reference) break
    const [target] = [...graph.targetsOf(reference)]
    if (!target || met.has(target.id)) break
    met.add(target.id)
    chain.unshift({ id: target.id, shortName: shortNameOf(target.kind), name: target.name, exists: target.object !== undefined })
    at = target.object
  }
  return chain
}
