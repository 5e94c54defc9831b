import { ageCell, deleting, health, ratioCell, statusCell, textCell, unobserved } from './cells.ts'
import { age, figure, ratio, status, templateColumns } from './columns.ts'
import { conditionOf } from './conditions.ts'
import { defineKind } from './defineKind.ts'
import { epoch, num, rec, scalar, str } from './fields.ts'
import type { Kind, KubeObject } from './kind.ts'
import { selectorText } from './labelSelector.ts'
import { podSpecOf, templateCells } from './podSpec.ts'
import type { TimedHealth } from './podStatus.ts'
import { workloadSections } from './workload.ts'

/** How long a complete deployment may be without any available pod before that is a failure and no longer a start from zero. */
const mayStartFor = 2 * 60 * 1000

/** Deployments: `kubectl get deployments -o wide`, and where the rollout stands. */
export const deployment: Kind = defineKind({
  id: 'apps/Deployment',
  resource: 'deployments',
  title: 'Deployments',
  shortName: 'deploy',
  namespaced: true,
  category: 'workloads',
  columns: [
    ratio(),
    status('rollout', 'Rollout', 180),
    figure('upToDate', 'Up-to-date', 88),
    figure('available', 'Available'),
    age,
    ...templateColumns,
  ],
  read(object, now) {
    const spec = rec(object.spec)
    const state = rec(object.status)
    const { health, recheckAt } = rollout(object, now)
    const cells = [
      ratioCell(num(state.readyReplicas), num(spec.replicas, 1), health.level),
      statusCell(health.reason, health.level),
      num(state.updatedReplicas),
      num(state.availableReplicas),
      ageCell(object),
      ...templateCells(podSpecOf(object), spec.selector),
    ]
    return recheckAt === undefined ? { cells, health } : { cells, health, recheckAt }
  },
  detail(object, lookup) {
    const spec = rec(object.spec)
    const state = rec(object.status)
    const rolling = rec(rec(spec.strategy).rollingUpdate)
    return workloadSections(object, lookup, [
      [
        'Replicas',
        `${num(spec.replicas, 1)} wanted, ${num(state.updatedReplicas)} up to date, ${num(state.readyReplicas)} ready, ${num(state.availableReplicas)} available`,
      ],
      ['Strategy', textCell(str(rec(spec.strategy).type))],
      ['Max unavailable', textCell(scalar(rolling.maxUnavailable))],
      ['Max surge', textCell(scalar(rolling.maxSurge))],
      ['Min ready', typeof spec.minReadySeconds === 'number' ? `${spec.minReadySeconds} s` : null],
      ['Progress deadline', typeof spec.progressDeadlineSeconds === 'number' ? `${spec.progressDeadlineSeconds} s` : null],
      ['Paused', spec.paused === true ? 'true' : null],
      ['Selector', textCell(selectorText(spec.selector))],
    ])
  },
})

/** In the manner of Argo CD's check, with the sentences of `kubectl rollout status`. */
function rollout(object: KubeObject, now: number): TimedHealth {
  const going = deleting(object)
  if (going !== null) return { health: going }
  const spec = rec(object.spec)
  const state = rec(object.status)
  const wanted = num(spec.replicas, 1)
  const updated = num(state.updatedReplicas)
  const available = num(state.availableReplicas)
  if (spec.paused === true) return { health: health('paused', 'Paused', 'Deployment is paused') }
  if (unobserved(object)) return { health: health('progressing', 'Progressing', 'Waiting for deployment spec update to be observed...') }
  const progressing = rec(conditionOf(object, 'Progressing'))
  if (progressing.reason === 'ProgressDeadlineExceeded')
    return { health: health('failing', 'ProgressDeadlineExceeded', str(progressing.message)) }
  const failure = rec(conditionOf(object, 'ReplicaFailure'))
  if (failure.status === 'True') return { health: health('failing', str(failure.reason) || 'ReplicaFailure', str(failure.message)) }
  if (updated < wanted) {
    return {
      health: health(
        'progressing',
        'Progressing',
        `Waiting for rollout to finish: ${updated} out of ${wanted} new replicas have been updated...`,
      ),
    }
  }
  if (num(state.replicas) > updated) {
    return {
      health: health(
        'progressing',
        'Progressing',
        `Waiting for rollout to finish: ${num(state.replicas) - updated} old replicas are pending termination...`,
      ),
    }
  }
  if (available >= updated) return { health: health('healthy', wanted === 0 ? 'ScaledToZero' : 'Available') }
  const waiting = `Waiting for rollout to finish: ${available} of ${updated} updated replicas are available...`
  // Once a rollout is complete, missing pods are no longer its progress: they have been lost since.
  if (progressing.reason !== 'NewReplicaSetAvailable') return { health: health('progressing', 'Progressing', waiting) }
  const minimum = rec(conditionOf(object, 'Available'))
  const reason = minimum.status === 'False' ? str(minimum.reason) || 'Unavailable' : 'Unavailable'
  const message = minimum.status === 'False' ? str(minimum.message) || waiting : waiting
  if (available > 0) return { health: health('warning', reason, message) }
  const until = (epoch(minimum.lastTransitionTime) ?? 0) + mayStartFor
  if (now < until) return { health: health('progressing', 'Progressing', waiting), recheckAt: until }
  return { health: health('failing', reason, message) }
}
