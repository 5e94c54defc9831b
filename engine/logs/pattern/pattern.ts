import { parsePattern } from './parsePattern.ts'
import { programOf } from './patternProgram.ts'
import { StateTable } from './stateTable.ts'

/** Longest piece of a line in which places of matches are looked for, in bytes. */
const markedBytes = 4_096
const mostMarks = 50

/**
 * A regular expression over UTF-8 bytes that takes time linear in what it reads, whatever the expression and the text are: states are made when
 * they are first needed, and nothing is ever tried twice. (Thompson's construction with a lazy DFA, as RE2 has it.)
 */
export class Pattern {
  readonly #search: StateTable
  readonly #anchored: StateTable

  /** Throws `BadPattern`. */
  constructor(text: string, ignoreCase: boolean) {
    const program = programOf(parsePattern(text, ignoreCase))
    this.#search = new StateTable(program, false)
    this.#anchored = new StateTable(program, true)
  }

  /** Whether bytes hold a match; `from` and `to` are the ends of a line. */
  test(bytes: Uint8Array, from: number, to: number): boolean {
    return this.#search.test(bytes, from, to)
  }

  /** Where a line matches, in bytes: leftmost, then longest; matches of nothing are left out. */
  marks(bytes: Uint8Array): { start: number; end: number }[] {
    const found: { start: number; end: number }[] = []
    const to = Math.min(bytes.length, markedBytes)
    for (let at = 0; at < to && found.length < mostMarks;) {
      const end = this.#anchored.longest(bytes, at, to)
      if (end > at) {
        found.push({ start: at, end })
        at = end
      } else at++
    }
    return found
  }
}
