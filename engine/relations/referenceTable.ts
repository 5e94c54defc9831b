import type { Evidence } from '../contract/index.ts'
import type { AdmissionReference, Gate, GrantReference, LabelSelector, NameReference, NamespaceChoice, Reference } from './reference.ts'

/** Above this many entries the table starts anew: it costs sharing, never correctness, and names that are gone are let go. */
const limit = 200_000

/**
 * Makes equal references one object: the Pods of a workload have the same ones. Looked up by namespace and then by what is named, and
 * compared field by field, so that no text has to be made for it; hardly two different references of a namespace name the same.
 */
export class ReferenceTable {
  readonly #namespaces = new Map<string, Map<string, Reference | Reference[]>>()
  readonly #clusterScoped = new Map<string, Reference | Reference[]>()
  /** Paths are few and are made anew for every object: one copy of each is kept. */
  readonly #paths = new Map<string, string>()
  /** The namespace asked for last, and what is in it: lists come sorted by namespace. */
  #space = ''
  #inSpace: Map<string, Reference | Reference[]> | undefined
  #size = 0
  #lastNumber = 0

  /** The one that equals this reference; the reference itself when it is the first of its kind. */
  shared(reference: Reference): Reference {
    const namespace = 'namespace' in reference ? (reference.namespace ?? '*') : ''
    const space = this.#spaceOf(namespace)
    const name = nameOf(reference)
    const held = space.get(name)
    if (held === undefined) {
      space.set(name, reference)
    } else if (Array.isArray(held)) {
      for (const each of held) if (sameReference(each, reference)) return each
      held.push(reference)
    } else {
      if (sameReference(held, reference)) return held
      space.set(name, [held, reference])
    }
    reference.number = ++this.#lastNumber
    for (const evidence of reference.evidence) evidence.path = this.#path(evidence.path)
    // what was grown one by one has room for more
    if (reference.evidence.length > 1) reference.evidence = reference.evidence.slice()
    if (reference.by === 'name') for (const part of reference.parts ?? []) if (part.by !== undefined) part.by = part.by.slice()
    if (++this.#size > limit) {
      this.#namespaces.clear()
      this.#clusterScoped.clear()
      this.#inSpace = undefined
      this.#paths.clear()
      this.#size = 0
    }
    return reference
  }

  #spaceOf(namespace: string): Map<string, Reference | Reference[]> {
    if (namespace === '') return this.#clusterScoped
    if (this.#inSpace !== undefined && this.#space === namespace) return this.#inSpace
    let space = this.#namespaces.get(namespace)
    if (space === undefined) this.#namespaces.set(namespace, (space = new Map()))
    this.#space = namespace
    return (this.#inSpace = space)
  }

  #path(path: string): string {
    const held = this.#paths.get(path)
    if (held !== undefined) return held
    this.#paths.set(path, path)
    return path
  }
}

function nameOf(reference: Reference): string {
  switch (reference.by) {
    case 'name':
    case 'admission':
      return reference.name
    case 'uid':
      return reference.uid
    case 'selector':
      return reference.evidence[0]?.value ?? ''
    case 'ordinal':
      return reference.stem
    case 'default':
    case 'mark':
    case 'grant':
      return reference.kind
  }
}

/** Whether two references say the same, evidence included. */
export function sameReference(a: Reference, b: Reference): boolean {
  if (a === b) return true
  if (a.rule !== b.rule || a.kind !== b.kind || !sameEvidence(a.evidence, b.evidence)) return false
  switch (a.by) {
    case 'name':
      return (
        b.by === 'name' &&
        a.name === b.name &&
        a.namespace === b.namespace &&
        a.optional === b.optional &&
        a.uid === b.uid &&
        a.notReady === b.notReady &&
        a.backward === b.backward &&
        a.tentative === b.tentative &&
        sameGate(a.gate, b.gate) &&
        sameParts(a.parts, b.parts)
      )
    case 'uid':
      return b.by === 'uid' && a.uid === b.uid && a.name === b.name && a.namespace === b.namespace && a.controller === b.controller
    case 'selector':
      return (
        b.by === 'selector' &&
        a.namespace === b.namespace &&
        a.set === b.set &&
        a.unlessOwnedBy === b.unlessOwnedBy &&
        sameSelector(a.selector, b.selector) &&
        sameSpaces(a.spaces, b.spaces) &&
        sameTexts(a.parts, b.parts)
      )
    case 'ordinal':
      return b.by === 'ordinal' && a.stem === b.stem && a.namespace === b.namespace
    case 'default':
    case 'mark':
      return a.by === b.by
    case 'grant':
      return b.by === 'grant' && sameGrant(a, b)
    case 'admission':
      return b.by === 'admission' && a.namespace === b.namespace && a.name === b.name && sameAdmission(a, b)
  }
}

function sameParts(a: NameReference['parts'], b: NameReference['parts']): boolean {
  if (a === b) return true
  return a?.length === b?.length && a?.every((part, i) => part.name === b?.[i]?.name && part.optional === b[i].optional) === true
}

function sameTexts(a: readonly string[] | undefined, b: readonly string[] | undefined): boolean {
  return a === b || (a?.length === b?.length && a?.every((text, i) => text === b?.[i]) === true)
}

function sameSpaces(a: NamespaceChoice | undefined, b: NamespaceChoice | undefined): boolean {
  if (a === undefined || b === undefined) return a === b
  if (!sameTexts(a.names, b.names)) return false
  return a.selector === null || b.selector === null ? a.selector === b.selector : sameSelector(a.selector, b.selector)
}

function sameGate(a: Gate | undefined, b: Gate | undefined): boolean {
  if (a === b) return true
  if (a?.by !== b?.by || a?.kind !== b?.kind || a?.namespace !== b?.namespace) return false
  if (a?.by !== 'listener' || b?.by !== 'listener') return true
  if (!sameTexts(a.hostnames, b.hostnames) || a.asks.length !== b.asks.length) return false
  return a.asks.every((ask, i) => ask.path === b.asks[i]?.path && ask.section === b.asks[i].section && ask.port === b.asks[i].port)
}

/** Few objects have listeners, and hardly two of one name are compared. */
function sameAdmission(a: AdmissionReference, b: AdmissionReference): boolean {
  return JSON.stringify([a.listeners, a.sets]) === JSON.stringify([b.listeners, b.sets])
}

function sameGrant(a: GrantReference, b: GrantReference): boolean {
  return (
    a.namespace === b.namespace &&
    a.from.length === b.from.length &&
    a.to.length === b.to.length &&
    a.from.every((from, i) => from.kind === b.from[i]?.kind && from.namespace === b.from[i].namespace) &&
    a.to.every((to, i) => to.kind === b.to[i]?.kind && to.name === b.to[i].name)
  )
}

function sameEvidence(a: readonly Evidence[], b: readonly Evidence[]): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++)
    if (a[i]?.path !== b[i]?.path || a[i]?.value !== b[i]?.value || a[i]?.holder !== b[i]?.holder) return false
  return true
}

function sameSelector(a: LabelSelector, b: LabelSelector): boolean {
  if (a === b) return true
  const [left, right] = [a.matchLabels, b.matchLabels]
  let count = 0
  for (const key in left) {
    if (left[key] !== right[key]) return false
    count++
  }
  for (const _ in right) count--
  if (count !== 0 || a.matchExpressions.length !== b.matchExpressions.length) return false
  for (let i = 0; i < a.matchExpressions.length; i++) {
    const [one, other] = [a.matchExpressions[i], b.matchExpressions[i]]
    if (one?.key !== other?.key || one?.operator !== other?.operator || !sameTexts(one?.values, other?.values)) return false
  }
  return true
}
