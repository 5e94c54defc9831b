import { isRecord } from '../fieldPath.ts'
import type { Holder, ReadTarget } from '../rule.ts'
import { kindsOfResource, type ResourceKind } from './resourceKind.ts'

/**
 * Reads one of a role's `rules` that has `resourceNames`: every object that it names, with the verbs. A ClusterRole names objects in a
 * namespace only through its bindings, so there it says what it says of cluster-scoped ones alone. A Role grants nothing outside of its
 * namespace, of cluster-scoped objects only the Namespace itself, requests for which count as made inside of it. A star names what there is by that name.
 * Of resources of Kubernetes itself.
 */
export function namedObjects(value: unknown, holder: Holder): readonly ReadTarget[] {
  return named(kindsOfResource, value, holder)
}

/** The same of other resources, whose kinds somebody knows. */
export function namesBy(kindsOf: KindsOf): (value: unknown, holder: Holder) => readonly ReadTarget[] {
  return (value, holder) => named(kindsOf, value, holder)
}

type KindsOf = (group: string, resource: string) => readonly Pick<ResourceKind, 'id' | 'namespaced'>[]

function named(kindsOf: KindsOf, value: unknown, holder: Holder): readonly ReadTarget[] {
  if (!isRecord(value)) return []
  const verbs = texts(value['verbs']).join(',')
  const found: ReadTarget[] = []
  for (const group of texts(value['apiGroups'])) {
    for (const resource of texts(value['resources'])) {
      const any = group === '*' || resource.startsWith('*') ? ({ tentative: true } as const) : {}
      for (const { id: kind, namespaced } of kindsOf(group, resource)) {
        const clusterWide = !namespaced
        if (!clusterWide && holder.namespace === '') continue
        for (const name of texts(value['resourceNames'])) {
          if (clusterWide && holder.namespace !== '' && !(kind === 'core/Namespace' && name === holder.namespace)) continue
          const text = `${verbs} ${resource} ${name}`
          found.push({ kind, namespace: clusterWide ? '' : holder.namespace, name, at: 'resourceNames', value: text, ...any })
        }
      }
    }
  }
  return found
}

/** The texts of a list that should hold nothing else. */
export function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? (value as unknown[]).filter((item): item is string => typeof item === 'string') : []
}
