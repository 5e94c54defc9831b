import type { Cell, Health } from '../contract/index.ts'
import { kindId } from '../contract/index.ts'
import { ageCell, deleting, health, listCell, refCell, timeCell } from './cells.ts'
import { age, figure, list, ref, text } from './columns.ts'
import { conditionOf, conditionsOf, conditionsSection } from './conditions.ts'
import { defineKind } from './defineKind.ts'
import { num, rec, recs, scalar, str } from './fields.ts'
import type { Kind, KubeObject } from './kind.ts'
import { fieldsSection, referenceText, sectionList, tableSection } from './sections.ts'

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
        listCell(metricsOf(object).map(({ short }) => short)),
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
      tableSection(
        'Metrics',
        [text('about', 'Metric', 200, { grow: true }), text('now', 'Now', 80), text('target', 'Target', 80)],
        metricsOf(object).map(({ about, now, target }) => [about, now, target]),
      ),
      tableSection(
        'Behaviour',
        [
          text('direction', 'Scales', 64),
          text('policies', 'At most', 200, { grow: true }),
          text('select', 'Of these', 72),
          text('window', 'Looks back', 80),
        ],
        behaviourRows(rec(spec.behavior)),
      ),
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

interface MetricState {
  /** What is measured, in words: `cpu of the Pods`. */
  about: string
  now: string
  target: string
  /** `cpu: 3%/80%`, as kubectl has it. */
  short: string
}

/** Source of the rule: formatHPAMetrics in pkg/printers/internalversion/printers.go, Kubernetes 1.34; nothing is left out here. */
function metricsOf(object: KubeObject): readonly MetricState[] {
  const spec = rec(object.spec)
  const state = rec(object.status)
  if (!Array.isArray(spec.metrics)) {
    // autoscaling/v1 knows one metric.
    if (typeof spec.targetCPUUtilizationPercentage !== 'number') return []
    const used = state.currentCPUUtilizationPercentage
    const now = typeof used === 'number' ? `${used}%` : '<unknown>'
    const target = `${spec.targetCPUUtilizationPercentage}%`
    return [{ about: 'cpu, of the request', now, target, short: `cpu: ${now}/${target}` }]
  }
  const current = recs(state.currentMetrics)
  return recs(spec.metrics).map((metric, index) => metricState(metric, rec(current[index])))
}

function metricState(metric: any, current: any): MetricState {
  const field = { External: 'external', Pods: 'pods', Object: 'object', Resource: 'resource', ContainerResource: 'containerResource' }[
    str(metric.type)
  ]
  if (field === undefined) return { about: str(metric.type), now: '', target: '', short: '<unknown type>' }
  const source = rec(metric[field])
  const target = rec(source.target)
  const measured = rec(rec(current[field]).current)
  const average = scalar(target.averageValue)
  const name = str(rec(source.metric).name)
  if (field === 'pods') {
    const now = scalar(measured.averageValue) || '<unknown>'
    return { about: `${name}, average of the Pods`, now, target: average, short: `${now}/${average}` }
  }
  if (field === 'external' || field === 'object') {
    const from = field === 'object' ? `${name} of ${referenceText(source.describedObject)}` : `${name}, from outside`
    const now = scalar(average === '' ? measured.value : measured.averageValue) || '<unknown>'
    return average === ''
      ? { about: from, now, target: scalar(target.value), short: `${now}/${scalar(target.value)}` }
      : { about: `${from}, by Pod`, now, target: average, short: `${now}/${average} (avg)` }
  }
  const of = field === 'containerResource' ? `${str(source.name)} of container ${str(source.container)}` : str(source.name)
  if (average !== '') {
    const now = scalar(measured.averageValue) || '<unknown>'
    return { about: `${of}, average of the Pods`, now, target: average, short: `${str(source.name)}: ${now}/${average}` }
  }
  const now = typeof measured.averageUtilization === 'number' ? `${measured.averageUtilization}%` : '<unknown>'
  const wanted = typeof target.averageUtilization === 'number' ? `${target.averageUtilization}%` : '<auto>'
  return { about: `${of}, of the request`, now, target: wanted, short: `${str(source.name)}: ${now}/${wanted}` }
}

/** How fast it may scale, in each direction that the spec speaks of. */
function behaviourRows(behaviour: any): readonly (readonly Cell[])[] {
  return (['scaleUp', 'scaleDown'] as const).flatMap((field): Cell[][] => {
    if (behaviour[field] === undefined) return []
    const rules = rec(behaviour[field])
    const policies = recs(rules.policies).map(
      (policy) => `${scalar(policy.value)}${policy.type === 'Percent' ? '%' : ' Pods'} in ${scalar(policy.periodSeconds)} s`,
    )
    const window = scalar(rules.stabilizationWindowSeconds)
    return [
      [
        field === 'scaleUp' ? 'up' : 'down',
        rules.selectPolicy === 'Disabled' ? 'never' : listCell(policies),
        rules.selectPolicy === 'Disabled' || policies.length < 2 ? null : rules.selectPolicy === 'Min' ? 'the least' : 'the most',
        window === '' ? null : `${window} s`,
      ],
    ]
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
