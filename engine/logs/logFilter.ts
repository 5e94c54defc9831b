import { type LogFilter, type LogFilterError, severities } from '../contract/index.ts'
import { lineFlag, type LogPage } from './logPage.ts'
import type { Judge } from './logRing.ts'
import { BadPattern } from './pattern/patternNode.ts'
import { Pattern } from './pattern/pattern.ts'
import { shownText } from './shownText.ts'

/** A filter, ready to judge lines, and what is marked in those that are shown. */
export interface LineFilter {
  judge: Judge
  marked: Pattern | null
}

const encoder = new TextEncoder()

/** Makes a filter of what a person asked for; an expression that is none is told with its place. */
export function lineFilter(filter: LogFilter): { ok: true; value: LineFilter } | { ok: false; error: LogFilterError } {
  const patterns: (Pattern | null)[] = []
  for (const [field, text] of [
    ['include', filter.include],
    ['exclude', filter.exclude],
    ['include', filter.mark ?? ''],
  ] as const) {
    try {
      patterns.push(text === '' ? null : new Pattern(text, filter.ignoreCase))
    } catch (thrown) {
      if (!(thrown instanceof BadPattern)) throw thrown
      return { ok: false, error: { field, reason: thrown.message } }
    }
  }
  const [include = null, exclude = null, mark = null] = patterns
  const wanted = filter.severities === null ? null : new Set<number>(filter.severities.map((severity) => severities.indexOf(severity)))
  const hidden = new Set(filter.hidden)
  return { ok: true, value: { judge: new FilterJudge(include, exclude, wanted, hidden), marked: include ?? mark } }
}

class FilterJudge implements Judge {
  readonly #include: Pattern | null
  readonly #exclude: Pattern | null
  readonly #severities: ReadonlySet<number> | null
  readonly #hidden: ReadonlySet<number>
  /** The page that is judged whole, and its lines that may match. */
  #page: LogPage | null = null
  #mayInclude: Uint8Array | null = null
  #mayExclude: Uint8Array | null = null

  constructor(include: Pattern | null, exclude: Pattern | null, severities: ReadonlySet<number> | null, hidden: ReadonlySet<number>) {
    this.#include = include
    this.#exclude = exclude
    this.#severities = severities
    this.#hidden = hidden
  }

  begin(page: LogPage): void {
    const ordered = page.inByteOrder
    this.#page = page
    this.#mayInclude = ordered ? (this.#include?.candidates(page.bytes, page.used, page) ?? null) : null
    this.#mayExclude = ordered ? (this.#exclude?.candidates(page.bytes, page.used, page) ?? null) : null
  }

  shows(page: LogPage, line: number): boolean {
    const flags = page.flags[line] as number
    // notes say why lines end or begin: they stay as long as no text is looked for
    if ((flags & lineFlag.note) !== 0) return this.#include === null
    if (this.#severities?.has(page.severity[line] as number) === false) return false
    if (this.#hidden.size > 0 && this.#hidden.has(page.stream[line] as number)) return false
    if (this.#include === null && this.#exclude === null) return true
    if ((flags & lineFlag.controls) !== 0) {
      // what is searched is what is seen
      const bytes = encoder.encode(shownText(Buffer.from(page.text(line)).toString('utf8')).text)
      return this.#include?.test(bytes, 0, bytes.length) !== false && this.#exclude?.test(bytes, 0, bytes.length) !== true
    }
    // a page that lines have come to since it was judged whole is asked line by line
    const known = page === this.#page && this.#mayInclude?.length === page.count
    if (known && this.#mayInclude?.[line] === 0) return false
    const from = page.start(line)
    const to = page.end(line)
    if (!(known && this.#include?.isPlain === true) && this.#include?.test(page.bytes, from, to) === false) return false
    if (this.#exclude === null) return true
    if (page === this.#page && this.#mayExclude?.length === page.count) {
      if (this.#mayExclude[line] === 0) return true
      if (this.#exclude.isPlain) return false
    }
    return !this.#exclude.test(page.bytes, from, to)
  }
}
