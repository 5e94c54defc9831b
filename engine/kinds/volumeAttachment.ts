import type { Health } from '../contract/index.ts'
import { ageCell, deleting, health, refCell, textCell, timeCell, yesNoCell } from './cells.ts'
import { age, ref, text } from './columns.ts'
import { defineKind } from './defineKind.ts'
import { rec, str } from './fields.ts'
import type { Kind, KubeObject } from './kind.ts'
import { fieldsSection, labelsSection, sectionList, textSection } from './sections.ts'

/** VolumeAttachments: `kubectl get volumeattachments`. */
export const volumeAttachment: Kind = defineKind({
  id: 'storage.k8s.io/VolumeAttachment',
  resource: 'volumeattachments',
  title: 'VolumeAttachments',
  shortName: 'volumeattachment',
  namespaced: false,
  category: 'storage',
  lesser: true,
  columns: [
    ref('attacher', 'Attacher', 200),
    ref('volume', 'PV', 260, { grow: true }),
    ref('node', 'Node', 160),
    text('attached', 'Attached', 90),
    age,
  ],
  read(object) {
    const spec = rec(object.spec)
    return {
      cells: [
        refCell('storage.k8s.io/CSIDriver', '', str(spec.attacher)),
        refCell('core/PersistentVolume', '', str(rec(spec.source).persistentVolumeName)),
        refCell('core/Node', '', str(spec.nodeName)),
        yesNoCell(rec(object.status).attached === true),
        ageCell(object),
      ],
      health: attachmentHealth(object),
    }
  },
  detail(object) {
    const spec = rec(object.spec)
    const state = rec(object.status)
    const attachError = rec(state.attachError)
    const detachError = rec(state.detachError)
    return sectionList(
      fieldsSection('Summary', [
        ['Volume', refCell('core/PersistentVolume', '', str(rec(spec.source).persistentVolumeName))],
        ['Node', refCell('core/Node', '', str(spec.nodeName))],
        ['Attacher', refCell('storage.k8s.io/CSIDriver', '', str(spec.attacher))],
        ['Attached', yesNoCell(state.attached === true)],
        ['Attaching failed', timeCell(attachError.time)],
        ['Detaching failed', timeCell(detachError.time)],
        ['Inline volume', textCell(str(rec(rec(rec(spec.source).inlineVolumeSpec).csi).driver))],
      ]),
      textSection('Attach error', str(attachError.message)),
      textSection('Detach error', str(detachError.message)),
      labelsSection('Attachment metadata', state.attachmentMetadata),
    )
  },
})

/** What keeps a Pod in ContainerCreating: an attachment that failed, or one that is not let go. */
function attachmentHealth(object: KubeObject): Health {
  const state = rec(object.status)
  const detachError = str(rec(state.detachError).message)
  if (detachError !== '') return health('failing', 'DetachError', detachError)
  const going = deleting(object)
  if (going !== null) return going
  const attachError = str(rec(state.attachError).message)
  if (attachError !== '' && state.attached !== true) return health('failing', 'AttachError', attachError)
  return state.attached === true ? health('healthy', 'Attached') : health('progressing', 'Attaching')
}
