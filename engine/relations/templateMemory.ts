import { isRecord } from './fieldPath.ts'
import type { PathTree } from './pathTree.ts'
import type { Reference } from './reference.ts'
import type { Rule } from './rule.ts'

type PodSpec = Readonly<Record<string, any>>

interface Kept {
  /** Whose references they are. */
  table: object
  namespace: string
  podSpec: PodSpec
  /** Fields of it that readers looked at by themselves: these have to be equal as a whole. */
  fields: readonly string[]
  token: string
  references: readonly Reference[]
}

/** Objects come sorted by namespace and name, so that the Pods of a workload follow each other: few others come between. */
const mostKept = 4

/** The volume that the API server puts into every Pod, with five characters that are the Pod's own. */
const tokenPrefix = 'kube-api-access-'

/**
 * What the last few pod specs of a kind came to. The Pods of a workload differ in fields that no rule looks at, and in the name of their token's volume;
 * to find out that the rest is equal is much less work than to read it. What rules look at is not assumed: fields on their paths are known, and what readers look at
 * besides is watched while a pod spec is read for the first time.
 */
export class TemplateMemory {
  /** Set where what a pod spec names depends on more than itself. */
  off = false
  readonly #kept: Kept[] = []
  readonly #most: number

  /** How many are remembered. */
  constructor(most = mostKept) {
    this.#most = most
  }

  /** The references of an equal pod spec in the same namespace, if one is remembered. */
  find(tree: PathTree<Rule>, table: object, namespace: string, podSpec: PodSpec): readonly Reference[] | null {
    for (const kept of this.#kept) {
      if (kept.namespace !== namespace || kept.table !== table) continue
      if (areEqual(tree, kept, podSpec)) return kept.references
    }
    return null
  }

  keep(table: object, namespace: string, podSpec: PodSpec, fields: readonly string[], references: readonly Reference[]): void {
    const token = tokenOf(podSpec)
    if (token !== '' && references.some((reference) => says(reference, token))) return
    if (this.#kept.length >= this.#most) this.#kept.pop()
    this.#kept.unshift({ table, namespace, podSpec, fields, token, references })
  }

  forget(): void {
    this.#kept.length = 0
  }
}

function areEqual(tree: PathTree<Rule>, kept: Kept, podSpec: PodSpec): boolean {
  const { token } = kept
  const own = token === '' ? '' : tokenOf(podSpec)
  const same = token === own ? isSame : (a: unknown, b: unknown): boolean => isRenamed(a, b, token, own === '' ? token : own) // two names for one volume
  if (!tree.agrees(kept.podSpec, podSpec, same, token === own)) return false
  for (const field of kept.fields) {
    if (Object.hasOwn(kept.podSpec, field) !== Object.hasOwn(podSpec, field)) return false
    if (!same(kept.podSpec[field], podSpec[field])) return false
  }
  return true
}

/** Whether two values of JSON are equal. */
function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  return equalMembers(a, b, isSame)
}

/** Whether they are equal when one name is exchanged for the other. */
function isRenamed(a: unknown, b: unknown, from: string, to: string): boolean {
  if (typeof a === 'string') return a === from ? b === to : a === b && b !== to
  // one object may be part of both, and have a name in it that should be another one
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b
  return equalMembers(a, b, (one, other) => isRenamed(one, other, from, to))
}

function equalMembers(a: object, b: object, same: (a: unknown, b: unknown) => boolean): boolean {
  if (Array.isArray(a)) {
    if (!Array.isArray(b) || a.length !== b.length) return false
    for (let i = 0; i < a.length; i++) if (!same(a[i], b[i])) return false
    return true
  }
  if (Array.isArray(b)) return false
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>]
  let count = 0
  for (const key in left) {
    const other = right[key]
    if (other === undefined || !same(left[key], other)) return false
    count++
  }
  for (const _ in right) count--
  return count === 0
}

function tokenOf(podSpec: PodSpec): string {
  const volumes: unknown = podSpec['volumes']
  if (!Array.isArray(volumes)) return ''
  for (let i = volumes.length - 1; i >= 0; i--) {
    const volume: unknown = volumes[i]
    const name = isRecord(volume) ? volume['name'] : undefined
    if (typeof name === 'string' && name.startsWith(tokenPrefix) && name.length === tokenPrefix.length + 5) return name
  }
  return ''
}

/** Whether a text is in anything that a reference says. What names nothing by a name is hardly ever in a pod spec, and is not looked into. */
function says(reference: Reference, text: string): boolean {
  if (reference.by !== 'name') return true
  if (reference.name.includes(text) || reference.namespace.includes(text)) return true
  if (reference.parts?.some(({ name }) => name.includes(text)) === true) return true
  return reference.evidence.some(({ path, value }) => value.includes(text) || path.includes(text))
}
