import { ageCell, deleting, present, refCell, textCell, timeCell } from './cells.ts'
import { age, text, time } from './columns.ts'
import { conditionsSection } from './conditions.ts'
import { defineKind } from './defineKind.ts'
import { selectorsText } from './devices.ts'
import { rec, str } from './fields.ts'
import type { Kind, KubeObject } from './kind.ts'
import { fieldsSection, sectionList } from './sections.ts'

/** DeviceTaintRules (alpha, off by default): `kubectl get devicetaintrules`, with the devices that are meant. */
export const deviceTaintRule: Kind = defineKind({
  id: 'resource.k8s.io/DeviceTaintRule',
  resource: 'devicetaintrules',
  title: 'DeviceTaintRules',
  shortName: 'devicetaintrule',
  namespaced: false,
  category: 'cluster',
  lesser: true,
  columns: [
    text('key', 'Key', 200),
    text('value', 'Value', 120),
    text('effect', 'Effect', 110),
    text('devices', 'Devices', 260, { grow: true }),
    time('added', 'TimeAdded', 96),
    age,
  ],
  read(object) {
    const taint = rec(rec(object.spec).taint)
    return {
      cells: [
        textCell(str(taint.key)),
        textCell(str(taint.value)),
        textCell(str(taint.effect)),
        textCell(devicesText(object)),
        timeCell(taint.timeAdded),
        ageCell(object),
      ],
      health: deleting(object) ?? present,
    }
  },
  detail(object) {
    const { taint, deviceSelector } = rec(object.spec)
    const chosen = rec(deviceSelector)
    return sectionList(
      fieldsSection('Summary', [
        ['Taint', textCell([str(rec(taint).key), str(rec(taint).value)].filter((part) => part !== '').join('='))],
        ['Effect', textCell(str(rec(taint).effect))],
        ['Added', timeCell(rec(taint).timeAdded)],
        ['Device class', refCell('resource.k8s.io/DeviceClass', '', str(chosen.deviceClassName))],
        ['Driver', textCell(str(chosen.driver))],
        ['Pool', textCell(str(chosen.pool))],
        ['Device', textCell(str(chosen.device))],
        ['CEL', textCell(selectorsText(chosen.selectors))],
      ]),
      conditionsSection(object),
    )
  },
})

/** `gpu.example.com/node-1/gpu-0`; without a selector it means every device. */
function devicesText(object: KubeObject): string {
  const chosen = rec(rec(object.spec).deviceSelector)
  const parts = [chosen.deviceClassName, chosen.driver, chosen.pool, chosen.device].map(str).filter((part) => part !== '')
  return [...parts, selectorsText(chosen.selectors)].filter((part) => part !== '').join('/') || 'all'
}
