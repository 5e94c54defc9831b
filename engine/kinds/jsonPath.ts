import { own } from './fields.ts'

/**
 * The part of Kubernetes' JSONPath that printer columns use: `.a.b`, `.a\.b`, `['a']`, `[0]`, `[-1]`, `[0:2]`, `[*]`, `.*`, `['a','b']`, `..a`,
 * `[?(@.type=="Ready")]` with `== != < <= > >=` or a bare `@.path`. Source of the grammar: k8s.io/client-go/util/jsonpath.
 */
export interface JsonPath {
  /** All values that the path leads to, lazily, so that a caller may stop at the first. */
  values(root: unknown): Iterable<unknown>
}

type Step =
  | { type: 'field'; name: string }
  | { type: 'union'; steps: readonly Step[] }
  | { type: 'slice'; from: number | null; to: number | null; by: number }
  | { type: 'index'; index: number }
  | { type: 'all' }
  | { type: 'deep' }
  | { type: 'filter'; path: readonly Step[]; operator: Operator | null; literal: unknown; right: readonly Step[] | null }

type Operator = '==' | '!=' | '<=' | '>=' | '<' | '>'

/** How deep `..` looks. Objects of a real API server are far flatter. */
const deepest = 64

/** Understands a path, or says why it cannot: the answer is then a string. Never throws. */
export function parseJsonPath(text: string): JsonPath | string {
  try {
    const source = text.trim()
    const inner = source.startsWith('{') && source.endsWith('}') ? source.slice(1, -1) : source
    const steps = new Parser(inner).parse()
    return { values: (root: unknown) => walk(root, root, steps, 0) }
  } catch (failure) {
    if (failure instanceof PathError) return failure.message
    throw failure
  }
}

/** The first value of a path, undefined when there is none. */
export function firstValue(path: JsonPath, root: unknown): unknown {
  for (const value of path.values(root)) return value
  return undefined
}

class PathError extends Error {}

class Parser {
  private readonly text: string
  private at = 0

  constructor(text: string) {
    if (text.length > 4096) throw new PathError('a JSON path may have at most 4096 characters')
    this.text = text
  }

  parse(): readonly Step[] {
    if (this.text[this.at] === '$' || this.text[this.at] === '@') this.at += 1
    const steps = this.steps()
    if (this.at < this.text.length) this.fail()
    return steps
  }

  private fail(): never {
    throw new PathError(`cannot read the JSON path "${this.text}" at character ${this.at + 1}`)
  }

  private steps(): readonly Step[] {
    const steps: Step[] = []
    while (this.at < this.text.length) {
      const character = this.text[this.at]
      if (character === '.') {
        this.at += 1
        if (this.text[this.at] === '.') {
          this.at += 1
          if (this.at >= this.text.length) this.fail()
          steps.push({ type: 'deep' })
        }
        if (this.text[this.at] === '*') {
          this.at += 1
          steps.push({ type: 'all' })
        } else if (this.text[this.at] !== '[' && this.at < this.text.length) {
          const name = this.name()
          if (name === '') this.fail()
          steps.push({ type: 'field', name })
        }
      } else if (character === '[') {
        steps.push(this.bracket())
      } else if (steps.length === 0 && character !== undefined && /[\w-]/.test(character)) {
        steps.push({ type: 'field', name: this.name() })
      } else break
    }
    return steps
  }

  /** A name ends where an operator of the grammar begins; a backslash takes the next character as it is. */
  private name(): string {
    let name = ''
    while (this.at < this.text.length) {
      const character = this.text[this.at] as string
      if (character === '\\' && this.at + 1 < this.text.length) {
        name += this.text[this.at + 1] as string
        this.at += 2
      } else if (/[.[\](){}'"=!<>,?@*\s]/.test(character)) break
      else {
        name += character
        this.at += 1
      }
    }
    return name
  }

  private spaces(): void {
    while (this.text[this.at] === ' ') this.at += 1
  }

  private take(expected: string): boolean {
    this.spaces()
    if (!this.text.startsWith(expected, this.at)) return false
    this.at += expected.length
    return true
  }

  private bracket(): Step {
    this.at += 1
    if (this.take('?(')) return this.filter()
    const steps: Step[] = []
    do steps.push(this.member())
    while (this.take(','))
    if (!this.take(']')) this.fail()
    return steps.length === 1 ? (steps[0] as Step) : { type: 'union', steps }
  }

  private member(): Step {
    this.spaces()
    const character = this.text[this.at]
    if (character === "'" || character === '"') return { type: 'field', name: this.quoted() }
    if (this.take('*')) return { type: 'all' }
    const match = /^(-?\d*)(?::(-?\d*)(?::(\d*))?)?/.exec(this.text.slice(this.at))
    if (match && match[0] !== '') {
      this.at += match[0].length
      if (match[0] === '-') this.fail()
      if (!match[0].includes(':')) return { type: 'index', index: Number(match[1]) }
      const bound = (part: string | undefined): number | null => (part === undefined || part === '' || part === '-' ? null : Number(part))
      return { type: 'slice', from: bound(match[1]), to: bound(match[2]), by: Math.max(1, bound(match[3]) ?? 1) }
    }
    const name = this.name()
    if (name === '') this.fail()
    return { type: 'field', name }
  }

  private quoted(): string {
    const quote = this.text[this.at]
    this.at += 1
    let value = ''
    while (this.at < this.text.length && this.text[this.at] !== quote) {
      if (this.text[this.at] === '\\') this.at += 1
      value += this.text[this.at] ?? ''
      this.at += 1
    }
    if (this.text[this.at] !== quote) this.fail()
    this.at += 1
    return value
  }

  private filter(): Step {
    const path = this.operandPath()
    if (path === null) this.fail()
    const operator = (['==', '!=', '<=', '>=', '<', '>'] as const).find((candidate) => this.take(candidate)) ?? null
    let literal: unknown
    let right: readonly Step[] | null = null
    if (operator !== null) {
      this.spaces()
      const character = this.text[this.at]
      if (character === '@' || character === '$') right = this.operandPath()
      else literal = character === "'" || character === '"' ? this.quoted() : this.word()
    }
    if (!this.take(')') || !this.take(']')) this.fail()
    return { type: 'filter', path, operator, literal, right }
  }

  private operandPath(): readonly Step[] | null {
    this.spaces()
    if (this.text[this.at] !== '@' && this.text[this.at] !== '.') return null
    if (this.text[this.at] === '@') this.at += 1
    const steps = this.steps()
    this.spaces()
    return steps
  }

  private word(): unknown {
    const match = /^[-+\w.]+/.exec(this.text.slice(this.at))
    if (!match) this.fail()
    this.at += match[0].length
    if (match[0] === 'true' || match[0] === 'false') return match[0] === 'true'
    const number = Number(match[0])
    if (Number.isNaN(number)) this.fail()
    return number
  }
}

function* walk(root: unknown, value: unknown, steps: readonly Step[], from: number): Generator {
  const step = steps[from]
  if (step === undefined) {
    if (value !== undefined) yield value
    return
  }
  if (step.type === 'deep') {
    yield* walkDeep(root, value, steps, from + 1, 0)
    return
  }
  for (const next of targets(root, value, step)) yield* walk(root, next, steps, from + 1)
}

function* walkDeep(root: unknown, value: unknown, steps: readonly Step[], from: number, depth: number): Generator {
  yield* walk(root, value, steps, from)
  if (typeof value !== 'object' || value === null || depth >= deepest) return
  for (const child of Array.isArray(value) ? value : Object.values(value)) yield* walkDeep(root, child, steps, from, depth + 1)
}

function* targets(root: unknown, value: unknown, step: Step): Generator {
  switch (step.type) {
    case 'field': {
      const next = Array.isArray(value) ? undefined : own(value, step.name)
      if (next !== undefined) yield next
      return
    }
    case 'union':
      for (const part of step.steps) yield* targets(root, value, part)
      return
    case 'index':
      if (Array.isArray(value)) {
        const next: unknown = value.at(step.index)
        if (next !== undefined) yield next
      }
      return
    case 'slice':
      if (Array.isArray(value))
        for (const [index, item] of value.slice(step.from ?? 0, step.to ?? undefined).entries()) if (index % step.by === 0) yield item
      return
    case 'all':
      if (typeof value === 'object' && value !== null) yield* Array.isArray(value) ? value : Object.values(value)
      return
    case 'filter':
      if (Array.isArray(value)) for (const item of value) if (passes(root, item, step)) yield item
      return
    case 'deep':
      return
  }
}

function passes(root: unknown, item: unknown, filter: Extract<Step, { type: 'filter' }>): boolean {
  const left = first(walk(root, item, filter.path, 0))
  if (filter.operator === null) return left !== undefined
  if (left === undefined) return false
  const right = filter.right === null ? filter.literal : first(walk(root, item, filter.right, 0))
  if (filter.operator === '==') return left === right
  if (filter.operator === '!=') return left !== right
  if (typeof left !== typeof right || (typeof left !== 'number' && typeof left !== 'string')) return false
  const other = right as typeof left
  if (filter.operator === '<') return left < other
  if (filter.operator === '<=') return left <= other
  return filter.operator === '>' ? left > other : left >= other
}

function first(values: Iterable<unknown>): unknown {
  for (const value of values) return value
  return undefined
}
