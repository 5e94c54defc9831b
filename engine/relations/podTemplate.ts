import { environmentKey } from './readers/environment.ts'
import { networks } from './readers/networks.ts'
import { accountWithoutToken, ephemeralClaim, mountedClaim, mountedConfiguration, tokenAccount } from './readers/volumes.ts'
import type { Rule } from './rule.ts'

/** What a pod spec names, in Pods and in the templates of everything that makes Pods: a Deployment at zero still uses its Secret. */

const containers = '(containers|initContainers|ephemeralContainers)[]'
const sources = 'volumes[].projected.sources[]'

/** A reference by name in the same namespace that may be marked `optional`. */
const optionalName = { by: 'name', field: 'name', namespace: 'same', optional: { field: 'optional' } } as const
/** Keys picked one by one must be there, or nothing is mounted. */
const pickedName = { ...optionalName, part: 'items[].key' } as const
const sameName = { by: 'name', field: 'name', namespace: 'same' } as const

const uses = { from: 'podTemplate', category: 'configuration', confidence: 'declared', relationshipType: 'uses' } as const
const mounts = { ...uses, relationshipType: 'mounts' } as const
const claim = { ...mounts, category: 'storage', to: 'core/PersistentVolumeClaim' } as const
const identity = { from: 'podTemplate', to: 'core/ServiceAccount', category: 'identity', confidence: 'declared' } as const

/** Volumes of former days that name a Secret with their credentials. */
const legacyVolumes = '(cephfs|rbd|iscsi|flexVolume|scaleIO|storageos)'

export const podTemplate: readonly Rule[] = [
  { id: 12, to: '*', at: [`${containers}.env[]`], match: { by: 'read', read: environmentKey }, ...uses },
  { id: 13, to: 'core/ConfigMap', at: [`${containers}.envFrom[].configMapRef`], match: optionalName, ...uses },
  { id: 13, to: 'core/Secret', at: [`${containers}.envFrom[].secretRef`], match: optionalName, ...uses },
  { id: 14, to: 'core/ConfigMap', at: ['volumes[].configMap'], match: pickedName, ...mounts },
  { id: 14, to: 'core/Secret', at: ['volumes[].secret'], match: { ...pickedName, field: 'secretName' }, ...mounts },
  { id: 14, to: '*', at: [`${containers}.volumeMounts[]`], match: { by: 'read', read: mountedConfiguration }, ...mounts },
  { id: 15, to: 'core/ConfigMap', at: [`${sources}.configMap`], match: pickedName, ...mounts },
  { id: 15, to: 'core/Secret', at: [`${sources}.secret`], match: pickedName, ...mounts },
  {
    id: 15,
    to: 'certificates.k8s.io/ClusterTrustBundle',
    at: [`${sources}.clusterTrustBundle`],
    match: { ...optionalName, namespace: 'none' },
    ...mounts,
  },
  {
    // Instead of one bundle: all bundles of a signer, which they name in a field and not in a label; so both ends name the signer.
    id: 15,
    variant: 'signer',
    to: 'pseudo/Signer',
    at: [`${sources}.clusterTrustBundle.signerName`],
    match: { by: 'name', namespace: 'none' },
    ...uses,
    relationshipType: 'trusts',
  },
  {
    id: 15,
    variant: 'certificate',
    to: 'pseudo/Signer',
    at: [`${sources}.podCertificate.signerName`],
    match: { by: 'name', namespace: 'none' },
    ...uses,
    relationshipType: 'certified by',
  },
  {
    id: 15,
    variant: 'anchor',
    to: 'pseudo/Signer',
    at: ['spec.signerName'],
    match: { by: 'name', namespace: 'none' },
    ...uses,
    from: ['certificates.k8s.io/ClusterTrustBundle'],
    relationshipType: 'vouches for',
  },
  {
    id: 15,
    variant: 'token',
    at: [`${sources}.serviceAccountToken`],
    match: { by: 'read', read: tokenAccount },
    relationshipType: 'has a token of',
    ...identity,
  },
  { id: 16, at: ['volumes[].persistentVolumeClaim'], match: { by: 'name', field: 'claimName', namespace: 'same' }, ...claim },
  { id: 16, at: [`${containers}.(volumeMounts|volumeDevices)[]`], match: { by: 'read', read: mountedClaim }, ...claim },
  {
    id: 17,
    ...claim,
    from: ['core/Pod'],
    at: ['spec.volumes[]'],
    match: { by: 'read', read: ephemeralClaim },
  },
  {
    // Of a template that has no Pods yet, too.
    id: 17,
    variant: 'class',
    ...claim,
    to: 'storage.k8s.io/StorageClass',
    at: ['volumes[].ephemeral.volumeClaimTemplate.spec.storageClassName'],
    match: { by: 'name', namespace: 'none' },
    relationshipType: 'claims from',
  },
  {
    // An inline volume needs the driver's object: it says whether the driver makes such volumes.
    id: 18,
    ...mounts,
    to: 'storage.k8s.io/CSIDriver',
    category: 'storage',
    at: ['volumes[].csi.driver'],
    match: { by: 'name', namespace: 'none' },
    relationshipType: 'mounts by',
  },
  {
    id: 18,
    variant: 'secret',
    to: 'core/Secret',
    at: ['volumes[].csi.nodePublishSecretRef'],
    match: sameName,
    ...mounts,
    relationshipType: 'mounts with',
  },
  { id: 19, to: 'core/Secret', at: [`volumes[].${legacyVolumes}.secretRef`], match: sameName, ...mounts, relationshipType: 'mounts with' },
  {
    id: 19,
    to: 'core/Secret',
    at: ['volumes[].azureFile.secretName'],
    match: { by: 'name', namespace: 'same' },
    ...mounts,
    relationshipType: 'mounts with',
  },
  { id: 21, to: 'core/Secret', at: ['imagePullSecrets[]'], match: sameName, ...uses, relationshipType: 'pulls with' },
  {
    id: 22,
    at: ['serviceAccountName'],
    match: { by: 'name', namespace: 'same', absent: 'default' },
    relationshipType: 'runs as',
    ...identity,
  },
  {
    // One more evidence where the spec wants no token in the containers.
    id: 22,
    at: ['automountServiceAccountToken'],
    match: { by: 'read', read: accountWithoutToken },
    relationshipType: 'runs as',
    ...identity,
  },
  {
    id: 31,
    to: 'k8s.cni.cncf.io/NetworkAttachmentDefinition',
    at: ['metadata.annotations["k8s.v1.cni.cncf.io/networks"]'],
    match: { by: 'read', read: networks },
    ...uses,
    from: ['core/Pod'],
    category: 'traffic',
    relationshipType: 'attached to',
  },
  {
    id: 31,
    to: 'k8s.cni.cncf.io/NetworkAttachmentDefinition',
    at: [
      'spec.template.metadata.annotations["k8s.v1.cni.cncf.io/networks"]',
      'spec.jobTemplate.spec.template.metadata.annotations["k8s.v1.cni.cncf.io/networks"]',
      'template.metadata.annotations["k8s.v1.cni.cncf.io/networks"]',
    ],
    match: { by: 'read', read: networks },
    ...uses,
    from: [
      'apps/Deployment',
      'apps/ReplicaSet',
      'apps/StatefulSet',
      'apps/DaemonSet',
      'batch/Job',
      'batch/CronJob',
      'core/ReplicationController',
      'core/PodTemplate',
      'argoproj.io/Rollout',
    ],
    category: 'traffic',
    relationshipType: 'attached to',
  },
]
