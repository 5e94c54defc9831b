import type { EdgeCategory, GraphEdge, GraphFilter, GraphNode, GraphQuery, ObjectId } from '../contract/index.ts'
import { selects } from '../relations/selector.ts'
import { isHub } from './fold.ts'
import { readLabelFilter } from './labelFilter.ts'
import { categoriesOf, kindMatcher, lenses, type Lens } from './lenses.ts'
import type { TileGraph } from './tileGraph.ts'

/** What of a scope is shown by lens, filter and incident mode. What is not is left out, and counted. */
export interface Chosen extends TileGraph {
  /** Shown only because it leads to what was asked for: it takes a step back. */
  background: ReadonlySet<ObjectId>
}

const nobody: ReadonlySet<ObjectId> = new Set()

/** What something is used for: who uses what is broken is shown with it. */
const uses: ReadonlySet<EdgeCategory> = new Set(['configuration', 'storage', 'identity'])

/** Chooses among the nodes and lifted edges of a scope; a part goes with its whole. Keeps their order. */
export function choose(tiles: TileGraph, query: GraphQuery): Chosen {
  const lens = lenses[query.lens ?? 'everything']
  const seen = lens.kinds === null ? tiles : throughLens(tiles, lens, query)
  const asked = askedFor(seen, query)
  if (asked === null) return { ...seen, background: nobody }
  const kept = leadingTo(asked, seen.edges)
  const background = new Set<ObjectId>()
  for (const id of kept) if (!asked.has(id)) background.add(id)
  return { ...only(seen, kept), background }
}

function throughLens(tiles: TileGraph, lens: Lens, query: GraphQuery): TileGraph {
  const matches = kindMatcher(lens.kinds ?? [])
  const without = new Set(lens.without)
  const notions = lens.look.notions
  const may = new Set<ObjectId>()
  const kept = new Set<ObjectId>()
  for (const { id, kind, foldedInto } of tiles.nodes) {
    if (foldedInto !== undefined || without.has(kind)) continue
    if (kind.startsWith('pseudo/') && notions?.has(kind) === false) continue
    may.add(id)
    if (matches(kind)) kept.add(id)
  }
  const reach = new Set<EdgeCategory>(lens.reach)
  const reached: ObjectId[] = []
  for (const { source, target, category } of tiles.edges) {
    if (!reach.has(category)) continue
    if (kept.has(source)) reached.push(target)
    else if (kept.has(target)) reached.push(source)
  }
  for (const id of reached) if (may.has(id)) kept.add(id)
  const categories = categoriesOf(lens, query.categories)
  const { nodes, edges } = only(tiles, kept)
  return { nodes, edges: categories === null ? edges : edges.filter((edge) => categories.has(edge.category) || edge.rule === 1) }
}

/** What filter and incident mode ask for, as wholes; null when neither does. */
function askedFor(tiles: TileGraph, { filter, incident }: GraphQuery): ReadonlySet<ObjectId> | null {
  const passes = filter && filterOf(filter)
  if (!passes && incident !== true) return null
  const broken = incident === true ? brokenEnds(tiles.edges) : nobody
  const asked = new Set<ObjectId>()
  for (const node of tiles.nodes) {
    if (incident === true && !isUnhealthy(node) && !broken.has(node.id)) continue
    if (passes && !passes(node)) continue
    asked.add(node.foldedInto ?? node.id)
  }
  return asked
}

/** Whether a filter asks for anything. */
export function narrows({ kinds, health, labels, text }: GraphFilter): boolean {
  return kinds !== null || health !== null || labels.trim() !== '' || text.trim() !== ''
}

/** The test of a filter; null when it lets everything pass. */
export function filterOf({ kinds, health, labels, text }: GraphFilter): ((node: GraphNode) => boolean) | null {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  const selector = readLabelFilter(labels)
  const tests: ((node: GraphNode) => boolean)[] = []
  if (kinds !== null) tests.push(within(new Set(kinds), (node) => node.kind))
  if (health !== null) tests.push(within(new Set(health), (node) => node.computed.health))
  // What cannot be read was refused at the gate; here it lets nothing pass, rather than everything.
  if (!selector.ok) tests.push(() => false)
  else if (selector.value.matchExpressions.length > 0)
    tests.push((node) => node.computed.state === 'present' && selects(selector.value, node.metadata.labels))
  if (words.length > 0)
    tests.push(({ name }) => {
      const low = name.toLowerCase()
      return words.every((word) => low.includes(word))
    })
  return tests.length === 0 ? null : (node) => tests.every((test) => test(node))
}

function within<T>(allowed: ReadonlySet<T>, of: (node: GraphNode) => T): (node: GraphNode) => boolean {
  return (node) => allowed.has(of(node))
}

function isUnhealthy({ computed }: GraphNode): boolean {
  return computed.state === 'present' && (computed.health === 'failing' || computed.health === 'warning')
}

/** The ends of what is broken: of claims, not of observations or of rights (bindings of a fresh cluster name subjects that do not exist). */
function brokenEnds(edges: readonly GraphEdge[]): ReadonlySet<ObjectId> {
  const ends = new Set<ObjectId>()
  for (const { source, target, state, category, confidence } of edges) {
    if (state !== 'dangling' && state !== 'blocked') continue
    if (category === 'rbac' || category === 'ownership' || confidence === 'observed') continue
    ends.add(source).add(target)
  }
  return ends
}

/**
 * What was asked for and what leads to it: its owners, the way of traffic to it from where it enters, and who uses it. Nothing is reached
 * through a hub, nor by a call that is only guessed.
 */
function leadingTo(asked: ReadonlySet<ObjectId>, edges: readonly GraphEdge[]): ReadonlySet<ObjectId> {
  const before = new Map<ObjectId, ObjectId[]>()
  const users = new Map<ObjectId, ObjectId[]>()
  for (const { source, target, category, confidence, rule } of edges) {
    if (category === 'ownership') append(before, source, target)
    // A StatefulSet names its Service (rule 32), while traffic runs the other way.
    else if (category === 'traffic' && confidence !== 'inferred')
      append(before, rule === 32 ? source : target, rule === 32 ? target : source)
    else if (uses.has(category)) append(users, target, source)
  }
  const kept = new Set(asked)
  const queue = [...asked]
  for (const id of asked) {
    const [group = '', kind = '', , ...name] = id.split('/')
    if (isHub(`${group}/${kind}`, name.join('/'))) continue
    for (const user of users.get(id) ?? []) {
      if (kept.has(user)) continue
      kept.add(user)
      queue.push(user)
    }
  }
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    for (const id of before.get(at) ?? []) {
      if (kept.has(id)) continue
      kept.add(id)
      queue.push(id)
    }
  }
  return kept
}

/** Nodes that are kept, with their parts, and the edges between them. */
function only({ nodes, edges }: TileGraph, kept: ReadonlySet<ObjectId>): TileGraph {
  return {
    nodes: nodes.filter((node) => kept.has(node.foldedInto ?? node.id)),
    edges: edges.filter((edge) => kept.has(edge.source) && kept.has(edge.target)),
  }
}

function append(map: Map<ObjectId, ObjectId[]>, key: ObjectId, value: ObjectId): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}
