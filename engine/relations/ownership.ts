import { currentRevision, mirrorNode, owners } from './readers/owner.ts'
import type { Rule } from './rule.ts'

/** Who made whom, as controllers write it; what contains what; which revision of what something is. */

const ownerWord = { category: 'ownership', confidence: 'declared' } as const
const revision = 'metadata.annotations["deployment.kubernetes.io/revision"]'

export const ownership: readonly Rule[] = [
  {
    id: 1,
    from: '*',
    to: '*',
    at: ['metadata.ownerReferences[]'],
    match: { by: 'owner' },
    relationshipType: 'owned by',
    ...ownerWord,
  },
  {
    // Tentative: an object cannot be in a Namespace that does not exist, but who reads it may be shown no Namespaces (a folder of
    // manifests, a user of one namespace), and the namespace is in the object's id anyway.
    id: 2,
    from: '*',
    to: 'core/Namespace',
    at: ['metadata.namespace'],
    match: { by: 'name', namespace: 'none', tentative: true },
    relationshipType: 'lives in',
    category: 'containment',
    confidence: 'declared',
  },
  {
    // `kubectl create job --from=cronjob/x` writes the annotation with the value `manual`, and the owner.
    id: 3,
    from: ['batch/Job'],
    to: 'batch/CronJob',
    at: ['metadata.annotations["cronjob.kubernetes.io/instantiate"]'],
    match: { by: 'read', read: owners('batch/CronJob') },
    relationshipType: 'run by hand from',
    ...ownerWord,
  },
  {
    id: 4,
    from: ['apps/ReplicaSet'],
    to: 'apps/Deployment',
    at: [revision],
    match: { by: 'read', read: owners('apps/Deployment') },
    relationshipType: 'revision of',
    ...ownerWord,
  },
  {
    id: 4,
    variant: 'current',
    from: ['apps/ReplicaSet'],
    to: 'apps/Deployment',
    at: [revision],
    match: { by: 'read', read: currentRevision, tentative: true },
    relationshipType: 'current revision of',
    ...ownerWord,
  },
  {
    id: 5,
    from: ['apps/ControllerRevision'],
    to: '*',
    at: ['revision'],
    match: { by: 'read', read: owners('apps/StatefulSet', 'apps/DaemonSet') },
    relationshipType: 'revision of',
    ...ownerWord,
  },
  {
    // A StatefulSet says in its status which revisions its Pods have and are moved to; a DaemonSet does not.
    id: 5,
    variant: 'current',
    from: ['apps/StatefulSet'],
    to: 'apps/ControllerRevision',
    at: ['status.currentRevision'],
    match: { by: 'name', namespace: 'same' },
    relationshipType: 'runs revision',
    category: 'ownership',
    confidence: 'observed',
  },
  {
    id: 5,
    variant: 'update',
    from: ['apps/StatefulSet'],
    to: 'apps/ControllerRevision',
    at: ['status.updateRevision'],
    match: { by: 'name', namespace: 'same' },
    relationshipType: 'updates to revision',
    category: 'ownership',
    confidence: 'observed',
  },
  {
    id: 6,
    from: ['core/Pod'],
    to: 'core/Node',
    at: ['metadata.annotations["kubernetes.io/config.mirror"]'],
    match: { by: 'read', read: mirrorNode },
    relationshipType: 'static on',
    ...ownerWord,
  },
]
