import type { LogHistogram } from '../contract/index.ts'
import { severities } from '../contract/index.ts'
import { lineFlag } from './logPage.ts'
import type { LogRing } from './logRing.ts'

/** Buckets that a histogram has at most. */
const mostBuckets = 120
/** Widths that a person can read: milliseconds. */
const widths = [
  10, 50, 100, 250, 500, 1_000, 2_000, 5_000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 900_000, 1_800_000, 3_600_000,
  7_200_000, 14_400_000, 43_200_000, 86_400_000, 604_800_000,
]
const error = severities.indexOf('error')
const warn = severities.indexOf('warn')

/** Shown lines over time, in buckets of a round width. Null: there are none. */
export function logHistogram(ring: LogRing): LogHistogram | null {
  let first = Infinity
  let last = -Infinity
  for (const page of ring.pages) {
    if (page.count === 0 || page.shown === 0) continue
    first = Math.min(first, page.at[0] as number)
    last = Math.max(last, page.at[page.count - 1] as number)
  }
  if (first > last) return null
  const width = widths.find((each) => (last - first) / each < mostBuckets - 1) ?? Math.ceil((last - first) / (mostBuckets - 1))
  const from = Math.floor(first / width) * width
  const count = Math.floor((last - from) / width) + 1
  const buckets = Array.from({ length: count }, () => ({ errors: 0, warnings: 0, others: 0 }))
  for (const page of ring.pages) {
    if (page.shown === 0) continue
    const { at, flags, severity } = page
    for (let line = 0; line < page.count; line++) {
      if (((flags[line] as number) & lineFlag.shown) === 0) continue
      const bucket = buckets[Math.floor(((at[line] as number) - from) / width)]
      if (bucket === undefined) continue
      if ((severity[line] as number) >= error) bucket.errors++
      else if (severity[line] === warn) bucket.warnings++
      else bucket.others++
    }
  }
  return { from, to: from + count * width, buckets }
}
