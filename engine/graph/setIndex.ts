import type { KindId, ObjectId } from '../contract/index.ts'
import type { LabelSelector, NamespaceChoice, SelectorReference } from '../relations/reference.ts'
import type { StoredObject } from '../store/storedObject.ts'
import type { NamespaceLabels } from './namespaceLabels.ts'
import { SelectorIndex } from './selectorIndex.ts'

/** One node of the graph that stands for everything a selector selects. */
export interface SetNode {
  id: ObjectId
  /** Of the members. */
  kind: KindId
  namespace: string | null
  spaces?: NamespaceChoice
  selector: LabelSelector
  /** Who means this set. */
  references: Set<SelectorReference>
}

/**
 * The sets that selectors mean. Equal selectors mean one set, whoever has them: a thousand policies that let in "all of this namespace" are a
 * thousand references and one set, and its members are counted when somebody asks.
 */
export class SetIndex {
  /** Kinds of one name in two groups may share an id. */
  readonly #byId = new Map<ObjectId, SetNode[]>()
  readonly #selectors: SelectorIndex<SetNode>

  constructor(namespaces: NamespaceLabels) {
    this.#selectors = new SelectorIndex(namespaces)
  }

  add(id: ObjectId, reference: SelectorReference): void {
    let sets = this.#byId.get(id)
    if (!sets) this.#byId.set(id, (sets = []))
    let set = sets.find((each) => each.kind === reference.kind)
    if (!set) {
      const { kind, namespace, spaces, selector } = reference
      set = { id, kind, namespace, selector, references: new Set(), ...(spaces ? { spaces } : {}) }
      sets.push(set)
      this.#selectors.add(set)
    }
    set.references.add(reference)
  }

  remove(id: ObjectId, reference: SelectorReference): void {
    const sets = this.#byId.get(id)
    const set = sets?.find((each) => each.references.delete(reference))
    if (!sets || !set || set.references.size > 0) return
    this.#selectors.remove(set)
    sets.splice(sets.indexOf(set), 1)
    if (sets.length === 0) this.#byId.delete(id)
  }

  /** The sets of an id; none when nobody means it. */
  get(id: ObjectId): readonly SetNode[] {
    return this.#byId.get(id) ?? nothing
  }

  /** The sets that an object is in. */
  selecting(object: StoredObject): readonly SetNode[] {
    return this.#selectors.selecting(object)
  }

  /** Sets whose members depend on labels of namespaces. */
  choosing(): Iterable<SetNode> {
    return this.#selectors.choosing()
  }

  get size(): number {
    return this.#byId.size
  }
}

const nothing: readonly SetNode[] = []
