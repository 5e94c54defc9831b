import type { Cell, Health } from '../contract/index.ts'
import { ageCell, deleting, health, refCell, textCell, timeCell } from './cells.ts'
import { age, figure, text, time } from './columns.ts'
import { defineKind } from './defineKind.ts'
import { epoch, num, rec, scalar, str } from './fields.ts'
import type { Kind, KubeObject } from './kind.ts'
import { fieldsSection, sectionList } from './sections.ts'

/** Leases: `kubectl get leases`, with when the holder last gave a sign of life. */
export const lease: Kind = defineKind({
  id: 'coordination.k8s.io/Lease',
  resource: 'leases',
  title: 'Leases',
  shortName: 'lease',
  namespaced: true,
  category: 'cluster',
  lesser: true,
  columns: [
    text('holder', 'Holder', 320, { grow: true }),
    time('renewed', 'Renewed', 88),
    figure('transitions', 'Changed hands', 110, { wide: true }),
    age,
  ],
  read(object, now) {
    const spec = rec(object.spec)
    const until = validUntil(object)
    return {
      cells: [holderCell(object), timeCell(spec.renewTime), num(spec.leaseTransitions), ageCell(object)],
      health: leaseHealth(object, until, now),
      ...(until !== null && until > now ? { recheckAt: until } : {}),
    }
  },
  detail(object) {
    const spec = rec(object.spec)
    return sectionList(
      fieldsSection('Summary', [
        ['Holder', holderCell(object)],
        ['Node', nodeCell(object)],
        ['Acquired', timeCell(spec.acquireTime)],
        ['Renewed', timeCell(spec.renewTime)],
        ['Valid for', scalar(spec.leaseDurationSeconds) === '' ? null : `${scalar(spec.leaseDurationSeconds)} s`],
        ['Changed hands', num(spec.leaseTransitions)],
        ['Strategy', textCell(str(spec.strategy))],
        ['Preferred holder', textCell(str(spec.preferredHolder))],
      ]),
    )
  },
})

function holderCell(object: KubeObject): Cell {
  return textCell(str(rec(object.spec).holderIdentity))
}

/** The leases of this namespace are the heartbeats of Nodes, and bear their names. */
function nodeCell(object: KubeObject): Cell {
  const meta = rec(object.metadata)
  return meta.namespace === 'kube-node-lease' ? refCell('core/Node', '', str(meta.name)) : null
}

/** Epoch milliseconds at which the lease runs out unless it is renewed; null when it never does. */
function validUntil(object: KubeObject): number | null {
  const { renewTime, leaseDurationSeconds } = rec(object.spec)
  const renewed = epoch(renewTime)
  return renewed === null || num(leaseDurationSeconds) <= 0 ? null : renewed + num(leaseDurationSeconds) * 1000
}

/** Whoever let go of a lease may have done so for good, which is no trouble: whether something is down, its Pods and Nodes tell. */
function leaseHealth(object: KubeObject, until: number | null, now: number): Health {
  const going = deleting(object)
  if (going !== null) return going
  if (str(rec(object.spec).holderIdentity) === '') return health('unknown', 'NoHolder', 'Nobody holds it')
  if (until !== null && until <= now) return health('unknown', 'Expired', 'Its holder has not renewed it in time')
  return health('healthy', 'Held')
}
