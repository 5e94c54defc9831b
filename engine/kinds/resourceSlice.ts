import type { Cell, Health } from '../contract/index.ts'
import { ageCell, deleting, health, listCell, present, refCell, textCell } from './cells.ts'
import { age, figure, list, ref, text } from './columns.ts'
import { defineKind } from './defineKind.ts'
import { num, rec, recs, scalar, str } from './fields.ts'
import type { Kind, KubeObject } from './kind.ts'
import { fieldsSection, sectionList, tableSection } from './sections.ts'

/** ResourceSlices: `kubectl get resourceslices`, with the devices in each. */
export const resourceSlice: Kind = defineKind({
  id: 'resource.k8s.io/ResourceSlice',
  resource: 'resourceslices',
  title: 'ResourceSlices',
  shortName: 'resourceslice',
  namespaced: false,
  category: 'cluster',
  lesser: true,
  columns: [
    ref('node', 'Node', 160),
    text('driver', 'Driver', 200),
    text('pool', 'Pool', 180, { grow: true }),
    figure('devices', 'Devices', 80),
    age,
  ],
  read(object) {
    const spec = rec(object.spec)
    return {
      cells: [
        refCell('core/Node', '', str(spec.nodeName)),
        textCell(str(spec.driver)),
        textCell(str(rec(spec.pool).name)),
        recs(spec.devices).length,
        ageCell(object),
      ],
      health: sliceHealth(object),
    }
  },
  detail(object) {
    const spec = rec(object.spec)
    const pool = rec(spec.pool)
    const rows = recs(spec.devices).map((written): Cell[] => {
      const device = detailsOf(written)
      return [
        str(written.name),
        listCell(
          Object.entries(rec(device.attributes))
            .map(([name, value]) => `${name}=${valueText(value)}`)
            .sort(),
        ),
        listCell(
          Object.entries(rec(device.capacity))
            .map(([name, value]) => `${name}=${scalar(rec(value).value) || scalar(value)}`)
            .sort(),
        ),
        listCell(recs(device.taints).map((taint) => `${str(taint.key)}:${str(taint.effect)}`)),
      ]
    })
    return sectionList(
      fieldsSection('Summary', [
        ['Node', refCell('core/Node', '', str(spec.nodeName))],
        ['All nodes', spec.allNodes === true ? 'true' : null],
        ['Driver', textCell(str(spec.driver))],
        ['Pool', textCell(str(pool.name))],
        ['Generation of the pool', num(pool.generation)],
        ['Slices of the pool', num(pool.resourceSliceCount)],
      ]),
      tableSection(
        'Devices',
        [
          text('name', 'Name', 140),
          list('attributes', 'Attributes', 260, { grow: true }),
          list('capacity', 'Capacity', 160),
          list('taints', 'Taints', 160),
        ],
        rows,
      ),
    )
  },
})

/** Until v1beta1 what is said of a device stood in `basic`. */
function detailsOf(device: any): any {
  return typeof device.basic === 'object' && device.basic !== null ? rec(device.basic) : device
}

/** An attribute is `{string: …}`, `{int: …}`, `{bool: …}` or `{version: …}`. */
function valueText(value: unknown): string {
  return scalar(Object.values(rec(value))[0])
}

function sliceHealth(object: KubeObject): Health {
  const going = deleting(object)
  if (going !== null) return going
  for (const device of recs(rec(object.spec).devices)) {
    const taint = recs(detailsOf(device).taints)[0]
    if (taint !== undefined) return health('warning', 'Tainted', `${str(device.name)}: ${str(taint.key)}:${str(taint.effect)}`)
  }
  return present
}
