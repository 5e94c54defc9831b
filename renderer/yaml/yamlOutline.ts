/** Which field stands on each line of a YAML text, as the engine writes it: block style, two spaces, lists deeper than their key. */
export interface YamlOutline {
  /** By line, from 0: `spec.containers[0].image`; of a line inside a long text the field it belongs to. */
  paths: readonly string[]
  /** The first line of each field. */
  lines: ReadonlyMap<string, number>
}

interface Level {
  column: number
  isList: boolean
  /** Of a list: the index of the item that was met last. */
  item: number
  base: string
  last: string
}

const keyForm = /^("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s#'"[\]{},|>&*!%@`-][^#]*?|-[^\s][^#]*?)\s*:(?:\s+(.*))?$/
const longText = /^[|>][+-]?\d*$/

/** Reads the outline of a text. What it does not understand belongs to the field before it. */
export function yamlOutline(text: string): YamlOutline {
  const paths: string[] = []
  const lines = new Map<string, number>()
  const levels: Level[] = []
  let long: { column: number } | null = null
  let path = ''
  text.split('\n').forEach((line, number) => {
    const indent = line.length - line.trimStart().length
    const isBlank = line.trim() === ''
    if (isBlank || (long !== null && indent > long.column)) {
      paths.push(path)
      return
    }
    long = null
    let column = indent
    let rest = line.slice(indent)
    while (rest === '-' || rest.startsWith('- ')) {
      const level = levelAt(levels, column, true)
      level.item++
      level.last = path = `${level.base}[${level.item}]`
      if (!lines.has(path)) lines.set(path, number)
      column += 2
      rest = rest.slice(2)
    }
    const key = keyForm.exec(rest)
    if (key !== null) {
      const level = levelAt(levels, column, false)
      level.last = path = join(level.base, unquoted(key[1] ?? ''))
      if (!lines.has(path)) lines.set(path, number)
    }
    if (longText.test((key === null ? rest : (key[2] ?? '')).trim())) long = { column: key === null ? column - 2 : column }
    paths.push(path)
  })
  return { paths, lines }
}

/** The line of a field, else of the nearest field above it; -1 when there is none. */
export function lineOfPath({ lines }: YamlOutline, path: string): number {
  for (let rest = path; rest !== ''; rest = rest.replace(/(\.?[^.[\]"]+|\[\d*\]|\["[^"]*"\])$/, '')) {
    const line = lines.get(rest)
    if (line !== undefined) return line
    if (!/[\w\])}]$/.test(rest)) return -1
  }
  return -1
}

/** First and last line of a field with all below it; null when it is not there. */
export function rangeOfPath({ paths, lines }: YamlOutline, path: string): { first: number; last: number } | null {
  const first = lines.get(path)
  if (first === undefined) return null
  let last = first
  while (last + 1 < paths.length && isBelow(paths[last + 1] ?? '', path)) last++
  return { first, last }
}

const isBelow = (path: string, above: string): boolean =>
  path === above || (path.startsWith(above) && (path[above.length] === '.' || path[above.length] === '['))

function levelAt(levels: Level[], column: number, isList: boolean): Level {
  while ((levels.at(-1)?.column ?? -1) > column) levels.pop()
  const top = levels.at(-1)
  if (top?.column === column && top.isList === isList) return top
  if (top?.column === column && !isList) levels.pop()
  const level = { column, isList, item: -1, base: levels.at(-1)?.last ?? '', last: '' }
  levels.push(level)
  return level
}

function unquoted(key: string): string {
  if (key.startsWith("'")) return key.slice(1, -1).replaceAll("''", "'")
  if (!key.startsWith('"')) return key
  try {
    return String(JSON.parse(key))
  } catch {
    return key.slice(1, -1) // YAML knows escapes that JSON does not: such a key is shown as it stands
  }
}

function join(base: string, key: string): string {
  if (/^[A-Za-z0-9_-]+$/.test(key)) return base === '' ? key : `${base}.${key}`
  return `${base}["${key}"]`
}
