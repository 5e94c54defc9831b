import type { Health } from '../contract/index.ts'
import { ageCell, deleting, health, statusCell, textCell, unobserved } from './cells.ts'
import { age, figure, status, text } from './columns.ts'
import { conditionOf, conditionsSection } from './conditions.ts'
import { defineKind } from './defineKind.ts'
import { num, rec, scalar, str } from './fields.ts'
import type { Kind, KubeObject } from './kind.ts'
import { selectorText } from './labelSelector.ts'
import { fieldsSection, labelsSection, sectionList } from './sections.ts'

/** PodDisruptionBudgets: `kubectl get pdb`, with how many pods are well. */
export const podDisruptionBudget: Kind = defineKind({
  id: 'policy/PodDisruptionBudget',
  resource: 'poddisruptionbudgets',
  title: 'PDBs',
  shortName: 'pdb',
  namespaced: true,
  category: 'configuration',
  columns: [
    text('minAvailable', 'Min available', 100),
    text('maxUnavailable', 'Max unavailable', 110),
    figure('allowed', 'Allowed disruptions', 130),
    status('state', 'State', 150),
    text('pods', 'Healthy pods', 100),
    age,
    text('selector', 'Selector', 220, { wide: true }),
  ],
  read(object) {
    const spec = rec(object.spec)
    const state = rec(object.status)
    const health = budgetHealth(object)
    return {
      cells: [
        textCell(scalar(spec.minAvailable)),
        textCell(scalar(spec.maxUnavailable)),
        num(state.disruptionsAllowed),
        statusCell(health.reason, health.level),
        `${num(state.currentHealthy)}/${num(state.expectedPods)}`,
        ageCell(object),
        textCell(selectorText(spec.selector)),
      ],
      health,
    }
  },
  detail(object) {
    const spec = rec(object.spec)
    const state = rec(object.status)
    return sectionList(
      fieldsSection('Summary', [
        ['Min available', textCell(scalar(spec.minAvailable))],
        ['Max unavailable', textCell(scalar(spec.maxUnavailable))],
        ['Allowed disruptions', num(state.disruptionsAllowed)],
        ['Pods', `${num(state.currentHealthy)} healthy, ${num(state.desiredHealthy)} needed, ${num(state.expectedPods)} expected`],
        ['Unhealthy pods', textCell(str(spec.unhealthyPodEvictionPolicy))],
        ['Selector', textCell(selectorText(spec.selector))],
      ]),
      conditionsSection(object),
      labelsSection('Disrupted pods', state.disruptedPods),
    )
  },
})

function budgetHealth(object: KubeObject): Health {
  const going = deleting(object)
  if (going !== null) return going
  if (unobserved(object)) return health('progressing', 'Progressing', 'Waiting for the budget to be observed')
  const allowed = rec(conditionOf(object, 'DisruptionAllowed'))
  if (allowed.reason === 'SyncFailed') return health('failing', 'SyncFailed', str(allowed.message))
  const { currentHealthy, desiredHealthy, expectedPods, disruptionsAllowed } = rec(object.status)
  if (num(expectedPods) === 0) return health('healthy', 'NoPods')
  if (num(disruptionsAllowed) > 0) return health('healthy', 'SufficientPods')
  if (num(currentHealthy) < num(desiredHealthy)) {
    return health(
      'warning',
      str(allowed.reason) || 'InsufficientPods',
      str(allowed.message) || `${num(currentHealthy)} of ${num(desiredHealthy)} needed pods are healthy: no eviction is allowed`,
    )
  }
  if (num(currentHealthy) < num(expectedPods))
    return health('warning', 'InsufficientPods', `${num(currentHealthy)} of ${num(expectedPods)} pods are healthy: no eviction is allowed`)
  return health('healthy', 'NoDisruptionAllowed', 'All pods are healthy; the budget allows no eviction')
}
