import type { EngineError, GraphQuery, ObjectId } from '../contract/index.ts'
import { mostSteps, parseObjectId } from '../contract/index.ts'
import { forEachInPieces, type InPieces } from '../layout/inPieces.ts'
import type { Rule } from '../relations/rule.ts'
import type { StoredObject, StoreReader } from '../store/storedObject.ts'
import { applicationScope, checkApplication } from './applications.ts'
import { isHub, wholeOf } from './fold.ts'
import type { Graph } from './graph.ts'
import { isGraphKind } from './graphKinds.ts'
import type { Link } from './link.ts'
import { readLabelFilter } from './labelFilter.ts'
import { categoriesOf, lenses } from './lenses.ts'
import { idOf, targetOf, type NodeTarget } from './nodeTarget.ts'

/** Which nodes a query is about. */
export interface Scope {
  /** Objects and ghosts, by id. Parts of a tile (Pods, ReplicaSets) are in it beside the whole. */
  nodes: ReadonlyMap<ObjectId, NodeTarget>
  /** Never folded: what the query is about. */
  apart: ReadonlySet<ObjectId>
  /** Held objects of the scope that are no nodes at all (events, leases). */
  counted: number
}

/** What is wrong with a query, or null. */
export function checkGraphQuery(query: GraphQuery): EngineError | null {
  const { scope } = query
  if (scope.type === 'namespaces' && scope.namespaces.length === 0) {
    return {
      code: 'bad-input',
      message: 'No namespace is named.',
      where: 'scope.namespaces',
      todo: 'Name at least one namespace, or ask for the cluster.',
    }
  }
  if (scope.type === 'object') {
    if (!parseObjectId(scope.id)) {
      return {
        code: 'bad-input',
        message: `Not the id of an object: ${scope.id}`,
        where: 'scope.id',
        todo: 'Write group/Kind/namespace/name, as core/Pod/shop/web-1.',
      }
    }
    if (!Number.isInteger(scope.steps) || scope.steps < 0 || scope.steps > mostSteps) {
      return {
        code: 'bad-input',
        message: `Steps must be a whole number from 0 to ${mostSteps}.`,
        where: 'scope.steps',
        todo: 'Ask for fewer steps, or for the namespace.',
      }
    }
  }
  if (scope.type === 'application') {
    const wrong = checkApplication(parseObjectId(scope.id)?.kind)
    if (wrong) return wrong
  }
  const labels = readLabelFilter(query.filter?.labels ?? '')
  return labels.ok ? null : labels.error
}

/** What is only guessed from texts that name a Service. */
const guess = 129

/** Whether links of a rule are wanted: by categories and lens; guesses only where they are asked for. */
export function wants(query: GraphQuery): (rule: Rule) => boolean {
  const lens = lenses[query.lens ?? 'everything']
  const categories = categoriesOf({ ...lens, categories: lens.categories && [...lens.categories, ...lens.reach] }, query.categories)
  const guesses = query.guesses === true
  return (rule) => (categories === null || categories.has(rule.category)) && (guesses || rule.id !== guess)
}

/** Finds the nodes of a query. */
export function* scopeOf(graph: Graph, reader: StoreReader, query: GraphQuery): InPieces<Scope> {
  const { scope } = query
  switch (scope.type) {
    case 'cluster':
      return yield* areaScope(graph, reader, null, wants(query))
    case 'namespaces':
      return yield* areaScope(graph, reader, new Set(scope.namespaces), wants(query))
    case 'object':
      return yield* neighbourhood(graph, reader, scope.id, scope.steps, wants(query))
    case 'application':
      return { nodes: applicationScope(graph, reader, scope.id, wants(query)), apart: new Set(), counted: 0 }
  }
}

/** The id of a namespace as an object. */
export function namespaceId(name: string): ObjectId {
  return `core/Namespace/_/${name}`
}

/** Namespaces (null: everything), with what their objects touch outside. */
function* areaScope(
  graph: Graph,
  reader: StoreReader,
  namespaces: ReadonlySet<string> | null,
  wanted: (rule: Rule) => boolean,
): InPieces<Scope> {
  const nodes = new Map<ObjectId, NodeTarget>()
  let counted = 0
  const inside: StoredObject[] = []
  for (const kind of reader.kinds()) {
    const objects = namespaces === null ? [reader.ofKind(kind)] : [...namespaces].map((namespace) => reader.inNamespace(kind, namespace))
    for (const list of objects) {
      for (const object of list) {
        if (!isGraphKind(kind)) counted++
        else inside.push(object)
      }
    }
  }
  yield* forEachInPieces(inside, (object) => {
    const target = targetOf(object)
    nodes.set(target.id, target)
  })
  for (const name of namespaces ?? []) {
    const object = reader.get(namespaceId(name))
    if (object) nodes.set(idOf(object), targetOf(object))
  }
  // Pods of one workload share their references: what one of them adds, all add.
  const pointed = namespaces === null ? graph.references() : new Set(inside.flatMap(({ references }) => references))
  yield* forEachInPieces(pointed, (reference) => {
    // What a selector finds is held, and in the whole cluster everything held is in already; but the set that it stands for is not.
    const isSet = reference.by === 'selector' && reference.set !== undefined
    if (namespaces === null && reference.by !== 'name' && reference.by !== 'uid' && !isSet) return
    if (!wanted(reference.rule)) return
    for (const target of graph.targetsOf(reference)) if (!nodes.has(target.id)) nodes.set(target.id, target)
  })
  if (namespaces !== null) {
    // Who outside points in: a ClusterRoleBinding, a binding of another namespace, a PersistentVolume.
    for (const object of inside) {
      yield
      for (const link of graph.linksTo(object)) {
        if (!wanted(link.reference.rule)) continue
        for (const end of [link.source, link.target]) if (!nodes.has(end.id)) nodes.set(end.id, end)
      }
    }
  }
  return { nodes, apart: new Set(), counted }
}

/**
 * An object and what is at most `steps` away, counted in tiles: a workload and its Pods are one. Walks do not go through hubs (nodes,
 * classes, the default ServiceAccount), or two steps from a Pod would be the whole cluster; and being in one namespace is not a step at all.
 */
function* neighbourhood(
  graph: Graph,
  reader: StoreReader,
  start: ObjectId,
  steps: number,
  wanted: (rule: Rule) => boolean,
): InPieces<Scope> {
  const nodes = new Map<ObjectId, NodeTarget>()
  const apart = new Set([start])
  const object = reader.get(start)
  if (!object && graph.links(start).length === 0) return { nodes, apart, counted: 0 }
  const parts = parseObjectId(start)
  if (!parts) return { nodes, apart, counted: 0 }
  const whole = (end: NodeTarget): NodeTarget => (end.object ? targetOf(wholeOf(reader, end.object, apart)) : end)
  let border: NodeTarget[] = [object ? targetOf(object) : { id: start, ...parts, object: undefined }]
  const reached = new Set<ObjectId>([start])
  for (let step = 0; ; step++) {
    const next: NodeTarget[] = []
    for (const tile of border) {
      const members = membersOf(graph, reader, tile, apart)
      for (const member of members) nodes.set(member.id, member)
      if (step >= steps || (step > 0 && isHub(tile.kind, tile.name))) continue
      for (const member of members) {
        yield
        for (const link of graph.links(member.id)) {
          if (!wanted(link.reference.rule) || link.reference.rule.category === 'containment') continue
          const end = whole(otherEnd(link, member.id))
          if (reached.has(end.id)) continue
          reached.add(end.id)
          next.push(end)
        }
      }
    }
    if (next.length === 0) break
    border = next.sort((a, b) => (a.id < b.id ? -1 : 1))
  }
  return { nodes, apart, counted: 0 }
}

function otherEnd(link: Link, id: ObjectId): NodeTarget {
  return link.source.id === id ? link.target : link.source
}

/** What says that something owns it; of an owner that is gone, by the name it had. */
function* ownedBy(graph: Graph, reader: StoreReader, { id, object }: NodeTarget): Iterable<StoredObject> {
  if (object !== undefined && object.uid !== '') {
    for (const key of graph.ownedBy(object.uid)) {
      const owned = reader.byKey(key)
      if (owned) yield owned
    }
    return
  }
  for (const { source, target, reference } of graph.links(id))
    if (reference.by === 'uid' && target.id === id && source.object) yield source.object
}

/** A tile's own object and everything folded into it. */
export function membersOf(graph: Graph, reader: StoreReader, tile: NodeTarget, apart: ReadonlySet<ObjectId>): readonly NodeTarget[] {
  const found = new Map<ObjectId, NodeTarget>([[tile.id, tile]])
  const queue = [tile]
  for (let at = queue.pop(); at; at = queue.pop()) {
    for (const owned of ownedBy(graph, reader, at)) {
      const id = idOf(owned)
      if (found.has(id) || idOf(wholeOf(reader, owned, apart)) !== tile.id) continue
      const member = targetOf(owned)
      found.set(id, member)
      queue.push(member)
    }
  }
  return [...found.values()]
}
