import { type ClusterSummary, lastPictureMode, type LedgerEntry } from '../../engine/contract/index.ts'
import { clockTime, span } from './age.ts'
import { type Banner, retryWords } from './banner.ts'
import { errorTitle } from './errorText.ts'
import { count, plural } from './names.ts'
import { rightInWords } from './roleYaml.ts'

/** What servers say often lacks its full stop. */
const sentence = (text: string): string => (text === '' || /[.!?]$/.test(text) ? text : `${text}.`)

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
