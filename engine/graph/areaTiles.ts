import { objectId, parseObjectId, type GraphQuery, type ObjectId } from '../contract/index.ts'
import { forEachInPieces, type InPieces } from '../layout/inPieces.ts'
import type { Reference } from '../relations/reference.ts'
import type { Rule } from '../relations/rule.ts'
import type { StoredObject, StoreReader } from '../store/storedObject.ts'
import { AreaBounds } from './areaBounds.ts'
import { AreaNodes } from './areaNodes.ts'
import { AreaPolicies } from './areaPolicies.ts'
import { AreaUnits, type Unit } from './areaUnits.ts'
import { ownerOf } from './fold.ts'
import type { Graph, GraphDelta } from './graph.ts'
import { LiftedEdges, type Lift } from './liftedEdges.ts'
import { idOf, targetOf, type NodeTarget } from './nodeTarget.ts'
import { wants, type Scope } from './scope.ts'
import { foldOf, wantedBy, type TileGraph } from './tileGraph.ts'
import { liftEnds } from './tileLifts.ts'

/** A node of an area. */
interface Member {
  readonly id: ObjectId
  target: NodeTarget
  /** Held and in the area itself; else it is there because something of the area touches it. */
  inside: boolean
  tile: ObjectId
  /** Those that are counted in units, for its tile. */
  references: readonly Reference[]
  /** Key of its owner; 0 without one. */
  owner: number
  /** Who outside points at it. */
  outsiders: readonly ObjectId[]
}

/** How much of a member is to be looked at again. */
const [foldOnly, words, everything] = [1, 2, 3]

/** So much is joined between two yields: units, and what they point at. A Service of a thousand Pods is no small thing. */
const joinedAtOnce = 128

const none: readonly never[] = []

/**
 * The tile graph of a cluster or of some namespaces, kept in step with the graph: what {@link tileGraph} makes from scratch. A change touches
 * the changed nodes, the units (reference by tile) that they hold, and what is folded into them; everything else stays as it is. Changes are
 * noted when they are told, and worked off when somebody wants to see: {@link AreaTiles.catchUp}.
 */
export class AreaTiles {
  readonly #graph: Graph
  readonly #reader: StoreReader
  readonly #bounds: AreaBounds
  readonly #wanted: (rule: Rule) => boolean
  readonly #lifts: (reference: Reference) => boolean
  readonly #fold: (target: NodeTarget) => ObjectId
  readonly #targets = new Map<ObjectId, NodeTarget>()
  readonly #apart: ReadonlySet<ObjectId> = new Set()
  readonly #isOpened: boolean
  readonly #members = new Map<ObjectId, Member>()
  readonly #byKey = new Map<number, Member>()
  /** How often something is named that need not be in the area. */
  readonly #named = new Map<ObjectId, number>()
  readonly #units: AreaUnits
  readonly #nodes: AreaNodes
  readonly #edges = new LiftedEdges()
  readonly #policies: AreaPolicies
  /** What is to be looked at again, and how much of it. */
  readonly #dirty = new Map<ObjectId, number>()
  #isRead = false
  /** The first look at an object, when everything is looked at: nobody needs to be told of it. */
  #isReading = false
  /** Of the unit that is being joined. */
  readonly #lifted: Lift[] = []
  readonly #namedNow: ObjectId[] = []
  #revision = 0
  #counted = 0
  #last: Pick<TileGraph, 'edges' | 'policies'> | null = null

  constructor(graph: Graph, reader: StoreReader, query: GraphQuery) {
    this.#graph = graph
    this.#reader = reader
    this.#bounds = new AreaBounds(reader, query)
    this.#nodes = new AreaNodes(graph)
    this.#wanted = wants(query)
    this.#lifts = wantedBy(query)
    this.#isOpened = (query.opened ?? []).length > 0
    this.#fold = foldOf(reader, query, this.#apart, (object) => this.#bounds.holds(object) || this.#isNamed(idOf(object)))
    this.#units = new AreaUnits((reference) => this.#wanted(reference.rule) || reference.rule.id === 1)
    this.#policies = new AreaPolicies(graph, reader, { nodes: this.#targets, apart: this.#apart }, query)
    this.#counted = this.#bounds.countAside()
  }

  /** The nodes as of the last time it caught up. */
  get scope(): Scope {
    return { nodes: this.#targets, apart: this.#apart, counted: this.#counted }
  }

  /** Rises with every change of which nodes and edges there are, of what stands for what, or of what a ghost says. */
  get revision(): number {
    return this.#revision
  }

  /** What is held, for diagnostics and benches. */
  get size(): { members: number; units: number; edges: number } {
    return { members: this.#members.size, units: this.#units.size, edges: this.#edges.size }
  }

  /** Notes what changed. */
  take(delta: GraphDelta): void {
    for (const [namespace, by] of delta.aside ?? none) if (this.#bounds.has(namespace)) this.#counted += by
    for (const id of delta.nodes) if (this.#concerns(id)) this.#mark(id, words)
    for (const id of delta.rewired) if (this.#concerns(id)) this.#mark(id, everything)
  }

  /** Kinds were listed, or may no longer be: what is not there reads differently without anything having changed. */
  recheckAbsent(): void {
    for (const { id, target } of this.#members.values()) {
      if (target.object) continue
      this.#mark(id, everything)
      this.#units.staleBy(this.#graph.pointing(id, undefined))
    }
    this.#units.staleBy(this.#graph.toGoneOwners())
  }

  /** Works off what was noted; the graph as it is then. What is told meanwhile is worked off too. */
  *catchUp(): InPieces<TileGraph> {
    if (!this.#isRead) yield* this.#readAll()
    this.#isRead = true
    for (let joined = 0; ;) {
      if (this.#dirty.size > 0) yield* this.#lookAtAll()
      const unit = this.#units.next()
      if (!unit) break
      joined += 8 + this.#join(unit)
      if (joined < joinedAtOnce) continue
      joined = 0
      yield
    }
    const policies = yield* this.#policies.list()
    const edges = yield* this.#edges.list()
    if (edges !== this.#last?.edges || policies !== this.#last.policies) this.#revision++
    this.#last = { edges, policies }
    return { nodes: yield* this.#nodes.list(), edges, policies }
  }

  *#lookAtAll(): InPieces<void> {
    for (const [id, how] of this.#dirty) {
      this.#dirty.delete(id)
      this.#look(id, how)
      yield
    }
  }

  *#readAll(): InPieces<void> {
    for (const list of this.#bounds.lists())
      yield* forEachInPieces(list, (object) => {
        const target = targetOf(object)
        // What changed meanwhile is looked at like any other change.
        if (!this.#graph.holds(object) || this.#members.has(target.id) || this.#dirty.has(target.id)) return
        this.#isReading = true
        this.#enter(target, true)
        this.#isReading = false
      })
    for (const id of this.#bounds.own) this.#mark(id, everything)
  }

  #concerns(id: ObjectId): boolean {
    return this.#members.has(id) || this.#bounds.covers(id)
  }

  #isNamed(id: ObjectId): boolean {
    return this.#named.has(id)
  }

  #mark(id: ObjectId, how: number): void {
    if ((this.#dirty.get(id) ?? 0) < how) this.#dirty.set(id, how)
  }

  /** Looks at a node again: whether it is there, what it says, what stands for it, and (when its edges changed) whom it names. */
  #look(id: ObjectId, how: number): void {
    const object = this.#graph.held(id)
    const member = this.#members.get(id)
    const inside = object !== undefined && this.#bounds.holds(object)
    if (!inside && !this.#isNamed(id) && !(object && this.#bounds.own.has(id))) {
      if (member) this.#leave(member)
      return
    }
    if (!member || member.target.object?.key !== object?.key) {
      if (member) this.#leave(member)
      const target = object ? targetOf(object) : absentTarget(id)
      if (target) this.#enter(target, inside)
      return
    }
    if (object && member.target.object !== object) {
      member.target = { ...member.target, object }
      this.#targets.set(member.id, member.target)
    }
    this.#settle(member, how)
  }

  #enter(target: NodeTarget, inside: boolean): Member {
    const member: Member = { id: target.id, target, inside, tile: '', references: none, owner: 0, outsiders: none }
    this.#members.set(target.id, member)
    this.#targets.set(target.id, target)
    if (target.object) this.#byKey.set(target.object.key, member)
    this.#revision++
    this.#settle(member, everything)
    if (this.#isReading) return member
    this.#touchOwned(target.object)
    if (target.object && !inside) this.#policies.touchAll()
    // Who names it, knows; who may only draw an edge to what is there, does not.
    this.#units.staleBy(this.#graph.pointing(member.id, target.object), (unit) => !this.#names(unit))
    return member
  }

  #leave(member: Member): void {
    const { id, target, tile, references, inside, outsiders } = member
    this.#members.delete(id)
    this.#targets.delete(id)
    this.#nodes.delete(id)
    if (target.object) this.#byKey.delete(target.object.key)
    this.#revision++
    for (const reference of references) this.#clear(this.#units.release(reference, tile, inside))
    this.#policies.forget(id)
    for (const outsider of outsiders) this.#unname(outsider)
    // Who names it may have to show it as missing; it may also be there, and no longer of this area.
    this.#units.staleBy(this.#graph.pointing(id, this.#graph.held(id)))
    if (target.object && !inside) this.#policies.touchAll()
    this.#touchOwned(target.object)
  }

  #settle(member: Member, how: number): void {
    const { target, id } = member
    const { object } = target
    const tile = this.#fold(target)
    const references = object?.references ?? none
    const isMoved = member.tile !== '' && tile !== member.tile
    if (tile !== member.tile || references !== member.references) {
      const before = { tile: member.tile, references: member.references }
      member.tile = tile
      member.references = references
      for (const reference of references) this.#units.hold(reference, tile, member.inside)
      for (const reference of before.references) this.#clear(this.#units.release(reference, before.tile, member.inside))
    }
    if (object) {
      const owner = ownerOf(this.#reader, object)?.key ?? 0
      if (owner !== member.owner && !this.#isReading) this.#touchOwned(object)
      member.owner = owner
    }
    if (isMoved && !this.#isReading) {
      this.#revision++
      this.#policies.touchAll()
      this.#units.staleBy(this.#graph.pointing(id, object))
    }
    // What is held changes its words without a new picture; of what is not, nobody is told in another way.
    if ((isMoved || how >= words) && this.#nodes.write(target, tile)) this.#revision++
    if (how < everything) return
    if (!this.#isReading) for (const reference of references) this.#units.stale(reference, tile)
    this.#policies.touch(id, target.kind, object, this.#units)
    if (!this.#bounds.isAll && member.inside && object) this.#findOutsiders(member, object)
  }

  /** Who outside points in: a ClusterRoleBinding, a binding of another namespace, a PersistentVolume. */
  #findOutsiders(member: Member, object: StoredObject): void {
    const before = member.outsiders
    const found = new Map<ObjectId, NodeTarget>()
    for (const link of this.#graph.linksTo(object)) {
      if (!this.#wanted(link.reference.rule)) continue
      for (const end of [link.source, link.target]) if (!end.object || !this.#bounds.holds(end.object)) found.set(end.id, end)
    }
    member.outsiders = found.size === 0 ? none : [...found.keys()]
    for (const end of found.values()) this.#name(end)
    for (const id of before) this.#unname(id)
  }

  /** What is folded into an owner may be folded into something else now. */
  #touchOwned(object: StoredObject | undefined): void {
    if (!object || object.uid === '') return
    for (const key of this.#graph.ownedBy(object.uid)) {
      const ward = this.#byKey.get(key)
      if (!ward) continue
      this.#mark(ward.id, foldOnly)
      if (this.#isOpened) this.#policies.touchAll()
    }
  }

  /** Joins what one reference points at with the tile that holds it. Returns at how much it had to look. */
  #join(unit: Unit): number {
    let ends = 0
    const { reference, tile } = unit
    const isLifted = this.#lifts(reference) || reference.rule.id === 1
    const names = this.#names(unit)
    const [lifts, named] = [this.#lifted, this.#namedNow]
    const tileOf = (end: NodeTarget): ObjectId | undefined => {
      ends++
      let member = end.object ? this.#byKey.get(end.object.key) : this.#members.get(end.id)
      if (names && member?.inside !== true) {
        named.push(end.id)
        member = this.#name(end)
      }
      return isLifted ? member?.tile : undefined
    }
    liftEnds(this.#graph, reference, tile, this.#endsOf(reference), tileOf, (source, target, state) => {
      lifts.push(this.#edges.add(reference.rule, source, target, state))
    })
    const before = { lifts: unit.lifts, named: unit.named }
    // Copies are as long as what is in them; a list that grew has room for sixteen more, a hundred thousand times.
    unit.lifts = lifts.length === 0 ? none : lifts.slice()
    unit.named = named.length === 0 ? none : named.slice()
    lifts.length = 0
    named.length = 0
    this.#undo(before)
    return ends
  }

  /** What a reference points at. What it names is mostly known here: looking it up anew would take half of the time. */
  #endsOf(reference: Reference): Iterable<NodeTarget> {
    if (reference.by === 'name' && reference.tentative !== true) {
      const known = this.#members.get(objectId(reference.kind, reference.namespace, reference.name))
      if (known) return [known.target]
    }
    return this.#graph.targetsOf(reference)
  }

  /** Whether what a unit points at is in the area by that. */
  #names({ inside, reference }: Unit): boolean {
    return inside > 0 && this.#wanted(reference.rule)
  }

  #clear(unit: Unit | null): void {
    if (unit) this.#undo(unit)
  }

  #undo({ lifts, named }: Pick<Unit, 'lifts' | 'named'>): void {
    for (const lift of lifts) this.#edges.remove(lift)
    for (const id of named) this.#unname(id)
  }

  /** Something is touched that need not be in the area: it is there from now on. */
  #name(target: NodeTarget): Member {
    const { id } = target
    this.#named.set(id, (this.#named.get(id) ?? 0) + 1)
    return this.#members.get(id) ?? this.#enter(target, false)
  }

  #unname(id: ObjectId): void {
    const count = (this.#named.get(id) ?? 0) - 1
    if (count > 0) {
      this.#named.set(id, count)
      return
    }
    this.#named.delete(id)
    this.#mark(id, foldOnly)
  }
}

/** The end of an edge that no held object is. */
function absentTarget(id: ObjectId): NodeTarget | null {
  const parts = parseObjectId(id)
  return parts && { id, ...parts, object: undefined }
}
