import { parsePattern } from './parsePattern.ts'
import { programOf } from './patternProgram.ts'
import { plainText, requiredText } from './requiredText.ts'
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
  readonly #text: RegExp | null

  /** Nothing but a text: {@link candidates} are the lines that match. */
  readonly isPlain: boolean

  /** Throws `BadPattern`. */
  constructor(text: string, ignoreCase: boolean) {
    const node = parsePattern(text, ignoreCase)
    const program = programOf(node)
    const required = requiredText(node)
    this.isPlain = plainText(node) !== null
    const folds = ignoreCase || text.startsWith('(?i)') || !this.isPlain
    // a plain text: nothing in it can be tried twice. Either case also where only one may be meant: it only sorts out
    this.#text = required === null ? null : new RegExp(required.replace(/[^A-Za-z0-9]/g, '\\$&'), folds ? 'gi' : 'g')
    this.#search = new StateTable(program, false)
    this.#anchored = new StateTable(program, true)
  }

  /** Whether bytes hold a match; `from` and `to` are the ends of a line. */
  test(bytes: Uint8Array, from: number, to: number): boolean {
    return this.#search.test(bytes, from, to)
  }

  /**
   * Tells lines that may match: those that hold a text which every match holds. `lines` are in the order of their bytes. Null: every line may.
   */
  candidates(
    bytes: Uint8Array,
    used: number,
    lines: { count: number; start(line: number): number; end(line: number): number },
  ): Uint8Array | null {
    if (this.#text === null) return null
    const found = new Uint8Array(lines.count)
    // one byte is one character, and what is looked for is ASCII
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, used).toString('latin1')
    let line = 0
    this.#text.lastIndex = 0
    for (let match = this.#text.exec(text); match !== null; match = this.#text.exec(text)) {
      while (line < lines.count && lines.end(line) <= match.index) line++
      if (line === lines.count) break
      // bytes of two lines stand side by side: what begins in one and ends in the other is no match
      if (match.index + match[0].length <= lines.end(line)) found[line] = 1
      this.#text.lastIndex = lines.end(line)
    }
    return found
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
