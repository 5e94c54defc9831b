import type { Cell, Health } from '../contract/index.ts'
import { kindId } from '../contract/index.ts'
import { ageCell, deleting, health, listCell, refCell, statusCell, textCell } from './cells.ts'
import { age, list, ref, status, text } from './columns.ts'
import { conditionList } from './conditions.ts'
import { defineKind } from './defineKind.ts'
import { claimSections, wantedClasses } from './devices.ts'
import { arr, rec, recs, str } from './fields.ts'
import type { Kind, KubeObject } from './kind.ts'
import { sectionList, tableSection } from './sections.ts'

/** ResourceClaims: `kubectl get resourceclaims`, with what is asked for, what was given, and to whom. */
export const resourceClaim: Kind = defineKind({
  id: 'resource.k8s.io/ResourceClaim',
  resource: 'resourceclaims',
  title: 'ResourceClaims',
  shortName: 'resourceclaim',
  namespaced: true,
  category: 'workloads',
  lesser: true,
  columns: [
    status('state', 'State', 150),
    list('classes', 'Device classes', 180),
    list('devices', 'Devices', 260, { grow: true }),
    list('users', 'Reserved for', 180),
    age,
  ],
  read(object) {
    const state = claimHealth(object)
    return {
      cells: [
        statusCell(stateText(object), state.level),
        listCell(wantedClasses(rec(object.spec))),
        listCell(resultsOf(object).map((result) => `${str(result.driver)}/${str(result.pool)}/${str(result.device)}`)),
        listCell(recs(rec(object.status).reservedFor).map((user) => str(user.name))),
        ageCell(object),
      ],
      health: state,
    }
  },
  detail(object) {
    const namespace = str(rec(object.metadata).namespace)
    const results = resultsOf(object).map((result): Cell[] => [
      textCell(str(result.request)),
      refCell('resource.k8s.io/DeviceClass', '', str(result.deviceClassName)) ?? textCell(str(result.driver)),
      textCell(str(result.pool)),
      textCell(str(result.device)),
    ])
    const users = recs(rec(object.status).reservedFor).map((user): Cell[] => [
      textCell(str(user.resource)),
      user.resource === 'pods' ? refCell(kindId(str(user.apiGroup), 'Pod'), namespace, str(user.name)) : textCell(str(user.name)),
    ])
    const devices = recs(rec(object.status).devices).map((device) =>
      conditionList(`Conditions of ${str(device.driver)}/${str(device.pool)}/${str(device.device)}`, recs(device.conditions)),
    )
    return sectionList(
      claimSections(rec(object.spec)),
      tableSection(
        'Allocated',
        [
          text('request', 'Request', 130),
          ref('driver', 'Driver', 160),
          text('pool', 'Pool', 140),
          text('device', 'Device', 180, { grow: true }),
        ],
        results,
      ),
      tableSection('Reserved for', [text('kind', 'Kind', 100), ref('name', 'Name', 220, { grow: true })], users),
      ...devices,
    )
  },
})

function resultsOf(object: KubeObject): readonly any[] {
  return recs(rec(rec(rec(object.status).allocation).devices).results)
}

/** Source of the words: resourceClaimState in pkg/printers/internalversion. */
function stateText(object: KubeObject): string {
  const state = rec(object.status)
  const gone = str(rec(object.metadata).deletionTimestamp) !== ''
  const allocated = typeof state.allocation === 'object' && state.allocation !== null
  const words = [
    gone ? 'deleted' : '',
    allocated ? 'allocated' : gone ? '' : 'pending',
    allocated && arr(state.reservedFor).length > 0 ? 'reserved' : '',
  ]
  return words.filter((word) => word !== '').join(',')
}

/** Devices are given when a Pod that uses the claim is placed: until then nothing is wrong. */
function claimHealth(object: KubeObject): Health {
  const going = deleting(object)
  if (going !== null) return going
  for (const device of recs(rec(object.status).devices)) {
    const ready = rec(recs(device.conditions).find((condition) => condition.type === 'Ready'))
    if (ready.status === 'False') return health('failing', str(ready.reason) || 'DeviceNotReady', str(ready.message))
  }
  const words = stateText(object)
  return words === 'pending' ? health('progressing', words, 'No device is allocated yet') : health('healthy', words)
}
