import type { Cell } from '../contract/index.ts'
import { ageCell, listCell, ratioCell, refCell, restartsCell, statusCell, textCell, timeCell } from './cells.ts'
import { age, list, ratio, ref, status, text } from './columns.ts'
import { conditionsSection } from './conditions.ts'
import { containersSection } from './containers.ts'
import { defineKind } from './defineKind.ts'
import { environmentSections } from './environment.ts'
import { rec, recs, str } from './fields.ts'
import type { Kind, KubeObject } from './kind.ts'
import { podSpecFields, podSpecSections } from './podSpec.ts'
import { podHealth, podSummary } from './podStatus.ts'
import { fieldsSection, sectionList } from './sections.ts'

/** The order in which a pod passes through its conditions. */
const conditionOrder = ['PodScheduled', 'PodReadyToStartContainers', 'Initialized', 'ContainersReady', 'Ready']

/** Pods: what `kubectl get pods -o wide` says. */
export const pod: Kind = defineKind({
  id: 'core/Pod',
  resource: 'pods',
  title: 'Pods',
  shortName: 'po',
  namespaced: true,
  category: 'workloads',
  columns: [
    ratio(),
    status('status', 'Status', 150),
    { id: 'restarts', title: 'Restarts', type: 'restarts', align: 'end', width: 88 },
    age,
    ref('node', 'Node', 160, { grow: true }),
    text('ip', 'IP', 120, { wide: true }),
    ref('nominatedNode', 'Nominated node', 140, { wide: true }),
    ratio('readinessGates', 'Readiness gates', 120, { wide: true }),
    list('images', 'Images', 280, { wide: true }),
  ],
  read(object, now) {
    const summary = podSummary(object)
    const { health, recheckAt } = podHealth(object, summary, now)
    const pod = rec(object.status)
    const cells: Cell[] = [
      ratioCell(summary.ready, summary.total, health.level),
      statusCell(summary.status, health.level),
      restartsCell(summary.restarts, summary.restarts === 0 ? null : summary.restartedAt),
      ageCell(object),
      nodeCell(object),
      textCell(podIp(pod)),
      refCell('core/Node', '', str(pod.nominatedNodeName)),
      gatesCell(object),
      listCell(recs(rec(object.spec).containers).map((container) => str(container.image))),
    ]
    return recheckAt === undefined ? { cells, health } : { cells, health, recheckAt }
  },
  detail(object, lookup) {
    const spec = rec(object.spec)
    const pod = rec(object.status)
    const namespace = str(rec(object.metadata).namespace)
    return sectionList(
      fieldsSection('Summary', [
        ['Status', podSummary(object).status],
        ['Reason', textCell(str(pod.reason))],
        ['Message', textCell(str(pod.message))],
        ['Node', nodeCell(object)],
        ['Pod IP', listCell(podIps(pod))],
        ['Host IP', textCell(str(pod.hostIP))],
        ['QoS class', textCell(str(pod.qosClass))],
        ['Started', timeCell(pod.startTime)],
        ...podSpecFields(spec, namespace),
      ]),
      conditionsSection(object, conditionOrder),
      containersSection(spec, pod),
      environmentSections(spec, { namespace, pod: object, lookup }),
      podSpecSections(spec, namespace),
    )
  },
})

function podIps(status: any): readonly string[] {
  const ips = recs(status.podIPs)
    .map((item) => str(item.ip))
    .filter((ip) => ip !== '')
  return ips.length > 0 ? ips : str(status.podIP) === '' ? [] : [str(status.podIP)]
}

function podIp(status: any): string {
  return podIps(status)[0] ?? ''
}

function nodeCell(object: KubeObject): Cell {
  const name = str(rec(object.spec).nodeName)
  if (name !== '') return refCell('core/Node', '', name)
  return rec(object.status).phase === 'Pending' ? 'not scheduled' : null
}

function gatesCell(object: KubeObject): Cell {
  const gates = recs(rec(object.spec).readinessGates)
  if (gates.length === 0) return null
  const conditions = recs(rec(object.status).conditions)
  const open = gates.filter((gate) => conditions.find((condition) => condition.type === gate.conditionType)?.status === 'True').length
  return ratioCell(open, gates.length, open === gates.length ? 'healthy' : 'progressing')
}
