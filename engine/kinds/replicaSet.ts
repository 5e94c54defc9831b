import type { Health } from '../contract/index.ts'
import { ageCell, deleting, health, textCell, unobserved } from './cells.ts'
import { age, figure, templateColumns, text } from './columns.ts'
import { conditionOf } from './conditions.ts'
import { defineKind } from './defineKind.ts'
import { num, own, rec, scalar, str } from './fields.ts'
import type { Kind, KubeObject } from './kind.ts'
import { selectorText } from './labelSelector.ts'
import { podSpecOf, templateCells } from './podSpec.ts'
import { workloadSections } from './workload.ts'

/** ReplicaSets: `kubectl get replicasets -o wide`, with the revision that a Deployment gave them. */
export const replicaSet: Kind = defineKind({
  id: 'apps/ReplicaSet',
  resource: 'replicasets',
  title: 'ReplicaSets',
  shortName: 'rs',
  namespaced: true,
  category: 'workloads',
  columns: [
    figure('desired', 'Desired'),
    figure('current', 'Current'),
    figure('ready', 'Ready'),
    text('revision', 'Revision', 80),
    age,
    ...templateColumns,
  ],
  read(object) {
    const spec = rec(object.spec)
    const state = rec(object.status)
    return {
      cells: [
        num(spec.replicas, 1),
        num(state.replicas),
        num(state.readyReplicas),
        textCell(revision(object)),
        ageCell(object),
        ...templateCells(podSpecOf(object), spec.selector),
      ],
      health: replicaHealth(object),
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
      ['Revision', textCell(revision(object))],
      ['Selector', textCell(selectorText(spec.selector))],
    ])
  },
})

function revision(object: KubeObject): string {
  return scalar(own(rec(object.metadata).annotations, 'deployment.kubernetes.io/revision'))
}

/** In the manner of Argo CD's check. */
function replicaHealth(object: KubeObject): Health {
  const going = deleting(object)
  if (going !== null) return going
  const wanted = num(rec(object.spec).replicas, 1)
  const available = num(rec(object.status).availableReplicas)
  if (unobserved(object))
    return health(
      'progressing',
      'Progressing',
      'Waiting for rollout to finish: observed replica set generation less than desired generation',
    )
  const failure = rec(conditionOf(object, 'ReplicaFailure'))
  if (failure.status === 'True') return health('failing', str(failure.reason) || 'ReplicaFailure', str(failure.message))
  if (available < wanted) {
    return health(
      'progressing',
      'Progressing',
      `Waiting for rollout to finish: ${available} out of ${wanted} new replicas are available...`,
    )
  }
  return health('healthy', wanted === 0 ? 'ScaledToZero' : 'Available')
}
