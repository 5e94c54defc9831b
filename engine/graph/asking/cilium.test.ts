import { describe, expect, it } from 'vitest'
import type { GraphAnswer } from '../../contract/index.ts'
import type { RawObject } from '../../../tests/support/memoryReader.ts'
import { askVerdict, type VerdictCase } from '../../../tests/support/verdictCase.ts'

const namespace = (name: string, labels: RawObject = {}): RawObject => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels: { 'kubernetes.io/metadata.name': name, ...labels } },
})
const pod = (place: string, name: string, labels: RawObject, ip: string, spec: RawObject = {}): RawObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: place, labels },
  spec: { nodeName: 'n1', containers: [{ name: 'main', ports: [{ name: 'http', containerPort: 8080 }] }], ...spec },
  status: { phase: 'Running', podIP: ip, podIPs: [{ ip }], hostIP: ip },
})
const cluster: readonly RawObject[] = [
  namespace('shop', { team: 'red' }),
  namespace('data', { team: 'blue' }),
  ...['n1', 'n2'].map((name) => ({ apiVersion: 'v1', kind: 'Node', metadata: { name, labels: { role: name } } })),
  pod(
    'shop',
    'web',
    { app: 'web', 'pod-template-hash': 'abc', 'app.kubernetes.io/name': 'web', 'example.k8s.io/zone': 'a', 'any.team/zone': 'a' },
    '10.0.1.5',
    {
      serviceAccountName: 'webber',
    },
  ),
  pod('data', 'db', { app: 'db' }, '10.0.2.7', { nodeName: 'n2' }),
  pod('data', 'batch', { app: 'batch' }, '10.0.2.8'),
  pod('shop', 'agent', { app: 'agent' }, '192.168.0.1', { hostNetwork: true }),
  pod('shop', 'near', { app: 'agent' }, '192.168.0.2', { hostNetwork: true, nodeName: 'n2' }),
]

let count = 0
const cnp = (spec: RawObject, more: RawObject = {}, place = 'data'): RawObject => ({
  apiVersion: 'cilium.io/v2',
  kind: 'CiliumNetworkPolicy',
  metadata: { name: `c${++count}`, namespace: place },
  spec,
  ...more,
})
const ccnp = (spec: RawObject): RawObject => ({
  apiVersion: 'cilium.io/v2',
  kind: 'CiliumClusterwideNetworkPolicy',
  metadata: { name: `w${++count}` },
  spec,
})
const np = (spec: RawObject, place = 'data'): RawObject => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: `n${++count}`, namespace: place },
  spec,
})
const settings = (data: RawObject): RawObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'cilium-config', namespace: 'kube-system' },
  data,
})
const db = { matchLabels: { app: 'db' } }
const ns = 'k8s:io.kubernetes.pod.namespace'
const fromWeb = { fromEndpoints: [{ matchLabels: { app: 'web', [ns]: 'shop' } }] }
const into = (...ingress: RawObject[]): RawObject => cnp({ endpointSelector: db, ingress })
const ports = (...list: RawObject[]): RawObject => into({ toPorts: [{ ports: list }] })
const labelled = (labels: RawObject, place = 'shop'): RawObject => into({ fromEndpoints: [{ matchLabels: { [ns]: place, ...labels } }] })

interface Case extends VerdictCase {
  is: 'allowed' | 'blocked' | 'undecided'
  says?: string
}

const cases: Readonly<Record<string, Case>> = {
  'an empty entry isolates and lets nobody in': { policies: [into({})], is: 'blocked', says: 'spec.endpointSelector' },
  'no entries do not isolate': { policies: [cnp({ endpointSelector: db, ingress: [] })], is: 'allowed' },
  'entries of egress do not isolate for ingress': { policies: [cnp({ endpointSelector: db, egress: [{}] })], is: 'allowed' },
  'a policy of another namespace has no say': { policies: [cnp({ endpointSelector: db, ingress: [{}] }, {}, 'shop')], is: 'allowed' },
  'an empty selector is the whole namespace': { policies: [cnp({ endpointSelector: {}, ingress: [{}] })], is: 'blocked' },
  'a selector of another namespace in a policy means its own': {
    policies: [cnp({ endpointSelector: { matchLabels: { app: 'db', [ns]: 'shop' } }, ingress: [{}] })],
    is: 'blocked',
  },
  'endpoints with their namespace': { policies: [into(fromWeb)], is: 'allowed', says: 'spec.ingress[0].fromEndpoints[0]' },
  'endpoints without a namespace are of the own one': {
    policies: [into({ fromEndpoints: [{ matchLabels: { app: 'web' } }] })],
    is: 'blocked',
  },
  'endpoints of the own namespace': {
    policies: [into({ fromEndpoints: [{ matchLabels: { app: 'batch' } }] })],
    from: 'data/batch',
    is: 'allowed',
  },
  'all endpoints are those of the namespace': { policies: [into({ fromEndpoints: [{}] })], is: 'blocked' },
  'all endpoints of a policy of the cluster are all': {
    policies: [ccnp({ endpointSelector: db, ingress: [{ fromEndpoints: [{}] }] })],
    is: 'allowed',
  },
  'a policy of the cluster may leave out namespaces': {
    policies: [
      ccnp({
        endpointSelector: { matchExpressions: [{ key: 'io.kubernetes.pod.namespace', operator: 'NotIn', values: ['data'] }] },
        ingress: [{}],
      }),
    ],
    is: 'allowed',
  },
  'labels of the namespace': {
    policies: [into({ fromEndpoints: [{ matchLabels: { 'k8s:io.cilium.k8s.namespace.labels.team': 'red' } }] })],
    is: 'allowed',
  },
  'labels of another namespace': {
    policies: [into({ fromEndpoints: [{ matchLabels: { 'k8s:io.cilium.k8s.namespace.labels.team': 'green' } }] })],
    is: 'blocked',
  },
  'the account of a Pod': { policies: [labelled({ 'io.cilium.k8s.policy.serviceaccount': 'webber' })], is: 'allowed' },
  'another account': { policies: [labelled({ 'io.cilium.k8s.policy.serviceaccount': 'other' })], is: 'blocked' },
  'any: and k8s: say where a label comes from': {
    policies: [labelled({ 'any:app': 'web', 'k8s:app.kubernetes.io/name': 'web' })],
    is: 'allowed',
  },
  'a key that only begins like a source is one whole': { policies: [labelled({ 'any.team/zone': 'a' })], is: 'allowed' },
  'a label that Cilium leaves aside is in doubt': {
    policies: [labelled({ 'pod-template-hash': 'abc' })],
    is: 'undecided',
    says: 'pod-template-hash',
  },
  'so is one of the domains of Kubernetes': { policies: [labelled({ 'example.k8s.io/zone': 'a' })], is: 'undecided', says: 'leaves aside' },
  'one that the Pod has not is not': { policies: [labelled({ 'pod-template-hash': 'xyz' })], is: 'blocked' },
  'chosen labels put all in doubt': {
    policies: [labelled({ app: 'web' }), settings({ labels: 'k8s:team' })],
    is: 'undecided',
    says: 'cilium-config',
  },
  'the cluster is not known': { policies: [labelled({ 'io.cilium.k8s.policy.cluster': 'west' })], is: 'undecided' },
  'an identity of its own is no Pod': { policies: [into({ fromEndpoints: [{ matchLabels: { 'reserved:host': '' } }] })], is: 'blocked' },
  'one certain rule ends a doubt': { policies: [labelled({ 'pod-template-hash': 'abc' }), into(fromWeb)], is: 'allowed' },

  'ports alone mean everyone': { policies: [ports({ port: '8080', protocol: 'TCP' })], is: 'allowed', says: 'spec.ingress[0]' },
  'another port': { policies: [ports({ port: '80', protocol: 'TCP' })], is: 'blocked' },
  'another protocol': { policies: [ports({ port: '8080', protocol: 'UDP' })], is: 'blocked' },
  'a port without a protocol is one of any': { policies: [ports({ port: '8080' })], protocol: 'UDP', is: 'allowed' },
  'a range of ports': { policies: [ports({ port: '8000', endPort: 9000, protocol: 'TCP' })], is: 'allowed' },
  'beyond a range': { policies: [ports({ port: '8000', endPort: 8079, protocol: 'TCP' })], is: 'blocked' },
  'port 0 is every port': { policies: [ports({ port: '0', protocol: 'TCP' })], is: 'allowed' },
  'a port by its name': { policies: [ports({ port: 'http', protocol: 'TCP' })], is: 'allowed' },
  'a name that no port has': { policies: [ports({ port: 'https', protocol: 'TCP' })], is: 'blocked' },
  'peers and ports have to fit both': {
    policies: [into({ ...fromWeb, toPorts: [{ ports: [{ port: '80', protocol: 'TCP' }] }] })],
    is: 'blocked',
  },
  'pings are no ports': { policies: [into({ ...fromWeb, icmps: [{ fields: [{ type: 8, family: 'IPv4' }] }] })], is: 'blocked' },
  'rules for what is sent are in doubt': {
    policies: [into({ ...fromWeb, toPorts: [{ ports: [{ port: '8080' }], rules: { http: [{ method: 'GET' }] } }] })],
    is: 'undecided',
    says: 'looks into what is sent (spec.ingress[0].toPorts[0].rules)',
  },
  'on another port they are not': {
    policies: [into({ ...fromWeb, toPorts: [{ ports: [{ port: '80' }], rules: { http: [{}] } }] })],
    is: 'blocked',
  },
  'names in TLS are in doubt': {
    policies: [into({ ...fromWeb, toPorts: [{ ports: [{ port: '8080' }], serverNames: ['a.example'] }] })],
    is: 'undecided',
  },
  'a proof of identity is in doubt': {
    policies: [into({ ...fromWeb, authentication: { mode: 'required' } })],
    is: 'undecided',
    says: 'who they are',
  },

  'a deny goes before all': {
    policies: [into(fromWeb), cnp({ endpointSelector: db, ingressDeny: [fromWeb] })],
    is: 'blocked',
    says: 'spec.ingressDeny[0].fromEndpoints[0]',
  },
  'also before a NetworkPolicy': {
    policies: [np({ podSelector: {}, ingress: [{}] }), cnp({ endpointSelector: db, ingressDeny: [fromWeb] })],
    is: 'blocked',
  },
  'a deny of another port isolates': {
    policies: [cnp({ endpointSelector: db, ingressDeny: [{ ...fromWeb, toPorts: [{ ports: [{ port: '80' }] }] }] })],
    is: 'blocked',
    says: 'isolates',
  },
  'unless it says not to': {
    policies: [
      cnp({
        endpointSelector: db,
        enableDefaultDeny: { ingress: false },
        ingressDeny: [{ ...fromWeb, toPorts: [{ ports: [{ port: '80' }] }] }],
      }),
    ],
    is: 'allowed',
  },
  'a deny in doubt is in doubt': {
    policies: [
      into(fromWeb),
      cnp({ endpointSelector: db, ingressDeny: [{ fromEndpoints: [{ matchLabels: { [ns]: 'shop', 'pod-template-hash': 'abc' } }] }] }),
    ],
    is: 'undecided',
  },
  'a NetworkPolicy that allows is enough': {
    policies: [into({}), np({ podSelector: {}, ingress: [{ from: [{ namespaceSelector: {} }] }] })],
    is: 'allowed',
    says: 'NetworkPolicy data/',
  },
  'a policy of Cilium that allows is enough': {
    policies: [into(fromWeb), np({ podSelector: {} })],
    is: 'allowed',
    says: 'CiliumNetworkPolicy',
  },
  'neither allows': { policies: [into({}), np({ podSelector: {} })], is: 'blocked' },

  'ranges do not mean Pods': { policies: [into({ fromCIDR: ['10.0.0.0/8'] })], is: 'blocked' },
  'nor do they with exceptions': { policies: [into({ fromCIDRSet: [{ cidr: '0.0.0.0/0', except: ['1.0.0.0/8'] }] })], is: 'blocked' },
  'ranges may mean Nodes': { policies: [into({ fromCIDR: ['192.168.0.0/16'] })], from: 'shop/agent', is: 'undecided' },
  'the entity all': { policies: [into({ fromEntities: ['all'] })], is: 'allowed' },
  'the entity cluster': { policies: [into({ fromEntities: ['cluster'] })], is: 'allowed' },
  'the entity world is no Pod': { policies: [into({ fromEntities: ['world'] })], is: 'blocked' },
  'the entity remote-node is no Pod': { policies: [into({ fromEntities: ['remote-node'] })], is: 'blocked' },
  'the entity remote-node is another Node': { policies: [into({ fromEntities: ['remote-node'] })], from: 'shop/agent', is: 'allowed' },
  'the entity host is not another Node': { policies: [into({ fromEntities: ['host'] })], from: 'shop/agent', is: 'blocked' },
  'the own Node gets in': { policies: [into({})], from: 'shop/near', is: 'allowed', says: 'its own Node' },
  'API servers may be on any Node': { policies: [into({ fromEntities: ['kube-apiserver'] })], from: 'shop/agent', is: 'undecided' },
  'an entity that nobody knows': { policies: [into({ fromEntities: ['martians'] })], is: 'undecided' },
  'peers in several ways are in doubt': {
    policies: [into({ ...fromWeb, fromCIDR: ['10.0.0.0/8'] })],
    is: 'undecided',
    says: 'several ways',
  },

  'on the way out': {
    policies: [cnp({ endpointSelector: {}, egress: [{ toEndpoints: [{ matchLabels: { app: 'db', [ns]: 'data' } }] }] }, {}, 'shop')],
    is: 'allowed',
    says: 'spec.egress[0].toEndpoints[0]',
  },
  'not on the way out': { policies: [cnp({ endpointSelector: {}, egress: [{ toEndpoints: [db] }] }, {}, 'shop')], is: 'blocked' },
  'names of DNS are in doubt': {
    policies: [cnp({ endpointSelector: {}, egress: [{ toFQDNs: [{ matchName: 'db.example' }] }] }, {}, 'shop')],
    is: 'undecided',
    says: 'goes by DNS names (spec.egress[0].toFQDNs[0])',
  },
  'Services are in doubt': {
    policies: [
      cnp({ endpointSelector: {}, egress: [{ toServices: [{ k8sService: { serviceName: 'db', namespace: 'data' } }] }] }, {}, 'shop'),
    ],
    is: 'undecided',
  },
  'the own Node may be kept away on the way out': {
    policies: [cnp({ endpointSelector: {}, egress: [{}] })],
    from: 'data/db',
    to: 'shop/near',
    is: 'undecided',
  },
  'a firewall of hosts is in doubt': {
    policies: [ccnp({ nodeSelector: { matchLabels: { role: 'n1' } }, ingress: [{}] })],
    to: 'shop/agent',
    from: 'data/db',
    is: 'undecided',
    says: 'firewall of hosts',
  },

  'specs are rules, too': {
    policies: [cnp({}, { spec: undefined, specs: [{ endpointSelector: db, ingress: [{}] }] })],
    is: 'blocked',
    says: 'specs[0]',
  },
  'what Cilium refuses has no effect': {
    policies: [cnp({ endpointSelector: db, ingress: [{}] }, { status: { conditions: [{ type: 'Valid', status: 'False' }] } })],
    is: 'allowed',
  },
  'a policy about nothing has no effect': { policies: [cnp({})], is: 'allowed' },
  'no policies are enforced': { policies: [into({}), settings({ 'enable-policy': 'never' })], is: 'allowed', says: 'never' },
  'all Pods are isolated': { policies: [settings({ 'enable-policy': 'always' })], is: 'blocked', says: 'always' },
  'a policy of an administrator beside those of Cilium': {
    policies: [
      into(fromWeb),
      {
        apiVersion: 'policy.networking.k8s.io/v1alpha1',
        kind: 'AdminNetworkPolicy',
        metadata: { name: 'a' },
        spec: { priority: 1, subject: { namespaces: {} }, ingress: [{ action: 'Deny', from: [{ namespaces: {} }] }] },
      },
    ],
    is: 'undecided',
    says: 'AdminNetworkPolicy a',
  },
}

const ask = (one: Case): GraphAnswer => askVerdict(cluster, one)

describe('the verdict with policies of Cilium', () => {
  it.each(Object.entries(cases))('%s', (_, one) => {
    const { summary, findings } = ask(one)
    const words = { allowed: 'may reach', blocked: 'may not reach', undecided: 'may perhaps reach' }
    expect(summary).toContain(words[one.is])
    const worst = findings.some(({ level }) => level === 'failing')
      ? 'blocked'
      : findings.some(({ level }) => level === 'unknown')
        ? 'undecided'
        : 'allowed'
    expect(worst).toBe(one.is)
    if (one.says !== undefined) expect(findings.map(({ text }) => text).join('\n')).toContain(one.says)
    // whoever cannot say names the policy that is in the way
    if (one.is === 'undecided') expect(summary).toMatch(/[Uu]ndecided.*(?:Cilium|AdminNetworkPolicy)/)
  })

  it('says by what it goes, and what has no effect', () => {
    const { limits } = ask({ policies: [into(fromWeb), cnp({})], is: 'allowed' })
    expect(limits.join('\n')).toMatch(/Reckoned as Cilium does .*CiliumNetworkPolicy/)
    expect(limits.join('\n')).toMatch(/Cannot be read.*CiliumNetworkPolicy data\//)
  })
})
