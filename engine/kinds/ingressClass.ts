import type { Cell } from '../contract/index.ts'
import { kindId } from '../contract/index.ts'
import { ageCell, deleting, present, refCell, textCell, yesNoCell } from './cells.ts'
import { age, ref, text } from './columns.ts'
import { defineKind } from './defineKind.ts'
import { own, rec, str } from './fields.ts'
import type { Kind, KubeObject } from './kind.ts'
import { fieldsSection, sectionList } from './sections.ts'

/** IngressClasses: `kubectl get ingressclasses`; the default one is marked in a column of its own. */
export const ingressClass: Kind = defineKind({
  id: 'networking.k8s.io/IngressClass',
  resource: 'ingressclasses',
  title: 'IngressClasses',
  shortName: 'ingressclass',
  namespaced: false,
  category: 'network',
  columns: [
    text('default', 'Default', 72),
    text('controller', 'Controller', 260, { grow: true }),
    ref('parameters', 'Parameters', 240),
    age,
  ],
  read(object) {
    return {
      cells: [isDefault(object) ? 'default' : null, textCell(str(rec(object.spec).controller)), parametersCell(object), ageCell(object)],
      health: deleting(object) ?? present,
    }
  },
  detail(object) {
    const parameters = rec(rec(object.spec).parameters)
    return sectionList(
      fieldsSection('Summary', [
        ['Default', yesNoCell(isDefault(object))],
        ['Controller', textCell(str(rec(object.spec).controller))],
        ['Parameters', parametersCell(object)],
        ['Parameters of', textCell(str(parameters.scope))],
        ['Namespace', refCell('core/Namespace', '', str(parameters.namespace))],
      ]),
    )
  },
})

function isDefault(object: KubeObject): boolean {
  return own(rec(object.metadata).annotations, 'ingressclass.kubernetes.io/is-default-class') === 'true'
}

/** `IngressParameters.example.com/public`, pointing at it. */
function parametersCell(object: KubeObject): Cell {
  const { apiGroup, kind, name, namespace } = rec(rec(object.spec).parameters)
  const group = str(apiGroup)
  return refCell(kindId(group, str(kind)), str(namespace), str(name), `${str(kind)}${group === '' ? '' : `.${group}`}/${str(name)}`)
}
