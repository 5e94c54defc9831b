import { ageCell, listCell, refCell, statusCell, textCell } from './cells.ts'
import { age, figure, list, ref, status } from './columns.ts'
import { conditionOf, conditionsSection } from './conditions.ts'
import { defineKind } from './defineKind.ts'
import { num, rec, recs, scalar, str } from './fields.ts'
import type { Kind, KubeObject } from './kind.ts'
import { listenerSections, listenersHealth } from './listeners.ts'
import { fieldsSection, labelsSection, referenceText, sectionList } from './sections.ts'

/** Gateways: `kubectl get gateways`, with listeners and how many routes are attached. */
export const gateway: Kind = defineKind({
  id: 'gateway.networking.k8s.io/Gateway',
  resource: 'gateways',
  title: 'Gateways',
  shortName: 'gtw',
  namespaced: true,
  category: 'network',
  columns: [
    ref('class', 'Class', 140),
    list('address', 'Address', 200),
    status('programmed', 'Programmed', 124),
    list('listeners', 'Listeners', 200, { grow: true }),
    figure('routes', 'Routes', 72),
    age,
  ],
  read(object) {
    const spec = rec(object.spec)
    const state = listenersHealth(object)
    return {
      cells: [
        classCell(object),
        listCell(addresses(object)),
        statusCell(scalar(rec(conditionOf(object, 'Programmed')).status), state.level),
        listCell(recs(spec.listeners).map((listener) => `${str(listener.name)}:${scalar(listener.port)}`)),
        recs(rec(object.status).listeners).reduce((sum: number, listener) => sum + num(listener.attachedRoutes), 0),
        ageCell(object),
      ],
      health: state,
    }
  },
  detail(object) {
    const spec = rec(object.spec)
    const infrastructure = rec(spec.infrastructure)
    return sectionList(
      fieldsSection('Summary', [
        ['Class', classCell(object)],
        ['Addresses', listCell(addresses(object))],
        ['Wanted addresses', listCell(recs(spec.addresses).map((address) => str(address.value)))],
        ['Parameters', textCell(referenceText(infrastructure.parametersRef))],
      ]),
      conditionsSection(object, ['Accepted', 'Programmed']),
      listenerSections(object),
      labelsSection('Labels of what it makes', infrastructure.labels),
    )
  },
})

function classCell(object: KubeObject): ReturnType<typeof refCell> {
  return refCell('gateway.networking.k8s.io/GatewayClass', '', str(rec(object.spec).gatewayClassName))
}

function addresses(object: KubeObject): readonly string[] {
  return recs(rec(object.status).addresses).map((address) => str(address.value))
}
