import type { Cell } from '../contract/index.ts'
import { ageCell, deleting, listCell, present, textCell } from './cells.ts'
import { age, list, text } from './columns.ts'
import { defineKind } from './defineKind.ts'
import { arr, rec, recs, scalar, str, strs } from './fields.ts'
import type { Kind } from './kind.ts'
import { selectorText } from './labelSelector.ts'
import { fieldsSection, sectionList, tableSection } from './sections.ts'

/** NetworkPolicies: `kubectl get networkpolicies`, with the directions they rule. */
export const networkPolicy: Kind = defineKind({
  id: 'networking.k8s.io/NetworkPolicy',
  resource: 'networkpolicies',
  title: 'NetworkPolicies',
  shortName: 'netpol',
  namespaced: true,
  category: 'network',
  columns: [text('podSelector', 'Pod-Selector', 260, { grow: true }), list('types', 'Types', 120), age],
  read(object) {
    const spec = rec(object.spec)
    return {
      cells: [textCell(selectorText(spec.podSelector)), listCell(strs(spec.policyTypes)), ageCell(object)],
      health: deleting(object) ?? present,
    }
  },
  detail(object) {
    const spec = rec(object.spec)
    const columns = (peer: string) => [text('peers', peer, 260, { grow: true }), list('ports', 'Ports', 120)]
    return sectionList(
      fieldsSection('Summary', [
        ['Pods', selectorText(spec.podSelector) || 'all in the namespace'],
        ['Rules', listCell(strs(spec.policyTypes))],
      ]),
      tableSection('Allowed in', columns('From'), ruleRows(spec.ingress, 'from', rules(spec, 'Ingress'))),
      tableSection('Allowed out', columns('To'), ruleRows(spec.egress, 'to', rules(spec, 'Egress'))),
    )
  },
})

/** Whether a policy rules a direction; a server fills `policyTypes` in, a file may leave it out. */
function rules(spec: any, direction: 'Ingress' | 'Egress'): boolean {
  if (Array.isArray(spec.policyTypes)) return strs(spec.policyTypes).includes(direction)
  return direction === 'Ingress' || arr(spec.egress).length > 0
}

/** What is allowed in a direction; where that is ruled and nothing is allowed, a row says so. */
function ruleRows(rules: unknown, side: 'from' | 'to', ruled: boolean): readonly (readonly Cell[])[] {
  if (arr(rules).length === 0)
    return ruled ? [[side === 'from' ? 'nobody: the Pods are isolated' : 'nowhere: the Pods are isolated', null]] : []
  return recs(rules).flatMap((rule) => {
    const ports = recs(rule.ports).map(
      (port) =>
        `${scalar(port.port) || 'all'}${port.endPort === undefined ? '' : `-${scalar(port.endPort)}`}/${str(port.protocol) || 'TCP'}`,
    )
    const portCell: Cell = ports.length === 0 ? 'all ports' : listCell(ports)
    const peers = arr(rule[side]).length === 0 ? ['anywhere'] : recs(rule[side]).map(peerText)
    return peers.map((peer): Cell[] => [peer, portCell])
  })
}

function peerText(peer: any): string {
  if (typeof peer.ipBlock === 'object') {
    const except = strs(rec(peer.ipBlock).except)
    return `${str(rec(peer.ipBlock).cidr)}${except.length === 0 ? '' : ` except ${except.join(', ')}`}`
  }
  const pods = peer.podSelector === undefined ? 'all pods' : `pods ${selectorText(peer.podSelector) || '(all)'}`
  if (peer.namespaceSelector === undefined) return pods
  return `${pods} in namespaces ${selectorText(peer.namespaceSelector) || '(all)'}`
}
