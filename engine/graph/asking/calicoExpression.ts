/** A selector in Calico's own language. */
export interface LabelExpression {
  /** As it is written. */
  text: string
  /** All keys that it asks for. */
  keys: ReadonlySet<string>
  /** Whether it is about what has these labels; `global()` is about what is in no namespace. */
  holds: (labels: Readonly<Record<string, string>>, inNamespace: boolean) => boolean
}

type Test = LabelExpression['holds']

/** Deeper brackets are nobody's selector. */
const deepest = 100
const tokens =
  /\s*(?:(\|\||&&|==|!=|[!(){},])|'([^']*)'|"([^"]*)"|(not\s+in|starts\s+with|ends\s+with)(?![\w./-])|(all|global)\s*\(\s*\)|has\(\s*([\w./-]+)\s*\)|([\w./-]+))/y

interface Token {
  is: 'sign' | 'value' | 'word' | 'call' | 'has'
  text: string
}

/**
 * Reads a selector: `==`, `!=`, `in`, `not in`, `contains`, `starts with`, `ends with`, `has()`, `all()`, `global()`, with `!`, `&&`, `||` and
 * brackets (docs.tigera.io, Calico, selectors). An empty one is `all()`. A missing label differs from every value. Null: it is none.
 */
export function readExpression(written: string): LabelExpression | null {
  const text = written.trim()
  const list = tokensOf(text === '' ? 'all()' : text)
  if (list === null) return null
  const keys = new Set<string>()
  const found = new Reader(list, keys).whole()
  return found === null ? null : { text, keys, holds: found }
}

function tokensOf(text: string): readonly Token[] | null {
  const list: Token[] = []
  tokens.lastIndex = 0
  while (tokens.lastIndex < text.length) {
    const match = tokens.exec(text)
    if (match === null) return null
    const [, sign, single, double, phrase, call, has, word] = match
    const value = single ?? double
    if (sign !== undefined) list.push({ is: 'sign', text: sign })
    else if (value !== undefined) list.push({ is: 'value', text: value })
    else if (call !== undefined) list.push({ is: 'call', text: call })
    else if (has !== undefined) list.push({ is: 'has', text: has })
    else list.push({ is: 'word', text: (phrase ?? word ?? '').replace(/\s+/g, ' ') })
  }
  return list
}

/** Reads tokens from left to right: `&&` binds before `||`. */
class Reader {
  readonly #list: readonly Token[]
  readonly #keys: Set<string>
  #at = 0
  #depth = 0

  constructor(list: readonly Token[], keys: Set<string>) {
    this.#list = list
    this.#keys = keys
  }

  whole(): Test | null {
    const test = this.#any()
    return this.#at === this.#list.length ? test : null
  }

  #any(): Test | null {
    return this.#joined('||', () => this.#joined('&&', () => this.#one()))
  }

  #joined(sign: '||' | '&&', read: () => Test | null): Test | null {
    const tests: Test[] = []
    do {
      const test = read()
      if (test === null) return null
      tests.push(test)
    } while (this.#takes(sign))
    const [only] = tests
    if (tests.length === 1 && only) return only
    return sign === '||' ? (...given) => tests.some((test) => test(...given)) : (...given) => tests.every((test) => test(...given))
  }

  #one(): Test | null {
    if (++this.#depth > deepest) return null
    const test = this.#inner()
    this.#depth--
    return test
  }

  #inner(): Test | null {
    if (this.#takes('!')) {
      const test = this.#one()
      return test && ((...given) => !test(...given))
    }
    if (this.#takes('(')) {
      const test = this.#any()
      return this.#takes(')') ? test : null
    }
    const token = this.#list[this.#at++]
    if (token?.is === 'call') return token.text === 'all' ? () => true : (_, inNamespace) => !inNamespace
    if (token?.is !== 'has' && token?.is !== 'word') return null
    const key = token.text
    this.#keys.add(key)
    const read = (labels: Readonly<Record<string, string>>): string | undefined => (Object.hasOwn(labels, key) ? labels[key] : undefined)
    return token.is === 'has' ? (labels) => read(labels) !== undefined : this.#compared(read)
  }

  #compared(read: (labels: Readonly<Record<string, string>>) => string | undefined): Test | null {
    const operator = this.#list[this.#at++]?.text
    if (operator === 'in' || operator === 'not in') {
      const values = this.#values()
      return values && ((labels) => values.has(read(labels)) === (operator === 'in'))
    }
    const token = this.#list[this.#at++]
    if (token?.is !== 'value') return null
    const { text } = token
    switch (operator) {
      case '==':
        return (labels) => read(labels) === text
      case '!=':
        return (labels) => read(labels) !== text
      case 'contains':
        return (labels) => read(labels)?.includes(text) ?? false
      case 'starts with':
        return (labels) => read(labels)?.startsWith(text) ?? false
      case 'ends with':
        return (labels) => read(labels)?.endsWith(text) ?? false
      default:
        return null
    }
  }

  /** Values in curly brackets, which may be none. */
  #values(): ReadonlySet<string | undefined> | null {
    const values = new Set<string | undefined>()
    if (!this.#takes('{')) return null
    if (this.#takes('}')) return values
    do {
      const token = this.#list[this.#at++]
      if (token?.is !== 'value') return null
      values.add(token.text)
    } while (this.#takes(','))
    return this.#takes('}') ? values : null
  }

  #takes(sign: string): boolean {
    const token = this.#list[this.#at]
    if (token?.is !== 'sign' || token.text !== sign) return false
    this.#at++
    return true
  }
}
