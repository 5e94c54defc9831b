import { ageCell, deleting, present, refCell, textCell } from './cells.ts'
import { age, ref, text } from './columns.ts'
import { defineKind } from './defineKind.ts'
import { str } from './fields.ts'
import type { Kind } from './kind.ts'
import { labelsText } from './labelSelector.ts'
import { fieldsSection, labelsSection, sectionList } from './sections.ts'

/** VolumeAttributesClasses: `kubectl get vac`, with the parameters of each. */
export const volumeAttributesClass: Kind = defineKind({
  id: 'storage.k8s.io/VolumeAttributesClass',
  resource: 'volumeattributesclasses',
  title: 'VolumeAttributesClasses',
  shortName: 'vac',
  namespaced: false,
  category: 'storage',
  lesser: true,
  columns: [ref('driver', 'DriverName', 220), text('parameters', 'Parameters', 300, { grow: true }), age],
  read(object) {
    return {
      cells: [
        refCell('storage.k8s.io/CSIDriver', '', str(object['driverName'])),
        textCell(labelsText(object['parameters'])),
        ageCell(object),
      ],
      health: deleting(object) ?? present,
    }
  },
  detail(object) {
    return sectionList(
      fieldsSection('Summary', [['Driver', refCell('storage.k8s.io/CSIDriver', '', str(object['driverName']))]]),
      labelsSection('Parameters', object['parameters']),
    )
  },
})
