import { nodeTerm } from './readers/nodes.ts'
import { attachedVolume, azureSecret, volumeHandle } from './readers/storage.ts'
import type { Rule } from './rule.ts'

/** What volumes need of drivers and Nodes, and where they are attached. */

const declared = { category: 'storage', confidence: 'declared' } as const
const named = { by: 'name', namespace: 'none' } as const
const withNamespace = { by: 'name', field: 'name', namespace: { field: 'namespace' } } as const
const volumes = ['core/PersistentVolume'] as const
const attachment = ['storage.k8s.io/VolumeAttachment'] as const
/** Drivers need not have an object. */
const driver = { to: 'storage.k8s.io/CSIDriver', match: { ...named, optional: true }, ...declared } as const
const csiSecrets =
  'spec.csi.(controllerPublishSecretRef|nodeStageSecretRef|nodePublishSecretRef|controllerExpandSecretRef|nodeExpandSecretRef)'
const attached = { ready: { path: 'status.attached' } } as const
const volumeSecret = { id: 74, variant: 'secret', from: volumes, to: 'core/Secret', relationshipType: 'mounted with', ...declared } as const

export const attachments: readonly Rule[] = [
  { id: 74, ...driver, from: volumes, at: ['spec.csi.driver'], relationshipType: 'mounted by' },
  { ...volumeSecret, at: [csiSecrets], match: withNamespace },
  { ...volumeSecret, at: ['spec.(cephfs|rbd|iscsi|flexVolume|scaleIO|storageos).secretRef'], match: withNamespace },
  { ...volumeSecret, at: ['spec.azureFile'], match: { by: 'read', read: azureSecret } },
  {
    // One set for each term: the volume may be used on the Nodes of any of them.
    id: 74,
    variant: 'nodes',
    from: volumes,
    to: 'core/Node',
    at: ['spec.nodeAffinity.required.nodeSelectorTerms[]'],
    match: { by: 'selector', form: 'requirements', read: nodeTerm, empty: 'none', absent: 'none', namespaces: 'all', asSet: true },
    relationshipType: 'reachable from',
    category: 'storage',
    confidence: 'selector',
  },
  {
    id: 75,
    from: attachment,
    to: 'core/Node',
    at: ['spec.nodeName'],
    match: { ...named, ...attached },
    relationshipType: 'attached to',
    ...declared,
  },
  {
    id: 75,
    variant: 'volume',
    from: attachment,
    to: 'core/PersistentVolume',
    at: ['spec.source.persistentVolumeName'],
    match: { ...named, ...attached },
    relationshipType: 'attaches',
    ...declared,
  },
  { id: 75, variant: 'driver', ...driver, from: attachment, at: ['spec.attacher'], relationshipType: 'attached by' },
  {
    id: 76,
    from: ['storage.k8s.io/CSINode'],
    to: 'core/Node',
    at: ['metadata.name'],
    match: named,
    relationshipType: 'lists drivers of',
    ...declared,
  },
  { id: 76, variant: 'driver', ...driver, from: ['storage.k8s.io/CSINode'], at: ['spec.drivers[].name'], relationshipType: 'has driver' },
  {
    id: 77,
    from: ['storage.k8s.io/CSIStorageCapacity'],
    to: 'storage.k8s.io/StorageClass',
    at: ['storageClassName'],
    match: named,
    relationshipType: 'capacity of',
    ...declared,
  },
  {
    // Without a topology the storage cannot be reached from any Node; with an empty one, from all.
    id: 77,
    variant: 'nodes',
    from: ['storage.k8s.io/CSIStorageCapacity'],
    to: 'core/Node',
    at: ['nodeTopology'],
    match: { by: 'selector', form: 'selector', empty: 'all', absent: 'none', namespaces: 'all', asSet: true },
    relationshipType: 'reachable from',
    category: 'storage',
    confidence: 'selector',
  },
  {
    // A Node names what is attached by the driver's own handle; the volume that has this handle names it, too.
    id: 79,
    from: ['core/Node'],
    to: 'pseudo/Volume',
    at: ['status.volumesAttached[].name'],
    match: { by: 'read', read: attachedVolume },
    relationshipType: 'has attached',
    category: 'storage',
    confidence: 'observed',
  },
  {
    id: 79,
    variant: 'handle',
    from: volumes,
    to: 'pseudo/Volume',
    at: ['spec.csi'],
    match: { by: 'read', read: volumeHandle },
    relationshipType: 'is',
    category: 'storage',
    confidence: 'declared',
  },
]
