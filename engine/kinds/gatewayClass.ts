import type { Health } from '../contract/index.ts'
import { ageCell, deleting, health, listCell, statusCell, textCell } from './cells.ts'
import { age, status, text } from './columns.ts'
import { conditionOf, conditionsOf, conditionsSection } from './conditions.ts'
import { defineKind } from './defineKind.ts'
import { rec, recs, scalar, str } from './fields.ts'
import { conditionsHealth } from './gatewayApi.ts'
import type { Kind, KubeObject } from './kind.ts'
import { fieldsSection, referenceText, sectionList } from './sections.ts'

/** GatewayClasses: `kubectl get gatewayclasses -o wide`. */
export const gatewayClass: Kind = defineKind({
  id: 'gateway.networking.k8s.io/GatewayClass',
  resource: 'gatewayclasses',
  title: 'GatewayClasses',
  shortName: 'gc',
  namespaced: false,
  category: 'network',
  columns: [
    text('controller', 'Controller', 280, { grow: true }),
    status('accepted', 'Accepted', 100),
    age,
    text('description', 'Description', 240, { wide: true }),
  ],
  read(object) {
    const state = classHealth(object)
    return {
      cells: [
        textCell(str(rec(object.spec).controllerName)),
        statusCell(scalar(rec(conditionOf(object, 'Accepted')).status), state.level),
        ageCell(object),
        textCell(str(rec(object.spec).description)),
      ],
      health: state,
    }
  },
  detail(object) {
    const spec = rec(object.spec)
    const features = recs(rec(object.status).supportedFeatures).map((feature) => str(feature.name))
    return sectionList(
      fieldsSection('Summary', [
        ['Controller', textCell(str(spec.controllerName))],
        ['Description', textCell(str(spec.description))],
        ['Parameters', textCell(referenceText(spec.parametersRef))],
        ['Supports', listCell(features.filter((name) => name !== ''))],
      ]),
      conditionsSection(object),
    )
  },
})

function classHealth(object: KubeObject): Health {
  const going = deleting(object)
  if (going !== null) return going
  const found = conditionsHealth(conditionsOf(object))
  if (found !== null) return found
  return conditionsOf(object).length === 0
    ? health('progressing', 'Pending', 'No controller has accepted or refused it yet')
    : health('healthy', 'Accepted')
}
