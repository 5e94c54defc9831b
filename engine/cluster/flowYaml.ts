import { maxDepth, maxPlainValues, YamlTextError } from './yamlValue.ts'
import type { YamlList, YamlMap, YamlValue } from './yamlValue.ts'

const blank = /[ \t\r\n]*/y
const doubleQuoted = /"(?:[^"\\\u0000-\u001f\u007f-\u009f]|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*"/y
/** Without line breaks and quotes in it. */
const singleQuoted = /'[^'\u0000-\u001f\u007f-\u009f]*'/y
/** Plain scalars that can be nothing else; a colon ends none, as in `https://host:6443`. */
const plain = /-?[A-Za-z0-9_./+=~$^(;<\\](?:[A-Za-z0-9_./+=~$^();<>\\@-]|:(?=[A-Za-z0-9_./+=~$^(;<\\@-]))*/y
const nulls = /^(?:~|null|Null|NULL)$/

/**
 * Reads a flow collection, `{…}` or `[…]`: JSON, and YAML's plain flow form. Linear in the text, no aliases, so the text bounds what comes of it.
 * Undefined: it is not whole, something follows it, or it uses more of YAML than that; then the full parser decides. What is accepted here means the same to it
 * (a property test compares them), but for tabs between JSON's lines, which JSON allows.
 * @param begin where the text begins in its file, for errors; both counted from 1
 */
export function parseFlowYaml(text: string, begin = { line: 1, column: 1 }): YamlList | YamlMap | undefined {
  const reader = new FlowReader(text, begin)
  reader.skip()
  const value = reader.value(0)
  reader.skip()
  return reader.done && typeof value === 'object' && value !== null ? value : undefined
}

class FlowReader {
  readonly #text: string
  readonly #begin: { line: number; column: number }
  #at = 0
  #values = 0

  constructor(text: string, begin: { line: number; column: number }) {
    this.#text = text
    this.#begin = begin
  }

  get done(): boolean {
    return this.#at >= this.#text.length
  }

  skip(): void {
    this.#take(blank)
  }

  value(depth: number): YamlValue | undefined {
    this.#values += 1
    if (depth > maxDepth) this.#fail(`it is nested more than ${maxDepth} levels deep`, this.#at)
    if (this.#values > maxPlainValues) this.#fail(`it has more than ${maxPlainValues.toLocaleString('en')} values`, this.#at)
    const code = this.#text[this.#at]
    if (code === '{') return this.#map(depth)
    if (code === '[') return this.#list(depth)
    const scalar = this.#scalar()
    if (scalar === undefined) return undefined
    return !scalar.quoted && nulls.test(scalar.text) ? null : scalar.text
  }

  #map(depth: number): YamlMap | undefined {
    const map: YamlMap = new Map()
    this.#at += 1
    this.skip()
    if (this.#is('}')) return map
    for (;;) {
      const start = this.#at
      const name = this.#scalar()
      if (name === undefined || (!name.quoted && nulls.test(name.text)) || name.text === '<<') return undefined
      this.skip()
      if (!this.#is(':')) return undefined
      // `a:b` and `a:"b"` are plain scalars; only a quoted key may stand close to its value
      const gap = this.#at
      this.skip()
      if (!name.quoted && this.#at === gap && !/[{[]/.test(this.#text[gap] ?? '')) return undefined
      const value = this.value(depth + 1)
      if (value === undefined) return undefined
      if (map.has(name.text)) this.#fail(`the key "${name.text.slice(0, 60)}" is there twice`, start)
      map.set(name.text, value)
      this.skip()
      if (this.#is('}')) return map
      if (!this.#is(',')) return undefined
      this.skip()
    }
  }

  #list(depth: number): YamlList | undefined {
    const list: YamlList = []
    this.#at += 1
    this.skip()
    if (this.#is(']')) return list
    for (;;) {
      const value = this.value(depth + 1)
      if (value === undefined) return undefined
      list.push(value)
      this.skip()
      if (this.#is(']')) return list
      if (!this.#is(',')) return undefined
      this.skip()
    }
  }

  #scalar(): { text: string; quoted: boolean } | undefined {
    const first = this.#text[this.#at]
    if (first === '"') {
      const found = this.#take(doubleQuoted)
      return found === '' ? undefined : { text: found.includes('\\') ? (JSON.parse(found) as string) : found.slice(1, -1), quoted: true }
    }
    if (first === "'") {
      const found = this.#take(singleQuoted)
      // `''` in it stands for one quote: left to the full parser
      return found === '' || this.#text[this.#at] === "'" ? undefined : { text: found.slice(1, -1), quoted: true }
    }
    const found = this.#take(plain)
    if (found === '') return undefined
    this.skip()
    // anything else that follows is part of it, or a comment, or wrong
    return /[,:}\]]/.test(this.#text[this.#at] ?? '') ? { text: found, quoted: false } : undefined
  }

  #is(mark: string): boolean {
    if (this.#text[this.#at] !== mark) return false
    this.#at += 1
    return true
  }

  #take(what: RegExp): string {
    what.lastIndex = this.#at
    const found = what.exec(this.#text)?.[0] ?? ''
    this.#at += found.length
    return found
  }

  #fail(message: string, at: number): never {
    const before = this.#text.slice(0, at).split('\n')
    const column = (before.length === 1 ? this.#begin.column : 1) + (before.at(-1)?.length ?? 0)
    throw new YamlTextError(message, this.#begin.line + before.length - 1, column)
  }
}
