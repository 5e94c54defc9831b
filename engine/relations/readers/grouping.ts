import { kindId } from '../../contract/index.ts'
import { isRecord } from '../fieldPath.ts'
import type { Holder, ReadSet, ReadTarget } from '../rule.ts'

/**
 * Reads the value of `meta.helm.sh/release-name`; the release is in the namespace of its second annotation, which may be another one. A ReplicaSet
 * has the annotations of the Deployment that made it: Helm did not install it.
 */
export function helmRelease(value: unknown, holder: Holder): readonly ReadTarget[] {
  if (typeof value !== 'string' || value === '') return []
  if (holder.kind === 'apps/ReplicaSet' && (holder.object['metadata']?.ownerReferences?.length ?? 0) > 0) return []
  const namespace: unknown = holder.object['metadata']?.annotations?.['meta.helm.sh/release-namespace']
  return [{ namespace: typeof namespace === 'string' && namespace !== '' ? namespace : holder.namespace, name: value }]
}

/** A CustomResourceDefinition's `spec` as the set of all objects of its kind. */
export function definedKind(value: unknown): readonly ReadSet[] {
  if (!isRecord(value) || !isRecord(value['names'])) return []
  const { group, scope } = value
  const { kind } = value['names']
  if (typeof group !== 'string' || typeof kind !== 'string' || group === '' || kind === '') return []
  const defined = kindId(group, kind)
  // The definition itself has no namespace, and so has what it defines for the whole cluster.
  return [{ kind: defined, select: {}, namespaces: scope === 'Cluster' ? 'own' : 'all', value: defined }]
}

/** What a bare name in `connects-to` may be. */
const workloads = [
  'apps/Deployment',
  'apps/StatefulSet',
  'apps/DaemonSet',
  'apps.openshift.io/DeploymentConfig',
  'batch/CronJob',
  'core/Pod',
]

/**
 * Reads `app.openshift.io/connects-to`: JSON, a list of names or of `{apiVersion, kind, name}`, or names with commas between. A bare name
 * says no kind, so it is an edge to whichever workloads have it, and none when nobody does.
 */
export function connections(value: unknown, holder: Holder): readonly ReadTarget[] {
  if (typeof value !== 'string') return []
  return entries(value).flatMap((entry): readonly ReadTarget[] => {
    if (typeof entry === 'string') {
      const name = entry.trim()
      if (name === '') return []
      return workloads.map((kind) => ({ kind, namespace: holder.namespace, name, tentative: true, value: name }))
    }
    if (!isRecord(entry)) return []
    const { apiVersion, kind, name } = entry
    if (typeof apiVersion !== 'string' || typeof kind !== 'string' || typeof name !== 'string' || kind === '' || name === '') return []
    const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : ''
    return [{ kind: kindId(group, kind), namespace: holder.namespace, name, value: `${kind} ${name}` }]
  })
}

function entries(written: string): readonly unknown[] {
  try {
    const parsed: unknown = JSON.parse(written)
    return Array.isArray(parsed) ? [...new Set(parsed as unknown[])] : [parsed]
  } catch {
    return [...new Set(written.split(','))] // not JSON: the older form
  }
}
