import { ageCell, listCell, statusCell, textCell } from './cells.ts'
import { age, list, ref, status } from './columns.ts'
import { conditionOf, conditionsSection } from './conditions.ts'
import { defineKind } from './defineKind.ts'
import { rec, recs, scalar, str } from './fields.ts'
import { referenceCell } from './gatewayApi.ts'
import type { Kind, KubeObject } from './kind.ts'
import { listenerSections, listenersHealth } from './listeners.ts'
import { fieldsSection, sectionList } from './sections.ts'

/** ListenerSets: `kubectl get listenersets`; listeners that a Gateway has besides its own. */
export const listenerSet: Kind = defineKind({
  id: 'gateway.networking.k8s.io/ListenerSet',
  resource: 'listenersets',
  title: 'ListenerSets',
  shortName: 'lset',
  namespaced: true,
  category: 'network',
  lesser: true,
  columns: [
    ref('parent', 'Gateway', 180),
    list('listeners', 'Listeners', 240, { grow: true }),
    status('accepted', 'Accepted', 100),
    status('programmed', 'Programmed', 124),
    age,
  ],
  read(object) {
    const state = listenersHealth(object)
    const condition = (type: string): string => scalar(rec(conditionOf(object, type)).status)
    return {
      cells: [
        parentCell(object),
        listCell(recs(rec(object.spec).listeners).map((listener) => `${str(listener.name)}:${scalar(listener.port)}`)),
        statusCell(condition('Accepted'), state.level),
        statusCell(condition('Programmed'), state.level),
        ageCell(object),
      ],
      health: state,
    }
  },
  detail(object) {
    return sectionList(
      fieldsSection('Summary', [
        ['Gateway', parentCell(object)],
        ['Namespace of it', textCell(str(rec(rec(object.spec).parentRef).namespace))],
      ]),
      conditionsSection(object, ['Accepted', 'Programmed']),
      listenerSections(object),
    )
  },
})

function parentCell(object: KubeObject): ReturnType<typeof referenceCell> {
  return referenceCell(rec(object.spec).parentRef, str(rec(object.metadata).namespace), 'gateway.networking.k8s.io/Gateway')
}
