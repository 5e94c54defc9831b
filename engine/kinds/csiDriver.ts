import { ageCell, deleting, listCell, present, textCell, yesNoCell } from './cells.ts'
import { age, list, text } from './columns.ts'
import { defineKind } from './defineKind.ts'
import { rec, recs, scalar, str, strs } from './fields.ts'
import type { Kind, KubeObject } from './kind.ts'
import { fieldsSection, sectionList, tableSection } from './sections.ts'

/** CSIDrivers: `kubectl get csidrivers`. */
export const csiDriver: Kind = defineKind({
  id: 'storage.k8s.io/CSIDriver',
  resource: 'csidrivers',
  title: 'CSIDrivers',
  shortName: 'csidriver',
  namespaced: false,
  category: 'storage',
  lesser: true,
  columns: [
    text('attachRequired', 'AttachRequired', 120),
    text('podInfo', 'PodInfoOnMount', 130),
    text('capacity', 'StorageCapacity', 130),
    list('tokens', 'TokenRequests', 160),
    text('republish', 'RequiresRepublish', 140),
    list('modes', 'Modes', 180, { grow: true }),
    age,
  ],
  read(object) {
    const spec = rec(object.spec)
    return {
      cells: [
        yesNoCell(spec.attachRequired !== false),
        yesNoCell(spec.podInfoOnMount === true),
        yesNoCell(spec.storageCapacity === true),
        listCell(audiences(object)),
        yesNoCell(spec.requiresRepublish === true),
        listCell(strs(spec.volumeLifecycleModes)),
        ageCell(object),
      ],
      health: deleting(object) ?? present,
    }
  },
  detail(object) {
    const spec = rec(object.spec)
    return sectionList(
      fieldsSection('Summary', [
        ['Attaches volumes', yesNoCell(spec.attachRequired !== false)],
        ['Pod info on mount', yesNoCell(spec.podInfoOnMount === true)],
        ['Tells capacity', yesNoCell(spec.storageCapacity === true)],
        ['Changes ownership', textCell(str(spec.fsGroupPolicy))],
        ['Lifecycle modes', listCell(strs(spec.volumeLifecycleModes))],
        ['SELinux mount', yesNoCell(spec.seLinuxMount)],
        ['Mounts again', yesNoCell(spec.requiresRepublish === true)],
        [
          'Limit updated every',
          scalar(spec.nodeAllocatableUpdatePeriodSeconds) === '' ? null : `${scalar(spec.nodeAllocatableUpdatePeriodSeconds)} s`,
        ],
      ]),
      tableSection(
        'Token requests',
        [text('audience', 'Audience', 240, { grow: true }), text('expiration', 'Expires after', 110)],
        recs(spec.tokenRequests).map((request) => [
          str(request.audience) || '(of the API server)',
          scalar(request.expirationSeconds) === '' ? null : `${scalar(request.expirationSeconds)} s`,
        ]),
      ),
    )
  },
})

function audiences(object: KubeObject): readonly string[] {
  return recs(rec(object.spec).tokenRequests).map((request) => str(request.audience))
}
