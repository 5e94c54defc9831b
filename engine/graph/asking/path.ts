import { parseObjectId, type Finding, type GraphAnswer, type Hop, type ObjectId } from '../../contract/index.ts'
import { isPseudoKind } from '../../relations/clusterScoped.ts'
import type { Rule } from '../../relations/rule.ts'
import { isHub, wholeOf } from '../fold.ts'
import type { Link } from '../link.ts'
import { idOf } from '../nodeTarget.ts'
import { dependenciesOf } from './dependencies.ts'
import { called, counted, listed, hopOf, otherEnd, unseen, type Ground } from './ground.ts'
import type { Thinking } from './thinking.ts'

/** Equally short paths that are told; that there are more is said. */
const mostPaths = 5

/** So many equally short ways are looked at to find those that differ in more than the Pod of one workload that they lead through. */
const mostLooked = 500

/** So many links are looked at before others get their turn: of a Namespace or a Node there are as many as it has Pods. */
const breath = 256

/**
 * What a step costs. A dependency that is declared or observed is a step; what is computed or guessed costs a little more; being in one place
 * or belonging together says little about two things. Going through what everything touches costs most, so that five real steps win over it.
 */
const cost = { step: 20, selected: 22, guessed: 30, unrelated: 44, grouped: 60, place: 120, throughHub: 100 } as const

/** The shortest paths between two things, along edges in either direction. */
export function* path(ground: Ground, from: ObjectId, to: ObjectId): Thinking<Omit<GraphAnswer, 'question'>> {
  if (from === to) return { summary: `${called(from)} and ${called(to)} are one and the same.`, findings: [], more: 0, limits: [] }
  const there = new Walk(ground, from)
  const back = new Walk(ground, to)
  let length = Infinity
  // Both sides grow alike: each has to know only its own half.
  while (Math.min(there.border, back.border) * 2 <= length && (length < Infinity || Math.max(there.border, back.border) < Infinity)) {
    const [near, far] = there.border <= back.border ? [there, back] : [back, there]
    const settled = yield* near.step()
    yield
    if (settled === null) continue
    const other = far.distance(settled)
    if (other !== undefined) length = Math.min(length, (near.distance(settled) ?? Infinity) + other)
  }
  if (length === Infinity)
    return {
      summary: `Nothing connects ${called(from)} with ${called(to)}.`,
      findings: [],
      more: 0,
      limits: unseen(ground),
    }
  const { paths, more } = yield* shortest(ground, there, back, length)
  const findings = paths.map((ids): Finding => {
    const hops = ids.slice(1).flatMap((id, i): readonly Hop[] => {
      const last = ids[i] ?? from
      const hop = hopOf(ground, there.linksBetween(last, id), last)
      return hop === null ? [] : [hop]
    })
    const words = hops.map(({ edge, along }) =>
      along === 'forward' ? `${edge.relationshipType} ${called(edge.target)}` : `which ${called(edge.source)} ${edge.relationshipType}`,
    )
    const level = hops.some(({ edge }) => edge.state === 'dangling' || edge.state === 'blocked') ? 'failing' : 'healthy'
    return { group: 'Path', target: null, text: `${called(from)} ${words.join(', ')}`, level, hops }
  })
  const steps = findings[0]?.hops.length ?? 0
  const others = findings.length > 1 ? `; ${more ? `more than ${findings.length}` : findings.length} ways are equally short` : ''
  const shared = [...new Set(paths.flatMap((ids) => ids.slice(1, -1).filter(isShared)))]
  return {
    summary: `${called(from)} and ${called(to)} are ${counted(steps, 'step')} apart${others}.`,
    findings,
    more: 0,
    limits: [
      ...(more ? [`There are more paths of this length than the ${mostPaths} told.`] : []),
      ...(shared.length > 0 ? [`Many things have ${listed(shared.map(called))} in common: this says little about the two.`] : []),
      ...unseen(ground),
    ],
  }
}

function isShared(id: ObjectId): boolean {
  const ref = parseObjectId(id)
  return ref !== null && isInCommon(ref.kind, ref.name)
}

/** One side of the search: how far everything is from one end, the nearest first. */
class Walk {
  readonly #ground: Ground
  readonly start: ObjectId
  readonly #known = new Map<ObjectId, number>()
  readonly #settled = new Set<ObjectId>()
  /** Buckets by distance: costs are small whole numbers. */
  readonly #buckets: ObjectId[][] = []
  #at = 0

  constructor(ground: Ground, start: ObjectId) {
    this.#ground = ground
    this.start = start
    this.#put(start, 0)
  }

  /** Everything nearer is settled. Infinity: everything that can be reached is. */
  get border(): number {
    for (; this.#at < this.#buckets.length; this.#at++) {
      const bucket = this.#buckets[this.#at]
      while (bucket && bucket.length > 0 && this.#known.get(bucket.at(-1) ?? '') !== this.#at) bucket.pop()
      if (bucket && bucket.length > 0) return this.#at
    }
    return Infinity
  }

  /** Settles the nearest, and looks at its neighbours. */
  *step(): Thinking<ObjectId | null> {
    if (this.border === Infinity) return null
    const id = this.#buckets[this.#at]?.pop()
    if (id === undefined || this.#settled.has(id)) return null
    this.#settled.add(id)
    const distance = this.#at
    let looked = 0
    for (const link of this.#ground.graph.eachLink(id)) {
      if (++looked % breath === 0) yield
      const other = otherEnd(link, id)
      if (other.id === id) continue
      this.#put(other.id, distance + lengthOf(link))
    }
    return id
  }

  distance(id: ObjectId): number | undefined {
    return this.#known.get(id)
  }

  isSettled(id: ObjectId): boolean {
    return this.#settled.has(id)
  }

  settled(): Iterable<ObjectId> {
    return this.#settled
  }

  /** What is one step away, and how long that step is. */
  *neighbours(id: ObjectId): Iterable<{ id: ObjectId; step: number }> {
    for (const link of this.#ground.graph.eachLink(id)) {
      const other = otherEnd(link, id)
      if (other.id !== id) yield { id: other.id, step: lengthOf(link) }
    }
  }

  /** Neighbours that are on a shortest way from the start to this. */
  *before(id: ObjectId): Thinking<readonly ObjectId[]> {
    const distance = this.#known.get(id) ?? Infinity
    const found = new Set<ObjectId>()
    let looked = 0
    for (const { id: each, step } of this.neighbours(id)) {
      if (++looked % breath === 0) yield
      if (this.#settled.has(each) && (this.#known.get(each) ?? Infinity) + step === distance) found.add(each)
    }
    return [...found]
  }

  /** The edge that tells best how two neighbours hang together. */
  linksBetween(a: ObjectId, b: ObjectId): readonly Link[] {
    const links = this.#ground.graph.links(a).filter((link) => otherEnd(link, a).id === b)
    const rank = (link: Link): string =>
      `${String(costOf(link)).padStart(4, '0')} ${String(link.reference.rule.id).padStart(4, '0')} ${link.reference.rule.variant ?? ''} ${link.source.id}`
    const best = links.map(rank).sort()[0]
    return links.filter((link) => rank(link) === best)
  }

  #put(id: ObjectId, distance: number): void {
    const known = this.#known.get(id)
    if (known !== undefined && known <= distance) return
    this.#known.set(id, distance)
    ;(this.#buckets[distance] ??= []).push(id)
  }
}

/** Half of what it costs to go through something lies on either side of it. */
function lengthOf(link: Link): number {
  return costOf(link) + through(link.source) + through(link.target)
}

function costOf({ source, target, reference: { rule } }: Link): number {
  if (rule.category === 'containment') return cost.place
  if (rule.category === 'grouping') return cost.grouped
  if (rule.confidence === 'inferred') return cost.guessed
  if (isUnrelated(rule, source.kind, target.kind)) return cost.unrelated
  return rule.confidence === 'selector' ? cost.selected : cost.step
}

/** Edges that no dependency goes along, rights aside: what an account may do is a real connection. */
function isUnrelated(rule: Rule, source: string, target: string): boolean {
  return rule.category !== 'rbac' && rule.category !== 'traffic' && dependenciesOf(rule, source, target).length === 0
}

function through({ kind, name }: Link['source']): number {
  return isInCommon(kind, name) ? cost.throughHub / 2 : 0
}

function isInCommon(kind: string, name: string): boolean {
  return isHub(kind, name) || (isPseudoKind(kind) && !ways.has(kind))
}

/** Pseudo kinds that are a way, and no mere thing in common. */
const ways: ReadonlySet<string> = new Set(['pseudo/Internet', 'pseudo/Host', 'pseudo/Address', 'pseudo/Controller'])

/** Puts the halves together: what lies on a shortest path and how far along, then the first paths in the order of ids. */
function* shortest(
  ground: Ground,
  there: Walk,
  back: Walk,
  length: number,
): Thinking<{ paths: readonly (readonly ObjectId[])[]; more: boolean }> {
  const along = new Map<ObjectId, number>()
  const mark = function* (walk: Walk, id: ObjectId, place: (distance: number) => number): Thinking<void> {
    const stack = [id]
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      if (along.has(at)) continue
      along.set(at, place(walk.distance(at) ?? 0))
      yield
      stack.push(...(yield* walk.before(at)))
    }
  }
  let looked = 0
  for (const id of there.settled()) {
    const distance = there.distance(id) ?? 0
    if (distance * 2 > length) continue
    for (const { id: next, step } of there.neighbours(id)) {
      if (++looked % breath === 0) yield
      const left = back.distance(next)
      if (left === undefined || !back.isSettled(next) || distance + step + left !== length) continue
      yield* mark(there, id, (d) => d)
      yield* mark(back, next, (d) => length - d)
    }
  }
  const paths: (readonly ObjectId[])[] = []
  const known = new Set<string>()
  const alike: (readonly ObjectId[])[] = []
  const open: (readonly ObjectId[])[] = [[there.start]]
  for (let way = open.pop(); way !== undefined; way = open.pop()) {
    yield
    const last = way.at(-1) ?? there.start
    if (last === back.start) {
      // those through other Pods of the same workload are told after those that are other ways
      const told = way.map((id) => wholeIn(ground, id)).join('\n')
      if (known.has(told)) alike.push(way)
      else if (paths.length === mostPaths) return { paths, more: true }
      else paths.push(way)
      known.add(told)
      if (alike.length === mostLooked) break
      continue
    }
    const at = along.get(last) ?? 0
    const next = new Set<ObjectId>()
    for (const { id, step } of there.neighbours(last)) {
      if (++looked % breath === 0) yield
      if (along.get(id) === at + step) next.add(id)
    }
    for (const id of [...next].sort().reverse()) open.push([...way, id])
  }
  return { paths: [...paths, ...alike].slice(0, mostPaths), more: paths.length + alike.length > mostPaths }
}

/** What stands for a thing: the workload for its Pod. */
function wholeIn({ reader }: Ground, id: ObjectId): ObjectId {
  const object = reader.get(id)
  return object === undefined ? id : idOf(wholeOf(reader, object))
}
