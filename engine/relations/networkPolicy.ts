import type { KindId } from '../contract/index.ts'
import { adminPeers, adminSubject, type AdminAction } from './readers/adminPeers.ts'
import { calicoPeers, calicoSubject } from './readers/calicoPeers.ts'
import { ciliumPeers, ciliumSubject } from './readers/ciliumPeers.ts'
import { networkPeers } from './readers/networkPeers.ts'
import type { ReadMatch, Rule } from './rule.ts'

/**
 * Which Pods policies are about, and whom they let through. Peers are sets of Pods, ranges of addresses, names: never pairs of Pods, so that
 * the cost is that of what is written. The verdict over all policies is asked of the graph, not drawn.
 */

const policy = ['networking.k8s.io/NetworkPolicy'] as const
const admin: readonly KindId[] = ['AdminNetworkPolicy', 'BaselineAdminNetworkPolicy', 'ClusterNetworkPolicy'].map(
  (kind) => `policy.networking.k8s.io/${kind}`,
)
const cilium = ['cilium.io/CiliumNetworkPolicy', 'cilium.io/CiliumClusterwideNetworkPolicy'] as const
const calico: readonly KindId[] = ['projectcalico.org', 'crd.projectcalico.org'].flatMap((group) => [
  `${group}/NetworkPolicy`,
  `${group}/GlobalNetworkPolicy`,
])

function peers(
  id: number,
  variant: string,
  from: readonly KindId[],
  at: readonly string[],
  relationshipType: string,
  read: ReadMatch['read'],
): Rule {
  return {
    id,
    variant,
    from,
    to: 'core/Pod',
    at,
    match: { by: 'read', read },
    relationshipType,
    category: 'policy',
    confidence: 'selector',
  }
}

function subject(id: number, from: readonly KindId[], at: readonly string[], read: ReadMatch['read']): Rule {
  return {
    id,
    from,
    to: 'core/Pod',
    at,
    match: { by: 'read', read },
    relationshipType: 'is about',
    category: 'policy',
    confidence: 'selector',
  }
}

const verbs: Readonly<Record<AdminAction, string>> = { Allow: 'allows', Deny: 'denies', Pass: 'passes on' }

export const networkPolicy: readonly Rule[] = [
  {
    // An empty selector, and a missing one, is every Pod of the namespace.
    id: 64,
    from: policy,
    to: 'core/Pod',
    at: ['spec.podSelector'],
    match: { by: 'selector', form: 'selector', empty: 'all', absent: 'all' },
    when: [{ path: 'spec', is: 'present' }],
    relationshipType: 'isolates',
    category: 'policy',
    confidence: 'selector',
  },
  peers(65, 'ingress', policy, ['spec.ingress[]'], 'allows from', networkPeers('ingress')),
  peers(65, 'egress', policy, ['spec.egress[]'], 'allows to', networkPeers('egress')),

  subject(67, admin, ['spec.subject'], adminSubject),
  ...(['Allow', 'Deny', 'Pass'] as const).flatMap((action) => [
    peers(67, `${action.toLowerCase()}From`, admin, ['spec.ingress[]'], `${verbs[action]} from`, adminPeers('from', action)),
    peers(67, `${action.toLowerCase()}To`, admin, ['spec.egress[]'], `${verbs[action]} to`, adminPeers('to', action)),
  ]),

  subject(68, cilium, ['spec', 'specs[]'], ciliumSubject),
  peers(68, 'allowFrom', cilium, ['spec.ingress[]', 'specs[].ingress[]'], 'allows from', ciliumPeers('from')),
  peers(68, 'allowTo', cilium, ['spec.egress[]', 'specs[].egress[]'], 'allows to', ciliumPeers('to')),
  peers(68, 'denyFrom', cilium, ['spec.ingressDeny[]', 'specs[].ingressDeny[]'], 'denies from', ciliumPeers('from')),
  peers(68, 'denyTo', cilium, ['spec.egressDeny[]', 'specs[].egressDeny[]'], 'denies to', ciliumPeers('to')),

  subject(68, calico, ['spec'], calicoSubject),
  peers(68, 'allowFrom', calico, ['spec.ingress[]'], 'allows from', calicoPeers('source', 'Allow')),
  peers(68, 'allowTo', calico, ['spec.egress[]'], 'allows to', calicoPeers('destination', 'Allow')),
  peers(68, 'denyFrom', calico, ['spec.ingress[]'], 'denies from', calicoPeers('source', 'Deny')),
  peers(68, 'denyTo', calico, ['spec.egress[]'], 'denies to', calicoPeers('destination', 'Deny')),
]
