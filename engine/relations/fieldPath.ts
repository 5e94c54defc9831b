/**
 * The path language of the rules, and how values are read by it.
 *
 * `a.b` steps into fields, `[]` visits every item of a list, `[type=Ready]` those items whose field `type` is `Ready`, `["x/y.z"]` names a
 * field with dots or slashes, `(a|b)` visits both. What is visited is reported with its concrete path: `spec.volumes[2].configMap`.
 */

/** One step: fields to enter (one, or alternatives), and whether the value is a list whose items are visited. */
export interface Step {
  keys: readonly string[]
  each: boolean
  /** Of a list, only items with this text in this field. */
  only?: readonly [field: string, value: string]
}

const filter = /\[([A-Za-z0-9_-]+)=([^\]"]*)\]/y

const token = /(?:^|\.)(?:\(([^)]+)\)|([A-Za-z0-9_-]+))|\["([^"\]]+)"\]/y

/** Parses a path; throws on anything else, since paths are our own source. */
export function parsePath(path: string): readonly Step[] {
  const steps: Step[] = []
  let at = 0
  while (at < path.length) {
    token.lastIndex = at
    const found = token.exec(path)
    if (!found || path.startsWith('.')) throw new Error(`not a field path: ${path} (at ${at})`)
    at = token.lastIndex
    const each = path.startsWith('[]', at)
    if (each) at += 2
    filter.lastIndex = at
    const only = each ? null : filter.exec(path)
    if (only) at = filter.lastIndex
    const [, alternatives, plain, quoted] = found
    const keys = alternatives?.split('|') ?? [plain ?? quoted ?? '']
    steps.push(only ? { keys, each: true, only: [only[1] ?? '', only[2] ?? ''] } : { keys, each })
  }
  return steps
}

/** Reads one value by a path: the first there is; undefined when any part is missing. */
export function readPath(value: unknown, path: string): unknown {
  let at: unknown = value
  const parsed = steps(path)
  for (let i = 0; i < parsed.length; i++) {
    const { keys, each } = parsed[i] as Step // i is below the length
    if (each || keys.length > 1) return readEvery(at, parsed, i)[0]
    const key = keys[0] ?? ''
    if (!isRecord(at)) return undefined
    const found = at[key]
    if (found === undefined || found === null || !Object.hasOwn(at, key)) return undefined
    at = found
  }
  return at ?? undefined
}

/** Reads all values that a path leads to. */
export function readAll(value: unknown, path: string): readonly unknown[] {
  return readEvery(value, steps(path), 0)
}

function readEvery(value: unknown, path: readonly Step[], from: number): unknown[] {
  let at: unknown[] = [value]
  for (const { keys, each, only } of path.slice(from)) {
    const next: unknown[] = []
    for (const one of at) {
      if (!isRecord(one)) continue
      for (const key of keys) {
        if (!Object.hasOwn(one, key)) continue
        const found = one[key]
        if (!each) next.push(found)
        else if (Array.isArray(found)) next.push(...(found as unknown[]).filter((item) => only === undefined || has(item, only)))
      }
    }
    at = next.filter((found) => found !== undefined && found !== null)
  }
  return at
}

/** Whether an item of a list has a text in a field. */
export function has(item: unknown, [field, value]: readonly [string, string]): boolean {
  return isRecord(item) && Object.hasOwn(item, field) && item[field] === value
}

const parsed = new Map<string, readonly Step[]>()

function steps(path: string): readonly Step[] {
  let found = parsed.get(path)
  if (!found) {
    found = parsePath(path)
    parsed.set(path, found)
  }
  return found
}

/** True for plain objects, not for lists. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The same few paths are continued by the same few fields: what was made last is kept, up to so many. */
const joined = new Map<string, Map<string, string>>()
const mostJoined = 5_000
/** Of one path: names of fields in data may be anything. */
const mostFields = 8

/** Continues a concrete path by a field, quoted where it must be. */
export function join(path: string, key: string): string {
  let behind = joined.get(path)
  if (behind === undefined) {
    if (joined.size >= mostJoined) joined.clear()
    joined.set(path, (behind = new Map()))
  }
  let text = behind.get(key)
  if (text === undefined) {
    text = newPath(path, key)
    if (behind.size < mostFields) behind.set(key, text)
  }
  return text
}

/** As {@link join}, made anew. */
export function newPath(path: string, key: string): string {
  if (/^[A-Za-z0-9_-]+$/.test(key)) return path === '' ? key : `${path}.${key}`
  return `${path}["${key}"]`
}
