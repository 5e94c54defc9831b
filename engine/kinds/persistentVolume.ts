import type { Cell, Health } from '../contract/index.ts'
import { ageCell, deleting, health, listCell, refCell, statusCell, textCell } from './cells.ts'
import { age, amount, list, ref, status, text } from './columns.ts'
import { defineKind } from './defineKind.ts'
import { own, rec, recs, scalar, str, strs } from './fields.ts'
import type { Kind, KubeObject } from './kind.ts'
import { quantity } from './quantity.ts'
import { fieldsSection, labelsSection, sectionList, textSection } from './sections.ts'
import { accessModes, storageClassOf } from './storage.ts'

/** PersistentVolumes: `kubectl get pv -o wide`. */
export const persistentVolume: Kind = defineKind({
  id: 'core/PersistentVolume',
  resource: 'persistentvolumes',
  title: 'PersistentVolumes',
  shortName: 'pv',
  namespaced: false,
  category: 'storage',
  columns: [
    amount('capacity', 'Capacity'),
    list('accessModes', 'Access modes', 100),
    text('reclaimPolicy', 'Reclaim policy', 110),
    status('status', 'Status', 110),
    ref('claim', 'Claim', 220, { grow: true }),
    ref('storageClass', 'StorageClass', 140),
    ref('attributesClass', 'VolumeAttributesClass', 160),
    text('reason', 'Reason', 120),
    age,
    text('volumeMode', 'VolumeMode', 100, { wide: true }),
  ],
  read(object) {
    const spec = rec(object.spec)
    const state = rec(object.status)
    const health = volumeHealth(object)
    return {
      cells: [
        quantity(own(spec.capacity, 'storage') ?? '0'),
        accessModes(spec.accessModes),
        textCell(str(spec.persistentVolumeReclaimPolicy)),
        statusCell(deleting(object) === null ? str(state.phase) : 'Terminating', health.level),
        claimCell(object),
        classCell(object),
        refCell('storage.k8s.io/VolumeAttributesClass', '', str(spec.volumeAttributesClassName)),
        textCell(str(state.reason)),
        ageCell(object),
        textCell(str(spec.volumeMode)),
      ],
      health,
    }
  },
  detail(object) {
    const spec = rec(object.spec)
    const source = sourceOf(spec)
    const terms = recs(rec(rec(spec.nodeAffinity).required).nodeSelectorTerms).flatMap((term) =>
      recs(term.matchExpressions).map((rule) => `${str(rule.key)} ${str(rule.operator)} ${strs(rule.values).join(', ')}`),
    )
    return sectionList(
      fieldsSection('Summary', [
        ['Status', textCell(str(rec(object.status).phase))],
        ['Message', textCell(str(rec(object.status).message))],
        ['Capacity', quantity(own(spec.capacity, 'storage'))],
        ['Claim', claimCell(object)],
        ['Storage class', classCell(object)],
        ['Access modes', accessModes(spec.accessModes)],
        ['Reclaim policy', textCell(str(spec.persistentVolumeReclaimPolicy))],
        ['Volume mode', textCell(str(spec.volumeMode))],
        ['Source', textCell(source)],
        ['Driver', refCell('storage.k8s.io/CSIDriver', '', str(rec(spec.csi).driver))],
        ['Handle', textCell(str(rec(spec.csi).volumeHandle))],
        ['Server', textCell(str(rec(spec[source]).server))],
        ['Path', textCell(scalar(rec(spec[source]).path))],
        ['File system', textCell(str(rec(spec[source]).fsType))],
        ['Read only', rec(spec[source]).readOnly === true ? 'true' : null],
        ['Mount options', listCell(strs(spec.mountOptions))],
        ['Attributes class', refCell('storage.k8s.io/VolumeAttributesClass', '', str(spec.volumeAttributesClassName))],
      ]),
      labelsSection('Volume attributes', rec(spec.csi).volumeAttributes),
      textSection('Node affinity', terms.join('\n')),
    )
  },
})

/** The field of the spec that says where the storage is. */
function sourceOf(spec: any): string {
  const others = new Set(['capacity', 'claimRef', 'nodeAffinity'])
  return (
    Object.keys(spec).find((key) => !others.has(key) && typeof spec[key] === 'object' && spec[key] !== null && !Array.isArray(spec[key])) ??
    ''
  )
}

function claimCell(object: KubeObject): Cell {
  const claim = rec(rec(object.spec).claimRef)
  return refCell('core/PersistentVolumeClaim', str(claim.namespace), str(claim.name), `${str(claim.namespace)}/${str(claim.name)}`)
}

function classCell(object: KubeObject): Cell {
  return refCell('storage.k8s.io/StorageClass', '', storageClassOf(object))
}

function volumeHealth(object: KubeObject): Health {
  const going = deleting(object)
  if (going !== null) return going
  const state = rec(object.status)
  const phase = str(state.phase)
  const message = str(state.message)
  switch (phase) {
    case 'Available':
    case 'Bound':
      return health('healthy', phase)
    case 'Released':
      return health('warning', 'Released', message || 'Its claim is gone; the volume is kept and cannot be bound again')
    case 'Failed':
      return health('failing', str(state.reason) || 'Failed', message)
    case 'Pending':
    case '':
      return health('progressing', phase || 'Pending', message)
    default:
      return health('unknown', phase, message)
  }
}
