import { ageCell, deleting, present, yesNoCell } from './cells.ts'
import { age, figure } from './columns.ts'
import { defineKind } from './defineKind.ts'
import { rec } from './fields.ts'
import { textKeys } from './keys.ts'
import type { Kind } from './kind.ts'
import { fieldsSection, sectionList } from './sections.ts'

/** ConfigMaps: `kubectl get configmaps`. */
export const configMap: Kind = defineKind({
  id: 'core/ConfigMap',
  resource: 'configmaps',
  title: 'ConfigMaps',
  shortName: 'cm',
  namespaced: true,
  category: 'configuration',
  columns: [figure('data', 'Data'), age],
  read(object) {
    const count = Object.keys(rec(object['data'])).length + Object.keys(rec(object['binaryData'])).length
    return { cells: [count, ageCell(object)], health: deleting(object) ?? present }
  },
  detail(object) {
    const keys = textKeys(object['data'], object['binaryData'])
    return sectionList(
      fieldsSection('Summary', [['Immutable', yesNoCell(object['immutable'])]]),
      keys.length === 0 ? null : { type: 'keys', title: 'Data', keys },
    )
  },
})
