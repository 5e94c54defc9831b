import type { ClusterSummary } from '../../engine/contract/index.ts'
import { clockTime, span } from './age.ts'
import { type Banner, retryWords } from './banner.ts'
import { clusterName } from './clusterState.ts'
import { count, plural } from './names.ts'

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
