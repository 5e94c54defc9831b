import { type ClusterSummary, type EngineError, lastPictureMode, type LedgerEntry } from '../../engine/contract/index.ts'
import type { Connection } from '../engine/client.ts'
import { clockTime, span, spanUntil } from './age.ts'
import type { Shape } from './clusterState.ts'
import { clusterName } from './clusterState.ts'
import { errorTitle } from './errorText.ts'
import { count, plural } from './names.ts'
import { rightInWords } from './roleYaml.ts'

/** What the body of a list shows. Empty is said only of a complete list of which nothing is forbidden. */
export type BodyState =
  | { type: 'loading' }
  | { type: 'rows' }
  | { type: 'empty'; filtered: boolean }
  | { type: 'forbidden'; error: EngineError | null }
  | { type: 'failed'; error: EngineError }

/** Which body a table has. `entry` is null before the engine's first word about the kind; `heard`: whether the table itself has said anything yet. */
export function bodyState(
  entry: LedgerEntry | null,
  total: number,
  matching: number,
  refused: EngineError | null,
  cluster: Pick<ClusterSummary, 'state' | 'error'> | null = null,
  heard = true,
): BodyState {
  if (refused !== null) return { type: 'failed', error: refused }
  // a cluster that cannot be entered lists nothing, however long one waits
  const shut = cluster !== null && ['lost', 'signed-out', 'other-cluster'].includes(cluster.state) ? cluster.error : null
  if (shut !== null && matching === 0 && (entry === null || entry.state === 'waiting' || entry.state === 'loading'))
    return { type: 'failed', error: shut }
  if (entry === null) return { type: 'loading' }
  if (entry.state === 'forbidden') return { type: 'forbidden', error: entry.error ?? null }
  if (matching > 0) return { type: 'rows' }
  if (entry.state === 'waiting' || entry.state === 'loading') return { type: 'loading' }
  if (entry.state === 'failed' && total === 0) return entry.error ? { type: 'failed', error: entry.error } : { type: 'loading' }
  if (entry.state === 'partial' && total === 0) return { type: 'forbidden', error: entry.error ?? null }
  return heard ? { type: 'empty', filtered: total > 0 } : { type: 'loading' }
}

/** What a button of a banner does; the view that shows it knows how. */
export type BannerAction =
  | 'retry'
  | 'retry-kind'
  | 'restart-engine'
  | 'accept-identity'
  | 'close-cluster'
  | 'review-plugin'
  | 'add-kubeconfig'
  | 'allow-cache'
  | 'refuse-cache'
  | 'dismiss'
  | 'copy-role'
  | 'ledger'

export interface Banner {
  id: string
  shape: Shape
  tint: 'fail' | 'warn' | 'prog' | 'idle' | 'none'
  what: string
  why: string
  actions: readonly { action: BannerAction; label: string; primary?: boolean }[]
}

/** What servers say often lacks its full stop. */
const sentence = (text: string): string => (text === '' || /[.!?]$/.test(text) ? text : `${text}.`)
const retryWords = (retryAt: number | null | undefined, now: number): string =>
  retryAt ? (retryAt > now ? ` Next try in ${spanUntil(retryAt - now)}.` : ' Trying again …') : ''

/** What is to be said about the engine, over any view. */
export function engineBanner(connection: Connection, restartedAt: number | null, now: number): Banner | null {
  if (connection.state === 'gone') {
    return connection.willRestart
      ? {
          id: 'engine',
          shape: 'warn',
          tint: 'warn',
          what: 'The engine stopped, it starts again',
          why: `${connection.why}. What is shown is the last picture.`,
          actions: [],
        }
      : {
          id: 'engine',
          shape: 'fail',
          tint: 'fail',
          what: 'The engine stopped and was given up on',
          why: `${connection.why}. What is shown is the last picture.`,
          actions: [{ action: 'restart-engine', label: 'Start it again' }],
        }
  }
  if (restartedAt !== null) {
    return {
      id: 'engine',
      shape: 'prog',
      tint: 'prog',
      what: `Engine restarted at ${clockTime(restartedAt, now)}`,
      why: 'Open clusters connect again; until then their pictures are marked stale.',
      actions: [{ action: 'dismiss', label: 'Dismiss' }],
    }
  }
  return null
}

/** What is to be said about the cluster of a view, before anything about the kind. */
export function clusterBanner(cluster: ClusterSummary, now: number): Banner | null {
  const error = cluster.error
  const held = cluster.objects > 0
  const picture =
    cluster.asOf === null
      ? ''
      : ` Shown as of ${clockTime(cluster.asOf, now)}${cluster.fromCache ? ', from the cache of an earlier session' : ''}.`
  switch (cluster.state) {
    case 'closed':
      return {
        id: 'cluster',
        shape: 'idle',
        tint: 'idle',
        what: `${clusterName(cluster)} is not connected`,
        why: `Closed.${picture}`,
        actions: [{ action: 'retry', label: 'Connect' }],
      }
    case 'connecting':
      return held || now - cluster.since > 3000
        ? {
            id: 'cluster',
            shape: 'prog',
            tint: 'prog',
            what: `Connecting to ${clusterName(cluster)}, ${span(now - cluster.since)}`,
            why: `${cluster.server}.${picture}`,
            actions: [],
          }
        : null
    case 'syncing':
      return cluster.fromCache
        ? {
            id: 'cluster',
            shape: 'prog',
            tint: 'prog',
            what: `Listing, ${count(cluster.kindsListed)} of ${plural(cluster.kinds, 'kind')}`,
            why: picture.trim(),
            actions: [],
          }
        : null
    case 'live':
      return null
    case 'stale':
      return {
        id: 'cluster',
        shape: 'warn',
        tint: 'warn',
        // a picture of an earlier session is older than the trouble of this one
        what:
          cluster.fromCache && cluster.asOf !== null
            ? `Picture of ${clockTime(cluster.asOf, now)}, ${span(now - cluster.asOf)} old, from the cache of an earlier session`
            : `Stale since ${clockTime(cluster.since, now)}, ${span(now - cluster.since)}`,
        why: `${error?.message ?? 'The link is gone'}.${retryWords(cluster.retryAt, now)}`.replace('..', '.'),
        actions: [{ action: 'retry', label: 'Retry now' }],
      }
    case 'lost':
      return {
        id: 'cluster',
        shape: 'fail',
        tint: 'fail',
        what: error?.message ?? 'Cannot be reached',
        why: `${error?.todo ?? ''}${retryWords(cluster.retryAt, now)}${picture}`.trim() || cluster.server,
        actions: [{ action: 'retry', label: 'Retry now' }],
      }
    case 'forbidden':
      return {
        id: 'cluster',
        shape: 'forbidden',
        tint: 'none',
        what: error?.message ?? 'Nothing may be read here',
        why: error?.todo ?? `Signed in as ${cluster.user}. Ask for a Role that names what you need.`,
        actions: [{ action: 'retry', label: 'Check again' }],
      }
    case 'signed-out':
      return cluster.consent
        ? {
            id: 'cluster',
            shape: 'forbidden',
            tint: 'warn',
            what: `Exec plugin not allowed yet: ${cluster.consent.command}`,
            why: `${cluster.consent.file} wants to run it to sign in.${picture}`,
            actions: [{ action: 'review-plugin', label: 'Review plugin' }],
          }
        : {
            id: 'cluster',
            shape: 'forbidden',
            tint: 'warn',
            what: error?.message ?? 'Signed out',
            why: `${error?.todo ?? 'Sign in again, then retry.'}${picture}`,
            actions: [{ action: 'retry', label: 'Retry now' }],
          }
    case 'other-cluster':
      return {
        id: 'cluster',
        shape: 'fail',
        tint: 'fail',
        what: 'This is another cluster',
        why: `Session stopped. ${error?.message ?? 'The identity under this name changed.'}`,
        actions: [
          { action: 'close-cluster', label: 'Close' },
          { action: 'accept-identity', label: 'Accept as new' },
        ],
      }
    case 'offline': {
      const taken = cluster.asOf === null ? 'Offline' : `As of ${clockTime(cluster.asOf, now)}, ${span(now - cluster.asOf)} old`
      return cluster.source === 'sample'
        ? {
            id: 'cluster',
            shape: 'offline',
            tint: 'idle',
            what: 'Sample data, not a cluster',
            why: `Made up, comes with the app. ${taken}.`,
            actions: [{ action: 'add-kubeconfig', label: 'Add kubeconfig', primary: true }],
          }
        : {
            id: 'cluster',
            shape: 'offline',
            tint: 'idle',
            what: `Snapshot of ${clusterName(cluster)}`,
            why: `${taken}. Never connects; nothing can be changed.`,
            actions: [],
          }
    }
  }
}

/** What is to be said about the kind of a table. */
export function kindBanner(entry: LedgerEntry | null, title: string, cluster: ClusterSummary, now: number): Banner | null {
  if (entry === null) return null
  switch (entry.state) {
    case 'loading':
      // A short list is there before a banner could be read.
      if (now - entry.since < 1000 || cluster.state === 'stale' || cluster.state === 'lost') return null
      return {
        id: 'kind',
        shape: 'prog',
        tint: 'prog',
        what:
          entry.mode === lastPictureMode
            ? `Reading the last picture, ${count(entry.count)} of ${count(entry.count + (entry.expected ?? 0))}`
            : entry.expected
              ? `Listing, ${count(entry.count)} of about ${count(entry.count + entry.expected)}`
              : `Listing ${title}, ${plural(entry.count, 'object')} so far`,
        why:
          entry.mode === lastPictureMode
            ? 'Rows appear as they are read.'
            : 'Rows appear as they arrive; the order is final when all pages are here.',
        actions: [],
      }
    case 'forbidden':
      // of a cluster where nothing may be read this is said once, above
      if (cluster.state === 'forbidden') return null
      return entry.error?.missing
        ? {
            id: 'kind',
            shape: 'forbidden',
            tint: 'none',
            what: `Forbidden: ${rightInWords(entry.error.missing)}`,
            why: `${entry.error.status ?? 403} for ${cluster.user}, checked ${span(now - (entry.heardAt ?? entry.since))} ago`,
            actions: [],
          }
        : {
            id: 'kind',
            shape: 'forbidden',
            tint: 'none',
            what: `Forbidden: ${title} may not be listed`,
            why: entry.error?.message ?? `403 for ${cluster.user}`,
            actions: [],
          }
    case 'partial':
      return {
        id: 'kind',
        shape: 'forbidden',
        tint: 'none',
        what: `Only ${plural(entry.namespaces?.length ?? 0, 'namespace')} may be read`,
        why: entry.error?.missing
          ? `Missing: ${rightInWords(entry.error.missing)}. Shown: ${(entry.namespaces ?? []).join(', ')}`
          : `Shown: ${(entry.namespaces ?? []).join(', ')}`,
        actions: [
          { action: 'copy-role', label: 'Copy Role' },
          { action: 'retry-kind', label: 'Check again' },
        ],
      }
    case 'failed':
      return {
        id: 'kind',
        shape: 'fail',
        tint: 'fail',
        what: entry.error ? errorTitle(entry.error) : `${title} could not be listed`,
        why: `${sentence(entry.error?.message ?? '')}${retryWords(entry.retryAt, now)}`.trim(),
        actions: [{ action: 'retry-kind', label: 'Retry now' }],
      }
    case 'stale':
      return cluster.state === 'live'
        ? {
            id: 'kind',
            shape: 'warn',
            tint: 'warn',
            what: `Stale since ${clockTime(entry.since, now)}, ${span(now - entry.since)}`,
            why: `${entry.error?.message ?? 'The watch ended'}.${retryWords(entry.retryAt, now)}`,
            actions: [{ action: 'retry-kind', label: 'Retry now' }],
          }
        : null
    case 'polled':
      return entry.error?.missing
        ? {
            id: 'kind',
            shape: 'forbidden',
            tint: 'none',
            what: `Not live: may not ${rightInWords(entry.error.missing)}`,
            why: `${entry.error.status ?? 403} for ${cluster.user}. The list is read again every so often instead.${retryWords(entry.retryAt, now)}`,
            actions: [
              { action: 'copy-role', label: 'Copy Role' },
              { action: 'retry-kind', label: 'Check again' },
            ],
          }
        : null
    case 'waiting':
    case 'listed':
    case 'offline':
      return null
  }
}
