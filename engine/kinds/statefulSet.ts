import type { Cell, Health } from '../contract/index.ts'
import { ageCell, deleting, health, ratioCell, refCell, statusCell, textCell, unobserved } from './cells.ts'
import { age, figure, list, ratio, status, text } from './columns.ts'
import { defineKind } from './defineKind.ts'
import { num, own, rec, recs, scalar, str } from './fields.ts'
import type { Kind, KubeObject } from './kind.ts'
import { selectorText } from './labelSelector.ts'
import { podSpecOf, templateCells } from './podSpec.ts'
import { quantity } from './quantity.ts'
import { tableSection } from './sections.ts'
import { workloadSections } from './workload.ts'

/** StatefulSets: `kubectl get statefulsets -o wide`, and where the rolling update stands. */
export const statefulSet: Kind = defineKind({
  id: 'apps/StatefulSet',
  resource: 'statefulsets',
  title: 'StatefulSets',
  shortName: 'sts',
  namespaced: true,
  category: 'workloads',
  columns: [
    ratio(),
    status('rollout', 'Rollout', 140),
    figure('upToDate', 'Up-to-date', 88),
    age,
    list('containers', 'Containers', 160, { wide: true }),
    list('images', 'Images', 280, { wide: true }),
  ],
  read(object) {
    const state = rec(object.status)
    const health = setHealth(object)
    return {
      cells: [
        ratioCell(num(state.readyReplicas), num(rec(object.spec).replicas, 1), health.level),
        statusCell(health.reason, health.level),
        num(state.updatedReplicas),
        ageCell(object),
        ...templateCells(podSpecOf(object), undefined).slice(0, 2),
      ],
      health,
    }
  },
  detail(object, lookup) {
    const spec = rec(object.spec)
    const state = rec(object.status)
    const strategy = rec(spec.updateStrategy)
    const claims = recs(spec.volumeClaimTemplates).map((claim): Cell[] => [
      str(rec(claim.metadata).name),
      quantity(own(rec(rec(rec(claim.spec).resources).requests), 'storage')),
      refCell('storage.k8s.io/StorageClass', '', str(rec(claim.spec).storageClassName)),
    ])
    return workloadSections(
      object,
      lookup,
      [
        [
          'Replicas',
          `${num(spec.replicas, 1)} wanted, ${num(state.replicas)} current, ${num(state.readyReplicas)} ready, ${num(state.updatedReplicas)} up to date`,
        ],
        ['Service', refCell('core/Service', str(rec(object.metadata).namespace), str(spec.serviceName))],
        ['Update strategy', textCell(str(strategy.type))],
        ['Partition', textCell(scalar(rec(strategy.rollingUpdate).partition))],
        ['Pod management', textCell(str(spec.podManagementPolicy))],
        ['Current revision', textCell(str(state.currentRevision))],
        ['Update revision', textCell(str(state.updateRevision))],
        ['Selector', textCell(selectorText(spec.selector))],
      ],
      [
        tableSection(
          'Volume claim templates',
          [text('name', 'Name', 140), text('size', 'Size', 80), text('class', 'StorageClass', 140, { grow: true })],
          claims,
        ),
      ],
    )
  },
})

/** In the manner of Argo CD's check; when the newest revision is out and all pods exist, one that is not ready is a warning. */
function setHealth(object: KubeObject): Health {
  const going = deleting(object)
  if (going !== null) return going
  const spec = rec(object.spec)
  const state = rec(object.status)
  const strategy = rec(spec.updateStrategy)
  const wanted = num(spec.replicas, 1)
  const ready = num(state.readyReplicas)
  const updated = num(state.updatedReplicas)
  if (num(state.observedGeneration) === 0 || unobserved(object)) {
    return health('progressing', 'Progressing', 'Waiting for statefulset spec update to be observed...')
  }
  if (ready < wanted) {
    const complete = str(state.updateRevision) === str(state.currentRevision) && num(state.replicas) >= wanted
    return health(
      complete ? 'warning' : 'progressing',
      complete ? 'NotReady' : 'Progressing',
      `Waiting for ${wanted - ready} pods to be ready...`,
    )
  }
  if (strategy.type === 'OnDelete') return health('healthy', 'Ready', `statefulset has ${ready} ready pods`)
  const partition = num(rec(strategy.rollingUpdate).partition)
  if (partition > 0) {
    if (updated < wanted - partition) {
      return health(
        'progressing',
        'Progressing',
        `Waiting for partitioned roll out to finish: ${updated} out of ${wanted - partition} new pods have been updated...`,
      )
    }
    return health('healthy', 'Ready', `partitioned roll out complete: ${updated} new pods have been updated...`)
  }
  if (str(state.updateRevision) !== str(state.currentRevision)) {
    return health(
      'progressing',
      'Progressing',
      `waiting for statefulset rolling update to complete ${updated} pods at revision ${str(state.updateRevision)}...`,
    )
  }
  return health('healthy', wanted === 0 ? 'ScaledToZero' : 'Ready')
}
