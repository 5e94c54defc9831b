import { err, ok, type Result } from '../contract/index.ts'
import { lineFlag, type LogPage } from './logPage.ts'
import type { LogRing } from './logRing.ts'
import { BadPattern } from './pattern/patternNode.ts'
import { Pattern } from './pattern/pattern.ts'
import { shownText } from './shownText.ts'

/** What is looked for, and from where. */
interface LineSearch {
  expression: string
  ignoreCase: boolean
  /** The line looked from; it is not looked at itself. */
  slot: number
  back: boolean
}

/** Milliseconds of looking between two turns of other work. */
const slice = 8
const encoder = new TextEncoder()

/** Slot of the nearest shown line that an expression matches, by pages and in slices; null: there is none, or somebody looks for something else. */
export async function findLine(ring: LogRing, search: LineSearch, signal: AbortSignal): Promise<Result<number | null>> {
  let pattern: Pattern
  try {
    pattern = new Pattern(search.expression, search.ignoreCase)
  } catch (thrown) {
    if (!(thrown instanceof BadPattern)) throw thrown
    return err({ code: 'bad-input', message: `This is no expression: ${thrown.message}.`, where: search.expression })
  }
  const step = search.back ? -1 : 1
  let slot = search.slot + step
  let until = performance.now() + slice
  for (;;) {
    // lines may go while others have their turn: pages are found anew each time
    if (search.back) slot = Math.min(slot, ring.base + ring.shown - 1)
    else slot = Math.max(slot, ring.base)
    if (slot < ring.base) return ok(null)
    const place = ring.pageOf(slot)
    const page = place === null ? undefined : ring.pages[place.at]
    if (place === null || page === undefined) return ok(null)
    const found = inPage(page, pattern, slot - place.first, search.back)
    if (found !== null) return ok(place.first + found)
    slot = search.back ? place.first - 1 : place.first + page.shown
    if (performance.now() < until) continue
    await new Promise((resolve) => setImmediate(resolve))
    if (signal.aborted) return ok(null)
    until = performance.now() + slice
  }
}

/** Which of a page's shown lines matches, from one of them on. */
function inPage(page: LogPage, pattern: Pattern, from: number, back: boolean): number | null {
  const may = page.inByteOrder ? pattern.candidates(page.bytes, page.used, page) : null
  const shown: number[] = []
  for (let line = 0; line < page.count; line++) if (page.judged && ((page.flags[line] as number) & lineFlag.shown) !== 0) shown.push(line)
  for (let at = from; at >= 0 && at < shown.length; at += back ? -1 : 1) {
    const line = shown[at] as number
    const controls = ((page.flags[line] as number) & lineFlag.controls) !== 0
    // escape codes may stand within what is seen as one word
    if (may?.[line] === 0 && !controls) continue
    const bytes = controls ? encoder.encode(shownText(Buffer.from(page.text(line)).toString('utf8')).text) : page.text(line)
    if (pattern.test(bytes, 0, bytes.length)) return at
  }
  return null
}
