import { describe, expect, it } from 'vitest'
import type { GraphAnswer } from '../../contract/index.ts'
import type { RawObject } from '../../../tests/support/memoryReader.ts'
import { askVerdict, type VerdictCase } from '../../../tests/support/verdictCase.ts'

const named = (apiVersion: string, kind: string, name: string, namespace: string, labels: RawObject, rest: RawObject): RawObject => ({
  apiVersion,
  kind,
  metadata: { name, ...(namespace === '' ? {} : { namespace }), labels },
  ...rest,
})
const pod = (place: string, name: string, labels: RawObject, ips: readonly string[], spec: RawObject = {}): RawObject =>
  named('v1', 'Pod', name, place, labels, {
    spec: { nodeName: 'n1', containers: [{ name: 'main', ports: [{ name: 'http', containerPort: 8080 }] }], ...spec },
    status: { phase: 'Running', podIP: ips[0], podIPs: ips.map((ip) => ({ ip })), hostIP: ips[0] },
  })
const cluster: readonly RawObject[] = [
  named('v1', 'Namespace', 'shop', '', { 'kubernetes.io/metadata.name': 'shop', team: 'red' }, {}),
  named('v1', 'Namespace', 'data', '', { 'kubernetes.io/metadata.name': 'data', team: 'blue' }, {}),
  named('v1', 'ServiceAccount', 'webber', 'shop', { role: 'front' }, {}),
  pod('shop', 'web', { app: 'web', stage: 'prod-1' }, ['10.0.1.5'], { serviceAccountName: 'webber' }),
  pod('data', 'db', { app: 'db' }, ['10.0.2.7'], { nodeName: 'n2' }),
  pod('data', 'batch', { app: 'batch' }, ['10.0.2.8']),
  pod('data', 'new', { app: 'db' }, []),
  pod('data', 'dual', { app: 'dual' }, ['10.0.2.9', 'fd00::9']),
  pod('shop', 'agent', { app: 'agent' }, ['192.168.0.1'], { hostNetwork: true }),
  pod('shop', 'near', { app: 'agent' }, ['192.168.0.2'], { hostNetwork: true, nodeName: 'n2' }),
]

const v3 = 'projectcalico.org/v3'
let count = 0
const np = (spec: RawObject, place = 'data', name = `c${++count}`): RawObject => named(v3, 'NetworkPolicy', name, place, {}, { spec })
const gnp = (spec: RawObject, name = `g${++count}`): RawObject => named(v3, 'GlobalNetworkPolicy', name, '', {}, { spec })
const tier = (name: string, spec: RawObject): RawObject => named(v3, 'Tier', name, '', {}, { spec })
const knp = (spec: RawObject, place = 'data'): RawObject =>
  named('networking.k8s.io/v1', 'NetworkPolicy', `n${++count}`, place, {}, { spec })
const ofAll = (action: string): RawObject => ({ subject: { namespaces: {} }, ingress: [{ action, from: [{ namespaces: {} }] }] })
const admin = 'policy.networking.k8s.io/v1alpha1'
const anp = (action: string): RawObject => named(admin, 'AdminNetworkPolicy', 'adm', '', {}, { spec: { priority: 1, ...ofAll(action) } })
const banp = (action: string): RawObject => named(admin, 'BaselineAdminNetworkPolicy', 'default', '', {}, { spec: ofAll(action) })
const db = "app == 'db'"
/** A policy of `data` about its database. */
const into = (...ingress: RawObject[]): RawObject => np({ selector: db, ingress })
const from = (source: RawObject): RawObject => into({ action: 'Allow', source })
const anywhere = (source: RawObject): RawObject => gnp({ selector: db, ingress: [{ action: 'Allow', source }] })
const allow = { action: 'Allow' }
const deny = { action: 'Deny' }
/** As Calico's own CRDs hold it, below its API server. */
const stored = named(
  'crd.projectcalico.org/v1',
  'GlobalNetworkPolicy',
  'default.old',
  '',
  {},
  { spec: { selector: db, order: 1, ingress: [deny] } },
)

interface Case extends VerdictCase {
  is: 'allowed' | 'blocked' | 'undecided'
  says?: string
}

const cases: Readonly<Record<string, Case>> = {
  'whom a policy is about is isolated': { policies: [into()], is: 'blocked', says: 'tier default' },
  'one of another namespace has no say': { policies: [np({ selector: db, ingress: [] }, 'shop')], is: 'allowed' },
  'no selector is the whole namespace': { policies: [np({ ingress: [] })], is: 'blocked' },
  'egress alone does not isolate for ingress': { policies: [np({ selector: db, egress: [deny] })], is: 'allowed' },
  'types that are written count': { policies: [np({ selector: db, types: ['Egress'], ingress: [deny] })], is: 'allowed' },
  'both are isolated by both types': { policies: [np({ selector: db, types: ['Ingress', 'Egress'] })], is: 'blocked' },
  'leaving is judged by whom it leaves': { policies: [np({ egress: [deny] }, 'shop')], is: 'blocked', says: 'spec.egress[0]' },
  'a rule without ends is everyone': { policies: [into(allow)], is: 'allowed', says: 'spec.ingress[0]' },
  'the first rule that fits decides: yes': { policies: [into(allow, deny)], is: 'allowed' },
  'the first rule that fits decides: no': { policies: [into(deny, allow)], is: 'blocked', says: 'does not let it enter' },
  'Log goes on': { policies: [into({ action: 'Log' }, allow)], is: 'allowed' },
  'a selector alone is of the own namespace': { policies: [from({ selector: "app == 'web'" })], is: 'blocked' },
  'of the own namespace it fits': { policies: [from({ selector: "app == 'batch'" })], from: 'data/batch', is: 'allowed' },
  'a selector of a global policy is of all': { policies: [anywhere({ selector: "app == 'web'" })], is: 'allowed' },
  'namespaces by label': { policies: [from({ namespaceSelector: "team == 'red'" })], is: 'allowed' },
  'namespaces by another label': { policies: [from({ namespaceSelector: "team == 'green'" })], is: 'blocked' },
  'namespaces by the name that Calico gives': {
    policies: [from({ namespaceSelector: "projectcalico.org/name == 'shop'" })],
    is: 'allowed',
  },
  'all namespaces': { policies: [from({ namespaceSelector: 'all()', selector: "app == 'web'" })], is: 'allowed' },
  'no namespace is no Pod': { policies: [from({ namespaceSelector: 'global()' })], is: 'blocked' },
  'either of two': { policies: [anywhere({ selector: "app == 'x' || stage starts with 'prod'" })], is: 'allowed' },
  'brackets and not': { policies: [anywhere({ selector: "!(app == 'web' && has(stage))" })], is: 'blocked' },
  'labels of the namespace beside those of the Pod': { policies: [anywhere({ selector: "pcns.team == 'red'" })], is: 'allowed' },
  'the namespace as a label': { policies: [anywhere({ selector: "projectcalico.org/namespace == 'data'" })], is: 'blocked' },
  'labels of the account': { policies: [anywhere({ selector: "pcsa.role == 'front'" })], is: 'allowed' },
  'an account that nobody sees': {
    policies: [anywhere({ selector: "pcsa.role == 'front'" })],
    from: 'data/batch',
    is: 'undecided',
    says: 'ServiceAccount',
  },
  'not these': { policies: [anywhere({ notSelector: "app == 'web'" })], is: 'blocked' },
  'not others': { policies: [anywhere({ notSelector: "app == 'api'" })], is: 'allowed' },
  'not others, but of the own namespace': { policies: [from({ notSelector: "app == 'api'" })], is: 'blocked' },
  'accounts by name': { policies: [anywhere({ serviceAccounts: { names: ['webber'] } })], is: 'allowed' },
  'another account': { policies: [anywhere({ serviceAccounts: { names: ['other'] } })], is: 'blocked' },
  'accounts by name are of the own namespace': { policies: [from({ serviceAccounts: { names: ['webber'] } })], is: 'blocked' },
  'accounts by label': { policies: [anywhere({ serviceAccounts: { selector: "role == 'front'" } })], is: 'allowed' },
  'addresses are those of Pods, too': { policies: [from({ nets: ['10.0.1.0/24'] })], is: 'allowed' },
  'an address alone': { policies: [from({ nets: ['10.0.1.5'] })], is: 'allowed' },
  'other addresses': { policies: [from({ nets: ['10.0.9.0/24'] })], is: 'blocked' },
  'not these addresses': { policies: [from({ notNets: ['10.0.1.0/24'] })], is: 'blocked' },
  'a set of addresses is found by its labels': {
    policies: [
      anywhere({ selector: "kind == 'office'" }),
      named(v3, 'GlobalNetworkSet', 's', '', { kind: 'office' }, { spec: { nets: ['10.0.1.0/28'] } }),
    ],
    is: 'allowed',
  },
  'a set of other addresses is not': {
    policies: [
      anywhere({ selector: "kind == 'office'" }),
      named(v3, 'GlobalNetworkSet', 's', '', { kind: 'office' }, { spec: { nets: ['10.7.0.0/28'] } }),
    ],
    is: 'blocked',
  },
  'one of two addresses is no answer': {
    policies: [gnp({ selector: "app == 'dual'", ingress: [{ action: 'Allow', destination: { nets: ['10.0.0.0/8'] } }] })],
    to: 'data/dual',
    is: 'undecided',
    says: 'one of several addresses',
  },
  'a Pod without an address': {
    policies: [gnp({ selector: db, ingress: [{ action: 'Allow', destination: { nets: ['10.0.2.0/24'] } }] })],
    to: 'data/new',
    is: 'undecided',
    says: 'has none yet',
  },
  'a port': { policies: [into({ ...allow, protocol: 'TCP', destination: { ports: [8080] } })], is: 'allowed' },
  'another port': { policies: [into({ ...allow, protocol: 'TCP', destination: { ports: [5432] } })], is: 'blocked' },
  'a range of ports': { policies: [into({ ...allow, protocol: 'TCP', destination: { ports: ['8000:8999'] } })], is: 'allowed' },
  'the name of a port': { policies: [into({ ...allow, protocol: 'TCP', destination: { ports: ['http'] } })], is: 'allowed' },
  'not these ports': { policies: [into({ ...allow, protocol: 'TCP', destination: { notPorts: [8080] } })], is: 'blocked' },
  'the port that it comes from is nowhere written': {
    policies: [into({ ...allow, protocol: 'TCP', source: { ports: [1000] } })],
    is: 'undecided',
    says: 'comes from',
  },
  'another protocol': { policies: [into({ ...allow, protocol: 'UDP' })], is: 'blocked' },
  'a protocol by its number': { policies: [into({ ...allow, protocol: 6 })], is: 'allowed' },
  'not a protocol': { policies: [into({ ...allow, notProtocol: 'TCP' })], is: 'blocked' },
  'ICMP is not TCP': { policies: [into({ ...allow, protocol: 'ICMP', icmp: { type: 8 } })], is: 'blocked' },
  'a version of IP': { policies: [into({ ...allow, ipVersion: 4 })], is: 'allowed' },
  'the other version of IP': { policies: [into({ ...allow, ipVersion: 6 })], is: 'blocked' },
  'what looks into what is sent': {
    policies: [into({ ...allow, http: { methods: ['GET'] } })],
    is: 'undecided',
    says: 'spec.ingress[0].http',
  },
  'doubt does not matter where all say the same': { policies: [into({ ...allow, http: { methods: ['GET'] } }, allow)], is: 'allowed' },
  'doubt over a no before a yes does': { policies: [into({ ...deny, http: { methods: ['GET'] } }, allow)], is: 'undecided' },
  Services: {
    policies: [np({ egress: [{ ...allow, destination: { services: { name: 'db' } } }] }, 'shop')],
    is: 'undecided',
    says: 'goes by a Service',
  },
  'names of DNS': {
    policies: [np({ egress: [{ ...allow, destination: { domains: ['a.example'] } }] }, 'shop')],
    is: 'undecided',
    says: 'DNS',
  },
  'the own end of a rule has to fit, too': {
    policies: [np({ ingress: [{ ...allow, destination: { selector: "app == 'batch'" } }] })],
    is: 'blocked',
  },
  'global: namespaces of whom it is about': { policies: [gnp({ namespaceSelector: "team == 'red'", ingress: [] })], is: 'allowed' },
  'global: accounts of whom it is about': { policies: [gnp({ serviceAccountSelector: "role == 'front'", egress: [deny] })], is: 'blocked' },
  'a lower order goes first': {
    policies: [gnp({ selector: db, order: 20, ingress: [allow] }), gnp({ selector: db, order: 10, ingress: [deny] })],
    is: 'blocked',
  },
  'without an order it goes last': {
    policies: [gnp({ selector: db, ingress: [deny] }), gnp({ selector: db, order: 10, ingress: [allow] })],
    is: 'allowed',
  },
  'names part equals': {
    policies: [gnp({ selector: db, order: 1, ingress: [deny] }, 'zz'), gnp({ selector: db, order: 1, ingress: [allow] }, 'aa')],
    is: 'allowed',
  },
  'tiers in their order': {
    policies: [
      tier('first', { order: 10 }),
      gnp({ tier: 'first', selector: db, order: 99, ingress: [deny] }),
      gnp({ selector: db, order: 1, ingress: [allow] }),
    ],
    is: 'blocked',
  },
  'the end of a tier is a no': {
    policies: [tier('first', { order: 10 }), gnp({ tier: 'first', selector: db, ingress: [{ action: 'Pass', protocol: 'UDP' }] })],
    is: 'blocked',
    says: 'tier first',
  },
  'the end of a tier that passes is none': {
    policies: [
      tier('first', { order: 10, defaultAction: 'Pass' }),
      gnp({ tier: 'first', selector: db, ingress: [{ action: 'Pass', protocol: 'UDP' }] }),
    ],
    is: 'allowed',
  },
  'Pass goes on with the next tier': {
    policies: [tier('first', { order: 10 }), gnp({ tier: 'first', selector: db, ingress: [{ action: 'Pass' }, deny] }), into(deny)],
    is: 'blocked',
    says: 'passes the question on',
  },
  'Pass at the end lets through': { policies: [into({ action: 'Pass' })], is: 'allowed', says: 'passes the question on' },
  'a tier that nobody sees': { policies: [gnp({ tier: 'gone', selector: db, ingress: [deny] })], is: 'undecided', says: 'tier gone' },
  'a NetworkPolicy stands at order 1000: before': {
    policies: [knp({ podSelector: {}, ingress: [{}] }), gnp({ selector: db, order: 2000, ingress: [deny] })],
    is: 'allowed',
  },
  'a NetworkPolicy stands at order 1000: after': {
    policies: [knp({ podSelector: {}, ingress: [{}] }), gnp({ selector: db, order: 500, ingress: [deny] })],
    is: 'blocked',
  },
  'a NetworkPolicy that says nothing goes on': {
    policies: [knp({ podSelector: {} }), gnp({ selector: db, order: 2000, ingress: [allow] })],
    is: 'allowed',
  },
  'a NetworkPolicy alone isolates when Calico passes in another tier': {
    policies: [tier('first', { order: 1 }), gnp({ tier: 'first', selector: db, ingress: [{ action: 'Pass' }] }), knp({ podSelector: {} })],
    is: 'blocked',
  },
  'an administrator goes before the tier default': { policies: [anp('Deny'), into(allow)], is: 'blocked', says: 'AdminNetworkPolicy adm' },
  'a tier may go before an administrator': {
    policies: [anp('Deny'), tier('first', { order: 1 }), gnp({ tier: 'first', selector: db, ingress: [allow] })],
    is: 'allowed',
  },
  'the baseline comes after': { policies: [banp('Deny'), into({ action: 'Pass' })], is: 'blocked', says: 'BaselineAdminNetworkPolicy' },
  'hosts before translation are not about Pods': {
    policies: [gnp({ selector: db, preDNAT: true, applyOnForward: true, ingress: [deny] })],
    is: 'allowed',
  },
  'a staged policy has no effect': {
    policies: [named(v3, 'StagedNetworkPolicy', 's', 'data', {}, { spec: { selector: db, ingress: [deny] } })],
    is: 'allowed',
  },
  'what cannot be read is not taken': { policies: [np({ selector: "app = 'db'", ingress: [deny] })], is: 'allowed' },
  'the same in the CRDs below is not counted twice': {
    policies: [gnp({ selector: db, ingress: [allow] }), stored],
    is: 'allowed',
  },
  'the CRDs below count alone': {
    policies: [stored],
    is: 'blocked',
  },
  'a Pod on the network of its Node is not chosen by labels': {
    policies: [anywhere({ selector: "app == 'agent'" })],
    from: 'shop/agent',
    is: 'blocked',
  },
  'its address may be another': { policies: [from({ nets: ['192.168.0.0/16'] })], from: 'shop/agent', is: 'undecided', says: 'Node' },
  'the own Node is always let in': { policies: [into(deny)], from: 'shop/near', is: 'allowed' },
  'to a Node it is not isolated': { policies: [gnp({ ingress: [deny] })], to: 'shop/agent', is: 'allowed' },
  'unless hosts are guarded': {
    policies: [gnp({ ingress: [deny] }), named(v3, 'HostEndpoint', 'h', '', {}, { spec: { node: 'n1' } })],
    to: 'shop/agent',
    is: 'undecided',
    says: 'HostEndpoint',
  },
  'Cilium beside it': {
    policies: [
      into(allow),
      named('cilium.io/v2', 'CiliumNetworkPolicy', 'x', 'data', {}, { spec: { endpointSelector: {}, ingress: [{}] } }),
    ],
    is: 'undecided',
    says: 'only one of them',
  },
}

const ask = (one: Case): GraphAnswer => askVerdict(cluster, one)

describe('the verdict with policies of Calico', () => {
  it.each(Object.entries(cases))('%s', (_, one) => {
    const { summary, findings } = ask(one)
    const words = { allowed: 'may reach', blocked: 'may not reach', undecided: 'may perhaps reach' }
    expect(summary).toContain(words[one.is])
    if (one.says !== undefined) expect([summary, ...findings.map(({ text }) => text)].join('\n')).toContain(one.says)
    if (one.is === 'undecided') expect(summary).toContain('Undecided')
  })

  it('does not depend on the order in which policies came', () => {
    for (const one of Object.values(cases)) {
      const turned = ask({ ...one, policies: [...one.policies].reverse() })
      expect(turned.summary.replace(/\b[cgn]\d+\b/g, '')).toBe(ask(one).summary.replace(/\b[cgn]\d+\b/g, ''))
    }
  })

  it('says by what it goes, what is staged, and what cannot be read', () => {
    const { limits } = ask({
      policies: [into(allow), np({ selector: 'app = 1' }), named(v3, 'StagedGlobalNetworkPolicy', 's', '', {}, { spec: {} })],
      is: 'allowed',
    })
    const said = limits.join('\n')
    expect(said).toMatch(/Reckoned as Calico does .*projectcalico.org\/NetworkPolicy/)
    expect(said).toMatch(/Only staged.*StagedGlobalNetworkPolicy/)
    expect(said).toMatch(/Cannot be read.*NetworkPolicy data\//)
    expect(said).not.toContain('Not reckoned')
  })

  it('does not say of a NetworkPolicy that lets it through that it does not', () => {
    const { findings } = ask({
      policies: [knp({ podSelector: {}, ingress: [{}] }), gnp({ selector: db, order: 1, ingress: [deny] })],
      is: 'blocked',
    })
    expect(findings.map(({ text }) => text).join('\n')).not.toContain('has no rule')
  })
})
