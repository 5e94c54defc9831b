import { describe, expect, it } from 'vitest'
import type { GraphAnswer } from '../../contract/index.ts'
import { MemoryReader, type RawObject } from '../../../tests/support/memoryReader.ts'
import { askVerdict, type VerdictCase } from '../../../tests/support/verdictCase.ts'
import { Graph } from '../graph.ts'
import { isInRange, readRange } from './addressRange.ts'
import { askAtOnce } from './ask.ts'

const namespace = (name: string, labels: RawObject = {}): RawObject => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels: { 'kubernetes.io/metadata.name': name, ...labels } },
})

function pod(place: string, name: string, labels: RawObject, ip: string, more: { spec?: RawObject; status?: RawObject } = {}): RawObject {
  const ports = [{ name: 'http', containerPort: 8080 }, { name: 'dns', containerPort: 53, protocol: 'UDP' }, { containerPort: 9000 }]
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: place, labels },
    spec: { nodeName: 'n1', containers: [{ name: 'main', ports }], ...more.spec },
    status: { phase: 'Running', podIP: ip, podIPs: [{ ip }], hostIP: '192.168.0.1', ...more.status },
  }
}

const cluster: readonly RawObject[] = [
  namespace('shop', { team: 'red' }),
  namespace('data', { team: 'blue' }),
  namespace('other'),
  { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n1', labels: { role: 'worker' } } },
  pod('shop', 'web', { app: 'web', tier: 'front' }, '10.0.1.5'),
  pod('shop', 'api', { app: 'api', tier: 'back' }, '10.0.1.6'),
  pod('data', 'db', { app: 'db' }, '10.0.2.7', { spec: { nodeName: 'n2' } }),
  pod('other', 'web', { app: 'web' }, 'fd00:10::9'),
  pod('other', 'host', { app: 'host' }, '192.168.0.9', { spec: { hostNetwork: true, nodeName: 'n9' }, status: { hostIP: '192.168.0.9' } }),
  pod('data', 'near', { app: 'near' }, '192.168.0.2', { spec: { hostNetwork: true, nodeName: 'n2' }, status: { hostIP: '192.168.0.2' } }),
]

let count = 0
const policy = (place: string, spec: RawObject, name = `p${++count}`): RawObject => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name, namespace: place },
  spec,
})
const admin = (kind: string, spec: RawObject, name: string): RawObject => ({
  apiVersion: `policy.networking.k8s.io/v1alpha${kind === 'ClusterNetworkPolicy' ? 2 : 1}`,
  kind,
  metadata: { name },
  spec,
})

const db = { matchLabels: { app: 'db' } }
const web = { matchLabels: { app: 'web' } }
const red = { matchLabels: { team: 'red' } }
const into = (ingress: RawObject[], more: RawObject = {}): RawObject => policy('data', { podSelector: db, ingress, ...more })
const from = (peer: RawObject, ...more: RawObject[]): RawObject => into([{ from: [peer, ...more] }])
const ports = (...list: RawObject[]): RawObject => into([{ ports: list }])

interface Case extends VerdictCase {
  allowed: boolean
  /** What the text of the direction that decides must say. */
  says?: string
}

const subjectAll = { namespaces: {} }
const adminFrom = (action: string, more: RawObject = {}): RawObject => ({
  action,
  from: [{ pods: { namespaceSelector: red, podSelector: web } }],
  ...more,
})

const cases: Readonly<Record<string, Case>> = {
  'no policy: everything passes': { policies: [], allowed: true, says: 'No policy isolates' },
  'a policy with no rules lets nothing in': { policies: [into([])], allowed: false, says: 'spec.podSelector' },
  'one empty rule lets everyone in': { policies: [into([{}])], allowed: true, says: 'spec.ingress[0].' },
  'empty from is everyone': { policies: [into([{ from: [] }])], allowed: true, says: 'spec.ingress[0].' },
  'empty ports are all ports': { policies: [into([{ ports: [] }])], allowed: true },
  'a policy of another namespace has no say': { policies: [policy('shop', { podSelector: {}, ingress: [] })], allowed: true },
  'a policy that selects other Pods has no say': { policies: [policy('data', { podSelector: web, ingress: [] })], allowed: true },
  'an empty podSelector selects the whole namespace': { policies: [policy('data', { podSelector: {}, ingress: [] })], allowed: false },
  'matchExpressions of the subject count': {
    policies: [policy('data', { podSelector: { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['db'] }] }, ingress: [] })],
    allowed: true,
  },
  'matchExpressions select too': {
    policies: [policy('data', { podSelector: { matchExpressions: [{ key: 'app', operator: 'Exists' }] } })],
    allowed: false,
  },
  'policyTypes not written, no egress rules: ingress only': {
    policies: [policy('shop', { podSelector: web })],
    allowed: true,
    says: 'No policy isolates Pod shop/web for egress',
  },
  'policyTypes not written, with egress rules: both': {
    policies: [policy('data', { podSelector: db, egress: [{}] })],
    allowed: false,
  },
  'policyTypes Egress alone does not isolate for ingress': {
    policies: [policy('data', { podSelector: db, policyTypes: ['Egress'], ingress: [] })],
    allowed: true,
  },
  'policyTypes Egress without rules lets nothing out': {
    policies: [policy('shop', { podSelector: web, policyTypes: ['Egress'] })],
    allowed: false,
    says: 'for egress',
  },
  'policyTypes Ingress: egress rules that are written do not count': {
    policies: [policy('shop', { podSelector: web, policyTypes: ['Ingress'], egress: [] })],
    allowed: true,
  },
  'podSelector alone is of the own namespace': { policies: [from({ podSelector: web })], allowed: false },
  'namespaceSelector alone is every Pod there': {
    policies: [from({ namespaceSelector: red })],
    allowed: true,
    says: 'spec.ingress[0].from[0]',
  },
  'an empty namespaceSelector is every namespace': { policies: [from({ namespaceSelector: {} })], allowed: true },
  'both selectors in one peer must hold: they do': { policies: [from({ namespaceSelector: red, podSelector: web })], allowed: true },
  'both selectors in one peer must hold: the Pod does not': {
    policies: [from({ namespaceSelector: red, podSelector: { matchLabels: { app: 'api' } } })],
    allowed: false,
  },
  'both selectors in one peer must hold: the namespace does not': {
    policies: [from({ namespaceSelector: { matchLabels: { team: 'green' } }, podSelector: web })],
    allowed: false,
  },
  'two peers add up: the second fits': {
    policies: [from({ podSelector: web }, { namespaceSelector: red })],
    allowed: true,
    says: 'spec.ingress[0].from[1]',
  },
  'a podSelector in another namespace needs the namespaceSelector': {
    policies: [from({ podSelector: web, namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'other' } } })],
    from: 'other/web',
    allowed: true,
  },
  'policies add up: what one lets in, no other takes back': {
    policies: [into([]), from({ namespaceSelector: red })],
    allowed: true,
  },
  'rules add up: the second names the port': {
    policies: [into([{ ports: [{ port: 1 }] }, { ports: [{ port: 8080 }] }])],
    allowed: true,
    says: 'spec.ingress[1]',
  },
  'peers and ports of one rule must both hold': {
    policies: [into([{ from: [{ namespaceSelector: red }], ports: [{ port: 1 }] }, { from: [{ podSelector: {} }] }])],
    allowed: false,
  },
  'a port by number': { policies: [ports({ port: 8080 })], allowed: true },
  'another port by number': { policies: [ports({ port: 8081 })], allowed: false },
  'a missing protocol is TCP': { policies: [ports({ port: 53 })], port: '53', protocol: 'UDP', allowed: false },
  'a port of another protocol': { policies: [ports({ protocol: 'UDP', port: 8080 })], allowed: false },
  'all ports of a protocol': { policies: [ports({ protocol: 'UDP' })], port: '53', protocol: 'UDP', allowed: true },
  'a named port is that of the Pod which is reached': { policies: [ports({ port: 'http' })], allowed: true },
  'a named port of another number': { policies: [ports({ port: 'http' })], port: '9000', allowed: false },
  'a named port of another protocol': { policies: [ports({ port: 'dns' })], port: '53', allowed: false },
  'a named port asked by its name': { policies: [ports({ protocol: 'UDP', port: 'dns' })], port: 'dns', protocol: 'UDP', allowed: true },
  'a named port in egress is that of the Pod which is reached': {
    policies: [policy('shop', { podSelector: web, policyTypes: ['Egress'], egress: [{ ports: [{ port: 'http' }] }] })],
    allowed: true,
  },
  'endPort: the last of the range': { policies: [ports({ port: 8000, endPort: 8080 })], allowed: true },
  'endPort: beyond the range': { policies: [ports({ port: 8000, endPort: 8079 })], allowed: false },
  'endPort: before the range': { policies: [ports({ port: 8081, endPort: 9000 })], allowed: false },
  'ipBlock with the address of the Pod': { policies: [from({ ipBlock: { cidr: '10.0.1.0/24' } })], allowed: true, says: 'ipBlock' },
  'ipBlock, but excepted': { policies: [from({ ipBlock: { cidr: '10.0.0.0/8', except: ['10.0.1.0/28'] } })], allowed: false },
  'ipBlock, another one is excepted': { policies: [from({ ipBlock: { cidr: '10.0.0.0/8', except: ['10.0.3.0/24'] } })], allowed: true },
  'ipBlock of the other family': { policies: [from({ ipBlock: { cidr: '0.0.0.0/0' } })], from: 'other/web', allowed: false },
  'ipBlock of IPv6': { policies: [from({ ipBlock: { cidr: 'fd00:10::/64' } })], from: 'other/web', allowed: true },
  'both ends must agree: egress forbids': {
    policies: [from({ namespaceSelector: red }), policy('shop', { podSelector: web, policyTypes: ['Egress'], egress: [] })],
    allowed: false,
    says: 'for egress',
  },
  'both ends must agree: both do': {
    policies: [
      from({ namespaceSelector: red }),
      policy('shop', {
        podSelector: {},
        policyTypes: ['Egress'],
        egress: [{ to: [{ namespaceSelector: { matchLabels: { team: 'blue' } } }] }],
      }),
    ],
    allowed: true,
    says: 'spec.egress[0].to[0]',
  },
  'egress to a podSelector of the own namespace does not reach another': {
    policies: [policy('shop', { podSelector: web, policyTypes: ['Egress'], egress: [{ to: [{ podSelector: db }] }] })],
    allowed: false,
  },
  'a Pod always reaches itself': { policies: [into([])], from: 'data/db', allowed: true, says: 'from itself' },
  'what comes from the network of a Node is no Pod': {
    policies: [from({ namespaceSelector: {} })],
    from: 'other/host',
    allowed: false,
  },
  'what comes from the network of a Node has its address': {
    policies: [from({ ipBlock: { cidr: '192.168.0.0/24' } })],
    from: 'other/host',
    allowed: true,
  },
  'the own Node always gets in': { policies: [into([])], from: 'data/near', allowed: true, says: 'own Node' },
  'a Pod on the network of its Node is not isolated': {
    policies: [policy('other', { podSelector: {}, ingress: [] })],
    to: 'other/host',
    allowed: true,
  },
  'what is no selector selects nothing': {
    policies: [policy('data', { podSelector: { matchExpressions: [{ key: 'app', operator: 'Like', values: ['db'] }] }, ingress: [] })],
    allowed: true,
  },
  'a peer without anything is nobody': { policies: [from({})], allowed: false },

  'an administrator denies before NetworkPolicies allow': {
    policies: [
      from({ namespaceSelector: {} }),
      admin('AdminNetworkPolicy', { priority: 10, subject: subjectAll, ingress: [adminFrom('Deny')] }, 'deny'),
    ],
    allowed: false,
    says: 'AdminNetworkPolicy deny denies it: spec.ingress[0].from[0].pods',
  },
  'an administrator allows before NetworkPolicies isolate': {
    policies: [into([]), admin('AdminNetworkPolicy', { priority: 10, subject: subjectAll, ingress: [adminFrom('Allow')] }, 'allow')],
    allowed: true,
    says: 'AdminNetworkPolicy allow allows it',
  },
  'the lower priority number goes first': {
    policies: [
      admin('AdminNetworkPolicy', { priority: 20, subject: subjectAll, ingress: [adminFrom('Deny')] }, 'a-late'),
      admin('AdminNetworkPolicy', { priority: 5, subject: subjectAll, ingress: [adminFrom('Allow')] }, 'z-early'),
    ],
    allowed: true,
    says: 'z-early',
  },
  'the first rule that fits decides': {
    policies: [
      admin(
        'AdminNetworkPolicy',
        {
          priority: 5,
          subject: subjectAll,
          ingress: [adminFrom('Allow', { ports: [{ portNumber: { protocol: 'TCP', port: 1 } }] }), adminFrom('Deny')],
        },
        'x',
      ),
    ],
    allowed: false,
    says: 'spec.ingress[1]',
  },
  'a range of ports of an administrator': {
    policies: [
      admin(
        'AdminNetworkPolicy',
        {
          priority: 5,
          subject: subjectAll,
          ingress: [adminFrom('Deny', { ports: [{ portRange: { protocol: 'TCP', start: 8000, end: 9000 } }] })],
        },
        'x',
      ),
    ],
    allowed: false,
  },
  'Pass leaves it to NetworkPolicies, past later administrators': {
    policies: [
      into([]),
      admin('AdminNetworkPolicy', { priority: 1, subject: subjectAll, ingress: [adminFrom('Pass')] }, 'pass'),
      admin('AdminNetworkPolicy', { priority: 2, subject: subjectAll, ingress: [adminFrom('Allow')] }, 'allow'),
    ],
    allowed: false,
    says: 'pass',
  },
  'the baseline denies where no NetworkPolicy isolates': {
    policies: [admin('BaselineAdminNetworkPolicy', { subject: subjectAll, ingress: [adminFrom('Deny')] }, 'default')],
    allowed: false,
    says: 'BaselineAdminNetworkPolicy default denies',
  },
  'the baseline has no say where a NetworkPolicy isolates': {
    policies: [
      from({ namespaceSelector: red }),
      admin('BaselineAdminNetworkPolicy', { subject: subjectAll, ingress: [adminFrom('Deny')] }, 'default'),
    ],
    allowed: true,
  },
  'an administrator about other namespaces has no say': {
    policies: [admin('AdminNetworkPolicy', { priority: 1, subject: { namespaces: red }, ingress: [adminFrom('Deny')] }, 'x')],
    allowed: true,
  },
  'networks of an administrator count for Pods too': {
    policies: [
      admin(
        'AdminNetworkPolicy',
        { priority: 1, subject: subjectAll, egress: [{ action: 'Deny', to: [{ networks: ['10.0.0.0/8'] }] }] },
        'x',
      ),
    ],
    allowed: false,
    says: 'networks[0]',
  },
  'a ClusterNetworkPolicy of the baseline accepts or denies last': {
    policies: [
      admin(
        'ClusterNetworkPolicy',
        {
          tier: 'Baseline',
          priority: 1,
          subject: subjectAll,
          ingress: [{ action: 'Deny', from: [{ namespaces: red }], protocols: [{ tcp: { destinationPort: { number: 8080 } } }] }],
        },
        'c',
      ),
    ],
    allowed: false,
    says: 'ClusterNetworkPolicy c',
  },
  'a ClusterNetworkPolicy of another port': {
    policies: [
      admin(
        'ClusterNetworkPolicy',
        {
          tier: 'Admin',
          priority: 1,
          subject: subjectAll,
          ingress: [
            { action: 'Deny', from: [{ namespaces: red }], protocols: [{ tcp: { destinationPort: { range: { start: 1, end: 8079 } } } }] },
          ],
        },
        'c',
      ),
    ],
    allowed: true,
  },
  'Accept of a ClusterNetworkPolicy goes before isolation': {
    policies: [
      into([]),
      admin(
        'ClusterNetworkPolicy',
        {
          tier: 'Admin',
          priority: 1,
          subject: subjectAll,
          ingress: [{ action: 'Accept', from: [{ namespaces: red }], protocols: [{ destinationNamedPort: 'http' }] }],
        },
        'c',
      ),
    ],
    allowed: true,
    says: 'ClusterNetworkPolicy c',
  },
}

const ask = (one: Case): GraphAnswer => askVerdict(cluster, one)

describe('the verdict of network policies', () => {
  it.each(Object.entries(cases))('%s', (_, each) => {
    const answer = ask(each)
    expect(answer.summary).toContain(each.allowed ? ' may reach ' : ' may not reach ')
    expect(answer.findings.some((finding) => finding.level === 'failing')).toBe(!each.allowed)
    if (each.says !== undefined) expect(answer.findings.map((finding) => finding.text).join('\n')).toContain(each.says)
    expect(answer.limits[0]).toContain('network plugin decides')
  })

  it.each(Object.entries(cases))('is the same whatever order policies come in: %s', (_, each) => {
    expect(ask({ ...each, policies: [...each.policies].reverse() })).toEqual(ask(each))
  })

  it('says which policies isolate, with the edge that says so', () => {
    const answer = ask({
      policies: [policy('data', { podSelector: {} }, 'deny-all'), policy('data', { podSelector: db }, 'deny-db')],
      allowed: false,
    })
    expect(answer.findings.map(({ group, target }) => [group, target])).toEqual([
      ['Leaving', null],
      ['Entering', 'networking.k8s.io/NetworkPolicy/data/deny-all'],
      ['Entering', 'networking.k8s.io/NetworkPolicy/data/deny-db'],
    ])
    expect(answer.findings[1]?.hops[0]?.edge).toMatchObject({ rule: 64, evidence: [{ path: 'spec.podSelector' }] })
  })

  it('says what it does not know', () => {
    const cilium = { apiVersion: 'cilium.io/v2', kind: 'CiliumNetworkPolicy', metadata: { name: 'x', namespace: 'data' }, spec: {} }
    const ties = ['a', 'b'].map((name) =>
      admin('AdminNetworkPolicy', { priority: 1, subject: subjectAll, ingress: [adminFrom(name === 'a' ? 'Allow' : 'Deny')] }, name),
    )
    const limits = ask({ policies: [cilium, ...ties], port: '77', allowed: true }).limits.join('\n')
    expect(limits).toContain('cilium.io/CiliumNetworkPolicy')
    expect(limits).toContain('AdminNetworkPolicy a and AdminNetworkPolicy b')
    expect(limits).toContain('declares TCP port 77')
  })

  it.each(['0', '65536', 'nope', '-1'])('refuses the port %s, and names those there are', (port) => {
    const reader = new MemoryReader(cluster)
    const question = { ask: 'verdict', from: 'core/Pod/shop/web', to: 'core/Pod/data/db', port, protocol: 'TCP' } as const
    expect(askAtOnce({ graph: new Graph(reader), reader }, question)).toMatchObject({
      ok: false,
      error: { code: 'bad-input', todo: expect.stringContaining('http') },
    })
  })
})

describe('ranges of addresses', () => {
  it.each([
    ['10.0.0.0/8', '10.255.255.255', true],
    ['10.0.0.0/8', '11.0.0.0', false],
    ['10.0.0.4/30', '10.0.0.7', true],
    ['10.0.0.4/30', '10.0.0.8', false],
    ['0.0.0.0/0', '1.2.3.4', true],
    ['0.0.0.0/0', '::1', false],
    ['::/0', 'fd00::1', true],
    ['fd00:1:2::/48', 'fd00:1:2:3::9', true],
    ['fd00:1:2::/48', 'fd00:1:3::9', false],
    ['1.2.3.4/32', '::ffff:1.2.3.4', true],
    ['1.2.3.4/32', '1.2.3.5', false],
  ] as const)('%s, %s: %s', (range, address, inside) => {
    const read = readRange(range)
    expect(read && isInRange(address, read)).toBe(inside)
  })
  it.each(['10.0.0.0', '10.0.0.0/33', '10.0.0/8', '256.0.0.0/8', 'fd00:::/8', 'a:b::c::d/64', 'x/8', '1:2:3:4:5:6:7:8:9/8', ''])(
    '%s is none',
    (text) => {
      expect(readRange(text)).toBeNull()
    },
  )
})
