import type { KindId } from '../contract/index.ts'
import { arr, num, own, rec, recs, scalar, str } from './fields.ts'
import type { KubeObject } from './kind.ts'

/** Kinds that keep former Pod templates, and the kind that keeps them. */
export const keeperKinds: Readonly<Record<KindId, KindId>> = {
  'apps/Deployment': 'apps/ReplicaSet',
  'apps/StatefulSet': 'apps/ControllerRevision',
  'apps/DaemonSet': 'apps/ControllerRevision',
}

/** What a ReplicaSet or ControllerRevision says of the revision that it keeps. */
export interface KeptRevision {
  revision: number
  changeCause: string
  images: readonly string[]
  formerly: readonly number[]
  /** Replicas wanted and ready, where the keeper itself counts them. */
  replicas: { desired: number; ready: number } | null
  /** Value of the label `controller-revision-hash` of its Pods; empty where the keeper counts itself. */
  podHash: string
}

const hashLabel = 'pod-template-hash'

/** Reads a keeper; null when it carries no number (a ReplicaSet that a Deployment has not looked at yet). */
export function keptRevision(keeper: KindId, owner: KindId, object: KubeObject): KeptRevision | null {
  const meta = rec(object.metadata)
  const annotation = (name: string): string => scalar(own(meta.annotations, name))
  const template = keptTemplate(keeper, object)
  const common = {
    changeCause: annotation('kubernetes.io/change-cause'),
    images: [...recs(rec(template.spec).initContainers), ...recs(rec(template.spec).containers)].map((each) => str(each.image)),
  }
  if (keeper === 'apps/ReplicaSet') {
    const revision = Number(annotation('deployment.kubernetes.io/revision'))
    if (!Number.isSafeInteger(revision) || revision < 1) return null
    const replicas = { desired: num(rec(object.spec).replicas, 1), ready: num(rec(object.status).readyReplicas) }
    return { revision, ...common, formerly: numbers(annotation('deployment.kubernetes.io/revision-history')), replicas, podHash: '' }
  }
  const labels = rec(meta.labels)
  // Pods of a StatefulSet carry the name of the revision, those of a DaemonSet its hash.
  const podHash = owner === 'apps/StatefulSet' ? str(meta.name) : str(own(labels, 'controller-revision-hash'))
  return { revision: num(object['revision']), ...common, formerly: [], replicas: null, podHash }
}

/** The Pod template that a keeper keeps, without what the controller adds to tell its Pods apart. */
export function keptTemplate(keeper: KindId, object: KubeObject): any {
  const template = rec(rec(keeper === 'apps/ReplicaSet' ? object.spec : rec(object['data']).spec).template)
  return plainTemplate(template)
}

/** The Pod template of a workload, in the same form. */
export function presentTemplate(object: KubeObject): any {
  return plainTemplate(rec(rec(object.spec).template))
}

/** Without the hash label, the mark of a patch, and times that were never set. */
function plainTemplate(template: any): any {
  const { $patch: _patch, metadata, ...rest } = template as Record<string, unknown>
  const { creationTimestamp, labels, ...meta } = rec(metadata) as Record<string, unknown>
  const { [hashLabel]: _hash, ...kept } = rec(labels) as Record<string, unknown>
  return ordered({
    metadata: {
      ...(creationTimestamp === null || creationTimestamp === undefined ? {} : { creationTimestamp }),
      ...(Object.keys(kept).length === 0 ? {} : { labels: kept }),
      ...meta,
    },
    ...rest,
  })
}

/** Fields by name, the name itself first: a ControllerRevision holds them in another order than the object it comes from. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered)
  if (typeof value !== 'object' || value === null) return value
  const rank = (key: string): string => (key === 'name' ? '' : key)
  const copy: Record<string, unknown> = {}
  for (const [key, each] of Object.entries(value).sort(([a], [b]) => (rank(a) < rank(b) ? -1 : 1)))
    // a template may have a label `__proto__`
    Object.defineProperty(copy, key, { value: ordered(each), enumerable: true, configurable: true, writable: true })
  return copy
}

/** How many former revisions a controller keeps; the default of all three is 10. */
export function revisionLimit(object: KubeObject): number {
  return num(rec(object.spec).revisionHistoryLimit, 10)
}

/** The number or the keeper's name that a workload says it rolls out; null where it does not say. */
export function statedRevision(owner: KindId, object: KubeObject): number | string | null {
  if (owner === 'apps/Deployment') {
    const revision = Number(scalar(own(rec(object.metadata).annotations, 'deployment.kubernetes.io/revision')))
    return Number.isSafeInteger(revision) && revision > 0 ? revision : null
  }
  return owner === 'apps/StatefulSet' ? str(rec(object.status).updateRevision) || null : null
}

/** `1,3`. */
function numbers(text: string): readonly number[] {
  return arr(text.split(','))
    .map(Number)
    .filter((each) => Number.isSafeInteger(each) && each > 0)
    .slice(0, 100)
}
