import type { Health } from '../contract/index.ts'
import { ageCell, deleting, health, textCell, unobserved } from './cells.ts'
import { age, figure, templateColumns, text } from './columns.ts'
import { defineKind } from './defineKind.ts'
import { num, rec, scalar, str } from './fields.ts'
import type { Kind, KubeObject } from './kind.ts'
import { labelsText, selectorText } from './labelSelector.ts'
import { podSpecOf, templateCells } from './podSpec.ts'
import { workloadSections } from './workload.ts'

/** DaemonSets: `kubectl get daemonsets -o wide`. */
export const daemonSet: Kind = defineKind({
  id: 'apps/DaemonSet',
  resource: 'daemonsets',
  title: 'DaemonSets',
  shortName: 'ds',
  namespaced: true,
  category: 'workloads',
  columns: [
    figure('desired', 'Desired'),
    figure('current', 'Current'),
    figure('ready', 'Ready'),
    figure('upToDate', 'Up-to-date', 88),
    figure('available', 'Available'),
    text('nodeSelector', 'Node selector', 200),
    age,
    ...templateColumns,
  ],
  read(object) {
    const state = rec(object.status)
    const podSpec = podSpecOf(object)
    return {
      cells: [
        num(state.desiredNumberScheduled),
        num(state.currentNumberScheduled),
        num(state.numberReady),
        num(state.updatedNumberScheduled),
        num(state.numberAvailable),
        textCell(labelsText(podSpec.nodeSelector)),
        ageCell(object),
        ...templateCells(podSpec, rec(object.spec).selector),
      ],
      health: setHealth(object),
    }
  },
  detail(object, lookup) {
    const spec = rec(object.spec)
    const state = rec(object.status)
    const strategy = rec(spec.updateStrategy)
    return workloadSections(object, lookup, [
      [
        'Nodes',
        `${num(state.desiredNumberScheduled)} wanted, ${num(state.currentNumberScheduled)} current, ${num(state.numberReady)} ready, ${num(state.numberAvailable)} available`,
      ],
      ['On wrong nodes', num(state.numberMisscheduled) > 0 ? num(state.numberMisscheduled) : null],
      ['Update strategy', textCell(str(strategy.type))],
      ['Max unavailable', textCell(scalar(rec(strategy.rollingUpdate).maxUnavailable))],
      ['Selector', textCell(selectorText(spec.selector))],
    ])
  },
})

/** In the manner of Argo CD's check. */
function setHealth(object: KubeObject): Health {
  const going = deleting(object)
  if (going !== null) return going
  const state = rec(object.status)
  const wanted = num(state.desiredNumberScheduled)
  const updated = num(state.updatedNumberScheduled)
  const available = num(state.numberAvailable)
  if (num(state.observedGeneration) === 0 || unobserved(object)) {
    return health(
      'progressing',
      'Progressing',
      'Waiting for rollout to finish: observed daemon set generation less than desired generation',
    )
  }
  if (rec(rec(object.spec).updateStrategy).type === 'OnDelete') {
    return available < wanted
      ? health('progressing', 'Progressing', `${available} of ${wanted} pods are available`)
      : health('healthy', 'Available', `daemon set ${updated} out of ${wanted} new pods have been updated`)
  }
  const name = str(rec(object.metadata).name)
  if (updated < wanted) {
    return health(
      'progressing',
      'Progressing',
      `Waiting for daemon set "${name}" rollout to finish: ${updated} out of ${wanted} new pods have been updated...`,
    )
  }
  if (available < wanted) {
    return health(
      'progressing',
      'Progressing',
      `Waiting for daemon set "${name}" rollout to finish: ${available} of ${wanted} updated pods are available...`,
    )
  }
  return health('healthy', wanted === 0 ? 'NoNodes' : 'Available')
}
