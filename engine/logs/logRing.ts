import { lineFlag, LogPage, type NewLine } from './logPage.ts'

/** Decides which lines are shown. */
export interface Judge {
  /** Whether a line of a page is shown. */
  shows(page: LogPage, line: number): boolean
  /** All lines of a page are asked about next: what can be found out at once for all of them is. */
  begin?(page: LogPage): void
}

/** What is noted of a line beside its text, in bytes: the columns of a page. */
const lineCost = 24

/** What is kept: lines, and bytes of memory; the oldest go first. */
export interface RingLimits {
  lines: number
  bytes: number
}

/**
 * Lines of all streams in the order of their times, bounded. Lines that come late (another container's history) are put where they belong.
 * The slots of shown lines run from `base`; they stay when older lines go.
 */
export class LogRing {
  #limits: RingLimits
  readonly #pages: LogPage[] = [new LogPage()]
  #judge: Judge
  /** Called after a line was added. */
  onAdd: (() => void) | null = null
  #lines = 0
  #bytes = 0
  #dropped = 0
  #base = 0
  #shown = 0
  #judged = 0
  #nextKey = 1

  constructor(limits: RingLimits, judge: Judge) {
    this.#limits = limits
    this.#judge = judge
    this.#last.judged = true
  }

  get held(): number {
    return this.#lines
  }

  get bytes(): number {
    return this.#bytes
  }

  /** Memory that all of it takes, in bytes. */
  get memory(): number {
    return this.#bytes + this.#lines * lineCost
  }

  get limits(): RingLimits {
    return this.#limits
  }

  /** More or less is kept from now on; what is too much goes at once. */
  limit(limits: RingLimits): void {
    this.#limits = limits
    while (this.#lines > 0 && this.#isOver()) this.#dropOldest()
  }

  /** Lines that went because there was no more room. */
  get dropped(): number {
    return this.#dropped
  }

  /** Slot of the oldest shown line. */
  get base(): number {
    return this.#base
  }

  get shown(): number {
    return this.#shown
  }

  /** Lines that the filter has looked at. */
  get judged(): number {
    return this.#judged
  }

  /** The newest identity of a line. */
  get newestKey(): number {
    return this.#nextKey - 1
  }

  get pages(): readonly LogPage[] {
    return this.#pages
  }

  /** Adds a line where its time puts it, behind all of the same time. */
  add(line: Omit<NewLine, 'key'>): void {
    let at = this.#pages.length - 1
    while (at > 0 && line.at < (this.#page(at).at[0] as number)) at--
    if (at === 0 && this.#dropped > 0 && line.at < (this.#page(0).at[0] as number)) {
      this.#dropped++ // older than what was dropped before
      return
    }
    let page = this.#page(at)
    let place = page.placeOf(line.at)
    if (page.isFull) {
      if (at === this.#pages.length - 1 && place === page.count) {
        page.seal()
        page = new LogPage()
        page.judged = true
        this.#pages.push(page)
        place = 0
      } else {
        const later = page.split()
        this.#pages.splice(at + 1, 0, later)
        if (place > page.count) {
          place -= page.count
          page = later
        }
      }
    }
    page.insert(place, { ...line, key: this.#nextKey++, flags: line.flags & ~lineFlag.shown })
    this.#lines++
    this.#bytes += line.to - line.from
    if (page.judged) {
      this.#judged++
      if (this.#judge.shows(page, place)) {
        page.flags[place] = (page.flags[place] as number) | lineFlag.shown
        page.shown++
        this.#shown++
      }
    }
    if (this.#isOver()) this.#dropOldest()
    this.onAdd?.()
  }

  /** Another filter: nothing is shown until pages are judged. */
  useJudge(judge: Judge): void {
    this.#judge = judge
    for (const page of this.#pages) {
      page.judged = false
      page.shown = 0
    }
    this.#shown = 0
    this.#judged = 0
    this.#base = 0
  }

  /** Judges the newest page that is not; false when there is none. */
  judgeNext(): boolean {
    for (let at = this.#pages.length - 1; at >= 0; at--) {
      const page = this.#page(at)
      if (page.judged) continue
      const newerAreJudged = this.#judged
      this.#judge.begin?.(page)
      for (let line = 0; line < page.count; line++) {
        const shown = this.#judge.shows(page, line)
        const flags = page.flags[line] as number
        page.flags[line] = shown ? flags | lineFlag.shown : flags & ~lineFlag.shown
        if (shown) page.shown++
      }
      page.judged = true
      this.#judged += page.count
      this.#shown += page.shown
      // slots of what was found before stay: older lines go before them
      if (newerAreJudged > 0) this.#base -= page.shown
      return true
    }
    return false
  }

  /** Shown lines of the slots from `from`, at most `count`. */
  *slots(from: number, count: number): Generator<{ page: LogPage; line: number }> {
    let skip = Math.max(0, from - this.#base)
    let left = count
    for (const page of this.#pages) {
      if (left <= 0) return
      if (skip >= page.shown) {
        skip -= page.shown
        continue
      }
      for (let line = 0; line < page.count && left > 0; line++) {
        if (!page.judged || ((page.flags[line] as number) & lineFlag.shown) === 0) continue
        if (skip > 0) {
          skip--
          continue
        }
        yield { page, line }
        left--
      }
    }
  }

  /** Slot of the first shown line at or after a moment. */
  slotAt(at: number): number {
    let slot = this.#base
    for (const page of this.#pages) {
      if (page.count > 0 && (page.at[page.count - 1] as number) < at) {
        slot += page.shown
        continue
      }
      for (let line = 0; line < page.count && (page.at[line] as number) < at; line++)
        if (page.judged && ((page.flags[line] as number) & lineFlag.shown) !== 0) slot++
      break
    }
    return slot
  }

  /** Page and line of a slot, and slot and page from which its page begins. Null: there is none. */
  pageOf(slot: number): { at: number; first: number } | null {
    let first = this.#base
    for (let at = 0; at < this.#pages.length; at++) {
      const { shown } = this.#page(at)
      if (slot < first + shown) return slot < this.#base ? { at: 0, first: this.#base } : { at, first }
      first += shown
    }
    return null
  }

  /** Where a line is held; null when it is gone. */
  find(key: number): { page: LogPage; line: number } | null {
    for (const page of this.#pages) {
      const line = page.key.subarray(0, page.count).indexOf(key)
      if (line >= 0) return { page, line }
    }
    return null
  }

  #isOver(): boolean {
    return this.#lines > this.#limits.lines || this.memory > this.#limits.bytes
  }

  get #last(): LogPage {
    return this.#page(this.#pages.length - 1)
  }

  #page(at: number): LogPage {
    return this.#pages[at] as LogPage // callers stay inside
  }

  #dropOldest(): void {
    if (this.#pages.length === 1) this.#pages.push(this.#page(0).split())
    const gone = this.#pages.shift()
    if (gone === undefined) return
    this.#lines -= gone.count
    let bytes = 0
    for (let line = 0; line < gone.count; line++) bytes += gone.end(line) - gone.start(line)
    this.#bytes -= bytes
    this.#dropped += gone.count
    if (!gone.judged) return
    this.#judged -= gone.count
    this.#shown -= gone.shown
    this.#base += gone.shown
  }
}
