import { kindId } from '../../contract/index.ts'
import { isClusterScoped } from '../clusterScoped.ts'
import { isRecord } from '../fieldPath.ts'
import type { Holder, ReadTarget } from '../rule.ts'
import { textAt } from './podSpec.ts'
import { kindOfResource } from './resourceKind.ts'
import { serverService } from './service.ts'

/** Reads `spec.service` of an APIService; while its condition Available is False, nothing is served. */
export function apiServer(value: unknown, holder: Holder): readonly ReadTarget[] {
  const conditions: unknown = holder.object['status']?.conditions
  const down =
    Array.isArray(conditions) && (conditions as unknown[]).some((c) => textAt(c, 'type') === 'Available' && textAt(c, 'status') === 'False')
  return serverService(value).map((target) => (down ? { ...target, notReady: true } : target))
}

/** Reads one of a definition's `versions` as the APIService that serves it: `<version>.<group>`. */
export function servedBy(value: unknown, holder: Holder): readonly ReadTarget[] {
  const version = textAt(value, 'name')
  const group: unknown = holder.object['spec']?.group
  if (!isRecord(value) || value['served'] !== true || version === '' || typeof group !== 'string') return []
  return [{ namespace: '', name: `${version}.${group}`, at: 'name', value: version }]
}

/**
 * Reads a Lease's `holderIdentity`: by custom the host name, which is a Pod's name or a Node's, often with `_<uuid>` after it. A guess, so
 * it counts only where there is such a Pod in the Lease's namespace, or such a Node.
 */
export function leader(value: unknown, holder: Holder): readonly ReadTarget[] {
  if (typeof value !== 'string' || value === '') return []
  const name = value.replace(/_.*$/, '')
  if (name === '') return []
  return [
    { kind: 'core/Pod', namespace: holder.namespace, name, tentative: true, value },
    { kind: 'core/Node', namespace: '', name, tentative: true, value },
  ]
}

/** Reads one that names a resource instead of a kind, as `parentRef` of an IPAddress and `reservedFor` of a ResourceClaim. */
export function namedResource(value: unknown, holder: Holder): readonly ReadTarget[] {
  const name = textAt(value, 'name')
  const kind = kindOfResource(textAt(value, 'group') || textAt(value, 'apiGroup'), textAt(value, 'resource'))
  if (name === '' || kind === undefined) return []
  const uid = textAt(value, 'uid')
  const namespace = isClusterScoped(kind) ? '' : textAt(value, 'namespace') || holder.namespace
  return [{ kind, namespace, name, at: 'name', value: name, ...(uid === '' ? {} : { uid }) }]
}

/** Reads one of a claim's allocated devices: `<driver>/<pool>/<device>`. */
export function allocatedDevice(value: unknown): readonly ReadTarget[] {
  return device(textAt(value, 'driver'), textAt(value, 'pool'), textAt(value, 'device'), 'device')
}

/** Reads one of a slice's devices, named as an allocation names it. */
export function slicedDevice(value: unknown, holder: Holder): readonly ReadTarget[] {
  const spec: unknown = holder.object['spec']
  return device(textAt(spec, 'driver'), isRecord(spec) ? textAt(spec['pool'], 'name') : '', textAt(value, 'name'), 'name')
}

function device(driver: string, pool: string, name: string, at: string): readonly ReadTarget[] {
  return driver === '' || name === '' ? [] : [{ namespace: '', name: `${driver}/${pool}/${name}`, at, value: name }]
}

/** Reads a policy's `paramKind` as the definition of that kind, whose plural is guessed: it counts only where it is right. */
export function definitionOf(value: unknown): readonly ReadTarget[] {
  const apiVersion = textAt(value, 'apiVersion')
  const kind = textAt(value, 'kind')
  const slash = apiVersion.indexOf('/')
  if (slash <= 0 || kind === '') return []
  const word = kind.toLowerCase()
  const plurals = [`${word}s`, `${word}es`, word.replace(/y$/, 'ies'), word]
  const group = apiVersion.slice(0, slash)
  return [...new Set(plurals)].map((plural) => ({
    namespace: '',
    name: `${plural}.${group}`,
    tentative: true,
    at: 'kind',
    value: kindId(group, kind),
  }))
}
