import type { Cell, Health } from '../contract/index.ts'
import { ageCell, deleting, health, listCell, statusCell, textCell } from './cells.ts'
import { age, amount, list, status, text } from './columns.ts'
import { conditionOf, conditionsOf, conditionsSection } from './conditions.ts'
import { defineKind } from './defineKind.ts'
import { num, own, pairs, rec, recs, str, strs } from './fields.ts'
import type { Kind, KubeObject } from './kind.ts'
import { quantity } from './quantity.ts'
import { fieldsSection, sectionList, tableSection } from './sections.ts'

/** Nodes: `kubectl get nodes -o wide`, with what can be allocated. */
export const node: Kind = defineKind({
  id: 'core/Node',
  resource: 'nodes',
  title: 'Nodes',
  shortName: 'node',
  namespaced: false,
  category: 'cluster',
  columns: [
    status('status', 'Status', 190),
    list('roles', 'Roles', 120),
    age,
    text('version', 'Version', 100),
    amount('allocatableCpu', 'CPU allocatable', 110, { wide: true }),
    amount('allocatableMemory', 'Memory allocatable', 140, { wide: true }),
    text('zone', 'Zone', 110),
    text('internalIp', 'Internal IP', 120, { wide: true }),
    text('externalIp', 'External IP', 120, { wide: true }),
    text('osImage', 'OS image', 200, { wide: true }),
    text('kernel', 'Kernel version', 160, { wide: true }),
    text('runtime', 'Container runtime', 180, { wide: true }),
  ],
  read(object) {
    const state = rec(object.status)
    const info = rec(state.nodeInfo)
    const health = nodeHealth(object)
    return {
      cells: [
        statusCell(nodeStatus(object), health.level),
        listCell(nodeRoles(object)),
        ageCell(object),
        textCell(str(info.kubeletVersion)),
        quantity(own(state.allocatable, 'cpu')),
        quantity(own(state.allocatable, 'memory')),
        zoneCell(object),
        textCell(address(object, 'InternalIP')),
        textCell(address(object, 'ExternalIP')),
        textCell(str(info.osImage)),
        textCell(str(info.kernelVersion)),
        textCell(str(info.containerRuntimeVersion)),
      ],
      health,
    }
  },
  detail(object) {
    const spec = rec(object.spec)
    const state = rec(object.status)
    const info = rec(state.nodeInfo)
    const addresses = recs(state.addresses).map((item): readonly [string, Cell] => [str(item.type), textCell(str(item.address))])
    const resources = pairs(state.capacity).map(([name, capacity]): Cell[] => [
      name,
      quantity(own(state.allocatable, name)),
      quantity(capacity),
    ])
    const taints = recs(spec.taints).map((taint): Cell[] => [str(taint.key), textCell(str(taint.value)), textCell(str(taint.effect))])
    return sectionList(
      fieldsSection('Summary', [
        ['Status', nodeStatus(object)],
        ['Roles', listCell(nodeRoles(object))],
        ['Zone', zoneCell(object)],
        ['Instance type', textCell(str(own(rec(object.metadata).labels, 'node.kubernetes.io/instance-type')))],
        ...addresses,
        ['Pod CIDRs', listCell(strs(spec.podCIDRs))],
        ['Provider id', textCell(str(spec.providerID))],
        ['Kubelet', textCell(str(info.kubeletVersion))],
        ['Runtime', textCell(str(info.containerRuntimeVersion))],
        ['OS', textCell([str(info.osImage), str(info.operatingSystem), str(info.architecture)].filter((part) => part !== '').join(', '))],
        ['Kernel', textCell(str(info.kernelVersion))],
      ]),
      conditionsSection(object, ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure', 'NetworkUnavailable']),
      tableSection(
        'Capacity',
        [text('resource', 'Resource', 180, { grow: true }), amount('allocatable', 'Allocatable', 120), amount('capacity', 'Capacity', 120)],
        resources,
      ),
      tableSection(
        'Images',
        [text('image', 'Image', 260, { grow: true }), amount('size', 'Size', 90)],
        recs(state.images).map((image): Cell[] => [textCell(shortest(strs(image.names))), bytesCell(num(image.sizeBytes))]),
      ),
      tableSection('Taints', [text('key', 'Key', 240, { grow: true }), text('value', 'Value', 100), text('effect', 'Effect', 110)], taints),
    )
  },
})

/** An image has a name by its tag and one by its digest: the shorter one is read. */
function shortest(names: readonly string[]): string {
  return [...names].sort((a, b) => a.length - b.length)[0] ?? ''
}

function bytesCell(bytes: number): Cell {
  if (bytes <= 0) return null
  return {
    t: 'quantity',
    value: bytes,
    text: bytes < 1024 * 1024 ? `${Math.round(bytes / 1024)}Ki` : `${Math.round(bytes / 1024 / 1024)}Mi`,
  }
}

function address(object: KubeObject, type: string): string {
  return str(rec(recs(rec(object.status).addresses).find((item) => item.type === type)).address)
}

function zoneCell(object: KubeObject): Cell {
  const labels = rec(object.metadata).labels
  const zone = str(own(labels, 'topology.kubernetes.io/zone')) || str(own(labels, 'failure-domain.beta.kubernetes.io/zone'))
  return zone === '' ? null : zone
}

/** Source of the rule: findNodeRoles in pkg/printers/internalversion/printers.go, Kubernetes 1.34. */
function nodeRoles(object: KubeObject): readonly string[] {
  const prefix = 'node-role.kubernetes.io/'
  const roles = new Set<string>()
  for (const [key, value] of pairs(rec(object.metadata).labels)) {
    if (key.startsWith(prefix) && key.length > prefix.length) roles.add(key.slice(prefix.length))
    else if (key === 'kubernetes.io/role' && value !== '') roles.add(value)
  }
  return [...roles].sort()
}

function nodeStatus(object: KubeObject): string {
  // The server makes a map of the conditions, so the last of a type counts.
  const ready = conditionsOf(object)
    .filter((condition) => condition.type === 'Ready')
    .at(-1)
  const words = [ready === undefined ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady']
  if (rec(object.spec).unschedulable === true) words.push('SchedulingDisabled')
  return words.join(',')
}

/** Condition types of the kubelet and the node problem detector that are bad when True. */
const pressures = [
  'MemoryPressure',
  'DiskPressure',
  'PIDPressure',
  'NetworkUnavailable',
  'KernelDeadlock',
  'ReadonlyFilesystem',
  'FrequentKubeletRestart',
  'FrequentContainerdRestart',
]

function nodeHealth(object: KubeObject): Health {
  const going = deleting(object)
  if (going !== null) return going
  const ready = rec(
    conditionsOf(object)
      .filter((condition) => condition.type === 'Ready')
      .at(-1),
  )
  if (ready.status === undefined) return health('unknown', 'Unknown', 'The node has no Ready condition')
  if (ready.status !== 'True') return health('failing', 'NotReady', str(ready.message))
  for (const type of pressures) {
    const condition = rec(conditionOf(object, type))
    if (condition.status === 'True') return health('warning', type, str(condition.message))
  }
  if (rec(object.spec).unschedulable === true) return health('paused', 'SchedulingDisabled')
  return health('healthy', 'Ready')
}
