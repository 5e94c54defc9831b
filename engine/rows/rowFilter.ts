import type { Cell, Column, HealthLevel } from '../contract/index.ts'
import { healthOrder } from '../contract/index.ts'
import { Pattern } from '../logs/pattern/pattern.ts'
import { BadPattern } from '../logs/pattern/patternNode.ts'
import { cellNumber, cellText, parseDuration, parseFigure } from './cellValue.ts'
import type { StoredObject } from '../store/storedObject.ts'

type CellOf = (object: StoredObject, index: number) => Cell

const ownCell: CellOf = (object, index) => object.cells[index] ?? null

type Test = (object: StoredObject, now: number) => boolean

/** A filter that has been understood. */
export interface RowFilter {
  matches: Test
  /** The first term that could not be understood; the others hold all the same. */
  error: { term: string; reason: string } | null
  /** The answer for an object changes with the clock (`age:<1h`). */
  usesClock: boolean
  /** Places of the columns that are looked at. */
  columns: ReadonlySet<number>
  /** The terms that look at nothing but the cell of a column: where cells are kept by column, no object need be touched. */
  cells: readonly CellTerm[]
  /** All other terms; null without any. */
  others: Test | null
  /** Nothing is filtered. */
  isEmpty: boolean
}

interface Term {
  /** As written, for messages. */
  source: string
  negated: boolean
  key: string | null
  value: string
}

/** A term about one column. */
export interface CellTerm {
  column: number
  matches: (cell: Cell) => boolean
}

/** With `cell`, that is all that `test` asks for. */
type Parsed = { test: Test; usesClock?: boolean; column?: number; cell?: (cell: Cell) => boolean } | { reason: string }

/**
 * Understands the query bar: words are found in the name, `key:value` terms in a column, label, namespace or age; all must hold.
 * `cluster` is what the cluster of the objects is called, for the term of that name. `*` stands for anything, `/…/` holds a regular expression, `-` in front turns a term round, quotes hold spaces and colons together.
 *
 * `web status:CrashLoop ns:prod label:app=web -node:worker-1 age:<1h restarts:>3 image:*log4j*`
 */
export function parseRowFilter(filter: string, columns: readonly Column[], cellOf: CellOf = ownCell, cluster: string = ''): RowFilter {
  const tests: Test[] = []
  const others: Test[] = []
  const cells: CellTerm[] = []
  let error: RowFilter['error'] = null
  let usesClock = false
  const used = new Set<number>()
  for (const term of splitTerms(filter)) {
    const parsed = understood(term, columns, cellOf, cluster)
    if ('reason' in parsed) error ??= { term: term.source, reason: parsed.reason }
    else {
      usesClock ||= parsed.usesClock === true
      const { test, column, cell } = parsed
      if (column !== undefined) used.add(column)
      const whole: Test = term.negated ? (object, now) => !test(object, now) : test
      tests.push(whole)
      if (column === undefined || cell === undefined) others.push(whole)
      else cells.push({ column, matches: term.negated ? (held) => !cell(held) : cell })
    }
  }
  return {
    matches: all(tests),
    error,
    usesClock,
    columns: used,
    cells,
    others: others.length === 0 ? null : all(others),
    isEmpty: tests.length === 0,
  }
}

function all(tests: readonly Test[]): Test {
  return (tests.length === 1 ? tests[0] : undefined) ?? ((object, now) => tests.every((test) => test(object, now)))
}

function splitTerms(filter: string): Term[] {
  const terms: Term[] = []
  // a term is a run of quoted parts and of what is neither space nor quote; a quote that is never closed runs to the end
  for (const [source] of filter.matchAll(/(?:"[^"]*(?:"|$)|[^\s"])+/g)) {
    const negated = source.startsWith('-') && source.length > 1
    const text = negated ? source.slice(1) : source
    const colon = text.indexOf(':')
    const quote = text.indexOf('"')
    const keyed = colon > 0 && (quote < 0 || colon < quote)
    terms.push({
      source,
      negated,
      key: keyed ? text.slice(0, colon).toLowerCase() : null,
      value: (keyed ? text.slice(colon + 1) : text).replaceAll('"', ''),
    })
  }
  return terms
}

function understood(term: Term, columns: readonly Column[], cellOf: CellOf, cluster: string): Parsed {
  try {
    return understand(term, columns, cellOf, cluster)
  } catch (thrown) {
    if (thrown instanceof BadPattern) return { reason: thrown.message }
    throw thrown
  }
}

function understand(term: Term, columns: readonly Column[], cellOf: CellOf, cluster: string): Parsed {
  const { key, value } = term
  if (key === null) {
    const find = finder(value)
    return { test: (object) => find(object.name) }
  }
  if (value === '') return { reason: `nothing is written after "${key}:"` }
  switch (key) {
    case 'name': {
      const find = finder(value)
      return { test: (object) => find(object.name) }
    }
    case 'cluster': {
      const found = finder(value)(cluster)
      return { test: () => found }
    }
    case 'ns':
    case 'namespace': {
      const is = whole(value)
      return { test: (object) => is(object.namespace) }
    }
    case 'label':
      return labelTest(value)
    case 'uid':
      return { test: (object) => object.uid === value }
    case 'age':
      return comparison(value) === null ? { reason: 'write age:<1h or age:>2d' } : ageTest(value, (object) => object.createdAt)
    default:
      return columnTest(key, value, columns, cellOf)
  }
}

function columnTest(key: string, value: string, columns: readonly Column[], cellOf: CellOf): Parsed {
  const column = findColumn(key, columns)
  const type = columns[column]?.type
  if (type === undefined) {
    if (key === 'status' || key === 'health') return { test: statusTest(value, () => null) }
    return { reason: `there is no column "${key}" here; for a name with a colon write it in quotes` }
  }
  const cell = (object: StoredObject): Cell => cellOf(object, column)
  if (type === 'time') return ageTest(value, (object) => cellNumber(cell(object)))
  if (key === 'status' || key === 'health' || type === 'status') return { column, test: statusTest(value, cell) }
  const ofCell = (matches: (cell: Cell) => boolean): Parsed => ({ column, cell: matches, test: (object) => matches(cell(object)) })
  const compared = comparison(value)
  if (compared === null) {
    const isFigure = type === 'number' || type === 'restarts' || type === 'quantity' || type === 'usage'
    const figure = isFigure ? parseFigure(value) : null
    if (figure !== null) return ofCell((held) => cellNumber(held) === figure)
    const find = finder(value)
    return ofCell((held) => find(cellText(held)))
  }
  const wanted = parseFigure(compared.rest)
  if (wanted === null) return { reason: `"${compared.rest}" is not a number` }
  if (type === 'text' || type === 'name' || type === 'list' || type === 'ref') {
    return { reason: `"${columns[column]?.title ?? key}" holds text, which cannot be compared with a number` }
  }
  return ofCell((held) => {
    // of a ratio what there is is compared, since that is what is seen
    const number = typeof held === 'object' && held?.t === 'ratio' ? held.have : cellNumber(held)
    return number !== null && compared.holds(number, wanted)
  })
}

/** A column by id or title, in singular or plural: `image` finds `images`. */
function findColumn(key: string, columns: readonly Column[]): number {
  const spellings = [key, `${key}s`, key.replace(/s$/, '')]
  for (const spelling of spellings) {
    const index = columns.findIndex((column) => column.id.toLowerCase() === spelling || column.title.toLowerCase() === spelling)
    if (index >= 0) return index
  }
  return key === 'status' ? columns.findIndex((column) => column.type === 'status') : -1
}

/** Kubernetes' own word, wherever it stands; or the level by its name. */
function statusTest(value: string, cell: (object: StoredObject) => Cell): Test {
  const find = finder(value)
  const level = value.toLowerCase() as HealthLevel // compared with real levels only
  if (healthOrder.includes(level))
    return (object) => object.health.level === level || find(cellText(cell(object))) || find(object.health.reason)
  return (object) => find(cellText(cell(object))) || find(object.health.reason)
}

/** Not the text itself but what it has to look like. */
const isForm = (value: string): boolean => value.includes('*') || (value.length > 2 && value.startsWith('/') && value.endsWith('/'))

function labelTest(value: string): Parsed {
  const equals = value.indexOf('=')
  const name = equals < 0 ? value : value.slice(0, equals)
  if (name === '') return { reason: 'a label needs a name, as in label:app=web' }
  if (equals < 0) {
    if (!isForm(name)) return { test: (object) => object.labels[name] !== undefined }
    const is = whole(name)
    return { test: (object) => Object.keys(object.labels).some(is) }
  }
  const wanted = value.slice(value[equals + 1] === '=' ? equals + 2 : equals + 1)
  if (!isForm(wanted)) return { test: (object) => object.labels[name] === wanted }
  const is = whole(wanted)
  return {
    test: (object) => {
      const held = object.labels[name]
      return held !== undefined && is(held)
    },
  }
}

function ageTest(value: string, time: (object: StoredObject) => number | null): Parsed {
  const compared = comparison(value)
  const age = parseDuration(compared === null ? value : compared.rest)
  if (age === null) return { reason: `"${compared?.rest ?? value}" is not a duration such as 30s, 10m, 1h or 2d` }
  if (compared === null) return { reason: 'write < or > before the duration' }
  return {
    usesClock: true,
    test: (object, now) => {
      const at = time(object)
      return at !== null && compared.holds(now - at, age)
    },
  }
}

interface Comparison {
  holds: (a: number, b: number) => boolean
  rest: string
}

const comparisons: readonly [string, Comparison['holds']][] = [
  ['>=', (a, b) => a >= b],
  ['<=', (a, b) => a <= b],
  ['>', (a, b) => a > b],
  ['<', (a, b) => a < b],
  ['=', (a, b) => a === b],
]

function comparison(value: string): Comparison | null {
  for (const [sign, holds] of comparisons) if (value.startsWith(sign)) return { holds, rest: value.slice(sign.length) }
  return null
}

/** Finds text anywhere, in any case; with `*`, the whole text must fit; between slashes stands a regular expression. Throws `BadPattern`. */
function finder(value: string): (text: string) => boolean {
  if (value.length > 2 && value.startsWith('/') && value.endsWith('/')) {
    const pattern = new Pattern(value.slice(1, -1), true)
    return (text) => {
      const bytes = Buffer.from(text)
      return pattern.test(bytes, 0, bytes.length)
    }
  }
  if (value.includes('*')) return whole(value)
  const wanted = value.toLowerCase()
  // a hundred thousand names are looked through with each key: an expression of nothing but these characters needs no text in small letters for each
  if (/^[ -~]+$/.test(wanted)) {
    const found = new RegExp(wanted.replace(/[^a-z0-9 ]/g, '\\$&'), 'i')
    return (text) => found.test(text)
  }
  return (text) => text.toLowerCase().includes(wanted)
}

/** The whole text is this, in any case; `*` stands for any run of characters, and is no regular expression: the time is bounded. */
function whole(value: string): (text: string) => boolean {
  if (value.length > 2 && value.startsWith('/') && value.endsWith('/')) return finder(value)
  const parts = value.toLowerCase().split('*')
  const first = parts[0] ?? ''
  const last = parts[parts.length - 1] ?? ''
  if (parts.length === 1) return (text) => text.toLowerCase() === first
  return (text) => {
    const lower = text.toLowerCase()
    if (lower.length < first.length + last.length || !lower.startsWith(first) || !lower.endsWith(last)) return false
    let at = first.length
    const end = lower.length - last.length
    for (let index = 1; index < parts.length - 1; index++) {
      const part = parts[index] ?? ''
      const found = lower.indexOf(part, at)
      if (found < 0 || found + part.length > end) return false
      at = found + part.length
    }
    return at <= end
  }
}
