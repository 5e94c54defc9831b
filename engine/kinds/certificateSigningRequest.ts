import type { Health } from '../contract/index.ts'
import { humanDuration } from './age.ts'
import { ageCell, deleting, health, listCell, statusCell, textCell } from './cells.ts'
import { age, list, status, text } from './columns.ts'
import { readCertificateRequest } from './certificateRequest.ts'
import { conditionsOf, conditionsSection } from './conditions.ts'
import { defineKind } from './defineKind.ts'
import { rec, str, strs } from './fields.ts'
import type { Kind, KubeObject } from './kind.ts'
import { fieldsSection, sectionList } from './sections.ts'

/** CertificateSigningRequests: `kubectl get csr`. */
export const certificateSigningRequest: Kind = defineKind({
  id: 'certificates.k8s.io/CertificateSigningRequest',
  resource: 'certificatesigningrequests',
  title: 'CSRs',
  shortName: 'csr',
  namespaced: false,
  category: 'access',
  columns: [
    text('signer', 'SignerName', 260, { grow: true }),
    text('requestor', 'Requestor', 220),
    text('duration', 'RequestedDuration', 140),
    status('condition', 'Condition', 150),
    list('usages', 'Usages', 200, { wide: true }),
    age,
  ],
  read(object) {
    const spec = rec(object.spec)
    const state = requestHealth(object)
    return {
      cells: [
        textCell(str(spec.signerName)),
        textCell(str(spec.username)),
        durationText(object),
        statusCell(conditionText(object), state.level),
        listCell(strs(spec.usages)),
        ageCell(object),
      ],
      health: state,
    }
  },
  detail(object) {
    const spec = rec(object.spec)
    const asked = readCertificateRequest(str(spec.request))
    return sectionList(
      fieldsSection('Summary', [
        ['Condition', conditionText(object)],
        ['For', asked === null ? 'not readable' : textCell(asked.subject)],
        ['Names', listCell(asked?.names ?? [])],
        ['Signer', textCell(str(spec.signerName))],
        ['Requestor', textCell(str(spec.username))],
        ['Groups', listCell(strs(spec.groups))],
        ['Usages', listCell(strs(spec.usages))],
        ['Requested duration', durationText(object)],
      ]),
      conditionsSection(object),
    )
  },
})

function durationText(object: KubeObject): string | null {
  const seconds: unknown = rec(object.spec).expirationSeconds
  return typeof seconds === 'number' ? humanDuration(seconds * 1000) : null
}

/** Source of the words: extractCSRStatus in pkg/printers/internalversion. */
function conditionText(object: KubeObject): string {
  const types = new Set(conditionsOf(object).map((condition) => condition.type))
  const words = [types.has('Denied') ? 'Denied' : types.has('Approved') ? 'Approved' : 'Pending']
  if (types.has('Failed')) words.push('Failed')
  if (str(rec(object.status).certificate) !== '') words.push('Issued')
  return words.join(',')
}

function requestHealth(object: KubeObject): Health {
  const going = deleting(object)
  if (going !== null) return going
  const of = (type: string): any => rec(conditionsOf(object).find((condition) => condition.type === type))
  for (const type of ['Denied', 'Failed']) {
    const condition = of(type)
    if (condition.type === type) return health('failing', str(condition.reason) || type, str(condition.message))
  }
  if (str(rec(object.status).certificate) !== '') return health('healthy', 'Issued')
  return of('Approved').type === 'Approved'
    ? health('progressing', 'Approved', 'Approved; its signer has issued no certificate yet')
    : health('progressing', 'Pending', 'Nobody has approved or denied it yet')
}
