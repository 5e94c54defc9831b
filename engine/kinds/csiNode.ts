import type { Cell } from '../contract/index.ts'
import { ageCell, deleting, listCell, present, refCell, textCell } from './cells.ts'
import { age, figure, list, ref, text } from './columns.ts'
import { defineKind } from './defineKind.ts'
import { rec, recs, scalar, str, strs } from './fields.ts'
import type { Kind, KubeObject } from './kind.ts'
import { fieldsSection, sectionList, tableSection } from './sections.ts'

/** CSINodes: `kubectl get csinodes`, with which drivers run on the node. */
export const csiNode: Kind = defineKind({
  id: 'storage.k8s.io/CSINode',
  resource: 'csinodes',
  title: 'CSINodes',
  shortName: 'csinode',
  namespaced: false,
  category: 'storage',
  lesser: true,
  columns: [figure('drivers', 'Drivers'), list('names', 'Names', 320, { grow: true }), age],
  read(object) {
    const drivers = driversOf(object)
    return {
      cells: [drivers.length, listCell(drivers.map((driver) => str(driver.name))), ageCell(object)],
      health: deleting(object) ?? present,
    }
  },
  detail(object) {
    const rows = driversOf(object).map((driver): Cell[] => [
      refCell('storage.k8s.io/CSIDriver', '', str(driver.name)),
      textCell(str(driver.nodeID)),
      textCell(scalar(rec(driver.allocatable).count)),
      listCell(strs(driver.topologyKeys)),
    ])
    return sectionList(
      fieldsSection('Summary', [['Node', refCell('core/Node', '', str(rec(object.metadata).name))]]),
      tableSection(
        'Drivers',
        [
          ref('name', 'Driver', 200),
          text('id', 'Node id', 180, { grow: true }),
          text('limit', 'Volumes at most', 110),
          list('topology', 'Topology keys', 200),
        ],
        rows,
      ),
    )
  },
})

function driversOf(object: KubeObject): readonly any[] {
  return recs(rec(object.spec).drivers)
}
