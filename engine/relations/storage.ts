import { parameterSecret } from './readers/storage.ts'
import type { Rule } from './rule.ts'

/** Claim, volume, class, snapshot. */

const declared = { category: 'storage', confidence: 'declared' } as const
const bound = { id: 69, relationshipType: 'bound to', ...declared } as const
const classOf = { id: 70, to: 'storage.k8s.io/StorageClass', relationshipType: 'of class', ...declared } as const
const attributes = { id: 71, to: 'storage.k8s.io/VolumeAttributesClass', relationshipType: 'has attributes of', ...declared } as const
const volumeName = { path: 'spec.volumeName' } as const
/** Deprecated since 1.6, and still obeyed before the field. */
const classAnnotation = 'metadata.annotations["volume.beta.kubernetes.io/storage-class"]'
const noAnnotation = { path: classAnnotation, is: 'absent' } as const

const claims = ['core/PersistentVolumeClaim'] as const
const volumes = ['core/PersistentVolume'] as const
const snapshots = ['snapshot.storage.k8s.io/VolumeSnapshot'] as const
const contents = ['snapshot.storage.k8s.io/VolumeSnapshotContent'] as const
const snapshotClass = 'snapshot.storage.k8s.io/VolumeSnapshotClass'
const driver = { to: 'storage.k8s.io/CSIDriver', ...declared } as const

const secretPurposes = ['provisioner', 'controller-publish', 'node-stage', 'node-publish', 'controller-expand', 'node-expand'] as const
const parameter = (purpose: string): string => `parameters["csi.storage.k8s.io/${purpose}-secret-name"]`

export const storage: readonly Rule[] = [
  { ...bound, from: claims, to: 'core/PersistentVolume', at: ['spec.volumeName'], match: { by: 'name', namespace: 'none' } },
  {
    // The volume's own word for the same edge. Another uid under the same name is a claim that this volume does not belong to.
    ...bound,
    from: volumes,
    to: 'core/PersistentVolumeClaim',
    at: ['spec.claimRef'],
    match: { by: 'name', field: 'name', namespace: { field: 'namespace' }, uid: 'uid' },
    direction: 'backward',
  },
  {
    // A class that does not exist is legal for volumes made by hand: once bound, it hurts nobody.
    ...classOf,
    from: claims,
    at: ['spec.storageClassName'],
    match: { by: 'name', namespace: 'none', optional: volumeName },
    when: [noAnnotation],
  },
  { ...classOf, from: claims, at: [classAnnotation], match: { by: 'name', namespace: 'none', optional: volumeName } },
  {
    // The control plane gives the default class to claims that are not bound yet, and to no others.
    ...classOf,
    from: claims,
    at: ['spec.storageClassName'],
    match: { by: 'default' },
    when: [{ path: 'spec', is: 'present' }, { path: 'spec.volumeName', is: 'absent' }, noAnnotation],
  },
  {
    ...classOf,
    from: volumes,
    at: ['spec.storageClassName'],
    match: { by: 'name', namespace: 'none', optional: true },
    when: [noAnnotation],
  },
  { ...classOf, from: volumes, at: [classAnnotation], match: { by: 'name', namespace: 'none', optional: true } },
  {
    ...classOf,
    from: ['storage.k8s.io/StorageClass'],
    at: [
      'metadata.annotations["storageclass.kubernetes.io/is-default-class"]',
      'metadata.annotations["storageclass.beta.kubernetes.io/is-default-class"]',
    ],
    match: { by: 'mark' },
  },
  { ...attributes, from: [...claims, ...volumes], at: ['spec.volumeAttributesClassName'], match: { by: 'name', namespace: 'none' } },
  {
    // What it has now, while a change is under way.
    ...attributes,
    variant: 'current',
    from: claims,
    at: ['status.currentVolumeAttributesClassName'],
    match: { by: 'name', namespace: 'none' },
    relationshipType: 'still has attributes of',
    confidence: 'observed',
  },
  {
    // The server keeps both fields equal, unless the source is in another namespace: that only the second can say, and a grant is needed.
    id: 72,
    from: claims,
    to: '*',
    at: ['spec.(dataSource|dataSourceRef)'],
    match: { by: 'object', group: { field: 'apiGroup' }, kind: 'kind', name: 'name', namespace: 'namespace', gate: 'referenceGrant' },
    relationshipType: 'made from',
    ...declared,
  },
  {
    // Many provisioners are no CSI drivers, and drivers need not have an object.
    id: 73,
    ...driver,
    from: ['storage.k8s.io/StorageClass'],
    at: ['provisioner'],
    match: { by: 'name', namespace: 'none', tentative: true },
    relationshipType: 'provisioned by',
  },
  ...secretPurposes.map((purpose): Rule => ({
    id: 73,
    variant: 'secret',
    from: ['storage.k8s.io/StorageClass'],
    to: 'core/Secret',
    at: [parameter(purpose)],
    match: { by: 'read', read: parameterSecret(purpose) },
    relationshipType: 'has credentials in',
    ...declared,
  })),
  {
    id: 78,
    from: snapshots,
    to: 'core/PersistentVolumeClaim',
    at: ['spec.source.persistentVolumeClaimName'],
    // The claim may be gone once the snapshot is taken.
    match: { by: 'name', namespace: 'same', optional: { path: 'status.boundVolumeSnapshotContentName' } },
    relationshipType: 'snapshot of',
    ...declared,
  },
  {
    id: 78,
    variant: 'content',
    from: snapshots,
    to: contents[0],
    at: ['spec.source.volumeSnapshotContentName', 'status.boundVolumeSnapshotContentName'],
    match: { by: 'name', namespace: 'none' },
    relationshipType: 'bound to',
    ...declared,
  },
  {
    id: 78,
    variant: 'content',
    from: contents,
    to: snapshots[0],
    at: ['spec.volumeSnapshotRef'],
    match: { by: 'name', field: 'name', namespace: { field: 'namespace' }, uid: 'uid' },
    direction: 'backward',
    relationshipType: 'bound to',
    ...declared,
  },
  {
    id: 78,
    variant: 'class',
    from: [...snapshots, ...contents],
    to: snapshotClass,
    at: ['spec.volumeSnapshotClassName'],
    match: { by: 'name', namespace: 'none' },
    relationshipType: 'of class',
    ...declared,
  },
  {
    id: 78,
    variant: 'driver',
    ...driver,
    from: contents,
    at: ['spec.driver'],
    match: { by: 'name', namespace: 'none', optional: true },
    relationshipType: 'made by',
  },
  {
    id: 78,
    variant: 'driver',
    ...driver,
    from: [snapshotClass],
    at: ['driver'],
    match: { by: 'name', namespace: 'none', optional: true },
    relationshipType: 'made by',
  },
  ...['snapshotter', 'snapshotter-list'].map((purpose): Rule => ({
    id: 78,
    variant: 'secret',
    from: [snapshotClass],
    to: 'core/Secret',
    at: [parameter(purpose)],
    match: { by: 'read', read: parameterSecret(purpose) },
    relationshipType: 'has credentials in',
    ...declared,
  })),
]
