import type { Evidence, KindId } from '../contract/index.ts'
import { ruleKey, type Gate, type NameReference, type Reference, type WantedPart } from './reference.ts'
import type { Rule } from './rule.ts'

/** What a mention of an object by its name says besides. */
export interface Mention {
  optional: boolean
  uid: string
  notReady: boolean
  tentative: boolean
  backward: boolean
  parts: readonly WantedPart[]
  gate: Gate | null
}

/**
 * What was found in one object so far. Several fields that name the same target by the same rule are one reference with several evidences. In
 * the order of the rules and fields.
 */
export class Reading {
  readonly object: Record<string, any>
  readonly kind: KindId
  readonly name: string
  readonly namespace: string
  readonly uid: string
  readonly found: Reference[] = []
  /** Rules that found a value (set only for those that care). */
  readonly present = new Set<Rule>()
  /** What each of `found` names. */
  readonly #names: string[] = []
  /** Of more than a few: numbers of `found` by what is named; hardly two different ones have that in common. */
  #byName: Map<string, number[]> | null = null

  constructor(kind: KindId, object: Readonly<Record<string, any>>) {
    const metadata = object['metadata'] as Record<string, unknown> | null | undefined
    const text = (value: unknown): string => (typeof value === 'string' ? value : '')
    this.object = object
    this.kind = kind
    this.name = text(metadata?.['name'])
    this.namespace = text(metadata?.['namespace'])
    this.uid = text(metadata?.['uid'])
  }

  /** Notes a mention of an object by name, or one more evidence of it. */
  addName(rule: Rule, kind: KindId, namespace: string, name: string, evidence: Evidence, more: Mention): void {
    const only = more.tentative ? (more.parts[0]?.name ?? '') : ''
    const at = this.#find(name, (r) => r.by === 'name' && saysSame(r, rule, kind, namespace, more, only))
    const before = this.found[at]
    if (before?.by === 'name') {
      // Optional only if every mention is; out of service only if every mention is.
      const all = {
        optional: before.optional && more.optional,
        uid: more.uid,
        notReady: before.notReady === true && more.notReady,
        tentative: more.tentative,
        backward: more.backward,
        parts: allParts(before.parts ?? [], more.parts),
        gate: more.gate,
      }
      this.found[at] = nameReference(before.rule, kind, namespace, name, [...before.evidence, evidence], all)
    } else this.#note(name, nameReference(rule, kind, namespace, name, [evidence], more))
  }

  /** Notes a reference, or one more evidence of it. What it names must be all that tells it from others of its rule and kind. */
  add(name: string, reference: Reference): void {
    const at = this.#find(name, (r) => r.by === reference.by && sameRule(r.rule, reference.rule) && r.kind === reference.kind)
    const before = this.found[at]
    if (before === undefined) this.#note(name, reference)
    else this.found[at] = { ...before, evidence: [...before.evidence, ...reference.evidence] }
  }

  /** Where in `found` the reference is; -1 when it is not there. */
  #find(name: string, is: (reference: Reference) => boolean): number {
    const names = this.#names
    if (names.length <= few) {
      for (let i = 0; i < names.length; i++) if (names[i] === name && is(this.found[i] as Reference)) return i // the lists are of one length
      return -1
    }
    if (this.#byName === null) {
      this.#byName = new Map()
      for (const [i, each] of names.entries()) this.#index(each, i)
    }
    for (const i of this.#byName.get(name) ?? nowhere) if (is(this.found[i] as Reference)) return i
    return -1
  }

  #note(name: string, reference: Reference): void {
    this.found.push(reference)
    this.#names.push(name)
    if (this.#byName !== null) this.#index(name, this.found.length - 1)
  }

  #index(name: string, at: number): void {
    const held = this.#byName?.get(name)
    if (held === undefined) this.#byName?.set(name, [at])
    else held.push(at)
  }
}

/** So many references are looked through; for more they are looked up. */
const few = 16
const nowhere: readonly number[] = []

function saysSame(r: NameReference, rule: Rule, kind: KindId, namespace: string, more: Mention, only: string): boolean {
  return (
    sameRule(r.rule, rule) &&
    r.kind === kind &&
    r.namespace === namespace &&
    (r.uid ?? '') === more.uid &&
    (r.backward === true) === more.backward &&
    (r.tentative === true) === more.tentative &&
    // Of a guess each part stands for itself: what one names has no bearing on what another does.
    (!more.tentative || (r.parts?.[0]?.name ?? '') === only)
  )
}

function nameReference(
  rule: Rule,
  kind: KindId,
  namespace: string,
  name: string,
  evidence: readonly Evidence[],
  more: Mention,
): NameReference {
  const reference: NameReference = { by: 'name', rule, kind, namespace, name, optional: more.optional, evidence }
  if (more.uid !== '') reference.uid = more.uid
  if (more.notReady) reference.notReady = true
  if (more.backward) reference.backward = true
  if (more.tentative) reference.tentative = true
  if (more.parts.length > 0) reference.parts = more.parts
  if (more.gate) reference.gate = more.gate
  return reference
}

/** A part that any mention requires is required. */
function allParts(a: readonly WantedPart[], b: readonly WantedPart[]): readonly WantedPart[] {
  if (b.length === 0) return a
  const parts = new Map(a.map((part) => [part.name, part]))
  for (const part of b) parts.set(part.name, { name: part.name, optional: part.optional && parts.get(part.name)?.optional !== false })
  return [...parts.values()]
}

function sameRule(a: Rule, b: Rule): boolean {
  return a === b || (a.id === b.id && ruleKey(a) === ruleKey(b))
}
