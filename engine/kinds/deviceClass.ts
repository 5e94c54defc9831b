import type { Cell } from '../contract/index.ts'
import { ageCell, deleting, present, textCell } from './cells.ts'
import { age, text } from './columns.ts'
import { defineKind } from './defineKind.ts'
import { selectorsText } from './devices.ts'
import { rec, recs, str } from './fields.ts'
import type { Kind } from './kind.ts'
import { fieldsSection, sectionList, tableSection } from './sections.ts'

/** DeviceClasses: `kubectl get deviceclasses`, with which devices belong to each. */
export const deviceClass: Kind = defineKind({
  id: 'resource.k8s.io/DeviceClass',
  resource: 'deviceclasses',
  title: 'DeviceClasses',
  shortName: 'deviceclass',
  namespaced: false,
  category: 'cluster',
  lesser: true,
  columns: [text('selectors', 'Selectors', 400, { grow: true }), text('extended', 'Extended resource', 180), age],
  read(object) {
    const spec = rec(object.spec)
    return {
      cells: [textCell(selectorsText(spec.selectors)), textCell(str(spec.extendedResourceName)), ageCell(object)],
      health: deleting(object) ?? present,
    }
  },
  detail(object) {
    const spec = rec(object.spec)
    const configs = recs(spec.config).map((config): Cell[] => [
      textCell(str(rec(config.opaque).driver)),
      textCell(JSON.stringify(rec(rec(config.opaque).parameters))),
    ])
    return sectionList(
      fieldsSection('Summary', [['Extended resource', textCell(str(spec.extendedResourceName))]]),
      tableSection(
        'Devices that belong to it',
        [text('cel', 'CEL', 360, { grow: true })],
        recs(spec.selectors).map((selector): Cell[] => [textCell(str(rec(selector.cel).expression))]),
      ),
      tableSection('Configuration', [text('driver', 'Driver', 180), text('parameters', 'Parameters', 320, { grow: true })], configs),
    )
  },
})
