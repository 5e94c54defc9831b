import type { Column } from '../../engine/contract/index.ts'
import type { Facts, KubeObject } from '../../engine/kinds/kind.ts'
import type { Reference } from '../../engine/relations/reference.ts'

/** A plain reading of Pods for tests and benches of the store, which knows no kinds itself: as many cells as a real table has. */
export const podColumns: readonly Column[] = [
  { id: 'ready', title: 'Ready', type: 'ratio', align: 'end', width: 60 },
  { id: 'status', title: 'Status', type: 'status', align: 'start', width: 120 },
  { id: 'restarts', title: 'Restarts', type: 'restarts', align: 'end', width: 80 },
  { id: 'node', title: 'Node', type: 'ref', align: 'start', width: 160 },
  { id: 'ip', title: 'IP', type: 'text', align: 'start', width: 120, wide: true },
  { id: 'qos', title: 'QoS', type: 'text', align: 'start', width: 90, wide: true },
  { id: 'images', title: 'Images', type: 'list', align: 'start', width: 200, wide: true },
  { id: 'age', title: 'Age', type: 'time', align: 'end', width: 60 },
]

export function readPod(object: KubeObject): Facts {
  const statuses: any[] = object.status?.containerStatuses ?? []
  const ready = statuses.filter((status) => status.ready === true).length
  const waiting: string | undefined = statuses.map((status) => status.state?.waiting?.reason).find((reason) => typeof reason === 'string')
  const level = waiting === undefined ? 'healthy' : 'failing'
  const text = waiting ?? String(object.status?.phase ?? 'Unknown')
  const node: unknown = object.spec?.nodeName
  return {
    cells: [
      { t: 'ratio', have: ready, want: statuses.length, level },
      { t: 'status', text, level },
      { t: 'restarts', count: statuses.reduce((sum, status) => sum + Number(status.restartCount ?? 0), 0), lastAt: null },
      typeof node === 'string' ? { t: 'ref', id: `core/Node/_/${node}`, text: node } : null,
      object.status?.podIP ?? null,
      object.status?.qosClass ?? null,
      { t: 'list', items: statuses.map((status) => String(status.image)) },
      object.metadata.creationTimestamp === undefined ? null : { t: 'time', at: Date.parse(object.metadata.creationTimestamp) },
    ],
    health: { level, reason: text },
  }
}

export function readPodReferences(object: KubeObject): readonly Reference[] {
  const namespace = object.metadata.namespace ?? ''
  const references: Reference[] = []
  for (const owner of object.metadata.ownerReferences ?? []) {
    references.push({ by: 'uid', rule: 1, uid: owner.uid, kind: `apps/${owner.kind}`, namespace, name: owner.name, controller: owner.controller === true, evidence: [{ path: 'metadata.ownerReferences[0]', value: owner.name }] })
  }
  const name = (rule: number, kind: string, target: unknown, where: string, path: string): void => {
    if (typeof target === 'string') references.push({ by: 'name', rule, kind, namespace: where, name: target, optional: false, evidence: [{ path, value: target }] })
  }
  name(2, 'core/Node', object.spec?.nodeName, '', 'spec.nodeName')
  name(3, 'core/ServiceAccount', object.spec?.serviceAccountName, namespace, 'spec.serviceAccountName')
  for (const [index, volume] of (object.spec?.volumes ?? []).entries()) name(4, 'core/ConfigMap', volume.configMap?.name, namespace, `spec.volumes[${String(index)}].configMap.name`)
  for (const container of object.spec?.containers ?? []) {
    for (const variable of container.env ?? []) name(5, 'core/Secret', variable.valueFrom?.secretKeyRef?.name, namespace, `spec.containers[${String(container.name)}].env[${String(variable.name)}].valueFrom.secretKeyRef`)
  }
  return references
}
