import type { Cell, Health } from '../contract/index.ts'
import { ageCell, deleting, health, listCell, ratioCell, refCell, textCell } from './cells.ts'
import { age, list, ratio, ref, text } from './columns.ts'
import { defineKind } from './defineKind.ts'
import { own, rec, recs, scalar, str, strs } from './fields.ts'
import type { Kind, KubeObject } from './kind.ts'
import { fieldsSection, sectionList, tableSection } from './sections.ts'

/** EndpointSlices: `kubectl get endpointslices`, with how many of the endpoints are ready. */
export const endpointSlice: Kind = defineKind({
  id: 'discovery.k8s.io/EndpointSlice',
  resource: 'endpointslices',
  title: 'EndpointSlices',
  shortName: 'eps',
  namespaced: true,
  category: 'network',
  columns: [
    ratio('ready', 'Ready', 64),
    text('addressType', 'Address type', 100),
    list('ports', 'Ports', 120),
    list('endpoints', 'Endpoints', 260, { grow: true }),
    ref('service', 'Service', 160),
    age,
  ],
  read(object) {
    const endpoints = recs(object['endpoints'])
    const ready = endpoints.filter(isReady).length
    const slice = sliceHealth(object, ready, endpoints.length)
    return {
      cells: [
        ratioCell(ready, endpoints.length, slice.level),
        textCell(str(object['addressType'])),
        listCell(recs(object['ports']).map((port) => scalar(port.port) || str(port.name) || '*')),
        listCell(endpoints.flatMap((endpoint) => strs(endpoint.addresses))),
        serviceCell(object),
        ageCell(object),
      ],
      health: slice,
    }
  },
  detail(object) {
    const namespace = str(rec(object.metadata).namespace)
    const ports = recs(object['ports']).map((port): Cell[] => [
      textCell(str(port.name)),
      textCell(scalar(port.port) || '*'),
      str(port.protocol) || 'TCP',
      textCell(str(port.appProtocol)),
    ])
    const endpoints = recs(object['endpoints']).map((endpoint): Cell[] => {
      const target = rec(endpoint.targetRef)
      return [
        listCell(strs(endpoint.addresses)),
        isReady(endpoint) ? { t: 'status', text: 'Ready', level: 'healthy' } : { t: 'status', text: stateText(endpoint), level: 'warning' },
        target.kind === 'Pod' ? refCell('core/Pod', str(target.namespace) || namespace, str(target.name)) : textCell(str(target.name)),
        refCell('core/Node', '', str(endpoint.nodeName)),
        textCell(str(endpoint.zone)),
      ]
    })
    return sectionList(
      fieldsSection('Summary', [
        ['Service', serviceCell(object)],
        ['Address type', textCell(str(object['addressType']))],
      ]),
      tableSection(
        'Ports',
        [
          text('name', 'Name', 110),
          text('port', 'Port', 64),
          text('protocol', 'Protocol', 72),
          text('app', 'App protocol', 96, { grow: true }),
        ],
        ports,
      ),
      tableSection(
        'Endpoints',
        [
          list('addresses', 'Addresses', 130),
          { ...text('state', 'State', 100), type: 'status' },
          ref('target', 'Target', 180, { grow: true }),
          ref('node', 'Node', 120),
          text('zone', 'Zone', 80),
        ],
        endpoints,
      ),
    )
  },
})

/** A missing `ready` means ready, so the API says. */
function isReady(endpoint: any): boolean {
  return rec(endpoint.conditions).ready !== false
}

function stateText(endpoint: any): string {
  return rec(endpoint.conditions).terminating === true ? 'Terminating' : 'NotReady'
}

function serviceCell(object: KubeObject): Cell {
  const name = scalar(own(rec(object.metadata).labels, 'kubernetes.io/service-name'))
  return refCell('core/Service', str(rec(object.metadata).namespace), name)
}

function sliceHealth(object: KubeObject, ready: number, total: number): Health {
  const going = deleting(object)
  if (going !== null) return going
  if (ready < total) return health('warning', 'NotReady', `${ready} of ${total} endpoints are ready`)
  return health('healthy', total === 0 ? 'NoEndpoints' : 'Ready')
}
