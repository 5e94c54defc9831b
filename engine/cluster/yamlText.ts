import { isAlias, isCollection, isMap, isPair, isScalar, LineCounter, parseDocument } from 'yaml'
import type { Document, Node, Scalar } from 'yaml'
import { parsePlainYaml } from './plainYaml.ts'
import { maxDepth, YamlTextError } from './yamlValue.ts'
import type { YamlMap, YamlValue } from './yamlValue.ts'

const maxAliases = 100
/** After aliases are expanded. */
const maxNodes = 100_000
/**
 * Lines and indicators that the full parser is given: it needs about a second for so many, and nothing else goes on meanwhile. What is plain YAML, in
 * block or flow form, or JSON, has no need of it and may be as large as a kubeconfig may be.
 */
const maxElements = 40_000

/** Reads one YAML document under limits: depth, size, aliases. Duplicate keys are errors. `<<` merges, as in kubectl's parser. */
export function parseYamlText(text: string): YamlValue {
  return parsePlainYaml(text) ?? parseAnyYaml(text)
}

/** The same by the full parser, for everything that is not plain. */
export function parseAnyYaml(text: string): YamlValue {
  checkDepth(text)
  if (countElements(text) > maxElements) {
    throw new YamlTextError(
      `it has more than ${maxElements.toLocaleString('en')} lines or elements and is not in the plain form that kubectl writes`,
      null,
      null,
      'Write it in that form: kubectl config view --raw > NEW-FILE. Nothing of it is used until then.',
    )
  }
  const lines = new LineCounter()
  let document: Document.Parsed
  try {
    // failsafe: no scalar is anything but text. uniqueKeys of the package takes n² steps, so keys are checked here.
    document = parseDocument(text, { schema: 'failsafe', uniqueKeys: false, lineCounter: lines, prettyErrors: false, logLevel: 'error' })
  } catch (error) {
    if (error instanceof RangeError) throw new YamlTextError('it is nested too deeply', null, null)
    throw error
  }
  const problem = document.errors[0]
  if (problem) {
    const at = lines.linePos(problem.pos[0])
    const words: Readonly<Record<string, string>> = { MULTIPLE_DOCS: 'it holds several documents; a kubeconfig is one' }
    throw new YamlTextError(words[problem.code] ?? sentence(problem.message), at.line, at.col)
  }
  return new Reader(document, lines).read()
}

class Reader {
  readonly #document: Document.Parsed
  readonly #lines: LineCounter
  readonly #open = new Set<unknown>()
  #anchors: Map<string, Node> | null = null
  #nodes = 0
  #aliases = 0

  constructor(document: Document.Parsed, lines: LineCounter) {
    this.#document = document
    this.#lines = lines
  }

  read(): YamlValue {
    return this.#value(this.#document.contents, 0)
  }

  #value(node: unknown, depth: number): YamlValue {
    if (node === null || node === undefined) return null
    this.#nodes += 1
    if (this.#nodes > maxNodes) this.#fail(`it has more than ${maxNodes.toLocaleString('en')} values after its aliases are expanded`, node)
    if (depth > maxDepth) this.#fail(`it is nested more than ${maxDepth} levels deep`, node)
    if (isAlias(node)) {
      this.#aliases += 1
      if (this.#aliases > maxAliases) this.#fail(`it uses more than ${maxAliases} aliases`, node)
      const target = this.#anchor(node.source)
      if (!target) return this.#fail(`the alias *${node.source.slice(0, 40)} has no anchor`, node)
      if (this.#open.has(target)) this.#fail('an alias is inside of what it stands for', node)
      return this.#value(target, depth)
    }
    if (isScalar(node)) return scalarText(node)
    if (!isCollection(node)) return null
    this.#open.add(node)
    const value = isMap(node) ? this.#map(node.items, depth) : node.items.map((item) => this.#value(item, depth + 1))
    this.#open.delete(node)
    return value
  }

  #map(items: readonly unknown[], depth: number): YamlMap {
    const map: YamlMap = new Map()
    const merged: YamlValue[] = []
    for (const item of items) {
      if (!isPair(item)) continue
      const key = this.#value(item.key, depth + 1)
      const name = key === null ? '' : key
      if (typeof name !== 'string') return this.#fail('a key is not a plain text', item.key)
      const value = this.#value(item.value, depth + 1)
      if (name === '<<') {
        merged.push(...(Array.isArray(value) ? value : [value]))
        continue
      }
      if (map.has(name)) this.#fail(`the key "${name.slice(0, 60)}" is there twice`, item.key)
      map.set(name, value)
    }
    for (const source of merged) if (source instanceof Map) for (const [name, value] of source) if (!map.has(name)) map.set(name, value)
    return map
  }

  /** All anchors are looked for once: the package's own search walks the whole document for each alias. */
  #anchor(name: string): Node | undefined {
    if (!this.#anchors) {
      const found = new Map<string, Node>()
      const visit = (node: unknown): void => {
        if (isPair(node)) {
          visit(node.key)
          visit(node.value)
          return
        }
        if ((isScalar(node) || isCollection(node)) && node.anchor !== undefined && !found.has(node.anchor)) found.set(node.anchor, node)
        if (isCollection(node)) node.items.forEach(visit)
      }
      visit(this.#document.contents)
      this.#anchors = found
    }
    return this.#anchors.get(name)
  }

  #fail(message: string, node: unknown): never {
    const offset = (node as { range?: readonly number[] | null } | null)?.range?.[0]
    const at = offset === undefined ? null : this.#lines.linePos(offset)
    throw new YamlTextError(message, at?.line ?? null, at?.col ?? null)
  }
}

function scalarText(node: Scalar): string | null {
  if (typeof node.value !== 'string') return null // only an empty value is no text in the failsafe schema
  return node.type === 'PLAIN' && /^(|~|null|Null|NULL)$/.test(node.value) ? null : node.value
}

/** The package is recursive: what is nested thousands deep is refused before it is parsed. Brackets in quoted text count too; nobody has a thousand. */
function checkDepth(text: string): void {
  let open = 0
  let line = 1
  let lineStart = 0
  let indicators = 0
  let leading = true
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code === 10) {
      line += 1
      lineStart = index + 1
      indicators = 0
      leading = true
      continue
    }
    if (code === 91 || code === 123) open += 1
    else if ((code === 93 || code === 125) && open > 0) open -= 1
    if (leading) {
      if (code === 45 || code === 63) indicators += 1
      else if (code !== 32) leading = false
      // 2 columns a level at the least, and one indicator a level in `- - - -`
      if (index - lineStart > 2_000 || indicators > 200) throw new YamlTextError('it is nested too deeply', line, index - lineStart + 1)
    }
    if (open > 200) throw new YamlTextError('it is nested too deeply', line, index - lineStart + 1)
  }
}

/** Everything that can cost the full parser a step of its own. */
function countElements(text: string): number {
  let count = 0
  for (let index = 0; index < text.length; index++) {
    switch (text.charCodeAt(index)) {
      case 10:
      case 13:
      case 33:
      case 34:
      case 38:
      case 39:
      case 42:
      case 44:
      case 58:
      case 63:
      case 91:
      case 93:
      case 123:
      case 125:
        count += 1
        break
      case 45: // dashes are common in text; as an indicator a space follows
        if (text.charCodeAt(index + 1) === 32) count += 1
    }
  }
  return count
}

/** The package's message without what it quotes of the text, which may be a secret. */
function sentence(message: string): string {
  const first = (message.split('\n')[0] ?? '')
    .replace(/:\s.*$/, '')
    .replace(/["'`].*["'`]/g, '…')
    .trim()
  return first.slice(0, 120)
}
