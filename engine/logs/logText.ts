import type { LogStream } from '../contract/index.ts'
import { parseObjectId, visibleText } from '../contract/index.ts'
import { lineFlag, type LogPage } from './logPage.ts'
import type { LogRing } from './logRing.ts'
import { shownText } from './shownText.ts'

/** How lines are written for other programs and for the terminal. */
export interface LogTextOptions {
  timestamps: boolean
  /** What stands before a line of a stream; empty: nothing. */
  prefixOf: (stream: number) => string
}

/** One line as text, with its newline. Escape codes are gone, other control characters are marks. */
export function lineText(page: LogPage, line: number, options: LogTextOptions): string {
  const flags = page.flags[line] as number
  const raw = Buffer.from(page.text(line)).toString('utf8')
  const text = (flags & (lineFlag.controls | lineFlag.wide)) === 0 ? raw : shownText(raw).text
  const time = options.timestamps && (flags & lineFlag.timeless) === 0 ? `${new Date(page.at[line] as number).toISOString()} ` : ''
  const note = (flags & lineFlag.note) === 0 ? '' : '--- '
  return `${options.prefixOf(page.stream[line] as number)}${time}${note}${text}\n`
}

/** `pod container` of a stream, with its cluster when there are several. */
export function streamName(stream: LogStream | undefined, titleOf: ((cluster: string) => string) | null): string {
  if (stream === undefined) return ''
  const pod = parseObjectId(stream.pod)?.name ?? stream.pod
  return visibleText(
    [...(titleOf === null ? [] : [titleOf(stream.cluster)]), pod, stream.container].filter((part) => part !== '').join(' '),
  )
}

/**
 * All lines of a ring (or only those that the filter shows) page by page, while it goes on filling: each line once, in order. Lines that come late
 * and belong before what was given already are left out.
 */
export function* ringText(ring: LogRing, onlyShown: boolean, options: LogTextOptions): Generator<{ text: string; lines: number }> {
  let page: LogPage | undefined = ring.pages[0]
  let lastAt = -Infinity
  let atLast = new Set<number>()
  // what comes while it is written belongs to another saving
  const newest = ring.newestKey
  while (page !== undefined) {
    const parts: string[] = []
    for (let line = 0; line < page.count; line++) {
      const at = page.at[line] as number
      const key = page.key[line] as number
      if (at < lastAt || (at === lastAt && atLast.has(key)) || key > newest) continue
      if (at > lastAt) atLast = new Set()
      lastAt = at
      atLast.add(key)
      if (!onlyShown || (page.judged && ((page.flags[line] as number) & lineFlag.shown) !== 0)) parts.push(lineText(page, line, options))
    }
    if (parts.length > 0) yield { text: parts.join(''), lines: parts.length }
    // a page that was dropped meanwhile has none after it: the oldest that is left follows
    page = ring.pages[ring.pages.indexOf(page) + 1]
  }
}
