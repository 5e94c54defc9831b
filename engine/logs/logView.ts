import { type LogFilter, type LogFilterError, type LogHistogram, type LogLine, type LogLineDetail, visibleText } from '../contract/index.ts'
import { lineFields, mayHaveFields } from './lineFields.ts'
import { severityAt } from './lineSeverity.ts'
import { type LineFilter, lineFilter } from './logFilter.ts'
import { logHistogram } from './logHistogram.ts'
import { lineFlag, type LogPage } from './logPage.ts'
import type { LogRing } from './logRing.ts'
import { shownText } from './shownText.ts'

/** Milliseconds of filtering between two turns of other work. */
const slice = 8
/** Longest text of a line on screen, in UTF-16 units; the whole of it is a question of its own. */
const longestShown = 4_096
/** Of a field that is shown as a column. */
const longestColumn = 200
const longestDetail = 256 * 1024
/** A histogram is made at most so often, in milliseconds; less often when it takes long. */
const histogramEvery = 500

const encoder = new TextEncoder()

/** What of a view stands on screen. */
export interface LogWindow {
  /** Null: the end, and stays there. */
  slot: number | null
  count: number
}

/** Lines of a ring as one window shows them: filtered, in slots, with a histogram. */
export class LogView {
  readonly #ring: LogRing
  readonly #onChange: () => void
  #filter: LineFilter
  #window: LogWindow
  #error: LogFilterError | null = null
  #filtering: NodeJS.Immediate | null = null
  #closed = false
  #histogramAt = -Infinity
  #histogramOf = ''
  #columns: readonly string[] = []

  /** `onChange`: the filter came further, so that there is more to show. */
  constructor(ring: LogRing, filter: LogFilter, count: number, onChange: () => void) {
    this.#ring = ring
    this.#onChange = onChange
    this.#window = { slot: null, count }
    this.#filter = { judge: { shows: () => true }, include: null }
    this.filter(filter)
  }

  get error(): LogFilterError | null {
    return this.#error
  }

  get atEnd(): boolean {
    return this.#window.slot === null
  }

  /** Shows other lines. An expression that is none changes nothing, and is told. */
  filter(filter: LogFilter): void {
    const made = lineFilter(filter)
    this.#error = made.ok ? null : made.error
    if (!made.ok) return
    this.#filter = made.value
    this.#ring.useJudge(made.value.judge)
    if (this.#window.slot !== null) this.#window = { ...this.#window, slot: null }
    this.#histogramOf = ''
    this.#judge()
  }

  move(window: LogWindow): void {
    this.#window = window
  }

  /** Names of fields that lines show as columns. */
  columns(names: readonly string[]): void {
    this.#columns = names
  }

  close(): void {
    this.#closed = true
    if (this.#filtering !== null) clearImmediate(this.#filtering)
    this.#filtering = null
  }

  /** The lines on screen, and the slot of the first. */
  lines(): { start: number; lines: LogLine[] } {
    const { base, shown } = this.#ring
    const end = base + shown
    const wanted = this.#window.slot ?? end - this.#window.count
    const start = Math.max(base, Math.min(wanted, end - 1))
    const lines: LogLine[] = []
    for (const { page, line } of this.#ring.slots(start, this.#window.count)) lines.push(this.#line(page, line))
    return { start, lines }
  }

  /** Milliseconds after which a histogram that is news may be made; null: it is no news. */
  histogramWait(now: number): number | null {
    return this.#histogramState() === this.#histogramOf ? null : Math.max(0, this.#histogramAt - now)
  }

  /** The histogram, when it is another than before and not too soon. Null: nothing new. */
  histogram(now: number): LogHistogram | null {
    if (this.histogramWait(now) !== 0) return null
    const started = performance.now()
    const histogram = logHistogram(this.#ring) ?? { from: 0, to: 0, buckets: [] }
    this.#histogramOf = this.#histogramState()
    this.#histogramAt = now + Math.max(histogramEvery, (performance.now() - started) * 20)
    return histogram
  }

  /** A line in full; null when it is not held any more. */
  detail(key: number): LogLineDetail | null {
    const found = this.#ring.find(key)
    if (found === null) return null
    const { page, line } = found
    const { text } = shownText(textOf(page, line))
    return {
      at: atOf(page, line),
      stream: page.stream[line] as number,
      severity: severityAt(page.severity[line] as number),
      text: visibleText(text, longestDetail),
      ...lineFields(text),
    }
  }

  #histogramState(): string {
    return `${this.#ring.held} ${this.#ring.dropped} ${this.#ring.shown}`
  }

  #line(page: LogPage, line: number): LogLine {
    const flags = page.flags[line] as number
    const whole = shownText(textOf(page, line))
    const text = whole.text.length > longestShown ? visibleText(whole.text, longestShown) : whole.text
    return {
      key: page.key[line] as number,
      stream: page.stream[line] as number,
      at: atOf(page, line),
      severity: severityAt(page.severity[line] as number),
      text,
      spans: whole.spans.flatMap((span) => (span.start < text.length ? [{ ...span, end: Math.min(span.end, text.length) }] : [])),
      matches: this.#filter.include === null ? [] : marksOf(this.#filter.include.marks(encoder.encode(text)), text),
      columns: this.#columns.length === 0 ? [] : this.#values(whole.text),
      fields: (flags & lineFlag.note) === 0 && mayHaveFields(whole.text),
      cut: (flags & lineFlag.cut) !== 0 || text.length < whole.text.length,
    }
  }

  #values(text: string): string[] {
    const fields = new Map(lineFields(text).fields.map(({ name, value }) => [name, value]))
    return this.#columns.map((name) => visibleText(fields.get(name) ?? '', longestColumn).replace(/[\n\t]/g, ' '))
  }

  /** Judges pages in slices; whoever asks meanwhile sees how far it is. */
  #judge(): void {
    if (this.#closed || this.#filtering !== null) return
    this.#filtering = setImmediate(() => {
      this.#filtering = null
      const until = performance.now() + slice
      let more = true
      while (more && performance.now() < until) more = this.#ring.judgeNext()
      this.#onChange()
      if (more) this.#judge()
    })
  }
}

function textOf(page: LogPage, line: number): string {
  return Buffer.from(page.text(line)).toString('utf8')
}

function atOf(page: LogPage, line: number): number | null {
  return ((page.flags[line] as number) & lineFlag.timeless) === 0 ? (page.at[line] as number) : null
}

/** Places in bytes as places in the text. */
function marksOf(marks: readonly { start: number; end: number }[], text: string): { start: number; end: number }[] {
  if (marks.length === 0) return []
  // one byte is one unit as long as all is ASCII, which most lines are
  const bytes = encoder.encode(text)
  if (bytes.length === text.length) return [...marks]
  const place = (at: number): number => Buffer.from(bytes.subarray(0, at)).toString('utf8').length
  return marks.map(({ start, end }) => ({ start: place(start), end: place(end) }))
}
