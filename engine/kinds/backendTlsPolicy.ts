import type { Cell } from '../contract/index.ts'
import { ageCell, listCell, statusCell, textCell } from './cells.ts'
import { age, list, ref, status, text } from './columns.ts'
import { defineKind } from './defineKind.ts'
import { rec, recs, str } from './fields.ts'
import { referenceCell, verdictHealth, verdictSections } from './gatewayApi.ts'
import type { Kind, KubeObject } from './kind.ts'
import { fieldsSection, sectionList, tableSection } from './sections.ts'

/** BackendTLSPolicies: `kubectl get backendtlspolicies`; how Gateways speak TLS to backends, and whom they trust. */
export const backendTlsPolicy: Kind = defineKind({
  id: 'gateway.networking.k8s.io/BackendTLSPolicy',
  resource: 'backendtlspolicies',
  title: 'BackendTLSPolicies',
  shortName: 'btlspolicy',
  namespaced: true,
  category: 'network',
  lesser: true,
  columns: [
    list('targets', 'Targets', 240, { grow: true }),
    text('host', 'Hostname', 200),
    list('authorities', 'Authorities', 180),
    status('status', 'Status', 140),
    age,
  ],
  read(object) {
    const validation = rec(rec(object.spec).validation)
    const state = verdictHealth(object, 'No Gateway has taken it up yet: its targets may not be used by any')
    return {
      cells: [
        listCell(recs(rec(object.spec).targetRefs).map((target) => `${str(target.kind)}/${str(target.name)}`)),
        textCell(str(validation.hostname)),
        listCell(authorities(object)),
        statusCell(state.reason, state.level),
        ageCell(object),
      ],
      health: state,
    }
  },
  detail(object) {
    const namespace = str(rec(object.metadata).namespace)
    const validation = rec(rec(object.spec).validation)
    const targets = recs(rec(object.spec).targetRefs).map((target): Cell[] => [
      textCell(str(target.kind)),
      referenceCell(target, namespace, 'core/Service'),
      textCell(str(target.sectionName)),
    ])
    return sectionList(
      fieldsSection('Summary', [
        ['Hostname', textCell(str(validation.hostname))],
        ['Authorities', listCell(authorities(object))],
        ['Other names', listCell(recs(validation.subjectAltNames).map((name) => str(name.hostname) || str(name.uri)))],
      ]),
      tableSection('Targets', [text('kind', 'Kind', 110), ref('name', 'Name', 200, { grow: true }), text('section', 'Port', 100)], targets),
      verdictSections(object),
    )
  },
})

/** Names of what the trusted certificates are in, or the word for those of the system. */
function authorities(object: KubeObject): readonly string[] {
  const validation = rec(rec(object.spec).validation)
  const names = recs(validation.caCertificateRefs).map((certificate) => `${str(certificate.kind)}/${str(certificate.name)}`)
  return str(validation.wellKnownCACertificates) === '' ? names : [...names, str(validation.wellKnownCACertificates)]
}
