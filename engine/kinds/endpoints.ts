import type { Cell, Health } from '../contract/index.ts'
import { ageCell, deleting, health, listCell, ratioCell, refCell, statusCell, textCell } from './cells.ts'
import { age, list, ratio, ref, status, text } from './columns.ts'
import { defineKind } from './defineKind.ts'
import { rec, recs, scalar, str } from './fields.ts'
import type { Kind, KubeObject } from './kind.ts'
import { fieldsSection, sectionList, tableSection } from './sections.ts'

/** Endpoints: `kubectl get endpoints`, all of them, with how many addresses are ready. EndpointSlices say the same, newer. */
export const endpoints: Kind = defineKind({
  id: 'core/Endpoints',
  resource: 'endpoints',
  title: 'Endpoints',
  shortName: 'ep',
  namespaced: true,
  category: 'network',
  lesser: true,
  columns: [ratio('ready', 'Ready', 64), list('endpoints', 'Endpoints', 320, { grow: true }), age],
  read(object) {
    const [ready, all] = counts(object)
    const state = endpointsHealth(object, ready, all)
    return { cells: [ratioCell(ready, all, state.level), listCell(addressTexts(object)), ageCell(object)], health: state }
  },
  detail(object) {
    const namespace = str(rec(object.metadata).namespace)
    const subsets = recs(object['subsets'])
    const rows = subsets.flatMap((subset) => {
      const ports = recs(subset.ports).map((port) => `${scalar(port.port)}/${str(port.protocol) || 'TCP'}`)
      const row = (address: any, ready: boolean): Cell[] => [
        textCell(str(address.ip) || str(address.hostname)),
        listCell(ports),
        statusCell(ready ? 'Ready' : 'NotReady', ready ? 'healthy' : 'warning'),
        targetCell(address.targetRef, namespace),
        refCell('core/Node', '', str(address.nodeName)),
      ]
      return [
        ...recs(subset.addresses).map((address) => row(address, true)),
        ...recs(subset.notReadyAddresses).map((address) => row(address, false)),
      ]
    })
    return sectionList(
      fieldsSection('Summary', [['Service', refCell('core/Service', namespace, str(rec(object.metadata).name))]]),
      tableSection(
        'Addresses',
        [
          text('address', 'Address', 130),
          list('ports', 'Ports', 110),
          status('state', 'State', 90),
          ref('target', 'Target', 200, { grow: true }),
          ref('node', 'Node', 130),
        ],
        rows,
      ),
    )
  },
})

function targetCell(target: unknown, namespace: string): Cell {
  const { kind, name, namespace: where } = rec(target)
  return kind === 'Pod' ? refCell('core/Pod', str(where) || namespace, str(name)) : textCell(str(name))
}

/** `10.0.0.1:80` of all subsets; nothing is left out. Source of the form: formatEndpoints in pkg/printers/internalversion. */
function addressTexts(object: KubeObject): readonly string[] {
  return recs(object['subsets']).flatMap((subset) => {
    const addresses = recs(subset.addresses).map((address) => str(address.ip))
    const ports = recs(subset.ports).map((port) => scalar(port.port))
    return ports.length === 0
      ? addresses
      : ports.flatMap((port) => addresses.map((address) => `${address.includes(':') ? `[${address}]` : address}:${port}`))
  })
}

function counts(object: KubeObject): readonly [ready: number, all: number] {
  const subsets = recs(object['subsets'])
  const ready = subsets.reduce((sum: number, subset) => sum + recs(subset.addresses).length, 0)
  return [ready, subsets.reduce((sum: number, subset) => sum + recs(subset.notReadyAddresses).length, ready)]
}

function endpointsHealth(object: KubeObject, ready: number, all: number): Health {
  const going = deleting(object)
  if (going !== null) return going
  if (ready < all) return health('warning', 'NotReady', `${ready} of ${all} addresses are ready`)
  return health('healthy', all === 0 ? 'NoEndpoints' : 'Ready')
}
