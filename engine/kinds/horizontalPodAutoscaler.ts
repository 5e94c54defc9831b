import type { Cell, Health } from '../contract/index.ts'
import { kindId } from '../contract/index.ts'
import { ageCell, deleting, health, listCell, refCell, timeCell } from './cells.ts'
import { age, figure, list, ref } from './columns.ts'
import { conditionOf, conditionsOf, conditionsSection } from './conditions.ts'
import { defineKind } from './defineKind.ts'
import { num, rec, recs, scalar, str } from './fields.ts'
import type { Kind, KubeObject } from './kind.ts'
import { fieldsSection, sectionList, textSection } from './sections.ts'

/** HorizontalPodAutoscalers: `kubectl get hpa`, with all targets. */
export const horizontalPodAutoscaler: Kind = defineKind({
  id: 'autoscaling/HorizontalPodAutoscaler',
  resource: 'horizontalpodautoscalers',
  title: 'HPAs',
  shortName: 'hpa',
  namespaced: true,
  category: 'configuration',
  columns: [
    ref('reference', 'Reference', 220),
    list('targets', 'Targets', 200, { grow: true }),
    figure('minPods', 'MinPods'),
    figure('maxPods', 'MaxPods'),
    figure('replicas', 'Replicas'),
    age,
  ],
  read(object) {
    const spec = rec(object.spec)
    return {
      cells: [
        targetCell(object),
        listCell(targets(object)),
        Number.isFinite(spec.minReplicas) ? num(spec.minReplicas) : null,
        num(spec.maxReplicas),
        num(rec(object.status).currentReplicas),
        ageCell(object),
      ],
      health: autoscalerHealth(object),
    }
  },
  detail(object) {
    const spec = rec(object.spec)
    const state = rec(object.status)
    return sectionList(
      fieldsSection('Summary', [
        ['Scales', targetCell(object)],
        [
          'Replicas',
          `${num(state.currentReplicas)} current, ${num(state.desiredReplicas)} wanted, ${num(spec.minReplicas, 1)} to ${num(spec.maxReplicas)} allowed`,
        ],
        ['Last scaled', timeCell(state.lastScaleTime)],
      ]),
      conditionsSection(object, ['AbleToScale', 'ScalingActive', 'ScalingLimited']),
      textSection('Metrics, current / target', targets(object).join('\n')),
    )
  },
})

function targetCell(object: KubeObject): Cell {
  const target = rec(rec(object.spec).scaleTargetRef)
  const apiVersion = str(target.apiVersion)
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : ''
  return refCell(
    kindId(group, str(target.kind)),
    str(rec(object.metadata).namespace),
    str(target.name),
    `${str(target.kind)}/${str(target.name)}`,
  )
}

/** Source of the rule: formatHPAMetrics in pkg/printers/internalversion/printers.go, Kubernetes 1.34; nothing is left out here. */
function targets(object: KubeObject): readonly string[] {
  const spec = rec(object.spec)
  const state = rec(object.status)
  if (!Array.isArray(spec.metrics)) {
    // autoscaling/v1 knows one metric.
    if (typeof spec.targetCPUUtilizationPercentage !== 'number') return []
    const now = state.currentCPUUtilizationPercentage
    return [`cpu: ${typeof now === 'number' ? `${now}%` : '<unknown>'}/${spec.targetCPUUtilizationPercentage}%`]
  }
  const current = recs(state.currentMetrics)
  return recs(spec.metrics).map((metric, index) => {
    const field = { External: 'external', Pods: 'pods', Object: 'object', Resource: 'resource', ContainerResource: 'containerResource' }[
      str(metric.type)
    ]
    if (field === undefined) return '<unknown type>'
    const source = rec(metric[field])
    const target = rec(source.target)
    const now = rec(rec(rec(current[index])[field]).current)
    const average = scalar(target.averageValue)
    if (field === 'pods') return `${scalar(now.averageValue) || '<unknown>'}/${average}`
    if (field === 'external' || field === 'object') {
      return average === ''
        ? `${scalar(now.value) || '<unknown>'}/${scalar(target.value)}`
        : `${scalar(now.averageValue) || '<unknown>'}/${average} (avg)`
    }
    if (average !== '') return `${str(source.name)}: ${scalar(now.averageValue) || '<unknown>'}/${average}`
    const used = typeof now.averageUtilization === 'number' ? `${now.averageUtilization}%` : '<unknown>'
    const wanted = typeof target.averageUtilization === 'number' ? `${target.averageUtilization}%` : '<auto>'
    return `${str(source.name)}: ${used}/${wanted}`
  })
}

/** In the manner of Argo CD's check: unable to read its target or its metrics is a failure. */
function autoscalerHealth(object: KubeObject): Health {
  const going = deleting(object)
  if (going !== null) return going
  for (const type of ['AbleToScale', 'ScalingActive']) {
    const condition = rec(conditionOf(object, type))
    if (condition.status !== 'False') continue
    const reason = str(condition.reason)
    return health(reason === 'ScalingDisabled' ? 'paused' : 'failing', reason || type, str(condition.message))
  }
  if (conditionsOf(object).length === 0) return health('progressing', 'Waiting', 'Waiting to Autoscale')
  const limited = rec(conditionOf(object, 'ScalingLimited'))
  return limited.status === 'True'
    ? health('healthy', str(limited.reason) || 'ScalingLimited', str(limited.message))
    : health('healthy', 'ScalingActive')
}
