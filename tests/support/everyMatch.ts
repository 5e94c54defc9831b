import type { KindId } from '../../engine/contract/index.ts'
import type { Match, Rule } from '../../engine/relations/rule.ts'
import { RuleBook } from '../../engine/relations/ruleBook.ts'
import type { RawObject } from './memoryReader.ts'

/** A small universe of objects whose references exercise every form of match, beside the built-in rules. */

const probe: KindId = 'probe.example/Probe'

function rule(variant: string, at: string, to: KindId, match: Match, more: Partial<Rule> = {}): Rule {
  return {
    id: 127,
    variant,
    from: [probe],
    to,
    at: [at],
    match,
    relationshipType: variant,
    category: 'policy',
    confidence: 'declared',
    ...more,
  }
}

const rules: readonly Rule[] = [
  rule('part', 'spec.key', 'core/ConfigMap', {
    by: 'name',
    field: 'name',
    namespace: { field: 'ns', or: 'same' },
    part: 'key',
    optional: { field: 'optional' },
  }),
  rule('guess', 'spec.guess', 'core/ConfigMap', { by: 'name', field: 'name', namespace: 'same', part: 'key', tentative: true }),
  rule('image', 'spec.image', 'pseudo/Image', { by: 'name', namespace: 'none' }),
  rule('made', 'spec.made', 'core/ConfigMap', { by: 'name', namespace: { always: 'a' }, template: '$value-$holder', absent: 'c0' }),
  rule('back', 'spec.back', 'core/ConfigMap', { by: 'name', namespace: 'same' }, { direction: 'backward' }),
  rule('gated', 'spec.into', '*', {
    by: 'object',
    group: { field: 'group', absent: '' },
    kind: { field: 'kind', absent: 'ConfigMap' },
    name: 'name',
    namespace: 'namespace',
    gate: 'referenceGrant',
    ready: { path: 'status.conditions[type=Ready].status' },
  }),
  rule('grant', 'spec', 'core/ConfigMap', { by: 'grant' }, { from: ['probe.example/Grant'] }),
  rule('set', 'spec.peers[]', 'core/Pod', {
    by: 'selector',
    field: 'pods',
    form: 'selector',
    empty: 'all',
    absent: 'all',
    namespaces: { selector: 'spaces' },
    asSet: true,
  }),
  rule('every', 'spec.peers[]', 'core/Pod', {
    by: 'selector',
    field: 'pods',
    form: 'selector',
    empty: 'none',
    absent: 'none',
    namespaces: { selector: 'spaces', names: 'names' },
  }),
  rule('nodes', 'spec.nodes', 'core/Node', { by: 'selector', form: 'requirements', empty: 'all', absent: 'none' }),
  rule('numbered', 'spec.stem', 'core/ConfigMap', { by: 'ordinal' }),
  rule('default', 'spec.class', 'probe.example/Class', { by: 'default' }),
  rule('mark', 'metadata.annotations.default', 'probe.example/Class', { by: 'mark' }, { from: ['probe.example/Class'] }),
  rule('read', 'spec.read', 'core/ConfigMap', {
    by: 'read',
    read: (value, holder) =>
      typeof value === 'string'
        ? [
            { namespace: holder.namespace, name: value, tentative: true },
            { kind: 'core/Pod', select: { matchLabels: { app: value } }, namespaces: 'all', at: 'read' },
          ]
        : [],
  }),
]

/** The built-in rules and those of the probes. */
export function everyMatchBook(): RuleBook {
  const book = new RuleBook()
  book.learnScope('probe.example/Class', false)
  book.setOwn(rules)
  return book
}

/** The objects of the universe in one of four versions. The n-th is the same object in every version, with other contents. */
export function everyMatch(version: number): readonly RawObject[] {
  const pick = <T>(...of: readonly T[]): T => of[version % of.length] as T
  const object = (apiVersion: string, kind: string, namespace: string, name: string, rest: RawObject): RawObject => ({
    apiVersion,
    kind,
    ...rest,
    metadata: { name, ...(namespace === '' ? {} : { namespace }), uid: `${kind}-${namespace}-${name}`, ...(rest['metadata'] as RawObject) },
  })
  const owned = (kind: string, namespace: string, name: string): RawObject => ({
    ownerReferences: [{ apiVersion: 'apps/v1', kind, name, uid: `${kind}-${namespace}-${name}`, controller: true }],
  })
  const selecting = (app: string): RawObject => ({ selector: { matchLabels: { app } } })
  const pod = (namespace: string, name: string, app: string, owner: RawObject): RawObject =>
    object('v1', 'Pod', namespace, name, {
      metadata: { labels: { app, tier: pick('1', '1', '2', '1') }, ...owner },
      spec: { containers: [{ name: 'c', ports: [{ name: pick('http', 'web', 'http', 'http'), containerPort: 80 }] }] },
      status: { containerStatuses: [{ ready: version !== 3 }] },
    })
  const service = (name: string, app: string): RawObject =>
    object('v1', 'Service', 'a', name, { spec: { selector: { app }, ports: [{ port: 80, targetPort: 'http' }] } })
  const picked = { from: 'Selector', selector: { matchLabels: { team: 'blue' } } }
  const ofApp = pick('x', 'y', 'x', 'x')
  return [
    object('v1', 'Namespace', '', 'a', { metadata: { labels: { team: pick('red', 'blue', 'red', 'blue') } } }),
    object('v1', 'Namespace', '', 'b', { metadata: { labels: { team: pick('blue', 'red', 'blue', 'blue') } } }),
    object('v1', 'Node', '', 'n', { metadata: { labels: { cores: pick('2', '8', '4', '16') } } }),
    pod('a', 'p-0', ofApp, pick(owned('ReplicaSet', 'a', 'r'), {}, owned('ReplicaSet', 'a', 'r'), owned('StatefulSet', 'a', 'gone'))),
    pod('a', 'p-1', 'x', owned('ReplicaSet', 'a', 'r')),
    pod('b', 'p-0', 'x', {}),
    object('apps/v1', 'ReplicaSet', 'a', 'r', {
      metadata: { labels: { app: 'x' }, ...pick(owned('Deployment', 'a', 'd'), owned('Deployment', 'a', 'e')) },
      spec: selecting('x'),
    }),
    object('apps/v1', 'Deployment', 'a', 'd', { spec: selecting(pick('x', 'x', 'y', 'x')) }),
    object('apps/v1', 'Deployment', 'a', 'e', { spec: selecting(pick('x', 'y')) }),
    service('s', pick('x', 'y', 'x', 'z')),
    service('t', pick('x', 'x', 'y')),
    object('policy/v1', 'PodDisruptionBudget', 'a', 'q', { spec: selecting('x') }),
    object('policy/v1', 'PodDisruptionBudget', 'a', 'r', { spec: { selector: pick({}, { matchLabels: { app: 'y' } }) } }),
    object('v1', 'ConfigMap', 'a', 'c0', { data: pick({ k: '1' }, {}, { k: '1', l: '2' }) }),
    object('v1', 'ConfigMap', 'a', 'c-m-1', { data: {} }),
    object('v1', 'ConfigMap', 'b', 'c0', { data: pick({ k: '1' }, { l: '1' }) }),
    object('probe.example/v1', 'Class', '', 'one', { metadata: { annotations: { default: pick('true', 'false') } } }),
    object('probe.example/v1', 'Class', '', 'two', { metadata: { annotations: { default: pick('false', 'true') } } }),
    object('probe.example/v1', 'Grant', 'b', 'g', {
      spec: {
        from: [{ group: 'probe.example', kind: 'Probe', namespace: pick('a', 'c') }],
        to: [{ kind: 'ConfigMap', ...pick({}, {}, { name: 'other' }) }],
      },
    }),
    object('gateway.networking.k8s.io/v1', 'Gateway', 'a', 'edge', {
      spec: {
        listeners: [
          { name: 'one', port: 80, allowedRoutes: { namespaces: pick<unknown>({ from: 'Same' }, { from: 'All' }, picked) } },
          ...pick<readonly unknown[]>(
            [],
            [{ name: 'two', port: 81 }],
            [],
            [{ name: 'two', port: 81, allowedRoutes: { namespaces: picked } }],
          ),
        ],
      },
    }),
    object('gateway.networking.k8s.io/v1', 'HTTPRoute', 'b', 'way', {
      spec: { parentRefs: pick<unknown>([{ name: 'edge', namespace: 'a' }], [{ name: 'edge', namespace: 'a', sectionName: 'two' }]) },
    }),
    object('probe.example/v1', 'Probe', 'a', 'm', {
      spec: {
        key: { name: 'c0', key: pick('k', 'l'), optional: version !== 0 },
        guess: { name: 'c0', key: pick('l', 'k') },
        image: pick('img:1', 'host/img:2'),
        ...pick({ made: 'c0' }, {}),
        back: pick('c0', 'none'),
        into: { name: 'c0', namespace: pick('b', 'b', 'a') },
        peers: pick<unknown>(
          [{ pods: { matchLabels: { app: 'x' } }, spaces: { matchLabels: { team: 'blue' } } }, { spaces: {} }],
          [{ pods: { matchExpressions: [{ key: 'tier', operator: 'In', values: ['2'] }] } }],
          [{ pods: { matchLabels: { app: 'x' } }, names: ['a', 'b'] }, { ipBlock: { cidr: '10.0.0.0/8' } }],
        ),
        nodes: pick([{ key: 'cores', operator: 'Gt', values: ['3'] }], [{ key: 'cores', operator: 'Lt', values: ['5'] }]),
        stem: 'c',
        ...pick<RawObject>({}, { class: 'one' }),
        read: pick('x', 'c0'),
      },
      status: {
        conditions: [
          { type: 'Other', status: 'False' },
          { type: 'Ready', status: pick('True', 'True', 'False') },
        ],
      },
    }),
    object('probe.example/v1', 'Probe', 'b', 'm', {
      spec: { peers: [{ pods: {}, spaces: { matchLabels: { team: 'blue' } } }], read: 'x' },
    }),
  ]
}
