import type { ClusterSummary, LedgerEntry } from '../../engine/contract/index.ts'
import { clockTime } from '../words/age.ts'
import { count } from '../words/names.ts'
import type { BodyState } from '../words/bodyState.ts'

/** The count of a merged list: `80 of 121, in 2 of 3 clusters`. */
export function mergedCountWords(
  body: BodyState,
  matching: number,
  total: number,
  whole: number,
  clusters: number,
): { head: string; rest: string } {
  if (body.type === 'forbidden' || body.type === 'failed') return { head: '', rest: 'not known' }
  if (body.type === 'loading') return { head: '', rest: '' }
  const rest = [matching === total ? '' : `of ${count(total)}`, whole === clusters ? '' : `in ${whole} of ${clusters} clusters`]
  return { head: count(matching), rest: rest.filter((part) => part !== '').join(', ') }
}

/** The count beside the title: `40 of 1,284`, `500 of about 1,284`, `1,284 as of 14:13:41`, `not known`. */
export function countWords(
  body: BodyState,
  matching: number,
  total: number,
  entry: LedgerEntry | null,
  cluster: ClusterSummary | null,
  now: number,
): { head: string; rest: string } {
  if (body.type === 'forbidden' || body.type === 'failed') return { head: '', rest: 'not known' }
  if (body.type === 'loading' && total === 0) return { head: '', rest: '' }
  const of = matching === total ? '' : `of ${count(total)}`
  if (entry?.state === 'loading')
    return { head: count(matching), rest: entry.expected ? `of about ${count(entry.count + entry.expected)}` : `${of} so far`.trim() }
  const asOf =
    entry?.state === 'stale' || cluster?.state === 'offline' || cluster?.fromCache ? (cluster?.asOf ?? entry?.heardAt ?? null) : null
  return { head: count(matching), rest: [of, asOf === null ? '' : `as of ${clockTime(asOf, now)}`].filter((part) => part !== '').join(' ') }
}
