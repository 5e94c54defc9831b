import {
  noHealth,
  worseHealth,
  type ApplicationSummary,
  type EngineError,
  type HealthLevel,
  type KindId,
  type ObjectId,
} from '../contract/index.ts'
import type { Rule } from '../relations/rule.ts'
import type { StoredObject, StoreReader } from '../store/storedObject.ts'
import { isHub, ownerOf } from './fold.ts'
import type { Graph } from './graph.ts'
import { isGraphKind } from './graphKinds.ts'
import type { Link } from './link.ts'
import { idOf, targetOf, type NodeTarget } from './nodeTarget.ts'

const argoApplication: KindId = 'argoproj.io/Application'
const notions: ReadonlySet<KindId> = new Set(['pseudo/Application', 'pseudo/HelmRelease'])

/** Rings of owners end here. */
const maxDepth = 16

/** What is wrong with the id of an application, or null. */
export function checkApplication(kind: KindId | undefined): EngineError | null {
  if (kind !== undefined && (notions.has(kind) || kind === argoApplication)) return null
  return {
    code: 'bad-input',
    message: 'Not the id of an application.',
    where: 'scope.id',
    todo: `Name one as ${[...notions, argoApplication].join('/<namespace>/<name>, ')}/<namespace>/<name>.`,
  }
}

/** Says that an object belongs to an application: the label or annotation of it (rules 7, 10, 11), or what Argo CD says it deployed (rule 100). */
function isMembership(rule: Rule): boolean {
  return rule.category === 'grouping' || (rule.id === 100 && rule.relationshipType === 'deploys')
}

/**
 * The objects of an application: those that say so, and everything they own. An Argo CD Application is among its own.
 */
export function applicationMembers(graph: Graph, reader: StoreReader, id: ObjectId): ReadonlyMap<ObjectId, NodeTarget> {
  const members = new Map<ObjectId, NodeTarget>()
  const queue: NodeTarget[] = []
  const add = (target: NodeTarget): void => {
    if (!target.object || members.has(target.id)) return
    members.set(target.id, target)
    queue.push(target)
  }
  const own = reader.get(id)
  if (own) add(targetOf(own))
  for (const link of graph.links(id)) if (isMembership(link.reference.rule)) add(otherEnd(link, id))
  for (let at = queue.pop(); at; at = queue.pop()) {
    if (!at.object) continue
    for (const link of graph.linksTo(at.object)) if (link.reference.by === 'uid') add(link.source)
  }
  return members
}

/** An application, and what its objects use: all that they point at, but no hub (a node, a class, a namespace). */
export function applicationScope(
  graph: Graph,
  reader: StoreReader,
  id: ObjectId,
  wanted: (rule: Rule) => boolean,
): Map<ObjectId, NodeTarget> {
  const members = applicationMembers(graph, reader, id)
  const nodes = new Map(members)
  const met = new Set<unknown>()
  for (const { object } of members.values()) {
    for (const reference of object?.references ?? []) {
      if (met.has(reference) || !wanted(reference.rule) || reference.rule.category === 'containment') continue
      met.add(reference)
      for (const target of graph.targetsOf(reference)) {
        if (!nodes.has(target.id) && !isHub(target.kind, target.name) && !notions.has(target.kind)) nodes.set(target.id, target)
      }
    }
  }
  return nodes
}

interface Counting {
  objects: number
  health: Record<HealthLevel, number>
  worst: HealthLevel
}

/** The applications of a cluster. Cost is in the number of objects, once. */
export function applicationsOf(graph: Graph, reader: StoreReader): ApplicationSummary[] {
  const found = new Map<ObjectId, Counting>()
  const count = (id: ObjectId, object: StoredObject): void => {
    let at = found.get(id)
    if (!at) found.set(id, (at = { objects: 0, health: noHealth(), worst: 'healthy' }))
    const { level } = object.health
    at.objects++
    at.health[level]++
    at.worst = worseHealth(at.worst, level === 'unknown' ? 'healthy' : level)
  }
  const deployed = deployedBy(graph, reader)
  const known = new Map<StoredObject, readonly ObjectId[]>()
  /** Applications of an object and of those that own it. */
  const applications = (object: StoredObject, depth = 0): readonly ObjectId[] => {
    const before = known.get(object)
    if (before) return before
    const own = new Set<ObjectId>(deployed.get(object.key))
    if (object.kind === argoApplication) own.add(idOf(object))
    for (const reference of object.references) {
      if (reference.by === 'name' && notions.has(reference.kind) && reference.rule.category === 'grouping')
        for (const target of graph.targetsOf(reference)) own.add(target.id)
    }
    const owner = depth < maxDepth ? ownerOf(reader, object) : undefined
    for (const id of owner && owner !== object ? applications(owner, depth + 1) : []) own.add(id)
    const list = [...own]
    known.set(object, list)
    return list
  }
  for (const object of graph.objects()) for (const id of applications(object)) count(id, object)
  return [...found]
    .map(([id, { objects, health, worst }]) => ({ id, title: titleOf(id), objects, health, worstHealth: worst }))
    .sort((a, b) => compare(a.title, b.title) || compare(a.id, b.id))
}

/** Which Argo CD Applications deployed an object, by key. */
function deployedBy(graph: Graph, reader: StoreReader): ReadonlyMap<number, readonly ObjectId[]> {
  const found = new Map<number, ObjectId[]>()
  for (const application of reader.ofKind(argoApplication)) {
    const id = idOf(application)
    for (const link of graph.links(id)) {
      const { object } = otherEnd(link, id)
      if (!object || !isMembership(link.reference.rule) || !isGraphKind(object.kind)) continue
      const list = found.get(object.key)
      if (!list) found.set(object.key, [id])
      else if (!list.includes(id)) list.push(id)
    }
  }
  return found
}

function titleOf(id: ObjectId): string {
  const [, , namespace = '', ...name] = id.split('/')
  return namespace === '_' || namespace === '' ? name.join('/') : `${namespace}/${name.join('/')}`
}

function otherEnd(link: Link, id: ObjectId): NodeTarget {
  return link.source.id === id ? link.target : link.source
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
