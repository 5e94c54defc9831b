import type { Cell, Health } from '../contract/index.ts'
import { ageCell, deleting, health, refCell, statusCell, textCell, yesNoCell } from './cells.ts'
import { age, ref, status, text } from './columns.ts'
import { conditionOf, conditionsSection } from './conditions.ts'
import { defineKind } from './defineKind.ts'
import { num, rec, scalar, str } from './fields.ts'
import type { Kind, KubeObject } from './kind.ts'
import { fieldsSection, sectionList } from './sections.ts'

/** APIServices: `kubectl get apiservices`; who answers for a group and version of the API. */
export const apiService: Kind = defineKind({
  id: 'apiregistration.k8s.io/APIService',
  resource: 'apiservices',
  title: 'APIServices',
  shortName: 'apiservice',
  namespaced: false,
  category: 'cluster',
  columns: [
    ref('service', 'Service', 240, { grow: true }),
    status('available', 'Available', 240),
    text('group', 'Group', 220, { wide: true }),
    text('version', 'Version', 90, { wide: true }),
    age,
  ],
  read(object) {
    const spec = rec(object.spec)
    const state = serviceHealth(object)
    return {
      cells: [
        serverCell(object),
        statusCell(availability(object), state.level),
        textCell(str(spec.group) || 'core'),
        textCell(str(spec.version)),
        ageCell(object),
      ],
      health: state,
    }
  },
  detail(object) {
    const spec = rec(object.spec)
    return sectionList(
      fieldsSection('Summary', [
        ['Answered by', serverCell(object)],
        ['Port', textCell(scalar(rec(spec.service).port))],
        ['Group', str(spec.group) || 'core'],
        ['Version', textCell(str(spec.version))],
        ['Group priority', num(spec.groupPriorityMinimum)],
        ['Version priority', num(spec.versionPriority)],
        ['Certificate not checked', spec.insecureSkipTLSVerify === true ? yesNoCell(true) : null],
      ]),
      conditionsSection(object),
    )
  },
})

/** `kube-system/metrics-server`, pointing at the Service; `Local` for what the API server answers itself. */
function serverCell(object: KubeObject): Cell {
  const { namespace, name } = rec(rec(object.spec).service)
  return str(name) === '' ? 'Local' : refCell('core/Service', str(namespace), str(name), `${str(namespace)}/${str(name)}`)
}

/** Source of the words: kube-aggregator's table columns (`False (MissingEndpoints)`). */
function availability(object: KubeObject): string {
  const { status: state, reason } = rec(conditionOf(object, 'Available'))
  return state === 'True' || state === undefined ? scalar(state) : `${str(state)} (${str(reason)})`
}

/** In the manner of Argo CD's check. */
function serviceHealth(object: KubeObject): Health {
  const going = deleting(object)
  if (going !== null) return going
  const { status: state, reason, message } = rec(conditionOf(object, 'Available'))
  if (state === 'True') return health('healthy', str(reason) === 'Local' ? 'Local' : 'Available')
  if (state === 'False') return health('failing', str(reason) || 'Unavailable', str(message))
  return health('progressing', str(reason) || 'Processing', str(message) || 'Nobody has looked yet whether it answers')
}
