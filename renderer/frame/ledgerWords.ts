import type { ClusterState, ClusterSummary, LedgerEntry, LedgerState, Progress } from '../../engine/contract/index.ts'
import { span } from '../words/age.ts'
import type { Shape } from '../words/clusterState.ts'
import { count, plural } from '../words/names.ts'

/** One part of the ledger bar. */
export interface LedgerSegment {
  id: string
  shape: Shape | null
  text: string
  aside?: string
}

/** Shape and word of a kind's state, in the bar and in the table of all kinds. */
export const ledgerStates: Readonly<Record<LedgerState, { shape: Shape; word: string }>> = {
  waiting: { shape: 'idle', word: 'not asked for yet' },
  loading: { shape: 'prog', word: 'loading' },
  listed: { shape: 'ok', word: 'listed' },
  polled: { shape: 'ok', word: 'polled' },
  stale: { shape: 'warn', word: 'stale' },
  partial: { shape: 'forbidden', word: 'in part' },
  forbidden: { shape: 'forbidden', word: 'forbidden' },
  failed: { shape: 'fail', word: 'failed' },
  offline: { shape: 'offline', word: 'from a snapshot' },
}

/** The ledger of one cluster in a line. What is zero is left out; objects and kinds never are. */
export function clusterSegments(entries: readonly LedgerEntry[], now: number): readonly LedgerSegment[] {
  const by = (state: LedgerState): LedgerEntry[] => entries.filter((entry) => entry.state === state)
  const objects = entries.reduce((sum, entry) => sum + entry.count, 0)
  const segments: LedgerSegment[] = [
    { id: 'objects', shape: null, text: plural(objects, 'object'), aside: `of ${plural(entries.length, 'kind')}` },
  ]
  const forbidden = by('forbidden').length
  const partial = by('partial').length
  const loading = by('loading').length
  const failed = by('failed')
  const stale = by('stale').length
  const polled = by('polled').length
  const waiting = by('waiting').length
  if (forbidden > 0) segments.push({ id: 'forbidden', shape: 'forbidden', text: `${plural(forbidden, 'kind')} forbidden` })
  if (partial > 0) segments.push({ id: 'partial', shape: 'forbidden', text: `${plural(partial, 'kind')} in part` })
  if (loading > 0) segments.push({ id: 'loading', shape: 'prog', text: `${count(loading)} loading` })
  if (failed.length > 0) {
    const next = Math.min(...failed.map((entry) => entry.retryAt ?? Infinity))
    segments.push({
      id: 'failed',
      shape: 'fail',
      text: `${count(failed.length)} failed${Number.isFinite(next) && next > now ? `, retry in ${span(next - now)}` : ''}`,
    })
  }
  if (stale > 0) segments.push({ id: 'stale', shape: 'warn', text: `${plural(stale, 'kind')} stale` })
  if (waiting > 0) segments.push({ id: 'waiting', shape: null, text: `${count(waiting)} not asked for` })
  if (polled > 0) segments.push({ id: 'polled', shape: null, text: `${count(polled)} polled` })
  return segments
}

const homeGroups: readonly { id: string; shape: Shape; states: readonly ClusterState[]; words: string }[] = [
  { id: 'live', shape: 'ok', states: ['live'], words: 'live' },
  { id: 'syncing', shape: 'prog', states: ['connecting', 'syncing'], words: 'syncing' },
  { id: 'stale', shape: 'warn', states: ['stale'], words: 'stale' },
  { id: 'lost', shape: 'fail', states: ['lost', 'other-cluster'], words: 'lost' },
  { id: 'rights', shape: 'forbidden', states: ['forbidden', 'signed-out'], words: 'need rights or sign-in' },
  { id: 'closed', shape: 'idle', states: ['closed'], words: 'not connected' },
  { id: 'offline', shape: 'offline', states: ['offline'], words: 'offline' },
]

/** The ledger of the Clusters screen: how many are in which state; the parts add up to all. */
export function homeSegments(clusters: readonly ClusterSummary[]): readonly LedgerSegment[] {
  return homeGroups.flatMap((group) => {
    const n = clusters.filter((cluster) => group.states.includes(cluster.state)).length
    return n === 0 ? [] : [{ id: group.id, shape: group.shape, text: `${count(n)} ${group.words}` }]
  })
}

/** A long piece of work in words: `Writing snapshot, 1,200 of 4,000`. */
export function progressWords(progress: Progress): string {
  return `${progress.title}, ${count(progress.done)}${progress.total === null ? '' : ` of ${count(progress.total)}`}`
}
