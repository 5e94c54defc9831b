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
  /** The same by what is named: hardly two different ones have that in common. */
  readonly #named = new Map<string, Reference | Reference[]>()

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
    const before = this.#lookUp(
      name,
      (r) =>
        r.by === 'name' &&
        sameRule(r.rule, rule) &&
        r.kind === kind &&
        r.namespace === namespace &&
        (r.uid ?? '') === more.uid &&
        (r.backward === true) === more.backward &&
        (r.tentative === true) === more.tentative &&
        // Of a guess each part stands for itself: what one names has no bearing on what another does.
        (!more.tentative || (r.parts?.[0]?.name ?? '') === only),
    )
    if (before?.by === 'name') {
      this.#replace(name, before, {
        ...mention(before.rule, kind, namespace, name, {
          ...more,
          // Optional only if every mention is; out of service only if every mention is.
          optional: before.optional && more.optional,
          notReady: before.notReady === true && more.notReady,
          parts: allParts(before.parts ?? [], more.parts),
        }),
        evidence: [...before.evidence, evidence],
      })
    } else this.#note(name, { ...mention(rule, kind, namespace, name, more), evidence: [evidence] })
  }

  /** Notes a reference, or one more evidence of it. What it names must be all that tells it from others of its rule and kind. */
  add(name: string, reference: Reference): void {
    const before = this.#lookUp(name, (r) => r.by === reference.by && sameRule(r.rule, reference.rule) && r.kind === reference.kind)
    if (before === undefined) this.#note(name, reference)
    else this.#replace(name, before, { ...before, evidence: [...before.evidence, ...reference.evidence] })
  }

  #lookUp(name: string, is: (reference: Reference) => boolean): Reference | undefined {
    const held = this.#named.get(name)
    if (held === undefined) return undefined
    return Array.isArray(held) ? held.find(is) : is(held) ? held : undefined
  }

  #note(name: string, reference: Reference): void {
    this.found.push(reference)
    const held = this.#named.get(name)
    if (Array.isArray(held)) held.push(reference)
    else this.#named.set(name, held === undefined ? reference : [held, reference])
  }

  #replace(name: string, before: Reference, after: Reference): void {
    this.found[this.found.indexOf(before)] = after
    const held = this.#named.get(name)
    if (Array.isArray(held)) held[held.indexOf(before)] = after
    else this.#named.set(name, after)
  }
}

function mention(rule: Rule, kind: KindId, namespace: string, name: string, more: Mention): Omit<NameReference, 'evidence'> {
  const reference: Omit<NameReference, 'evidence'> = { by: 'name', rule, kind, namespace, name, optional: more.optional }
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
