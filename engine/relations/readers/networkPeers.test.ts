import { expect, test } from 'vitest'
import type { Holder } from '../rule.ts'
import { networkPeers, policyTypes } from './networkPeers.ts'

function holder(spec: Record<string, unknown>): Holder {
  return { kind: 'networking.k8s.io/NetworkPolicy', namespace: 'shop', name: 'p', object: { spec }, podField: () => undefined }
}

test('the value of a peer says the pods, the namespaces and the ports, ranges and protocols included', () => {
  const rule = {
    to: [{ podSelector: { matchLabels: { app: 'db' } }, namespaceSelector: { matchLabels: { team: 'a' } } }, { podSelector: {} }],
    ports: [{ port: 5432 }, { protocol: 'UDP', port: 8000, endPort: 8010 }, { port: 'http' }, { protocol: 'SCTP' }],
  }
  expect(networkPeers('egress')(rule, holder({ egress: [rule] })).map((peer) => peer.value)).toEqual([
    'pods app=db in namespaces team=a; TCP 5432, UDP 8000-8010, TCP http, SCTP',
    'pods (everything) in its namespace; TCP 5432, UDP 8000-8010, TCP http, SCTP',
  ])
})

test('a peer that is not what it should be allows nobody', () => {
  const rule = { from: ['text', {}, { ipBlock: {} }, { ipBlock: { cidr: 7 } }, null] }
  expect(networkPeers('ingress')(rule, holder({ ingress: [rule] }))).toEqual([])
})

test.each([
  [{}, ['ingress']],
  [{ egress: [] }, ['ingress']],
  [{ egress: [{}] }, ['ingress', 'egress']],
  [{ policyTypes: ['Egress'] }, ['egress']],
  [{ policyTypes: ['Ingress', 'Egress'] }, ['ingress', 'egress']],
  [{ policyTypes: [] }, ['ingress']],
])('directions of %j', (spec, directions) => {
  expect(policyTypes(spec)).toEqual(directions)
})
