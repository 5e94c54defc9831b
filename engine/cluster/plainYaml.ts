import { parseFlowYaml } from './flowYaml.ts'
import { maxDepth, maxPlainValues, YamlTextError } from './yamlValue.ts'
import type { YamlMap, YamlValue } from './yamlValue.ts'

interface Line {
  indent: number
  content: string
  /** Counted from 1. */
  number: number
}

const key = /^([A-Za-z0-9_][A-Za-z0-9_./-]*):(?: +(.*))?$/
/** Plain scalars that can be nothing else; what is not sure is left to the full parser. */
const plain = /^(?:[A-Za-z0-9_./+=~$^(;<\\\u00a1-\uffff]|-(?=[^\s]))[^#:]*$/
/** A colon that ends no key: `https://host:6443`, `arn:aws:eks`. */
const plainWithColons = /^(?:[A-Za-z0-9_./+=~$^(;<\\\u00a1-\uffff]|-(?=[^\s]))(?:[^#:]|:(?=[^\s:,\]}]))*$/
const doubleQuoted = /^"([^"\\]*)"$/
const singleQuoted = /^'([^']*)'$/
const nothing = /^(?:~|null|Null|NULL)$/
/** Tabs, other white space, line breaks and what cannot be printed have rules of their own; letters of other scripts have none. */
const unusual = /[^\n\r -~\p{L}\p{M}\p{N}\p{P}\p{S}]|\r(?!\n)/u

/**
 * Reads the plain form in which kubectl, cloud tools and people write kubeconfigs: block mappings and lists, scalars and flow collections on one
 * line, comments; or JSON. It is 40 times faster than the full parser, which takes seconds for 10,000 contexts. Undefined: the text uses more of
 * YAML than that. What is accepted here means the same to the full parser (a property test compares them).
 */
export function parsePlainYaml(text: string): YamlMap | undefined {
  if (/^[ \r\n]*\{/.test(text)) {
    const whole = parseFlowYaml(text)
    return whole instanceof Map ? whole : undefined
  }
  const lines = splitLines(text)
  if (!lines || lines.length === 0 || lines[0]?.indent !== 0) return undefined
  const reader = new PlainReader(lines)
  const root = reader.block(0, 0)
  return root instanceof Map && reader.done ? root : undefined
}

class PlainReader {
  readonly #lines: Line[]
  #at = 0

  constructor(lines: Line[]) {
    this.#lines = lines
  }

  get done(): boolean {
    return this.#at >= this.#lines.length
  }

  /** A mapping or list whose lines begin at the column `indent`. */
  block(indent: number, depth: number): YamlValue | undefined {
    if (depth > maxDepth) return undefined
    const first = this.#lines[this.#at]
    return first && isItem(first) ? this.#list(indent, depth) : this.#map(indent, depth)
  }

  #map(indent: number, depth: number): YamlMap | undefined {
    const map: YamlMap = new Map()
    for (let line = this.#lines[this.#at]; line && line.indent >= indent; line = this.#lines[this.#at]) {
      if (line.indent > indent || isItem(line)) return undefined
      const match = key.exec(line.content)
      const name = match?.[1]
      if (name === undefined || nothing.test(name)) return undefined
      this.#at += 1
      const value = this.#value(match?.[2] ?? '', line, indent, depth, true)
      if (value === undefined) return undefined
      if (map.has(name)) throw new YamlTextError(`the key "${name.slice(0, 60)}" is there twice`, line.number, indent + 1)
      map.set(name, value)
    }
    return map
  }

  #list(indent: number, depth: number): YamlValue[] | undefined {
    const list: YamlValue[] = []
    for (let line = this.#lines[this.#at]; line && line.indent >= indent; line = this.#lines[this.#at]) {
      if (line.indent > indent) return undefined
      if (!isItem(line)) break
      const rest = line.content.slice(1).trimStart()
      if (rest.startsWith('- ') || rest === '-') return undefined
      let value: YamlValue | undefined
      if (key.test(rest)) {
        // `- name: x` begins a mapping in the middle of the line.
        const column = indent + line.content.length - rest.length
        this.#lines[this.#at] = { indent: column, content: rest, number: line.number }
        value = this.#map(column, depth + 1)
      } else {
        this.#at += 1
        value = this.#value(rest, line, indent, depth, false)
      }
      if (value === undefined) return undefined
      list.push(value)
    }
    return list
  }

  /** What stands after a key or a dash; when nothing does, the block below. */
  #value(written: string, line: Line, indent: number, depth: number, afterKey: boolean): YamlValue | undefined {
    const next = this.#lines[this.#at]
    const text = withoutComment(written)
    if (text === '') {
      if (next && next.indent > indent) return this.block(next.indent, depth + 1)
      // Lists may stand at the column of their key.
      if (afterKey && next && next.indent === indent && isItem(next)) return this.#list(indent, depth + 1)
      return null
    }
    if (next && next.indent > indent) return undefined // the scalar goes on below
    if (text === '{}') return new Map()
    if (text === '[]') return []
    if (text.startsWith('{') || text.startsWith('['))
      return parseFlowYaml(text, { line: line.number, column: line.indent + line.content.length - written.length + 1 })
    const quoted = doubleQuoted.exec(text) ?? singleQuoted.exec(text)
    if (quoted) return quoted[1] ?? ''
    if (nothing.test(text)) return null
    return plain.test(text) || plainWithColons.test(text) ? text : undefined
  }
}

/** A comment begins at a `#` after white space; where a quote stands before it, it may be in quoted text, which is left to the full parser. */
function withoutComment(text: string): string {
  if (text.startsWith('#')) return ''
  const at = text.indexOf(' #')
  if (at < 0) return text
  const value = text.slice(0, at).trimEnd()
  return /["']/.test(value) && !doubleQuoted.test(value) && !singleQuoted.test(value) ? text : value
}

function isItem(line: Line): boolean {
  return line.content === '-' || line.content.startsWith('- ')
}

/** Lines with content; undefined when there is something that the plain form does not have. */
function splitLines(text: string): Line[] | undefined {
  if (unusual.test(text)) return undefined
  const lines: Line[] = []
  let number = 0
  for (let start = 0; start < text.length;) {
    let end = text.indexOf('\n', start)
    if (end < 0) end = text.length
    number += 1
    const raw = text.slice(start, text[end - 1] === '\r' && end > start ? end - 1 : end).trimEnd()
    start = end + 1
    const content = raw.trimStart()
    if (content === '' || content.startsWith('#')) continue
    if (lines.length === maxPlainValues) throw new YamlTextError(`it has more than ${maxPlainValues.toLocaleString('en')} lines`, number, 1)
    const indent = raw.length - content.length
    if (content.startsWith('---') || content.startsWith('...') || content.startsWith('%')) {
      if (content === '---' && lines.length === 0) continue
      return undefined
    }
    lines.push({ indent, content, number })
  }
  return lines
}
