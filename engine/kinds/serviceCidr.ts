import type { Health } from '../contract/index.ts'
import { ageCell, deleting, health, listCell, present, statusCell } from './cells.ts'
import { age, list, status } from './columns.ts'
import { conditionOf, conditionsSection } from './conditions.ts'
import { defineKind } from './defineKind.ts'
import { rec, str, strs } from './fields.ts'
import type { Kind, KubeObject } from './kind.ts'
import { fieldsSection, sectionList } from './sections.ts'

/** ServiceCIDRs: `kubectl get servicecidrs`, with whether addresses are given out of it. */
export const serviceCidr: Kind = defineKind({
  id: 'networking.k8s.io/ServiceCIDR',
  resource: 'servicecidrs',
  title: 'ServiceCIDRs',
  shortName: 'servicecidr',
  namespaced: false,
  category: 'network',
  lesser: true,
  columns: [list('cidrs', 'CIDRs', 260, { grow: true }), status('ready', 'State', 120), age],
  read(object) {
    const state = rangeHealth(object)
    return {
      cells: [listCell(strs(rec(object.spec).cidrs)), statusCell(state.reason, state.level), ageCell(object)],
      health: state,
    }
  },
  detail(object) {
    return sectionList(fieldsSection('Summary', [['CIDRs', listCell(strs(rec(object.spec).cidrs))]]), conditionsSection(object))
  },
})

function rangeHealth(object: KubeObject): Health {
  const going = deleting(object)
  if (going !== null) return going
  const ready = rec(conditionOf(object, 'Ready'))
  if (ready.status === 'False') return health('failing', str(ready.reason) || 'NotReady', str(ready.message))
  return ready.status === 'True' ? health('healthy', 'Ready') : present
}
