import type { KindId } from '../contract/index.ts'
import type { ChangeSet } from '../store/storedObject.ts'

/** Kinds that are not nodes: events are notes about objects, metrics are readings. They are counted, not drawn. */
const unrelated: ReadonlySet<KindId> = new Set([
  'core/Event',
  'events.k8s.io/Event',
  'metrics.k8s.io/PodMetrics',
  'metrics.k8s.io/NodeMetrics',
])

/** True when objects of the kind are nodes of the graph. */
export function isGraphKind(kind: KindId): boolean {
  return !unrelated.has(kind)
}

/** How many more objects there are of kinds that are no nodes, by namespace; null when none came or went. */
export function asideOf({ removed, added }: ChangeSet): ReadonlyMap<string, number> | null {
  let more: Map<string, number> | null = null
  for (const [objects, by] of [
    [removed, -1],
    [added, 1],
  ] as const)
    for (const { kind, namespace } of objects) {
      if (isGraphKind(kind)) continue
      more ??= new Map()
      more.set(namespace, (more.get(namespace) ?? 0) + by)
    }
  return more
}
