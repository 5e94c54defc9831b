import { objectId, type KindId, type ObjectId } from '../contract/index.ts'
import { isPseudoKind } from '../relations/clusterScoped.ts'
import type { Reference, SelectorReference, UidReference } from '../relations/reference.ts'
import { requiredPair, selects } from '../relations/selector.ts'
import type { StoredObject, StoreReader } from '../store/storedObject.ts'
import { lackingParts } from './edgeState.ts'
import type { NamespaceLabels } from './namespaceLabels.ts'
import { targetOf, type NodeTarget } from './nodeTarget.ts'
import { stemOf, type ReferenceIndex } from './referenceIndex.ts'
import type { SetNode } from './setIndex.ts'

/** Joins references with what they point at now. */
export class Targets {
  readonly #reader: StoreReader
  readonly #index: ReferenceIndex
  readonly #namespaces: NamespaceLabels
  readonly #isTaken: (key: number) => boolean

  /** `isTaken` tells whether the graph has an object: the store may be a change set ahead. */
  constructor(reader: StoreReader, index: ReferenceIndex, namespaces: NamespaceLabels, isTaken: (key: number) => boolean) {
    this.#reader = reader
    this.#index = index
    this.#namespaces = namespaces
    this.#isTaken = isTaken
  }

  /** What a reference points at: one object or ghost, a set, or everything it selects. */
  *of(reference: Reference): Iterable<NodeTarget> {
    switch (reference.by) {
      case 'name': {
        const { kind, namespace, name } = reference
        const id = objectId(kind, namespace, name)
        const target = { id, kind, namespace, name, object: this.held(this.#reader.get(id)) }
        if (stands(reference, target)) yield target
        break
      }
      case 'uid':
        yield this.#owner(reference)
        break
      case 'selector':
        if (reference.set !== undefined) yield setTarget(reference.set)
        else for (const object of this.selected(reference)) if (!this.isOwned(object, reference.unlessOwnedBy)) yield targetOf(object)
        break
      case 'ordinal':
        for (const object of this.#reader.inNamespace(reference.kind, reference.namespace)) {
          if (stemOf(object.name) === reference.stem && this.held(object)) yield targetOf(object)
        }
        break
      case 'default': {
        const object = this.default(reference.kind)
        if (object) yield targetOf(object)
        break
      }
      case 'mark':
      case 'grant':
      case 'admission':
        break
    }
  }

  /** Everything that a selector selects, owned or not. */
  *selected(by: Pick<SelectorReference | SetNode, 'kind' | 'namespace' | 'spaces' | 'selector'>): Iterable<StoredObject> {
    for (const object of this.#candidates(by)) {
      if (!selects(by.selector, object.labels, object.name, object.parts) || !this.held(object)) continue
      if (by.spaces === undefined || this.#namespaces.includes(by, object.namespace)) yield object
    }
  }

  /** Whether an object belongs to the holder of this uid: by its controller, or the controller of that. An unknown controller is its owner. */
  isOwned(object: StoredObject, uid: string | undefined): boolean {
    if (uid === undefined) return false
    const owner = controllerOf(object)
    if (owner === undefined) return false
    if (owner.uid === uid) return true
    const held = this.held(this.#reader.byUid(owner.uid))
    return held === undefined || held.references.some((r) => r.by === 'uid' && r.uid === uid)
  }

  /** As the admission of the API server decides: of several defaults the newest, then the first by name. */
  default(kind: KindId): StoredObject | undefined {
    let best: StoredObject | undefined
    for (const key of this.#index.defaultsOf(kind)) {
      const object = this.#reader.byKey(key)
      if (!object) continue
      const newer = (object.createdAt ?? 0) - (best?.createdAt ?? 0)
      if (!best || newer > 0 || (newer === 0 && object.name < best.name)) best = object
    }
    return best
  }

  /** Only what the graph has taken over. */
  held(object: StoredObject | undefined): StoredObject | undefined {
    return object && this.#isTaken(object.key) ? object : undefined
  }

  #owner(reference: UidReference): NodeTarget {
    const object = this.held(this.#reader.byUid(reference.uid))
    if (object) return targetOf(object)
    const { kind, namespace, name } = reference
    return { id: objectId(kind, namespace, name), kind, namespace, name, object: undefined }
  }

  *#candidates({ kind, namespace, spaces, selector }: Pick<SelectorReference, 'kind' | 'namespace' | 'spaces' | 'selector'>) {
    const pair = requiredPair(selector)
    // Names of namespaces narrow the search; labels of namespaces are asked of each candidate.
    const places = spaces && spaces.selector === null ? spaces.names : [namespace]
    for (const place of places) {
      if (pair) yield* this.#reader.withLabel(kind, place, pair[0], pair[1])
      else if (place === null) yield* this.#reader.ofKind(kind)
      else yield* this.#reader.inNamespace(kind, place)
    }
  }
}

/** A guess makes an edge only while its target is there, with what is named of it; what is no API object is always there. */
export function stands(reference: Reference, target: NodeTarget): boolean {
  if (reference.by !== 'name' || !reference.tentative) return true
  return target.object ? lackingParts(reference, target).length === 0 : isPseudoKind(target.kind)
}

/** The node that a set is. */
export function setTarget(id: ObjectId): NodeTarget {
  const [group = '', kind = '', namespace = '', ...name] = id.split('/')
  return { id, kind: `${group}/${kind}`, namespace: namespace === '_' ? '' : namespace, name: name.join('/'), object: undefined }
}

/** The owner reference to the controller of an object. */
function controllerOf(object: StoredObject): UidReference | undefined {
  for (const reference of object.references) if (reference.by === 'uid' && reference.controller) return reference
  return undefined
}
