import { createHash } from 'node:crypto'
import type { LabelSelector, Requirement } from './reference.ts'
import { isRecord } from './fieldPath.ts'
import { areTolerated, taintKey } from './taints.ts'

const operators: ReadonlySet<string> = new Set(['In', 'NotIn', 'Exists', 'DoesNotExist'])
const nodeOperators: ReadonlySet<string> = new Set([...operators, 'Gt', 'Lt', 'Tolerates'])

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
    if ((operator === 'Tolerates') !== (e['key'] === taintKey)) return null
    if (wanted === false) return null
    if (wanted === null && operator !== 'Tolerates' && (operator === 'In' || operator === 'NotIn') !== values.length > 0) return null
    read.push({ key: e['key'], operator, values: [...values].sort() })
  }
  if (read.length < 2) return read
  return read
    .map((requirement) => ({ requirement, text: expressionText(requirement, Infinity) }))
    .sort((a, b) => compare(a.text, b.text))
    .map(({ requirement }) => requirement)
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
 * requirements on it, `taints` are a Node's; while they are not known, they keep nobody away.
 */
export function selects(
  selector: LabelSelector,
  labels: Readonly<Record<string, string>>,
  name?: string,
  taints?: readonly string[],
): boolean {
  for (const key in selector.matchLabels) if (label(labels, key) !== selector.matchLabels[key]) return false
  for (const { key, operator, values } of selector.matchExpressions) {
    if (operator === 'Tolerates') {
      if (taints !== undefined && !areTolerated(taints, values)) return false
      continue
    }
    const value = key === nameKey ? name : label(labels, key)
    if (operator === 'Exists' ? value === undefined : operator === 'DoesNotExist' ? value !== undefined : false) return false
    if (operator === 'In' && (value === undefined || !has(values, value))) return false
    if (operator === 'NotIn' && value !== undefined && has(values, value)) return false
    if (operator === 'Gt' || operator === 'Lt') {
      if (value === undefined || !wholeNumber.test(value)) return false
      const [have, want] = [BigInt(value), BigInt(values[0] ?? '0')]
      if (operator === 'Gt' ? have <= want : have >= want) return false
    }
  }
  return true
}

/** Values are sorted; of few it is quicker to look at each. */
function has(values: readonly string[], value: string): boolean {
  if (values.length <= 8) return values.includes(value)
  let low = 0
  for (let high = values.length; low < high;) {
    const middle = (low + high) >>> 1
    if ((values[middle] as string) < value)
      low = middle + 1 // between the two
    else high = middle
  }
  return values[low] === value
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

/** More labels, requirements or values than these of one requirement are counted, and a text beyond so many characters is cut: nobody reads on. */
const mostItems = 24
const longestText = 1024

/**
 * As kubectl writes selectors: `app=web,tier in (api,web),!canary`; `(everything)` when empty. What is very long is cut, and says how much there is more; different
 * selectors have different texts all the same: those of sets are part of their ids.
 */
export function selectorText(selector: LabelSelector): string {
  const text = textUpTo(selector, mostItems)
  if (text === null) return '(everything)'
  if (text.length <= longestText && !isLong(selector)) return text
  const digest = createHash('sha256')
    .update(textUpTo(selector, Infinity) ?? '')
    .digest('hex')
  return `${text.length <= longestText ? text : `${text.slice(0, longestText)}…`} #${digest.slice(0, 16)}`
}

const moreSign = '… '

function isLong({ matchLabels, matchExpressions }: LabelSelector): boolean {
  if (Object.keys(matchLabels).length > mostItems || matchExpressions.length > mostItems) return true
  return matchExpressions.some(({ values }) => values.length > mostItems)
}

/** Null for one that selects everything. */
function textUpTo({ matchLabels, matchExpressions }: LabelSelector, most: number): string | null {
  const keys = Object.keys(matchLabels)
  const parts = keys.slice(0, most).map((key) => `${key}=${matchLabels[key] ?? ''}`)
  if (keys.length > most) parts.push(more(keys.length - most, 'labels'))
  for (const requirement of matchExpressions.slice(0, most)) parts.push(expressionText(requirement, most))
  if (matchExpressions.length > most) parts.push(more(matchExpressions.length - most, 'requirements'))
  return parts.length === 0 ? null : parts.join(',')
}

function more(count: number, what: string): string {
  return `${moreSign}${count.toLocaleString('en')} more ${what}`
}

function expressionText({ key, operator, values }: Requirement, most: number): string {
  switch (operator) {
    case 'In':
    case 'NotIn':
      return `${key} ${operator === 'In' ? 'in' : 'notin'} (${listed(values, most)})`
    case 'Exists':
      return key
    case 'DoesNotExist':
      return `!${key}`
    case 'Gt':
      return `${key}>${values[0] ?? ''}`
    case 'Lt':
      return `${key}<${values[0] ?? ''}`
    case 'Tolerates':
      return values.length === 0 ? 'no taints' : `no taints but ${listed(values, most)}`
  }
}

function listed(values: readonly string[], most: number): string {
  return values.length <= most ? values.join(',') : `${values.slice(0, most).join(',')},${more(values.length - most, 'values')}`
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
