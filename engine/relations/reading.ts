import type { Evidence, KindId } from '../contract/index.ts'
import { isRecord, readPath } from './fieldPath.ts'
import { ruleKey, type Gate, type NameReference, type Reference, type WantedPart } from './reference.ts'
import type { Holder, Rule } from './rule.ts'

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

type Document = Readonly<Record<string, any>>

/**
 * What was found in one part of an object so far. Several fields that name the same target by the same rule are one reference with several evidences. In
 * the order of the rules and fields.
 */
export class Reading implements Holder {
  readonly kind: KindId
  readonly namespace: string
  readonly found: Reference[] = []
  /** Rules that found a value (set only for those that care). */
  present: Rule[] | null = null
  /** Whether anybody looked at more of the holder than its kind, its namespace and its pod spec. */
  outside = false
  /** Fields of the pod spec that readers looked at by themselves. */
  lookedAt: string[] | null = null
  readonly #object: Document
  readonly #podSpecPath: string | null
  #podSpec: Document | null = null
  /** What each of `found` names. */
  readonly #names: string[] = []
  /** Of more than a few: numbers of `found` by all that tells them apart but the rule. */
  #byKey: Map<string, number[]> | null = null

  /** Rules that care whether there is something at their path. */
  readonly onAbsent: readonly Rule[]

  constructor(kind: KindId, object: Document, podSpecPath: string | null, onAbsent: readonly Rule[]) {
    this.kind = kind
    this.#object = object
    this.#podSpecPath = podSpecPath
    this.onAbsent = onAbsent
    this.namespace = namespaceOf(object)
  }

  get object(): Document {
    this.outside = true
    return this.#object
  }

  get name(): string {
    this.outside = true
    return textIn(this.#object, 'name')
  }

  get uid(): string {
    this.outside = true
    return textIn(this.#object, 'uid')
  }

  podField(name: string): any {
    if (this.lookedAt === null) this.lookedAt = [name]
    else if (!this.lookedAt.includes(name)) this.lookedAt.push(name)
    if (this.#podSpec === null) {
      const found = this.#podSpecPath === null ? undefined : readPath(this.#object, this.#podSpecPath)
      this.#podSpec = isRecord(found) ? found : nothing
    }
    return Object.hasOwn(this.#podSpec, name) ? this.#podSpec[name] : undefined
  }

  /** Notes a mention of an object by name, or one more evidence of it. */
  addName(rule: Rule, kind: KindId, namespace: string, name: string, evidence: Evidence, more: Mention): void {
    const before = this.#named(rule, kind, namespace, name, more)
    if (before === undefined) {
      this.#note(name, nameReference(rule, kind, namespace, name, evidence, more))
      return
    }
    // Optional only if every mention is; out of service only if every mention is. What is noted here is nobody else's yet.
    before.optional &&= more.optional
    if (before.notReady === true && !more.notReady) before.notReady = undefined
    if (more.parts.length > 0) before.parts = allParts(before.parts ?? noParts, more.parts)
    if (more.gate !== null) before.gate = bothGates(before.gate, more.gate)
    ;(before.evidence as Evidence[]).push(evidence)
  }

  /** Notes a reference, or one more evidence of it. What it names must be all that tells it from others of its rule and kind. */
  add(name: string, reference: Reference): void {
    const held = this.#byKey?.get(name) ?? nowhere
    const many = this.#byKey !== null
    const count = many ? held.length : this.found.length
    for (let n = 0; n < count; n++) {
      const i = many ? (held[n] as number) : n // n is below the length
      const before = this.found[i] as Reference // so is i
      if (this.#names[i] !== name || before.by !== reference.by || !sameRule(before.rule, reference.rule)) continue
      if (before.kind !== reference.kind) continue
      ;(before.evidence as Evidence[]).push(...reference.evidence)
      return
    }
    this.#note(name, reference)
  }

  #named(rule: Rule, kind: KindId, namespace: string, name: string, more: Mention): NameReference | undefined {
    const only = more.tentative ? (more.parts[0]?.name ?? '') : ''
    const many = this.#byKey !== null
    const held = this.#byKey?.get(nameKey(kind, namespace, name, only)) ?? nowhere
    const count = many ? held.length : this.found.length
    for (let n = 0; n < count; n++) {
      const i = many ? (held[n] as number) : n // n is below the length
      if (this.#names[i] !== name) continue
      const before = this.found[i] as Reference // so is i
      if (before.by === 'name' && saysSame(before, rule, kind, namespace, more, only)) return before
    }
    return undefined
  }

  #note(name: string, reference: Reference): void {
    this.found.push(reference)
    this.#names.push(name)
    if (this.#byKey !== null) this.#index(this.found.length - 1)
    else if (this.found.length > few) {
      this.#byKey = new Map()
      for (let i = 0; i < this.found.length; i++) this.#index(i)
    }
  }

  #index(at: number): void {
    const reference = this.found[at] as Reference // who calls knows of it
    const name = this.#names[at] ?? ''
    const key =
      reference.by === 'name'
        ? nameKey(reference.kind, reference.namespace, name, reference.tentative === true ? (reference.parts?.[0]?.name ?? '') : '')
        : name
    const held = this.#byKey?.get(key)
    if (held === undefined) this.#byKey?.set(key, [at])
    else held.push(at)
  }
}

/** So many references are looked through; for more they are looked up. */
const few = 48
const nowhere: readonly number[] = []
const nothing: Document = {}
const noParts: readonly WantedPart[] = []

/** The namespace of an object; empty without one. */
export function namespaceOf(object: Document): string {
  return textIn(object, 'namespace')
}

function textIn(object: Document, field: string): string {
  const metadata = object['metadata'] as Record<string, unknown> | null | undefined
  const value = metadata?.[field]
  return typeof value === 'string' ? value : ''
}

/** No kind, namespace or part has a line break in it that a server lets through; where one has, two share a key and are told apart by {@link saysSame}. */
function nameKey(kind: KindId, namespace: string, name: string, part: string): string {
  return `${kind}\n${namespace}\n${name}\n${part}`
}

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

function nameReference(rule: Rule, kind: KindId, namespace: string, name: string, evidence: Evidence, more: Mention): NameReference {
  const { optional } = more
  // of two forms only: a form of its own for each choice of fields would make all that reads them slower
  if (isPlain(more)) return { by: 'name', rule, number: 0, kind, namespace, name, optional, evidence: [evidence] }
  return {
    by: 'name',
    rule,
    number: 0,
    kind,
    namespace,
    name,
    optional,
    evidence: [evidence],
    uid: more.uid === '' ? undefined : more.uid,
    notReady: more.notReady || undefined,
    backward: more.backward || undefined,
    tentative: more.tentative || undefined,
    parts: more.parts.length > 0 ? more.parts : undefined,
    gate: more.gate ?? undefined,
  }
}

/** Whether a mention says nothing but whether it is optional. */
function isPlain(more: Mention): boolean {
  return more.uid === '' && !more.notReady && !more.backward && !more.tentative && more.parts.length === 0 && more.gate === null
}

/** A part that any mention requires is required. */
function allParts(a: readonly WantedPart[], b: readonly WantedPart[]): readonly WantedPart[] {
  if (a.length + b.length > 16) {
    const parts = new Map(a.map((part) => [part.name, part]))
    for (const part of b) {
      const before = parts.get(part.name)
      parts.set(part.name, before === undefined ? part : bothParts(before, part))
    }
    return [...parts.values()]
  }
  const parts = [...a]
  for (const part of b) {
    const at = parts.findIndex((each) => each.name === part.name)
    if (at < 0) parts.push(part)
    else parts[at] = bothParts(parts[at] as WantedPart, part) // it was found
  }
  return parts
}

/** What attaches itself to one target by several fields asks for each. */
function bothGates(before: Gate | undefined, more: Gate): Gate {
  return before?.by === 'listener' && more.by === 'listener' ? { ...before, asks: [...before.asks, ...more.asks] } : more
}

function bothParts(a: WantedPart, b: WantedPart): WantedPart {
  if (a.by === undefined && b.by === undefined) return a.optional && !b.optional ? b : a
  const by = a.by as string[] | undefined // this reading's own: see `takeRead`
  if (b.by !== undefined) by?.push(...b.by)
  return { name: a.name, optional: a.optional && b.optional, by: by ?? [...(b.by ?? [])] }
}

function sameRule(a: Rule, b: Rule): boolean {
  return a === b || (a.id === b.id && ruleKey(a) === ruleKey(b))
}
