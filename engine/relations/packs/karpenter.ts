import type { ObjectMatch, Rule } from '../rule.ts'
import type { Pack } from './pack.ts'

/** Who makes nodes: Karpenter's pools and claims, Cluster API's clusters and machines. */

const nodePool = 'karpenter.sh/NodePool'
const nodeClaim = 'karpenter.sh/NodeClaim'
const cluster = 'cluster.x-k8s.io/Cluster'
const machine = 'cluster.x-k8s.io/Machine'
const machineSets = ['cluster.x-k8s.io/MachineSet', 'cluster.x-k8s.io/MachineDeployment', 'cluster.x-k8s.io/MachinePool'] as const

const observedNode = {
  id: 108,
  variant: 'node',
  to: 'core/Node',
  relationshipType: 'became',
  category: 'scaling',
  confidence: 'observed',
} as const
const made = { id: 108, variant: 'class', relationshipType: 'made after', category: 'scaling', confidence: 'declared' } as const
const part = { id: 108, variant: 'infrastructure', relationshipType: 'made with', category: 'scaling', confidence: 'declared' } as const

const nodeClass = { by: 'object', group: { field: 'group' }, kind: 'kind', name: 'name' } as const satisfies ObjectMatch
/** References of Cluster API had an `apiVersion` (v1beta1), and have an `apiGroup` now (v1beta2). */
const byVersion = {
  by: 'object',
  group: { apiVersion: 'apiVersion' },
  kind: 'kind',
  name: 'name',
  namespace: 'namespace',
} as const satisfies ObjectMatch
const byGroup = { by: 'object', group: { field: 'apiGroup' }, kind: 'kind', name: 'name' } as const satisfies ObjectMatch

const parts = [
  { from: [cluster], path: 'spec.infrastructureRef' },
  { from: [cluster], path: 'spec.controlPlaneRef' },
  { from: [machine], path: 'spec.infrastructureRef' },
  { from: [machine], path: 'spec.bootstrap.configRef' },
  { from: machineSets, path: 'spec.template.spec.infrastructureRef' },
  { from: machineSets, path: 'spec.template.spec.bootstrap.configRef' },
] as const

const rules: readonly Rule[] = [
  {
    id: 108,
    variant: 'pool',
    from: [nodeClaim, 'core/Node'],
    to: nodePool,
    at: ['metadata.labels["karpenter.sh/nodepool"]'],
    match: { by: 'name', namespace: 'none' },
    relationshipType: 'of pool',
    category: 'scaling',
    confidence: 'declared',
  },
  { ...observedNode, from: [nodeClaim], at: ['status.nodeName'], match: { by: 'name', namespace: 'none' } },
  { ...made, from: [nodeClaim], to: '*', at: ['spec.nodeClassRef'], match: nodeClass },
  { ...made, from: [nodePool], to: '*', at: ['spec.template.spec.nodeClassRef'], match: nodeClass },
  {
    id: 108,
    variant: 'instance',
    from: [nodeClaim],
    to: 'pseudo/Instance',
    at: ['status.providerID'],
    match: { by: 'name', namespace: 'none' },
    relationshipType: 'is',
    category: 'scheduling',
    confidence: 'observed',
  },
  ...parts.flatMap(({ from, path }): Rule[] => [
    { ...part, from, to: '*', at: [path], match: byVersion, when: [{ path: `${path}.apiVersion`, is: 'present' }] },
    { ...part, from, to: '*', at: [path], match: byGroup, when: [{ path: `${path}.apiVersion`, is: 'absent' }] },
  ]),
  {
    ...observedNode,
    from: [machine],
    at: ['status.nodeRef.name'],
    match: { by: 'name', namespace: 'none', tentative: true },
  },
  {
    id: 108,
    variant: 'cluster',
    from: [machine, ...machineSets],
    to: cluster,
    at: ['spec.clusterName'],
    match: { by: 'name', namespace: 'same' },
    relationshipType: 'of cluster',
    category: 'scaling',
    confidence: 'declared',
  },
]

export const karpenter: Pack = { title: 'Karpenter, Cluster API', kinds: [nodePool, nodeClaim, cluster, machine], rules }
