import { ageCell, deleting, present, refCell, textCell, timeCell } from './cells.ts'
import { age, ref, text, time } from './columns.ts'
import { defineKind } from './defineKind.ts'
import { rec, str } from './fields.ts'
import type { Kind } from './kind.ts'
import { fieldsSection, sectionList } from './sections.ts'

/** LeaseCandidates (beta, off by default): `kubectl get leasecandidates`; who would hold a lease, by its version. */
export const leaseCandidate: Kind = defineKind({
  id: 'coordination.k8s.io/LeaseCandidate',
  resource: 'leasecandidates',
  title: 'LeaseCandidates',
  shortName: 'leasecandidate',
  namespaced: true,
  category: 'cluster',
  lesser: true,
  columns: [
    ref('lease', 'LeaseName', 240, { grow: true }),
    text('binary', 'BinaryVersion', 130),
    text('emulation', 'EmulationVersion', 150),
    time('renewed', 'Renewed', 88),
    age,
  ],
  read(object) {
    const spec = rec(object.spec)
    const namespace = str(rec(object.metadata).namespace)
    return {
      cells: [
        refCell('coordination.k8s.io/Lease', namespace, str(spec.leaseName)),
        textCell(str(spec.binaryVersion)),
        textCell(str(spec.emulationVersion)),
        timeCell(spec.renewTime),
        ageCell(object),
      ],
      health: deleting(object) ?? present,
    }
  },
  detail(object) {
    const spec = rec(object.spec)
    return sectionList(
      fieldsSection('Summary', [
        ['Lease', refCell('coordination.k8s.io/Lease', str(rec(object.metadata).namespace), str(spec.leaseName))],
        ['Strategy', textCell(str(spec.strategy))],
        ['Binary', textCell(str(spec.binaryVersion))],
        ['Emulates', textCell(str(spec.emulationVersion))],
        ['Asked', timeCell(spec.pingTime)],
        ['Answered', timeCell(spec.renewTime)],
      ]),
    )
  },
})
