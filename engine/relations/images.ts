import { image } from './readers/image.ts'
import { nfsExport } from './readers/volumes.ts'
import type { Rule } from './rule.ts'

/** What Pods bring in from outside the cluster's objects: images, directories of nodes, exports of file servers. */

const containers = '(containers|initContainers|ephemeralContainers)[]'
const read = { by: 'read', read: image } as const
const hostPath = {
  id: 20,
  to: 'pseudo/HostPath',
  match: { by: 'name', namespace: 'none' },
  relationshipType: 'mounts',
  category: 'storage',
  confidence: 'declared',
} as const
const nfs = { ...hostPath, to: 'pseudo/NfsExport', match: { by: 'read', read: nfsExport } } as const

export const images: readonly Rule[] = [
  { ...hostPath, from: 'podTemplate', at: ['volumes[].hostPath.path'] },
  { ...hostPath, from: ['core/PersistentVolume'], at: ['spec.hostPath.path', 'spec.local.path'] },
  { ...nfs, from: 'podTemplate', at: ['volumes[].nfs'] },
  { ...nfs, from: ['core/PersistentVolume'], at: ['spec.nfs'] },
  { ...hostPath, from: 'podTemplate', to: 'pseudo/Image', at: ['volumes[].image.reference'], match: read },
  {
    id: 30,
    from: 'podTemplate',
    to: 'pseudo/Image',
    at: [`${containers}.image`],
    match: read,
    relationshipType: 'runs image',
    category: 'configuration',
    confidence: 'declared',
  },
  {
    // What a node really runs for a tag: another node may run something else.
    id: 30,
    variant: 'running',
    from: ['core/Pod'],
    to: 'pseudo/Image',
    at: ['status.(containerStatuses|initContainerStatuses|ephemeralContainerStatuses)[].imageID'],
    match: read,
    relationshipType: 'runs digest',
    category: 'configuration',
    confidence: 'observed',
  },
]
