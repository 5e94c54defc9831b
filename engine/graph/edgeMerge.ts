import type { Evidence, GraphEdge } from '../contract/index.ts'
import { edgeId, type Reference } from '../relations/reference.ts'
import type { StoreReader } from '../store/storedObject.ts'
import { reasonOf, stateOf, worseState } from './edgeState.ts'
import type { Link } from './link.ts'
import { idOf } from './nodeTarget.ts'
import type { Gates } from './gates.ts'

/** Writes links out as edges of the contract, sorted by id: what several fields say of one edge stands on one edge, with all their evidence. */
export function mergeLinks(reader: StoreReader, gates: Gates, links: Iterable<Link>): readonly GraphEdge[] {
  const byId = new Map<string, Merged>()
  for (const { source, target, reference, holder } of links) {
    const id = edgeId(reference.rule, source.id, target.id)
    // The same reference is met from both ends.
    const known = byId.get(id)
    if (known !== undefined && (known.first === reference || known.others?.has(reference) === true)) continue
    const holderId = idOf(holder)
    const end = source.id === holderId ? target : source
    const state = stateOf(reader, gates, reference, end)
    const reason = state === 'ok' ? '' : reasonOf(gates, reference, end)
    const written = holderId === source.id ? reference.evidence : reference.evidence.map((e) => ({ ...e, holder: holderId }))
    const refusal = reason !== '' && reference.by === 'name' ? gates.refusal(reference) : null
    // what the other one says against it is as much of a proof
    const evidence = refusal?.state === state ? [...written, ...refusal.evidence] : written
    if (known !== undefined) {
      join(known.edge, state, reason, evidence)
      ;(known.others ??= new Set()).add(reference)
      continue
    }
    const { rule } = reference
    const edge: GraphEdge = {
      id,
      source: source.id,
      target: target.id,
      relationshipType: rule.relationshipType,
      rule: rule.id,
      category: rule.category,
      confidence: rule.confidence,
      state,
      ...(reason === '' ? {} : { reason }),
      evidence: [...evidence],
    }
    byId.set(id, { edge, first: reference })
  }
  const edges: GraphEdge[] = []
  for (const { edge } of byId.values()) edges.push(edge)
  return edges.sort((a, b) => compare(a.id, b.id))
}

/** An edge and the references it is written from: of most there is one. */
interface Merged {
  edge: GraphEdge
  first: Reference
  others?: Set<Reference>
}

function join(edge: GraphEdge, state: GraphEdge['state'], reason: string, evidence: readonly Evidence[]): void {
  const worse = worseState(edge.state, state)
  const reasons = new Set<string>()
  if (edge.state === worse && edge.reason !== undefined) reasons.add(edge.reason)
  if (state === worse && reason !== '') reasons.add(reason)
  edge.state = worse
  if (reasons.size > 0) edge.reason = [...reasons].sort().join('; ')
  else delete edge.reason
  edge.evidence = [...edge.evidence, ...evidence].sort((a, b) => compare(`${a.holder ?? ''} ${a.path}`, `${b.holder ?? ''} ${b.path}`))
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
