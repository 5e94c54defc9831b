/**
 * The path language of the rules, and extractors made of it.
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

/** Called for each value found. `parent` is the object that has the field, for siblings of the value. */
export type Visit<T> = (payload: T, value: unknown, path: string, parent: Record<string, unknown>) => void

interface Branch<T> {
  key: string
  /** How the field continues a path: `.name`, or quoted. */
  suffix: string
  each: boolean
  only: Step['only']
  child: PathTree<T>
}

/** Many paths walked at once: shared beginnings are entered once, absent fields end a walk. */
export class PathTree<T> {
  readonly #branches: Branch<T>[] = []
  readonly #payloads: T[] = []

  add(path: string, payload: T): void {
    this.#insert(parsePath(path), 0, payload)
  }

  #insert(steps: readonly Step[], at: number, payload: T): void {
    const step = steps[at]
    if (!step) {
      this.#payloads.push(payload)
      return
    }
    for (const key of step.keys) {
      let branch = this.#branches.find((b) => b.key === key && b.each === step.each && String(b.only) === String(step.only))
      if (!branch) {
        branch = { key, suffix: join('.', key).slice(1), each: step.each, only: step.only, child: new PathTree<T>() }
        this.#branches.push(branch)
      }
      branch.child.#insert(steps, at + 1, payload)
    }
  }

  /** Visits what the paths lead to in `value`. `prefix` is the path of `value` itself, empty for the whole object. */
  walk(value: unknown, prefix: string, visit: Visit<T>): void {
    if (!isRecord(value)) return
    for (const { key, suffix, each, only, child } of this.#branches) {
      // Own fields only: a path must not reach into prototypes of hostile documents.
      if (!Object.hasOwn(value, key)) continue
      const found = value[key]
      if (found === undefined || found === null) continue
      const path = prefix === '' && suffix.startsWith('.') ? key : prefix + suffix
      if (!each) child.#arrive(found, path, value, visit)
      else if (Array.isArray(found)) {
        for (let i = 0; i < found.length; i++) {
          const item: unknown = found[i]
          if (item !== undefined && item !== null && (only === undefined || has(item, only)))
            child.#arrive(item, `${path}[${i}]`, value, visit)
        }
      }
    }
  }

  #arrive(value: unknown, path: string, parent: Record<string, unknown>, visit: Visit<T>): void {
    for (const payload of this.#payloads) visit(payload, value, path, parent)
    if (this.#branches.length > 0) this.walk(value, path, visit)
  }
}

/** Reads one value by a path: the first there is; undefined when any part is missing. */
export function readPath(value: unknown, path: string): unknown {
  let at: unknown = value
  const parsed = steps(path)
  for (const [i, step] of parsed.entries()) {
    if (step.each || step.keys.length > 1) return readEvery(at, parsed, i)[0]
    if (!isRecord(at) || !Object.hasOwn(at, step.keys[0] ?? '')) return undefined
    at = at[step.keys[0] ?? '']
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

function has(item: unknown, [field, value]: readonly [string, string]): boolean {
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

/** Continues a concrete path by a field, quoted where it must be. */
export function join(path: string, key: string): string {
  if (/^[A-Za-z0-9_-]+$/.test(key)) return path === '' ? key : `${path}.${key}`
  return `${path}["${key}"]`
}
