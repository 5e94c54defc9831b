import type { Health } from '../contract/index.ts'
import { ageCell, deleting, health, refCell, statusCell, textCell, timeCell } from './cells.ts'
import { age, ref, status, text } from './columns.ts'
import { conditionsOf, conditionsSection } from './conditions.ts'
import { defineKind } from './defineKind.ts'
import { rec, scalar, str } from './fields.ts'
import type { Kind, KubeObject } from './kind.ts'
import { fieldsSection, sectionList } from './sections.ts'

/** PodCertificateRequests (alpha, off by default): `kubectl get podcertificaterequests`. */
export const podCertificateRequest: Kind = defineKind({
  id: 'certificates.k8s.io/PodCertificateRequest',
  resource: 'podcertificaterequests',
  title: 'PodCertificateRequests',
  shortName: 'podcertificaterequest',
  namespaced: true,
  category: 'access',
  lesser: true,
  columns: [
    ref('pod', 'PodName', 200),
    ref('account', 'ServiceAccountName', 180),
    ref('node', 'NodeName', 140),
    text('signer', 'SignerName', 240, { grow: true }),
    status('state', 'State', 100),
    age,
  ],
  read(object) {
    const spec = rec(object.spec)
    const namespace = str(rec(object.metadata).namespace)
    const state = requestHealth(object)
    return {
      cells: [
        refCell('core/Pod', namespace, str(spec.podName)),
        refCell('core/ServiceAccount', namespace, str(spec.serviceAccountName)),
        refCell('core/Node', '', str(spec.nodeName)),
        textCell(str(spec.signerName)),
        statusCell(stateOf(object), state.level),
        ageCell(object),
      ],
      health: state,
    }
  },
  detail(object) {
    const spec = rec(object.spec)
    const state = rec(object.status)
    const namespace = str(rec(object.metadata).namespace)
    return sectionList(
      fieldsSection('Summary', [
        ['State', stateOf(object)],
        ['Pod', refCell('core/Pod', namespace, str(spec.podName))],
        ['Service account', refCell('core/ServiceAccount', namespace, str(spec.serviceAccountName))],
        ['Node', refCell('core/Node', '', str(spec.nodeName))],
        ['Signer', textCell(str(spec.signerName))],
        ['Valid at most', scalar(spec.maxExpirationSeconds) === '' ? null : `${scalar(spec.maxExpirationSeconds)} s`],
        ['Valid from', timeCell(state.notBefore)],
        ['Valid until', textCell(str(state.notAfter))],
        ['Renewed from', textCell(str(state.beginRefreshAt))],
      ]),
      conditionsSection(object),
    )
  },
})

/** Source of the words: printPodCertificateRequest in pkg/printers/internalversion. */
function stateOf(object: KubeObject): string {
  const types = conditionsOf(object)
    .map((condition) => str(condition.type))
    .filter((type) => ['Issued', 'Denied', 'Failed'].includes(type))
  return types.at(-1) ?? 'Pending'
}

function requestHealth(object: KubeObject): Health {
  const going = deleting(object)
  if (going !== null) return going
  const state = stateOf(object)
  if (state === 'Issued') return health('healthy', state)
  if (state === 'Pending') return health('progressing', state, 'Its signer has not answered yet')
  const condition = rec(conditionsOf(object).find(({ type }) => type === state))
  return health('failing', str(condition.reason) || state, str(condition.message))
}
