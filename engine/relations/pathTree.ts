import { has, isRecord, newPath, parsePath, type Step } from './fieldPath.ts'

/** Called for each value found. `parent` is the object that has the field, for siblings of the value. */
export type Visit<T> = (payload: T, value: unknown, path: string, parent: Record<string, unknown>) => void

interface Branch<T> {
  key: string
  /** How the field continues a path: `.name`, or quoted. */
  suffix: string
  each: boolean
  only: Step['only']
  /** Whether every object has something of that name without it being written. */
  inherited: boolean
  child: PathTree<T>
}

/** So many fields are asked for one by one; of more, an object's own are looked up. */
const fewBranches = 8

/** More places of one tree are not remembered: lists of hostile length must not fill the memory. */
const mostPlaces = 20_000

/** A concrete path that a walk came by. Objects of a kind have the same ones: each is made once, so that telling where costs a walk next to nothing. */
interface Place {
  path: string
  /** Behind it, by the number of the branch; and of a list, its items. */
  fields: (Place | undefined)[]
  items: (Place | undefined)[]
}

function newPlace(path: string): Place {
  return { path, fields: [], items: [] }
}

/** Many paths walked at once: shared beginnings are entered once, absent fields end a walk. */
export class PathTree<T> {
  readonly #branches: Branch<T>[] = []
  readonly #payloads: T[] = []
  /** Numbers of the branches of a field. */
  readonly #byKey = new Map<string, number[]>()
  /** What is there of the branches, while an object is gone through; made anew by who finds it in use (or left behind by what failed). */
  readonly #found: unknown[] = []
  #busy = false
  /** Places remembered in the whole tree, which is counted at its root, and where walks begin. */
  #places = 0
  readonly #roots = new Map<string, Place>()

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
        const suffix = newPath('.', key).slice(1)
        branch = { key, suffix, each: step.each, only: step.only, inherited: key in Object.prototype, child: new PathTree<T>() }
        const numbers = this.#byKey.get(key)
        if (numbers === undefined) this.#byKey.set(key, [this.#branches.length])
        else numbers.push(this.#branches.length)
        this.#branches.push(branch)
      }
      branch.child.#insert(steps, at + 1, payload)
    }
  }

  /** Visits what the paths lead to in `value`. `prefix` is the path of `value` itself, empty for the whole object. */
  walk(value: unknown, prefix: string, visit: Visit<T>): void {
    if (!isRecord(value)) return
    let root = this.#roots.get(prefix)
    if (root === undefined) this.#roots.set(prefix, (root = newPlace(prefix)))
    this.#enter(value, root, visit, this)
  }

  /**
   * Where rules ask for many fields, goes through those that there are: an object has few of them. Fields that are inherited are
   * not among them: a path must not reach into prototypes of hostile documents. Visits in the order of the paths, whatever that of the fields.
   */
  #enter(value: Record<string, unknown>, place: Place, visit: Visit<T>, root: PathTree<T>): void {
    if (this.#branches.length <= fewBranches) {
      for (let b = 0; b < this.#branches.length; b++) {
        const one = fieldOf(value, this.#branches[b] as Branch<T>) // b is below the length
        if (one !== undefined && one !== null) this.#follow(b, one, value, place, visit, root)
      }
      return
    }
    const found = this.#busy ? [] : this.#found
    let first = this.#branches.length
    let last = -1
    for (const key in value) {
      const numbers = this.#byKey.get(key)
      if (numbers === undefined) continue
      const one = value[key]
      if (one === undefined || one === null) continue
      for (const b of numbers) {
        found[b] = one
        if (b < first) first = b
        if (b > last) last = b
      }
    }
    if (last < 0) return
    this.#busy = true
    for (let b = first; b <= last; b++) {
      const one = found[b]
      if (one === undefined) continue
      found[b] = undefined
      this.#follow(b, one, value, place, visit, root)
    }
    this.#busy = false
  }

  #follow(b: number, found: unknown, value: Record<string, unknown>, place: Place, visit: Visit<T>, root: PathTree<T>): void {
    const { key, suffix, each, only, child } = this.#branches[b] as Branch<T> // noted under the number of a branch
    let at = place.fields[b]
    if (at === undefined) {
      at = newPlace(place.path === '' && suffix.startsWith('.') ? key : place.path + suffix)
      if (root.#remembers()) place.fields[b] = at
    }
    if (!each) child.#arrive(found, at, value, visit, root)
    else if (Array.isArray(found)) {
      for (let i = 0; i < found.length; i++) {
        const item: unknown = found[i]
        if (item === undefined || item === null || (only !== undefined && !has(item, only))) continue
        let here = at.items[i]
        if (here === undefined) {
          here = newPlace(`${at.path}[${i}]`)
          if (i === at.items.length && root.#remembers()) at.items.push(here)
        }
        child.#arrive(item, here, value, visit, root)
      }
    }
  }

  #arrive(value: unknown, place: Place, parent: Record<string, unknown>, visit: Visit<T>, root: PathTree<T>): void {
    for (const payload of this.#payloads) visit(payload, value, place.path, parent)
    if (this.#branches.length > 0 && isRecord(value)) this.#enter(value, place, visit, root)
  }

  /** Whether anything of an object is on a path: a walk of any other visits nothing. */
  leadsInto(value: Readonly<Record<string, unknown>>): boolean {
    for (const key in value) if (this.#byKey.has(key)) return true
    return false
  }

  /** Whether there is nothing to walk for. */
  get isEmpty(): boolean {
    return this.#branches.length === 0
  }

  /**
   * Whether walks of two values visit the same, as far as `same` says so of what is visited. Only fields on a path are looked at, and more than that is
   * compared where it is simpler: true is certain. With `selfSame`
   * what is the same object agrees with itself.
   */
  agrees(a: unknown, b: unknown, same: (a: unknown, b: unknown) => boolean, selfSame: boolean): boolean {
    if (selfSame && a === b) return true
    if (this.#payloads.length > 0 || !isRecord(a) || !isRecord(b)) return same(a, b)
    if (this.#branches.length <= fewBranches) {
      for (const branch of this.#branches) {
        const one = fieldOf(a, branch)
        const other = fieldOf(b, branch)
        if (one === undefined && other === undefined) continue
        if (branch.only !== undefined ? !same(one, other) : !agree(branch, one, other, same, selfSame)) return false
      }
      return true
    }
    let unseen = 0
    for (const key in b) if (this.#byKey.has(key)) unseen++
    for (const key in a) {
      const numbers = this.#byKey.get(key)
      if (numbers === undefined) continue
      unseen--
      const branch = numbers.length > 1 ? undefined : this.#branches[numbers[0] as number] // one number
      if (branch === undefined || branch.only !== undefined ? !same(a[key], b[key]) : !agree(branch, a[key], b[key], same, selfSame))
        return false
    }
    return unseen === 0
  }

  #remembers(): boolean {
    return this.#places < mostPlaces && ++this.#places > 0
  }
}

/** What an object itself has there. */
function fieldOf(value: Record<string, unknown>, { key, inherited }: { key: string; inherited: boolean }): unknown {
  return inherited && !Object.hasOwn(value, key) ? undefined : value[key]
}

function agree<T>(
  { each, child }: Branch<T>,
  a: unknown,
  b: unknown,
  same: (a: unknown, b: unknown) => boolean,
  selfSame: boolean,
): boolean {
  if (!each) return child.agrees(a, b, same, selfSame)
  if (!Array.isArray(a) || !Array.isArray(b)) return same(a, b)
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (!child.agrees(a[i], b[i], same, selfSame)) return false
  return true
}
