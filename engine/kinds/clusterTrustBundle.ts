import { ageCell, deleting, present, textCell } from './cells.ts'
import { age, figure, text } from './columns.ts'
import { defineKind } from './defineKind.ts'
import { rec, str } from './fields.ts'
import type { Kind, KubeObject } from './kind.ts'
import { fieldsSection, sectionList } from './sections.ts'

/** ClusterTrustBundles (beta, off by default): `kubectl get clustertrustbundles`, with how many certificates each has. */
export const clusterTrustBundle: Kind = defineKind({
  id: 'certificates.k8s.io/ClusterTrustBundle',
  resource: 'clustertrustbundles',
  title: 'ClusterTrustBundles',
  shortName: 'clustertrustbundle',
  namespaced: false,
  category: 'access',
  lesser: true,
  columns: [text('signer', 'SignerName', 320, { grow: true }), figure('certificates', 'Certificates', 100), age],
  read(object) {
    return {
      cells: [textCell(str(rec(object.spec).signerName)), bundle(object).split('-----BEGIN CERTIFICATE-----').length - 1, ageCell(object)],
      health: deleting(object) ?? present,
    }
  },
  detail(object) {
    return sectionList(fieldsSection('Summary', [['Signer', textCell(str(rec(object.spec).signerName))]]))
  },
})

function bundle(object: KubeObject): string {
  return str(rec(object.spec).trustBundle)
}
