import { exactNamespace } from '../readers/exactNamespace.ts'
import type { Rule } from '../rule.ts'
import type { Pack } from './pack.ts'

/** Velero: what is saved, where to, and what was restored from it. */

const backup = 'velero.io/Backup'
const schedule = 'velero.io/Schedule'
const restore = 'velero.io/Restore'
const location = 'velero.io/BackupStorageLocation'
const snapshots = 'velero.io/VolumeSnapshotLocation'

const same = { by: 'name', namespace: 'same' } as const
const storage = { category: 'storage', confidence: 'declared' } as const

const rules: readonly Rule[] = [
  {
    id: 110,
    variant: 'schedule',
    from: [backup],
    to: schedule,
    at: ['metadata.labels["velero.io/schedule-name"]'],
    match: { ...same, tentative: true },
    direction: 'backward',
    relationshipType: 'made',
    ...storage,
  },
  {
    id: 110,
    variant: 'location',
    from: [backup],
    to: location,
    at: ['spec.storageLocation'],
    match: same,
    relationshipType: 'saves to',
    ...storage,
  },
  {
    id: 110,
    variant: 'location',
    from: [schedule],
    to: location,
    at: ['spec.template.storageLocation'],
    match: same,
    relationshipType: 'saves to',
    ...storage,
  },
  {
    id: 110,
    variant: 'location',
    from: [backup],
    to: snapshots,
    at: ['spec.volumeSnapshotLocations[]'],
    match: same,
    relationshipType: 'saves to',
    ...storage,
  },
  {
    id: 110,
    variant: 'restore',
    from: [restore],
    to: backup,
    at: ['spec.backupName'],
    match: same,
    relationshipType: 'restores',
    ...storage,
  },
  {
    id: 110,
    variant: 'restore',
    from: [restore],
    to: schedule,
    at: ['spec.scheduleName'],
    match: same,
    relationshipType: 'restores',
    ...storage,
  },
  {
    id: 110,
    variant: 'covers',
    from: [backup, schedule],
    to: 'core/Namespace',
    at: ['spec.includedNamespaces[]', 'spec.template.includedNamespaces[]'],
    match: { by: 'read', read: exactNamespace, tentative: true },
    relationshipType: 'covers',
    ...storage,
  },
  {
    id: 110,
    variant: 'credentials',
    from: [location, snapshots],
    to: 'core/Secret',
    at: ['spec.credential'],
    match: { by: 'name', field: 'name', namespace: 'same', part: 'key' },
    relationshipType: 'uses credentials',
    category: 'configuration',
    confidence: 'declared',
  },
]

export const velero: Pack = { title: 'Velero', kinds: [backup, schedule, restore, location], rules }
