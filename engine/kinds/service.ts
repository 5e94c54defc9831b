import type { Cell, Health } from '../contract/index.ts'
import { ageCell, deleting, health, listCell, textCell } from './cells.ts'
import { age, list, text } from './columns.ts'
import { conditionsSection } from './conditions.ts'
import { defineKind } from './defineKind.ts'
import { num, rec, recs, scalar, str, strs } from './fields.ts'
import type { Kind, KubeObject } from './kind.ts'
import { labelsText } from './labelSelector.ts'
import { loadBalancerAddresses } from './loadBalancer.ts'
import { fieldsSection, labelsSection, sectionList, tableSection } from './sections.ts'

/** Services: `kubectl get services -o wide`. */
export const service: Kind = defineKind({
  id: 'core/Service',
  resource: 'services',
  title: 'Services',
  shortName: 'svc',
  namespaced: true,
  category: 'network',
  columns: [
    text('type', 'Type', 110),
    text('clusterIp', 'Cluster IP', 120),
    list('externalIp', 'External IP', 160),
    list('ports', 'Port(s)', 180, { grow: true }),
    age,
    text('selector', 'Selector', 220, { wide: true }),
  ],
  read(object) {
    const spec = rec(object.spec)
    return {
      cells: [
        textCell(str(spec.type)),
        textCell(strs(spec.clusterIPs)[0] ?? str(spec.clusterIP)),
        externalIp(object),
        listCell(recs(spec.ports).map(portText)),
        ageCell(object),
        textCell(labelsText(spec.selector)),
      ],
      health: serviceHealth(object),
    }
  },
  detail(object) {
    const spec = rec(object.spec)
    const ports = recs(spec.ports).map((port): Cell[] => [
      textCell(str(port.name)),
      scalar(port.port),
      textCell(scalar(port.targetPort)),
      num(port.nodePort) > 0 ? scalar(port.nodePort) : null,
      str(port.protocol) || 'TCP',
      textCell(str(port.appProtocol)),
    ])
    return sectionList(
      fieldsSection('Summary', [
        ['Type', textCell(str(spec.type))],
        ['Cluster IPs', listCell(strs(spec.clusterIPs))],
        ['External', externalIp(object)],
        ['External name', textCell(str(spec.externalName))],
        ['Load balancer class', textCell(str(spec.loadBalancerClass))],
        ['Source ranges', listCell(strs(spec.loadBalancerSourceRanges))],
        ['IP families', listCell(strs(spec.ipFamilies))],
        ['Session affinity', textCell(str(spec.sessionAffinity))],
        ['External traffic', textCell(str(spec.externalTrafficPolicy))],
        ['Internal traffic', textCell(str(spec.internalTrafficPolicy))],
        ['Not ready addresses', spec.publishNotReadyAddresses === true ? 'published' : null],
      ]),
      conditionsSection(object),
      tableSection(
        'Ports',
        [
          text('name', 'Name', 96),
          { ...text('port', 'Port', 64), align: 'end' },
          text('target', 'Target', 80),
          { ...text('node', 'Node port', 80), align: 'end' },
          text('protocol', 'Protocol', 72),
          text('app', 'App protocol', 96, { grow: true }),
        ],
        ports,
      ),
      labelsSection('Selector', spec.selector),
    )
  },
})

function portText(port: any): string {
  const node = num(port.nodePort)
  return `${num(port.port)}${node > 0 ? `:${node}` : ''}/${str(port.protocol) || 'TCP'}`
}

function externalIp(object: KubeObject): Cell {
  const spec = rec(object.spec)
  const external = strs(spec.externalIPs)
  if (spec.type === 'ExternalName') return textCell(str(spec.externalName))
  if (spec.type !== 'LoadBalancer') return listCell(external)
  const all = [...loadBalancerAddresses(object), ...external]
  return all.length === 0 ? '<pending>' : listCell(all)
}

/** In the manner of Argo CD's check: a load balancer without an address is still being made. */
function serviceHealth(object: KubeObject): Health {
  const going = deleting(object)
  if (going !== null) return going
  if (rec(object.spec).type === 'LoadBalancer' && loadBalancerAddresses(object).length === 0) {
    return health('progressing', 'Pending', 'The load balancer has no address yet')
  }
  return health('healthy', 'Active')
}
