import type { Assertion } from './patternNode.ts'
import type { PatternProgram, Step } from './patternProgram.ts'

/** States are forgotten and made anew when there are more: bounds memory, and time stays linear. */
const mostStates = 3_000
const unknown = -1

const isWord = (byte: number): boolean =>
  (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5a) || byte === 0x5f || (byte >= 0x61 && byte <= 0x7a)

/** The byte goes on with a character: there is no place before it. */
const isInside = (byte: number): boolean => byte >= 0x80 && byte <= 0xbf

/** A state: steps that may be next, and what was before this place. */
interface State {
  steps: readonly number[]
  atStart: boolean
  afterWord: boolean
}

/**
 * The states of a machine, made when they are first needed. A transition is kept as `(state << 1) | matched`, where matched says that a match
 * ends before the byte; the end of the line is a byte class of its own.
 */
export class StateTable {
  readonly #steps: readonly Step[]
  readonly #start: number
  readonly #anchored: boolean
  readonly #hasWordEdges: boolean
  /** Bytes that no step tells apart are of one class. */
  readonly #classOf = new Uint8Array(256)
  readonly #sample: number[] = []
  readonly #classes: number
  readonly #ids = new Map<string, number>()
  readonly #states: State[] = []
  #table: Int32Array
  /** The state in which nothing has begun, and the bytes that lead back to it; none in an anchored table. */
  #home = unknown
  readonly #idle = new Uint8Array(256)
  /** Steps that are gathered already, by round. */
  readonly #seen: Uint32Array
  #round = 0

  constructor(program: PatternProgram, anchored: boolean) {
    this.#steps = program.steps
    this.#start = program.start
    this.#anchored = anchored
    this.#seen = new Uint32Array(program.steps.length)
    this.#hasWordEdges = program.steps.some((step) => step.type === 'assertion' && step.kind.endsWith('word-edge'))
    const cuts = new Uint8Array(257)
    for (const step of program.steps) {
      if (step.type !== 'byte' || step.high < step.low) continue
      cuts[step.low] = 1
      cuts[step.high + 1] = 1
    }
    if (this.#hasWordEdges)
      for (let byte = 1; byte < 256; byte++) if (isWord(byte) !== isWord(byte - 1) || isInside(byte) !== isInside(byte - 1)) cuts[byte] = 1
    for (let byte = 0; byte < 256; byte++) {
      if (byte === 0 || cuts[byte] === 1) this.#sample.push(byte)
      this.#classOf[byte] = this.#sample.length - 1
    }
    this.#classes = this.#sample.length + 1
    this.#table = new Int32Array(64 * this.#classes).fill(unknown)
    this.#reset()
  }

  /** Whether a match begins anywhere (or, anchored, at `from`) and ends anywhere. */
  test(bytes: Uint8Array, from: number, to: number): boolean {
    const classes = this.#classes
    const classOf = this.#classOf
    const idle = this.#idle
    const home = this.#home
    let table = this.#table
    let state = 0
    for (let at = from; at < to; at++) {
      if (state === home) {
        // most bytes of most lines begin nothing: they are passed over without looking at states
        while (at < to && idle[bytes[at] as number] === 1) at++
        if (at === to) break
      }
      const byteClass = classOf[bytes[at] as number] as number
      let move = table[state * classes + byteClass] as number
      if (move === unknown) {
        move = this.#move(state, byteClass)
        table = this.#table
      }
      if ((move & 1) === 1) return true
      state = move >> 1
    }
    return (this.#known(state, classes - 1) & 1) === 1
  }

  /** End of the longest match from `from`, -1 when there is none. For anchored tables. */
  longest(bytes: Uint8Array, from: number, to: number): number {
    let state = from === 0 ? 0 : this.#stateAt(isWord(bytes[from - 1] ?? 0))
    let end = -1
    for (let at = from; at <= to; at++) {
      const move = this.#known(state, at === bytes.length ? this.#classes - 1 : (this.#classOf[bytes[at] as number] as number))
      if ((move & 1) === 1) end = at
      state = move >> 1
      if (this.#states[state]?.steps.length === 0) break
    }
    return end
  }

  #known(state: number, byteClass: number): number {
    const move = this.#table[state * this.#classes + byteClass] as number
    return move === unknown ? this.#move(state, byteClass) : move
  }

  #stateAt(afterWord: boolean): number {
    return this.#id({ steps: [this.#start], atStart: false, afterWord: this.#hasWordEdges && afterWord })
  }

  #move(from: number, byteClass: number): number {
    const state = this.#states[from] as State
    const atEnd = byteClass === this.#classes - 1
    const byte = atEnd ? 0 : (this.#sample[byteClass] as number)
    const nextIsWord = !atEnd && isWord(byte)
    const holds = (kind: Assertion): boolean =>
      kind === 'start'
        ? state.atStart
        : kind === 'end'
          ? atEnd
          : !isInside(byte) && (state.afterWord !== nextIsWord) === (kind === 'word-edge')
    const reached: number[] = []
    this.#round++
    for (const step of state.steps) this.#reach(step, holds, reached)
    const matched = reached.includes(0)
    const next = new Set<number>()
    if (!atEnd)
      for (const at of reached) {
        const step = this.#steps[at] as Step
        if (step.type === 'byte' && byte >= step.low && byte <= step.high) next.add(step.next)
      }
    if (!this.#anchored && !atEnd) next.add(this.#start)
    const flushed = this.#states.length >= mostStates
    if (flushed) this.#reset()
    const to = this.#id({
      steps: [...next].sort((a, b) => a - b),
      atStart: false,
      afterWord: this.#hasWordEdges && nextIsWord,
    })
    const move = (to << 1) | (matched ? 1 : 0)
    // after a flush the number `from` is another state's
    if (!flushed) this.#table[from * this.#classes + byteClass] = move
    return move
  }

  /** Everything that can be reached without reading a byte. */
  #reach(start: number, holds: (kind: Assertion) => boolean, reached: number[]): void {
    const open = [start]
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (this.#seen[at] === this.#round) continue
      this.#seen[at] = this.#round
      const step = this.#steps[at] as Step
      if (step.type === 'split') open.push(step.b, step.a)
      else if (step.type === 'assertion') {
        if (holds(step.kind)) open.push(step.next)
      } else reached.push(at)
    }
  }

  #reset(): void {
    this.#ids.clear()
    this.#states.length = 0
    this.#table.fill(unknown)
    this.#id({ steps: [this.#start], atStart: true, afterWord: false })
    if (this.#anchored) return
    this.#home = this.#id({ steps: [this.#start], atStart: false, afterWord: false })
    for (let byteClass = 0; byteClass < this.#classes - 1; byteClass++) {
      const stays = this.#known(this.#home, byteClass) === this.#home << 1
      for (let byte = 0; byte < 256; byte++) if (this.#classOf[byte] === byteClass) this.#idle[byte] = stays ? 1 : 0
    }
  }

  #id(state: State): number {
    const key = `${state.atStart ? 's' : ''}${state.afterWord ? 'w' : ''}${state.steps.join(',')}`
    const known = this.#ids.get(key)
    if (known !== undefined) return known
    const id = this.#states.push(state) - 1
    this.#ids.set(key, id)
    if (this.#states.length * this.#classes > this.#table.length) {
      const grown = new Int32Array(this.#table.length * 2).fill(unknown)
      grown.set(this.#table)
      this.#table = grown
    }
    return id
  }
}
