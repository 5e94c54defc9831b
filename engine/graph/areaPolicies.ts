import type { GraphQuery, KindId, ObjectId } from '../contract/index.ts'
import type { InPieces } from '../layout/inPieces.ts'
import type { PolicyFlow } from '../layout/policyLines.ts'
import type { Rule } from '../relations/rule.ts'
import type { StoredObject, StoreReader } from '../store/storedObject.ts'
import type { AreaUnits } from './areaUnits.ts'
import type { Graph } from './graph.ts'
import { byPolicy, drawsPolicies, flowsOf, isPolicyKind, PolicySets } from './policyFlows.ts'
import { wants, type Scope } from './scope.ts'

/** Who is let through to what in an area, kept by policy: a change of a policy, or of who is in one of its sets, is worked out for that policy. */
export class AreaPolicies {
  readonly #graph: Graph
  readonly #reader: StoreReader
  readonly #scope: Pick<Scope, 'nodes' | 'apart'>
  readonly #draws: boolean
  readonly #wanted: (rule: Rule) => boolean
  readonly #flows = new Map<ObjectId, readonly PolicyFlow[]>()
  readonly #stale = new Set<ObjectId>()
  #list: readonly PolicyFlow[] = []
  #all = false
  #isChanged = false

  constructor(graph: Graph, reader: StoreReader, scope: Pick<Scope, 'nodes' | 'apart'>, query: GraphQuery) {
    this.#graph = graph
    this.#reader = reader
    this.#scope = scope
    this.#draws = drawsPolicies(query)
    this.#wanted = wants(query)
  }

  /** The edges of a node changed: of a policy, or of a set that policies mean. */
  touch(id: ObjectId, kind: KindId, object: StoredObject | undefined, units: AreaUnits): void {
    if (!this.#draws) return
    if (isPolicyKind(kind)) this.#stale.add(id)
    else if (!object && kind.endsWith('Set'))
      for (const reference of this.#graph.pointing(id, undefined)) for (const { tile } of units.of(reference)) this.#stale.add(tile)
  }

  /** What stands for the members of sets may be something else. */
  touchAll(): void {
    this.#all = true
  }

  forget(id: ObjectId): void {
    if (this.#flows.has(id)) this.#stale.add(id)
  }

  /** All of them, sorted. The same list as before where nothing changed. */
  *list(): InPieces<readonly PolicyFlow[]> {
    if (this.#all) for (const id of this.#flows.keys()) this.#stale.add(id)
    this.#all = false
    const sets = new PolicySets(this.#graph, this.#reader, this.#scope)
    for (const id of this.#stale) {
      this.#stale.delete(id)
      const target = this.#scope.nodes.get(id)
      const before = this.#flows.get(id)
      if (!target?.object || !isPolicyKind(target.kind)) this.#isChanged = this.#flows.delete(id) || this.#isChanged
      else {
        const flows = yield* flowsOf(sets, this.#wanted, id, target.object)
        this.#flows.set(id, flows)
        this.#isChanged ||= !before || JSON.stringify(before) !== JSON.stringify(flows)
      }
      yield
    }
    if (this.#isChanged) this.#list = [...this.#flows.values()].flat().sort(byPolicy)
    this.#isChanged = false
    return this.#list
  }
}
