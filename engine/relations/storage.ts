import type { Rule } from './rule.ts'

/** Claim, volume, class. */

const bound = { relationshipType: 'bound to', category: 'storage', confidence: 'declared' } as const
const classOf = { relationshipType: 'of class', category: 'storage', confidence: 'declared' } as const

export const storage: readonly Rule[] = [
  {
    id: 69,
    from: ['core/PersistentVolumeClaim'],
    to: 'core/PersistentVolume',
    at: ['spec.volumeName'],
    match: { by: 'name', namespace: 'none' },
    ...bound,
  },
  {
    // The volume's own word for the same edge. Another uid under the same name is a claim that this volume does not belong to.
    id: 69,
    from: ['core/PersistentVolume'],
    to: 'core/PersistentVolumeClaim',
    at: ['spec.claimRef'],
    match: { by: 'name', field: 'name', namespace: { field: 'namespace' }, uid: 'uid' },
    direction: 'backward',
    ...bound,
  },
  {
    // A class that does not exist is legal for volumes made by hand: once bound, it hurts nobody.
    id: 70,
    from: ['core/PersistentVolumeClaim'],
    to: 'storage.k8s.io/StorageClass',
    at: ['spec.storageClassName'],
    match: { by: 'name', namespace: 'none', optional: { path: 'spec.volumeName' } },
    ...classOf,
  },
  {
    id: 70,
    from: ['core/PersistentVolumeClaim'],
    to: 'storage.k8s.io/StorageClass',
    at: ['spec.storageClassName'],
    match: { by: 'default' },
    when: [{ path: 'spec', is: 'present' }],
    ...classOf,
  },
  {
    id: 70,
    from: ['core/PersistentVolume'],
    to: 'storage.k8s.io/StorageClass',
    at: ['spec.storageClassName'],
    match: { by: 'name', namespace: 'none', optional: true },
    ...classOf,
  },
  {
    id: 70,
    from: ['storage.k8s.io/StorageClass'],
    to: 'storage.k8s.io/StorageClass',
    at: ['metadata.annotations["storageclass.kubernetes.io/is-default-class"]'],
    match: { by: 'mark' },
    ...classOf,
  },
]
