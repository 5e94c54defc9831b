import type { Rule } from './rule.ts'

/** What a pod spec names, in Pods and in the templates of everything that makes Pods: a Deployment at zero still uses its Secret. */

const containers = '(containers|initContainers|ephemeralContainers)[]'

const configuration = { category: 'configuration', confidence: 'declared', relationshipType: 'uses' } as const

/** A reference by name in the same namespace that may be marked `optional`. */
const optionalName = { by: 'name', field: 'name', namespace: 'same', optional: { field: 'optional' } } as const

export const podTemplate: readonly Rule[] = [
  {
    id: 12,
    from: 'podTemplate',
    to: 'core/ConfigMap',
    at: [`${containers}.env[].valueFrom.configMapKeyRef`],
    match: optionalName,
    ...configuration,
  },
  {
    id: 12,
    from: 'podTemplate',
    to: 'core/Secret',
    at: [`${containers}.env[].valueFrom.secretKeyRef`],
    match: optionalName,
    ...configuration,
  },
  {
    id: 13,
    from: 'podTemplate',
    to: 'core/ConfigMap',
    at: [`${containers}.envFrom[].configMapRef`],
    match: optionalName,
    ...configuration,
  },
  { id: 13, from: 'podTemplate', to: 'core/Secret', at: [`${containers}.envFrom[].secretRef`], match: optionalName, ...configuration },
  {
    id: 14,
    from: 'podTemplate',
    to: 'core/ConfigMap',
    at: ['volumes[].configMap'],
    match: optionalName,
    ...configuration,
    relationshipType: 'mounts',
  },
  {
    id: 14,
    from: 'podTemplate',
    to: 'core/Secret',
    at: ['volumes[].secret'],
    match: { ...optionalName, field: 'secretName' },
    ...configuration,
    relationshipType: 'mounts',
  },
  {
    id: 15,
    from: 'podTemplate',
    to: 'core/ConfigMap',
    at: ['volumes[].projected.sources[].configMap'],
    match: optionalName,
    ...configuration,
    relationshipType: 'mounts',
  },
  {
    id: 15,
    from: 'podTemplate',
    to: 'core/Secret',
    at: ['volumes[].projected.sources[].secret'],
    match: optionalName,
    ...configuration,
    relationshipType: 'mounts',
  },
  {
    id: 15,
    from: 'podTemplate',
    to: 'certificates.k8s.io/ClusterTrustBundle',
    at: ['volumes[].projected.sources[].clusterTrustBundle'],
    match: { ...optionalName, namespace: 'none' },
    ...configuration,
    relationshipType: 'mounts',
  },
  {
    id: 16,
    from: 'podTemplate',
    to: 'core/PersistentVolumeClaim',
    at: ['volumes[].persistentVolumeClaim'],
    match: { by: 'name', field: 'claimName', namespace: 'same' },
    relationshipType: 'mounts',
    category: 'storage',
    confidence: 'declared',
  },
  {
    id: 21,
    from: 'podTemplate',
    to: 'core/Secret',
    at: ['imagePullSecrets[]'],
    match: { by: 'name', field: 'name', namespace: 'same' },
    relationshipType: 'pulls with',
    category: 'configuration',
    confidence: 'declared',
  },
  {
    id: 22,
    from: 'podTemplate',
    to: 'core/ServiceAccount',
    at: ['serviceAccountName'],
    match: { by: 'name', namespace: 'same', absent: 'default' },
    relationshipType: 'runs as',
    category: 'identity',
    confidence: 'declared',
  },
  {
    id: 23,
    from: ['core/Pod'],
    to: 'core/Node',
    at: ['spec.nodeName'],
    match: { by: 'name', namespace: 'none' },
    relationshipType: 'runs on',
    category: 'scheduling',
    confidence: 'observed',
  },
]
