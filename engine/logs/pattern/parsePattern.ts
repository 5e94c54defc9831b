import { digits, folded, inverted, joined, lastCode, spaces, wordCodes } from './codeRanges.ts'
import { type Assertion, BadPattern, type CodeRanges, type PatternNode } from './patternNode.ts'

/** A longer expression was not written by a person. */
const longest = 4_000
/** Groups inside groups. */
const deepest = 100
/** Highest number in braces. */
const mostRepeats = 1_000

const newline: CodeRanges = [[0x0a, 0x0a]]
const controls: Readonly<Record<string, number>> = { t: 0x09, n: 0x0a, v: 0x0b, f: 0x0c, r: 0x0d, 0: 0x00 }

/**
 * Reads a regular expression in JavaScript's syntax without what needs backtracking: back references and looking around are refused, lazy and
 * greedy are one. Throws {@link BadPattern}.
 */
export function parsePattern(text: string, ignoreCase: boolean): PatternNode {
  if (text.length > longest) throw new BadPattern(`an expression of at most ${longest} characters is taken`)
  const flagged = text.startsWith('(?i)')
  const parser = new Parser(Array.from(flagged ? text.slice(4) : text), ignoreCase || flagged)
  return parser.whole()
}

class Parser {
  readonly #text: readonly string[]
  readonly #ignoreCase: boolean
  #at = 0
  #depth = 0

  constructor(text: readonly string[], ignoreCase: boolean) {
    this.#text = text
    this.#ignoreCase = ignoreCase
  }

  whole(): PatternNode {
    const node = this.#choice()
    if (this.#at < this.#text.length) throw this.#wrong('a ")" too many')
    return node
  }

  #choice(): PatternNode {
    const parts = [this.#sequence()]
    while (this.#take('|')) parts.push(this.#sequence())
    return parts.length === 1 ? (parts[0] as PatternNode) : { type: 'choice', parts }
  }

  #sequence(): PatternNode {
    const parts: PatternNode[] = []
    for (let next = this.#peek(); next !== '' && next !== '|' && next !== ')'; next = this.#peek()) parts.push(this.#repeated())
    return parts.length === 1 ? (parts[0] as PatternNode) : parts.length === 0 ? { type: 'empty' } : { type: 'sequence', parts }
  }

  #repeated(): PatternNode {
    const start = this.#at
    let node = this.#atom()
    for (;;) {
      const bounds = this.#bounds()
      if (bounds === null) return node
      if (node.type === 'assertion') throw this.#wrong('nothing to repeat', start)
      this.#take('?') // lazy: the same lines match
      node = { type: 'repeat', node, least: bounds[0], most: bounds[1] }
    }
  }

  #bounds(): [number, number] | null {
    if (this.#take('*')) return [0, Infinity]
    if (this.#take('+')) return [1, Infinity]
    if (this.#take('?')) return [0, 1]
    if (this.#peek() !== '{') return null
    const match = /^\{(\d{1,6})(,(\d{0,6}))?\}/.exec(this.#text.slice(this.#at, this.#at + 17).join(''))
    if (match === null) return null // a brace like any other character
    const least = Number(match[1])
    const most = match[2] === undefined ? least : match[3] === '' ? Infinity : Number(match[3])
    if (most < least) throw this.#wrong('the numbers in the braces are in the wrong order')
    if (Math.max(least, most === Infinity ? 0 : most) > mostRepeats) throw this.#wrong(`more than ${mostRepeats} repeats`)
    this.#at += match[0].length
    return [least, most]
  }

  #atom(): PatternNode {
    const char = this.#next()
    switch (char) {
      case '.':
        return { type: 'set', ranges: inverted(newline) }
      case '^':
        return { type: 'assertion', kind: 'start' }
      case '$':
        return { type: 'assertion', kind: 'end' }
      case '(':
        return this.#group()
      case '[':
        return this.#class()
      case '\\':
        return this.#escape()
      case '*':
      case '+':
      case '?':
        throw this.#wrong('nothing to repeat', this.#at - 1)
      default:
        return this.#set(codeOf(char))
    }
  }

  #group(): PatternNode {
    if (this.#take('?')) {
      if (this.#take('<')) {
        if (this.#peek() === '=' || this.#peek() === '!') throw this.#wrong('looking behind is not possible here')
        while (this.#peek() !== '' && this.#peek() !== '>') this.#at++
        if (!this.#take('>')) throw this.#wrong('the name of a group has no end')
      } else if (this.#peek() === '=' || this.#peek() === '!') throw this.#wrong('looking ahead is not possible here')
      else if (!this.#take(':')) throw this.#wrong('a group that is not known')
    }
    if (++this.#depth > deepest) throw this.#wrong('too many groups inside each other')
    const node = this.#choice()
    this.#depth--
    if (!this.#take(')')) throw this.#wrong('a group has no end')
    return node
  }

  #escape(): PatternNode {
    const char = this.#next()
    const edges: Readonly<Record<string, Assertion>> = { b: 'word-edge', B: 'no-word-edge' }
    const edge = edges[char]
    if (edge !== undefined) return { type: 'assertion', kind: edge }
    if (/[1-9k]/.test(char)) throw this.#wrong('references back to a group are not possible here', this.#at - 2)
    const known = classOf(char)
    return known === null ? this.#set(this.#escapedCode(char)) : { type: 'set', ranges: known }
  }

  #escapedCode(char: string): number {
    if (char === '') throw this.#wrong('nothing after the last backslash')
    const control = Object.hasOwn(controls, char) ? controls[char] : undefined
    if (control !== undefined) return control
    if (char === 'x') return this.#hex(2)
    if (char === 'u') {
      if (!this.#take('{')) return this.#hex(4)
      let digits = ''
      while (/^[\da-f]$/i.test(this.#peek())) digits += this.#next()
      const code = Number.parseInt(digits, 16)
      if (!this.#take('}') || !(code <= lastCode)) throw this.#wrong('a character number that is none')
      return code
    }
    if (/[a-zA-Z]/.test(char)) throw this.#wrong(`\\${char} is not known`, this.#at - 2)
    return codeOf(char)
  }

  #hex(length: number): number {
    const digits = this.#text.slice(this.#at, this.#at + length).join('')
    if (!new RegExp(`^[\\da-fA-F]{${length}}$`).test(digits)) throw this.#wrong(`${length} hexadecimal digits are wanted`)
    this.#at += length
    return Number.parseInt(digits, 16)
  }

  #class(): PatternNode {
    const start = this.#at - 1
    const negated = this.#take('^')
    const ranges: (readonly [number, number])[] = []
    for (;;) {
      const char = this.#next()
      if (char === '') throw this.#wrong('a "[" has no end', start)
      if (char === ']') break
      const first = this.#classPart(char)
      if (typeof first !== 'number') {
        ranges.push(...first)
        continue
      }
      if (this.#peek() !== '-' || this.#text[this.#at + 1] === ']' || this.#text[this.#at + 1] === undefined) {
        ranges.push([first, first])
        continue
      }
      this.#at++
      const last = this.#classPart(this.#next())
      if (typeof last !== 'number' || last < first) throw this.#wrong('a range of characters in the wrong order')
      ranges.push([first, last])
    }
    const set = this.#ignoreCase ? folded(joined(ranges)) : joined(ranges)
    return { type: 'set', ranges: negated ? inverted(set) : set }
  }

  #classPart(char: string): number | CodeRanges {
    if (char !== '\\') return codeOf(char)
    const escaped = this.#next()
    return escaped === 'b' ? 0x08 : (classOf(escaped) ?? this.#escapedCode(escaped))
  }

  #set(code: number): PatternNode {
    const ranges: CodeRanges = [[code, code]]
    return { type: 'set', ranges: this.#ignoreCase ? folded(ranges) : ranges }
  }

  #peek(): string {
    return this.#text[this.#at] ?? ''
  }

  #next(): string {
    return this.#text[this.#at++] ?? ''
  }

  #take(char: string): boolean {
    if (this.#peek() !== char) return false
    this.#at++
    return true
  }

  #wrong(what: string, at = this.#at): BadPattern {
    return new BadPattern(`${what} (at character ${Math.min(at, this.#text.length) + 1})`)
  }
}

function codeOf(char: string): number {
  return char.codePointAt(0) ?? 0
}

function classOf(char: string): CodeRanges | null {
  switch (char) {
    case 'd':
      return digits
    case 'D':
      return inverted(digits)
    case 'w':
      return wordCodes
    case 'W':
      return inverted(wordCodes)
    case 's':
      return spaces
    case 'S':
      return inverted(spaces)
    default:
      return null
  }
}
