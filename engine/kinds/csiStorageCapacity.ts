import { ageCell, deleting, present, refCell, textCell } from './cells.ts'
import { age, amount, ref, text } from './columns.ts'
import { defineKind } from './defineKind.ts'
import { str } from './fields.ts'
import type { Kind } from './kind.ts'
import { selectorText } from './labelSelector.ts'
import { quantity } from './quantity.ts'
import { fieldsSection, sectionList } from './sections.ts'

/** CSIStorageCapacities: `kubectl get csistoragecapacities`, with where the capacity is. */
export const csiStorageCapacity: Kind = defineKind({
  id: 'storage.k8s.io/CSIStorageCapacity',
  resource: 'csistoragecapacities',
  title: 'CSIStorageCapacities',
  shortName: 'csistoragecapacity',
  namespaced: true,
  category: 'storage',
  lesser: true,
  columns: [
    ref('class', 'StorageClassName', 180),
    amount('capacity', 'Capacity', 100),
    amount('largest', 'Largest volume', 120),
    text('topology', 'Where', 260, { grow: true }),
    age,
  ],
  read(object) {
    return {
      cells: [
        refCell('storage.k8s.io/StorageClass', '', str(object['storageClassName'])),
        quantity(object['capacity']),
        quantity(object['maximumVolumeSize']),
        textCell(selectorText(object['nodeTopology'])),
        ageCell(object),
      ],
      health: deleting(object) ?? present,
    }
  },
  detail(object) {
    return sectionList(
      fieldsSection('Summary', [
        ['Storage class', refCell('storage.k8s.io/StorageClass', '', str(object['storageClassName']))],
        ['Capacity', quantity(object['capacity'])],
        ['Largest volume', quantity(object['maximumVolumeSize'])],
        [
          'On nodes',
          object['nodeTopology'] === undefined ? 'none: it cannot be reached from any' : selectorText(object['nodeTopology']) || 'all',
        ],
      ]),
    )
  },
})
