import type { LabelSelector, Requirement } from './reference.ts'
import { isRecord } from './fieldPath.ts'

const operators: ReadonlySet<string> = new Set(['In', 'NotIn', 'Exists', 'DoesNotExist'])
const nodeOperators: ReadonlySet<string> = new Set([...operators, 'Gt', 'Lt'])

/**
 * Reads a LabelSelector (`matchLabels`, `matchExpressions`), sorted so that equal selectors are equal texts.
 * Null when it is not one: like the API server, nothing is selected by what is invalid.
 */
export function readSelector(value: unknown): LabelSelector | null {
  if (!isRecord(value)) return null
  const labels = value['matchLabels'] ?? {}
  const expressions = value['matchExpressions'] ?? []
  if (!isRecord(labels) || !Array.isArray(expressions)) return null
  const matchLabels = readLabels(labels)
  if (!matchLabels) return null
  const matchExpressions = readExpressions(expressions, operators)
  return matchExpressions && { matchLabels, matchExpressions }
}

/** Reads a list of requirements as in the terms of a node affinity, where Gt and Lt compare whole numbers. */
export function readRequirements(value: unknown): LabelSelector | null {
  const matchExpressions = Array.isArray(value) ? readExpressions(value, nodeOperators) : null
  return matchExpressions && { matchLabels: {}, matchExpressions }
}

function readExpressions(expressions: readonly unknown[], known: ReadonlySet<string>): Requirement[] | null {
  const read: Requirement[] = []
  for (const e of expressions) {
    if (!isRecord(e) || typeof e['key'] !== 'string' || typeof e['operator'] !== 'string' || !known.has(e['operator'])) return null
    const values = e['values'] ?? []
    if (!Array.isArray(values) || !values.every((v) => typeof v === 'string')) return null
    const operator = e['operator'] as Requirement['operator'] // checked against the set
    // The API server refuses In and NotIn without values, Exists and DoesNotExist with values, Gt and Lt without exactly one whole number.
    const wanted = operator === 'Gt' || operator === 'Lt' ? values.length === 1 && wholeNumber.test(values[0] ?? '') : null
    if (wanted === false || (wanted === null && (operator === 'In' || operator === 'NotIn') !== values.length > 0)) return null
    read.push({ key: e['key'], operator, values: [...values].sort() })
  }
  return read.sort((a, b) => compare(expressionText(a), expressionText(b)))
}

const wholeNumber = /^-?\d{1,19}$/

/** Reads a plain map of labels, as in a Service's `spec.selector`. */
export function readMapSelector(value: unknown): LabelSelector | null {
  if (!isRecord(value)) return null
  const matchLabels = readLabels(value)
  return matchLabels && { matchLabels, matchExpressions: [] }
}

function readLabels(value: Record<string, unknown>): Record<string, string> | null {
  const out: Record<string, string> = {}
  for (const key of Object.keys(value).sort()) {
    const v = value[key]
    if (typeof v !== 'string') return null
    Object.defineProperty(out, key, { value: v, enumerable: true, configurable: true, writable: true }) // `__proto__` is a key like others
  }
  return out
}

/**
 * Stands for `metadata.name` among the keys of requirements: terms of node affinity may ask for a Node by its name (`matchFields`). No label
 * can be called so.
 */
export const nameKey = '@metadata.name'

/**
 * The rules of the API server: all labels and all expressions must hold; NotIn holds for a missing label. `name` is that of the object, for
 * requirements on it.
 */
export function selects(selector: LabelSelector, labels: Readonly<Record<string, string>>, name?: string): boolean {
  for (const key in selector.matchLabels) if (label(labels, key) !== selector.matchLabels[key]) return false
  for (const { key, operator, values } of selector.matchExpressions) {
    const value = key === nameKey ? name : label(labels, key)
    if (operator === 'Exists' ? value === undefined : operator === 'DoesNotExist' ? value !== undefined : false) return false
    if (operator === 'In' && (value === undefined || !values.includes(value))) return false
    if (operator === 'NotIn' && value !== undefined && values.includes(value)) return false
    if (operator === 'Gt' || operator === 'Lt') {
      if (value === undefined || !wholeNumber.test(value)) return false
      const [have, want] = [BigInt(value), BigInt(values[0] ?? '0')]
      if (operator === 'Gt' ? have <= want : have >= want) return false
    }
  }
  return true
}

function label(labels: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(labels, key) ? labels[key] : undefined
}

/** True when the selector has no requirement, and so selects everything. */
export function isEmptySelector(selector: LabelSelector): boolean {
  return selector.matchExpressions.length === 0 && Object.keys(selector.matchLabels).length === 0
}

/**
 * One label pair that everything selected must have, for indexes; null when there is none.
 * The longest pair: it is likely to be the most telling one (`app=checkout-worker` rather than `env=prod`).
 */
export function requiredPair(selector: LabelSelector): readonly [string, string] | null {
  let best: readonly [string, string] | null = null
  const consider = (key: string, value: string): void => {
    if (!best || value.length > best[1].length || (value.length === best[1].length && compare(key, best[0]) < 0)) best = [key, value]
  }
  for (const key of Object.keys(selector.matchLabels)) consider(key, selector.matchLabels[key] ?? '')
  for (const e of selector.matchExpressions)
    if (e.operator === 'In' && e.values.length === 1 && e.key !== nameKey) consider(e.key, e.values[0] ?? '')
  return best
}

/** As kubectl writes selectors: `app=web,tier in (api,web),!canary`; `(everything)` when empty. */
export function selectorText(selector: LabelSelector): string {
  const parts = Object.keys(selector.matchLabels).map((key) => `${key}=${selector.matchLabels[key] ?? ''}`)
  parts.push(...selector.matchExpressions.map(expressionText))
  return parts.length === 0 ? '(everything)' : parts.join(',')
}

function expressionText(e: Requirement): string {
  const texts: Record<typeof e.operator, string> = {
    In: `${e.key} in (${e.values.join(',')})`,
    NotIn: `${e.key} notin (${e.values.join(',')})`,
    Exists: e.key,
    DoesNotExist: `!${e.key}`,
    Gt: `${e.key}>${e.values[0] ?? ''}`,
    Lt: `${e.key}<${e.values[0] ?? ''}`,
  }
  return texts[e.operator]
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
