import type { Cell, Health } from '../contract/index.ts'
import { ageCell, deleting, health, refCell, statusCell, textCell } from './cells.ts'
import { age, amount, list, ref, status, text } from './columns.ts'
import { conditionOf, conditionsSection } from './conditions.ts'
import { defineKind } from './defineKind.ts'
import { own, rec, str } from './fields.ts'
import type { Kind, KubeObject } from './kind.ts'
import { selectorText } from './labelSelector.ts'
import { quantity } from './quantity.ts'
import { fieldsSection, referenceText, sectionList } from './sections.ts'
import { accessModes, storageClassOf } from './storage.ts'

/** PersistentVolumeClaims: `kubectl get pvc -o wide`. */
export const persistentVolumeClaim: Kind = defineKind({
  id: 'core/PersistentVolumeClaim',
  resource: 'persistentvolumeclaims',
  title: 'PersistentVolumeClaims',
  shortName: 'pvc',
  namespaced: true,
  category: 'storage',
  columns: [
    status('status', 'Status', 110),
    ref('volume', 'Volume', 220, { grow: true }),
    amount('capacity', 'Capacity'),
    list('accessModes', 'Access modes', 100),
    ref('storageClass', 'StorageClass', 140),
    ref('attributesClass', 'VolumeAttributesClass', 160),
    age,
    text('volumeMode', 'VolumeMode', 100, { wide: true }),
  ],
  read(object) {
    const spec = rec(object.spec)
    const health = claimHealth(object)
    const bound = str(spec.volumeName) !== ''
    return {
      cells: [
        statusCell(deleting(object) === null ? str(rec(object.status).phase) : 'Terminating', health.level),
        refCell('core/PersistentVolume', '', str(spec.volumeName)),
        bound ? quantity(own(rec(object.status).capacity, 'storage') ?? '0') : null,
        bound ? accessModes(rec(object.status).accessModes) : null,
        classCell(object),
        refCell('storage.k8s.io/VolumeAttributesClass', '', str(spec.volumeAttributesClassName)),
        ageCell(object),
        textCell(str(spec.volumeMode)),
      ],
      health,
    }
  },
  detail(object) {
    const spec = rec(object.spec)
    return sectionList(
      fieldsSection('Summary', [
        ['Status', textCell(str(rec(object.status).phase))],
        ['Requested', quantity(own(rec(spec.resources).requests, 'storage'))],
        ['Capacity', quantity(own(rec(object.status).capacity, 'storage'))],
        ['Access modes', accessModes(spec.accessModes)],
        ['Volume', refCell('core/PersistentVolume', '', str(spec.volumeName))],
        ['Storage class', classCell(object)],
        ['Volume mode', textCell(str(spec.volumeMode))],
        ['Data source', textCell(referenceText(spec.dataSource))],
        ['Selector', textCell(selectorText(spec.selector))],
      ]),
      conditionsSection(object),
    )
  },
})

function classCell(object: KubeObject): Cell {
  return refCell('storage.k8s.io/StorageClass', '', storageClassOf(object))
}

/** In the manner of Argo CD's check, with the conditions of a resize. */
function claimHealth(object: KubeObject): Health {
  const going = deleting(object)
  if (going !== null) return going
  const phase = str(rec(object.status).phase)
  if (phase === 'Lost')
    return health('failing', 'Lost', `The volume ${str(rec(object.spec).volumeName)} that this claim was bound to is gone`)
  for (const type of ['ControllerResizeError', 'NodeResizeError', 'ModifyVolumeError']) {
    const condition = rec(conditionOf(object, type))
    if (condition.status === 'True') return health('warning', str(condition.reason) || type, str(condition.message))
  }
  for (const type of ['Resizing', 'FileSystemResizePending', 'ModifyingVolume']) {
    const condition = rec(conditionOf(object, type))
    if (condition.status === 'True') return health('progressing', type, str(condition.message))
  }
  if (phase === 'Bound') return health('healthy', 'Bound')
  if (phase === 'Pending' || phase === '') return health('progressing', phase || 'Pending')
  return health('unknown', phase)
}
