import type { ObjectRef } from '../contract/index.ts'

/** Static Pods: the API server's copy has a uid of its own, the kubelet speaks of the one it made from the file. */
const mirrorAnnotation = 'kubernetes.io/config.mirror'

/**
 * The uids by which events speak of an object; empty: its uid is not known, and any will do. Kubelets name their Node by its name, and a static
 * Pod by the hash of its file. Source of the rule: NodeDescriber and PodDescriber in k8s.io/kubectl/pkg/describe.
 */
export function uidsOf(ref: ObjectRef, uid: string, body: Readonly<Record<string, unknown>> | undefined): ReadonlySet<string> {
  if (uid === '') return new Set()
  const known = new Set([uid])
  if (ref.kind === 'core/Node') known.add(ref.name)
  const mirrored: unknown = ref.kind === 'core/Pod' ? member(member(body?.['metadata'], 'annotations'), mirrorAnnotation) : undefined
  if (typeof mirrored === 'string' && mirrored !== '') known.add(mirrored)
  return known
}

/** Whether an event that names an object by this uid is about it, and not about an earlier one of its name. Some controllers leave the uid out. */
export function speaksOf(named: string, known: ReadonlySet<string>): boolean {
  return named === '' || known.size === 0 || known.has(named)
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined
}
