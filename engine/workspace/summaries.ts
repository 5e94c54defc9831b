import type { ContextEntry } from '../cluster/contextEntry.ts'
import {
  type ClusterId,
  type ClusterSettings,
  type ClusterSummary,
  type HealthCounts,
  noHealth,
  type SnapshotInfo,
  visibleName,
} from '../contract/index.ts'
import type { OpenCluster, OpenSummary } from './openCluster.ts'

/** The line of a context on the Clusters screen, open or not. */
export function contextSummary(
  context: ContextEntry,
  settings: Required<ClusterSettings>,
  seen: { at: number | null; version: string | null },
  open: OpenCluster | null,
): ClusterSummary {
  const known = open?.summary() ?? closed({ version: seen.version, error: context.blocking ?? context.errors[0] ?? null, seenAt: seen.at })
  return {
    ...shown(settings),
    ...known,
    id: context.id,
    source: 'context',
    name: visibleName(context.name),
    file: context.file,
    server: visibleName(context.server),
    user: visibleName(context.user),
    insecure: context.insecure,
    certificateExpires: context.certificateExpires,
    ...held(open),
  }
}

/** The line of a snapshot. */
export function snapshotSummary(
  id: ClusterId,
  info: SnapshotInfo,
  settings: Required<ClusterSettings>,
  open: OpenCluster | null,
): ClusterSummary {
  const known: OpenSummary = open?.summary() ?? {
    ...closed({ version: info.version, error: null, seenAt: info.takenAt }),
    state: 'offline',
    since: info.takenAt,
    asOf: info.takenAt,
    kinds: info.ledger.length,
  }
  const counts = open === null ? { ...held(null), objects: info.objects, health: sumHealth(info) } : held(open)
  return {
    ...shown(settings),
    ...known,
    id,
    source: info.sample ? 'sample' : 'snapshot',
    name: visibleName(info.cluster),
    file: info.file,
    server: visibleName(info.server),
    user: '',
    insecure: false,
    certificateExpires: null,
    ...counts,
  }
}

/** Kubeconfigs and snapshots come by mail, too: what they call themselves is as hostile as what a cluster says. */
function shown(settings: Required<ClusterSettings>): Required<ClusterSettings> {
  const { alias, group } = settings
  return { ...settings, alias: alias === null ? null : visibleName(alias), group: group === null ? null : visibleName(group) }
}

function closed(part: Pick<OpenSummary, 'version' | 'error' | 'seenAt'>): OpenSummary {
  return {
    state: 'closed',
    since: 0,
    retryAt: null,
    asOf: null,
    fromCache: false,
    protocol: null,
    latency: null,
    kinds: 0,
    kindsListed: 0,
    consent: null,
    ...part,
  }
}

function held(open: OpenCluster | null): Pick<ClusterSummary, 'objects' | 'health' | 'nodes'> {
  if (open === null) return { objects: 0, health: noHealth(), nodes: null }
  const { store } = open.picture
  const unread = open.unread()
  const unreadNodes = open.unread('core/Node')
  const nodes = addedHealth(store.healthCounts('core/Node'), unreadNodes.health)
  const total = store.count('core/Node') + unreadNodes.count
  // a node with pressure or without new pods is Ready all the same; one that fails or is silent is not
  return {
    objects: store.count() + unread.count,
    health: addedHealth(store.healthCounts(), unread.health),
    nodes: total === 0 ? null : { ready: total - nodes.failing - nodes.unknown, total },
  }
}

/** Counts of two parts together. */
export function addedHealth(one: HealthCounts, other: HealthCounts): HealthCounts {
  const sum = { ...one }
  for (const level of Object.keys(sum) as (keyof HealthCounts)[]) sum[level] += other[level]
  return sum
}

function sumHealth(info: SnapshotInfo): HealthCounts {
  return info.ledger.reduce((sum, entry) => addedHealth(sum, entry.health), noHealth())
}
