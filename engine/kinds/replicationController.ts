import type { Health } from '../contract/index.ts'
import { ageCell, deleting, health, listCell, textCell, unobserved } from './cells.ts'
import { age, figure, templateColumns } from './columns.ts'
import { conditionOf } from './conditions.ts'
import { defineKind } from './defineKind.ts'
import { num, rec, recs, str } from './fields.ts'
import type { Kind, KubeObject } from './kind.ts'
import { labelsText } from './labelSelector.ts'
import { podSpecOf } from './podSpec.ts'
import { workloadSections } from './workload.ts'

/** ReplicationControllers: `kubectl get rc -o wide`. */
export const replicationController: Kind = defineKind({
  id: 'core/ReplicationController',
  resource: 'replicationcontrollers',
  title: 'ReplicationControllers',
  shortName: 'rc',
  namespaced: true,
  category: 'workloads',
  lesser: true,
  columns: [figure('desired', 'Desired'), figure('current', 'Current'), figure('ready', 'Ready'), age, ...templateColumns],
  read(object) {
    const spec = rec(object.spec)
    const state = rec(object.status)
    const containers = recs(podSpecOf(object).containers)
    return {
      cells: [
        num(spec.replicas, 1),
        num(state.replicas),
        num(state.readyReplicas),
        ageCell(object),
        listCell(containers.map((container) => str(container.name))),
        listCell(containers.map((container) => str(container.image))),
        textCell(labelsText(spec.selector)),
      ],
      health: controllerHealth(object),
    }
  },
  detail(object, lookup) {
    const spec = rec(object.spec)
    const state = rec(object.status)
    return workloadSections(object, lookup, [
      [
        'Replicas',
        `${num(spec.replicas, 1)} wanted, ${num(state.replicas)} current, ${num(state.readyReplicas)} ready, ${num(state.availableReplicas)} available`,
      ],
      ['Selector', textCell(labelsText(spec.selector))],
      ['Ready after', num(spec.minReadySeconds) > 0 ? `${num(spec.minReadySeconds)} s` : null],
    ])
  },
})

/** As of ReplicaSets, in the manner of Argo CD's check. */
function controllerHealth(object: KubeObject): Health {
  const going = deleting(object)
  if (going !== null) return going
  const wanted = num(rec(object.spec).replicas, 1)
  const available = num(rec(object.status).availableReplicas)
  if (unobserved(object)) return health('progressing', 'Progressing', 'The controller has not yet observed the newest generation')
  const failure = rec(conditionOf(object, 'ReplicaFailure'))
  if (failure.status === 'True') return health('failing', str(failure.reason) || 'ReplicaFailure', str(failure.message))
  if (available < wanted) return health('progressing', 'Progressing', `${available} of ${wanted} replicas are available`)
  return health('healthy', wanted === 0 ? 'ScaledToZero' : 'Available')
}
