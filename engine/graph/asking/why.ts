import {
  type EdgeConfidence,
  type EdgeState,
  type Finding,
  type GraphAnswer,
  type GraphEdge,
  type HealthLevel,
  type ObjectId,
  visibleText,
} from '../../contract/index.ts'
import { ruleWords } from '../../relations/ruleWords.ts'
import { membersOf } from '../scope.ts'
import { called, counted, listed, type Ground } from './ground.ts'
import type { Thinking } from './thinking.ts'

const confidenceWords: Readonly<Record<EdgeConfidence, string>> = {
  declared: 'Declared: somebody wrote this reference.',
  selector: 'Computed: a selector selects this at the moment.',
  observed: 'Observed: a controller wrote it into a status.',
  inferred: 'Inferred from names or texts: likely, not certain.',
}

const stateWords: Readonly<Record<EdgeState, { text: string; level: HealthLevel; todo: string }>> = {
  ok: { text: 'In order: what is named is there.', level: 'healthy', todo: '' },
  dangling: {
    text: 'Broken: what is named is not there.',
    level: 'failing',
    todo: 'Create what is named, or correct the field to name something that exists.',
  },
  'optional-missing': {
    text: 'What is named is not there, and need not be.',
    level: 'healthy',
    todo: 'Nothing has to be done. Create it to have it used, or remove the field.',
  },
  forbidden: {
    text: 'Not known: objects of this kind may not be listed.',
    level: 'unknown',
    todo: 'Ask for the right to list this kind; the ledger names it.',
  },
  unknown: {
    text: 'Not known: this kind is not completely listed.',
    level: 'unknown',
    todo: 'Wait until it is listed, or retry it in the ledger.',
  },
  blocked: {
    text: 'Blocked: what it names does not let it in.',
    level: 'failing',
    todo: 'Have a listener of the target take it (allowedRoutes, host names, port), or add a ReferenceGrant in the namespace of the target.',
  },
  'not-ready': {
    text: 'It is there, but takes no part at the moment.',
    level: 'warning',
    todo: 'Look at the target: its conditions and events say why it is not ready.',
  },
}

/** Edges of parts that one line of a picture stands for: so many are told one by one. */
const mostParts = 50

/** Why an edge is there: the rule in words, fields and values, how sure it is, how it stands, and what to do. Null: there is no such edge (now). */
export function* why(ground: Ground, id: string): Thinking<Omit<GraphAnswer, 'question'> | null> {
  const edges = yield* edgesCalled(ground, id)
  const [edge] = edges
  if (edge === undefined) return null
  const findings: Finding[] = []
  const say = (group: string, text: string, level: HealthLevel = 'healthy', target: ObjectId | null = null, of: GraphEdge = edge): void => {
    findings.push({ group, target, text: visibleText(text, 1000), level, hops: [{ edge: of, along: 'forward' }] })
  }
  say('Rule', `Rule ${edge.rule}: ${ruleWords(edge.rule)}`)
  const lifted = edge.id !== id
  for (const each of edges.slice(0, mostParts)) {
    if (lifted)
      say(
        'Edges',
        `${called(each.source)} ${each.relationshipType} ${called(each.target)}`,
        stateWords[each.state].level,
        each.source,
        each,
      )
    for (const { path, value, holder } of each.evidence)
      say(
        'Fields',
        `${holder === undefined || holder === id ? called(each.source) : called(holder)}: ${path} = ${value}`,
        'healthy',
        holder ?? each.source,
        each,
      )
  }
  say('Confidence', confidenceWords[edge.confidence])
  const states = new Map<EdgeState, GraphEdge>()
  for (const each of edges) if (!states.has(each.state)) states.set(each.state, each)
  for (const [state, each] of states) {
    const { text, level, todo } = stateWords[state]
    say(
      'State',
      each.reason === undefined ? text : `${text} ${each.reason[0]?.toUpperCase() ?? ''}${each.reason.slice(1)}.`,
      level,
      each.target,
      each,
    )
    if (todo !== '') say('What to do', todo, level, each.target, each)
  }
  const ends = `${called(edge.source)} ${edge.relationshipType} ${called(edge.target)}`
  return {
    summary: lifted
      ? `${counted(edges.length, 'edge')} between what these tiles stand for, such as: ${ends}.`
      : `${ends}, because ${
          listed(
            edge.evidence.map((e) => visibleText(`${e.path} = ${e.value}`, 200)),
            3,
          ) || 'its rule says so'
        }.`,
    findings,
    more: Math.max(0, edges.length - mostParts),
    limits: edge.confidence === 'inferred' ? ['This edge is inferred; it may be wrong.'] : [],
  }
}

/** The edge of an id; of an edge between two tiles those between what the tiles stand for. An id is `rule:source>target`, and `>` may be in a name. */
function* edgesCalled(ground: Ground, id: string): Thinking<readonly GraphEdge[]> {
  const { graph } = ground
  const colon = id.indexOf(':')
  const key = id.slice(0, colon + 1)
  for (let at = id.indexOf('>', colon); at > 0; at = id.indexOf('>', at + 1)) {
    const [source, target] = [id.slice(colon + 1, at), id.slice(at + 1)]
    const [one, other] = [graph.node(source), graph.node(target)]
    yield
    if (one === undefined || other === undefined) continue
    const links = graph.links(source).filter((link) => link.source.id === source && link.target.id === target)
    const exact = graph.mergeLinks(links).filter((edge) => edge.id === id)
    if (exact.length > 0) return exact
    const lifted = yield* between(ground, key, source, target)
    if (lifted.length > 0) return lifted
  }
  return []
}

function* between(ground: Ground, key: string, source: ObjectId, target: ObjectId): Thinking<readonly GraphEdge[]> {
  const { graph, reader } = ground
  const members = (id: ObjectId): ReadonlySet<ObjectId> => {
    const node = graph.node(id)
    if (node === undefined) return new Set()
    const { kind, namespace, name } = node
    return new Set(membersOf(graph, reader, { id, kind, namespace, name, object: reader.get(id) }, new Set()).map((member) => member.id))
  }
  const [ones, others] = [members(source), members(target)]
  const found: GraphEdge[] = []
  for (const one of ones) {
    yield
    const links = graph.links(one).filter((link) => link.source.id === one && others.has(link.target.id))
    found.push(...graph.mergeLinks(links).filter((edge) => edge.id.startsWith(key)))
  }
  return found.sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
}
