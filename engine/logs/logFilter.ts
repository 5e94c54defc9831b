import { type LogFilter, type LogFilterError, severities } from '../contract/index.ts'
import { lineFlag, type LogPage } from './logPage.ts'
import type { Judge } from './logRing.ts'
import { BadPattern } from './pattern/patternNode.ts'
import { Pattern } from './pattern/pattern.ts'
import { shownText } from './shownText.ts'

/** A filter, ready to judge lines; `include` also marks what it finds. */
export interface LineFilter {
  judge: Judge
  include: Pattern | null
}

const encoder = new TextEncoder()

/** Makes a filter of what a person asked for; an expression that is none is told with its place. */
export function lineFilter(filter: LogFilter): { ok: true; value: LineFilter } | { ok: false; error: LogFilterError } {
  const patterns: (Pattern | null)[] = []
  for (const field of ['include', 'exclude'] as const) {
    try {
      patterns.push(filter[field] === '' ? null : new Pattern(filter[field], filter.ignoreCase))
    } catch (thrown) {
      if (!(thrown instanceof BadPattern)) throw thrown
      return { ok: false, error: { field, reason: thrown.message } }
    }
  }
  const [include = null, exclude = null] = patterns
  const wanted = filter.severities === null ? null : new Set<number>(filter.severities.map((severity) => severities.indexOf(severity)))
  const hidden = new Set(filter.hidden)
  const judge = (page: LogPage, line: number): boolean => {
    const flags = page.flags[line] as number
    // notes say why lines end or begin: they stay as long as no text is looked for
    if ((flags & lineFlag.note) !== 0) return include === null
    if (wanted !== null && !wanted.has(page.severity[line] as number)) return false
    if (hidden.size > 0 && hidden.has(page.stream[line] as number)) return false
    if (include === null && exclude === null) return true
    let { bytes } = page
    let from = page.start(line)
    let to = page.end(line)
    if ((flags & lineFlag.controls) !== 0) {
      // what is searched is what is seen
      bytes = encoder.encode(shownText(Buffer.from(page.text(line)).toString('utf8')).text)
      from = 0
      to = bytes.length
    }
    return (include === null || include.test(bytes, from, to)) && (exclude === null || !exclude.test(bytes, from, to))
  }
  return { ok: true, value: { judge, include } }
}
