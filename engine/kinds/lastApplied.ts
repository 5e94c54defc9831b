import { own, rec, str } from './fields.ts'
import type { KubeObject } from './kind.ts'

const annotation = 'kubectl.kubernetes.io/last-applied-configuration'

/** What `kubectl apply` wrote down of an object when it last changed it; null where it never did, undefined where that cannot be read. */
export function lastApplied(object: KubeObject): KubeObject | null | undefined {
  const text = str(own(rec(object.metadata).annotations, annotation))
  if (text === '') return null
  try {
    const read: unknown = JSON.parse(text)
    return typeof read === 'object' && read !== null && !Array.isArray(read) ? withoutAnnotation(read as KubeObject) : undefined
  } catch {
    return undefined
  }
}

/** The object without that annotation, which repeats it. */
export function withoutAnnotation(object: KubeObject): KubeObject {
  const meta = rec(object.metadata) as Record<string, unknown>
  const { [annotation]: _applied, ...annotations } = rec(meta['annotations']) as Record<string, unknown>
  const { annotations: _all, ...others } = meta
  return { ...object, metadata: { ...others, ...(Object.keys(annotations).length === 0 ? {} : { annotations }) } as KubeObject['metadata'] }
}

/** Fields by which the API tells the items of a list apart, the commonest first (patchMergeKey and list-map-keys of built-in kinds). */
const itemKeys = ['name', 'containerPort', 'mountPath', 'port', 'key', 'ip', 'devicePath', 'topologyKey', 'type', 'uid'] as const

/**
 * What `live` says of the fields that `applied` names: a default that the server filled in is no difference, a value that somebody changed is. Items
 * that others put into a list are told, since they are in a list that was applied.
 */
export function onlyApplied(applied: unknown, live: unknown): unknown {
  if (Array.isArray(applied) && Array.isArray(live)) return appliedItems(applied, live)
  if (!isFields(applied) || !isFields(live)) return live
  const kept: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(applied)) {
    const there: unknown = own(live, key)
    if (there !== undefined) put(kept, key, onlyApplied(value, there))
    // an empty value and none are the same to the API
    else if (isEmpty(value)) put(kept, key, value)
  }
  return kept
}

function appliedItems(applied: readonly unknown[], live: readonly unknown[]): unknown[] {
  const key = itemKeys.find((each) => tellsApart(applied, each) && tellsApart(live, each))
  if (key === undefined) return live.map((item, at) => (at < applied.length ? onlyApplied(applied[at], item) : item))
  const named = new Map(applied.map((item) => [own(item, key) as unknown, item]))
  return live.map((item) => {
    const wanted = named.get(own(item, key))
    return wanted === undefined ? item : onlyApplied(wanted, item)
  })
}

function tellsApart(items: readonly unknown[], key: string): boolean {
  const values = items.map((item) => (isFields(item) ? (own(item, key) as unknown) : undefined))
  return values.every((value) => typeof value === 'string' || typeof value === 'number') && new Set(values).size === values.length
}

function isFields(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isEmpty(value: unknown): boolean {
  return value === null || value === '' || (typeof value === 'object' && Object.keys(value).length === 0)
}

/** A cluster may name a member `__proto__`. */
function put(target: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true })
}
