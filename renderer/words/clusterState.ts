import type { ClusterState, ClusterSummary, HealthCounts, HealthLevel } from '../../engine/contract/index.ts'
import { healthOrder } from '../../engine/contract/index.ts'
import { clockTime, span, spanUntil } from './age.ts'
import { count, plural } from './names.ts'

/** The shapes that health and state are drawn with. */
export type Shape = 'ok' | 'prog' | 'warn' | 'fail' | 'idle' | 'unknown' | 'forbidden' | 'offline'

/** Shape of a health level. */
export const healthShapes: Readonly<Record<HealthLevel, Shape>> = {
  healthy: 'ok',
  progressing: 'prog',
  warning: 'warn',
  failing: 'fail',
  paused: 'idle',
  unknown: 'unknown',
}

/** Shape and word of a cluster's state. */
export const clusterStates: Readonly<Record<ClusterState, { shape: Shape; word: string }>> = {
  closed: { shape: 'idle', word: 'Not connected' },
  connecting: { shape: 'prog', word: 'Connecting' },
  syncing: { shape: 'prog', word: 'Syncing' },
  live: { shape: 'ok', word: 'Live' },
  stale: { shape: 'warn', word: 'Stale' },
  lost: { shape: 'fail', word: 'Lost' },
  forbidden: { shape: 'forbidden', word: 'Forbidden' },
  'signed-out': { shape: 'forbidden', word: 'Signed out' },
  'other-cluster': { shape: 'fail', word: 'Other cluster' },
  offline: { shape: 'offline', word: 'Offline' },
}

/** Text colour class of a shape. */
export const shapeClasses: Readonly<Record<Shape, 'ok' | 'prog' | 'warn' | 'fail' | 'idle'>> = {
  ok: 'ok',
  prog: 'prog',
  warn: 'warn',
  fail: 'fail',
  idle: 'idle',
  unknown: 'idle',
  forbidden: 'idle',
  offline: 'idle',
}

/** What a shape says, for screen readers. */
export const shapeWords: Readonly<Record<Shape, string>> = {
  ok: 'healthy',
  prog: 'progressing',
  warn: 'warning',
  fail: 'failing',
  idle: 'paused',
  unknown: 'unknown',
  forbidden: 'forbidden',
  offline: 'offline snapshot',
}

/** The name a person gave a cluster, else its own. */
export function clusterName(cluster: Pick<ClusterSummary, 'alias' | 'name'>): string {
  return cluster.alias ?? cluster.name
}

/** Since when what is shown is not what is: a picture of an earlier session is older than the trouble of this one. */
export function staleSince(cluster: Pick<ClusterSummary, 'fromCache' | 'asOf' | 'since'>): number {
  return cluster.fromCache ? (cluster.asOf ?? cluster.since) : cluster.since
}

/** Second line of a cluster in the list: what the state means now, or what to do. `now` is epoch milliseconds. */
export function clusterDoing(cluster: ClusterSummary, now: number): string {
  const parts: string[] = []
  const retry = cluster.retryAt !== null && cluster.retryAt > now ? `Next try in ${spanUntil(cluster.retryAt - now)}.` : null
  switch (cluster.state) {
    case 'closed':
      parts.push(cluster.error?.todo ?? (cluster.seenAt === null ? 'Never opened here' : `Last seen ${span(now - cluster.seenAt)} ago`))
      break
    case 'connecting':
      parts.push(`Connecting to ${cluster.server} for ${span(now - cluster.since)}`)
      break
    case 'syncing':
      parts.push(`${count(cluster.kindsListed)} of ${plural(cluster.kinds, 'kind')}, ${plural(cluster.objects, 'object')} so far`)
      break
    case 'live':
      parts.push(`${plural(cluster.objects, 'object')} of ${plural(cluster.kinds, 'kind')}`)
      break
    case 'stale':
      if (retry) parts.push(retry)
      if (cluster.asOf !== null) parts.push(`Shown as of ${clockTime(cluster.asOf, now)}.`)
      break
    case 'lost':
      if (cluster.error?.todo) parts.push(cluster.error.todo)
      if (retry) parts.push(retry)
      break
    case 'signed-out':
      parts.push(cluster.consent ? [cluster.consent.command, ...cluster.consent.args].join(' ') : (cluster.error?.todo ?? 'Sign in again'))
      break
    case 'forbidden':
      parts.push(cluster.error?.todo ?? `Signed in as ${cluster.user}`)
      break
    case 'other-cluster':
      parts.push('This is another cluster under a known name. Stopped.')
      break
    case 'offline':
      parts.push(cluster.source === 'sample' ? 'Not a cluster. For looking around.' : `Snapshot, ${plural(cluster.objects, 'object')}`)
      break
  }
  return parts.join(' ')
}

/** Worst level that anything has, with how many; null when all is healthy or nothing is known. */
export function worstOf(health: HealthCounts): { level: HealthLevel; n: number } | null {
  for (let i = healthOrder.length - 1; i > 0; i--) {
    const level = healthOrder[i]
    if (level !== undefined && level !== 'paused' && health[level] > 0) return { level, n: health[level] }
  }
  return null
}

/** Objects in a set of counts. */
export function healthTotal(health: HealthCounts): number {
  return healthOrder.reduce((sum, level) => sum + health[level], 0)
}

/** When a picture that never changes was taken: the ages in it are counted from then. Null for everything that is or may become live. */
export function takenAt(cluster: Pick<ClusterSummary, 'state' | 'asOf'> | null): number | null {
  return cluster?.state === 'offline' ? cluster.asOf : null
}
