/** Pairs of first and last code point, in rising order, apart from each other. */
export type CodeRanges = readonly (readonly [number, number])[]

/** A regular expression, read. */
export type PatternNode =
  | { type: 'empty' }
  | { type: 'set'; ranges: CodeRanges }
  | { type: 'sequence'; parts: readonly PatternNode[] }
  | { type: 'choice'; parts: readonly PatternNode[] }
  | { type: 'repeat'; node: PatternNode; least: number; most: number }
  | { type: 'assertion'; kind: Assertion }

/** What a place in a line may be asked to be. */
export type Assertion = 'start' | 'end' | 'word-edge' | 'no-word-edge'

/** An expression that is none, or that asks for what cannot be answered in linear time. `message` may be shown. */
export class BadPattern extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'BadPattern'
  }
}
