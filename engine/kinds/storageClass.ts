import { ageCell, deleting, present, textCell, yesNoCell } from './cells.ts'
import { age, text } from './columns.ts'
import { defineKind } from './defineKind.ts'
import { own, rec, recs, str, strs } from './fields.ts'
import type { Kind, KubeObject } from './kind.ts'
import { fieldsSection, labelsSection, sectionList, textSection } from './sections.ts'

/** StorageClasses: `kubectl get storageclasses`; the default one is marked in a column of its own. */
export const storageClass: Kind = defineKind({
  id: 'storage.k8s.io/StorageClass',
  resource: 'storageclasses',
  title: 'StorageClasses',
  shortName: 'sc',
  namespaced: false,
  category: 'storage',
  columns: [
    text('default', 'Default', 72),
    text('provisioner', 'Provisioner', 220, { grow: true }),
    text('reclaimPolicy', 'ReclaimPolicy', 110),
    text('bindingMode', 'VolumeBindingMode', 170),
    text('expansion', 'AllowVolumeExpansion', 160),
    age,
  ],
  read(object) {
    return {
      cells: [
        isDefault(object) ? 'default' : null,
        textCell(str(object['provisioner'])),
        str(object['reclaimPolicy']) || 'Delete',
        str(object['volumeBindingMode']) || 'Immediate',
        yesNoCell(object['allowVolumeExpansion'] === true),
        ageCell(object),
      ],
      health: deleting(object) ?? present,
    }
  },
  detail(object) {
    return sectionList(
      fieldsSection('Summary', [
        ['Default', yesNoCell(isDefault(object))],
        ['Provisioner', textCell(str(object['provisioner']))],
        ['Reclaim policy', str(object['reclaimPolicy']) || 'Delete'],
        ['Binding mode', str(object['volumeBindingMode']) || 'Immediate'],
        ['Expansion', yesNoCell(object['allowVolumeExpansion'] === true)],
      ]),
      labelsSection('Parameters', object['parameters']),
      textSection('Mount options', strs(object['mountOptions']).join('\n')),
      textSection('Allowed topologies', topologies(object)),
    )
  },
})

/** One line for each term; the rules of a term must all be met. */
function topologies(object: KubeObject): string {
  return recs(object['allowedTopologies'])
    .map((term) =>
      recs(term.matchLabelExpressions)
        .map((rule) => `${str(rule.key)} in ${strs(rule.values).join(', ')}`)
        .join(' and '),
    )
    .join('\n')
}

function isDefault(object: KubeObject): boolean {
  const annotations = rec(object.metadata).annotations
  const keys = ['storageclass.kubernetes.io/is-default-class', 'storageclass.beta.kubernetes.io/is-default-class']
  return keys.some((key) => own(annotations, key) === 'true')
}
