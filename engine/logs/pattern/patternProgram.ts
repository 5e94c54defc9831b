import { type Assertion, BadPattern, type CodeRanges, type PatternNode } from './patternNode.ts'
import { utf8Sequences } from './utf8Sequences.ts'

/** One step of a machine that reads bytes. */
export type Step =
  /** A byte from `low` to `high` leads to `next`. */
  | { type: 'byte'; low: number; high: number; next: number }
  | { type: 'split'; a: number; b: number }
  | { type: 'assertion'; kind: Assertion; next: number }
  | { type: 'match' }

/** A machine; begins at `start`. */
export interface PatternProgram {
  steps: readonly Step[]
  start: number
}

/** More steps are an expression that nobody wants to wait for: repeats of repeats of large groups. */
const mostSteps = 50_000

/** Builds the machine of an expression. Throws {@link BadPattern} when it would be too large. */
export function programOf(node: PatternNode): PatternProgram {
  const steps: Step[] = [{ type: 'match' }]
  const add = (step: Step): number => {
    if (steps.length >= mostSteps) throw new BadPattern('the expression repeats too much')
    return steps.push(step) - 1
  }
  // built from the end, so that every step knows its next
  const build = (part: PatternNode, next: number): number => {
    switch (part.type) {
      case 'empty':
        return next
      case 'set':
        return buildSet(part.ranges, next, add)
      case 'sequence':
        return part.parts.reduceRight((then, each) => build(each, then), next)
      case 'choice':
        return part.parts.map((each) => build(each, next)).reduceRight((b, a) => add({ type: 'split', a, b }))
      case 'assertion':
        return add({ type: 'assertion', kind: part.kind, next })
      case 'repeat': {
        let then = next
        if (part.most === Infinity) {
          const loop = add({ type: 'split', a: next, b: next })
          steps[loop] = { type: 'split', a: build(part.node, loop), b: next }
          then = loop
        } else for (let i = part.least; i < part.most; i++) then = add({ type: 'split', a: build(part.node, then), b: next })
        for (let i = 0; i < part.least; i++) then = build(part.node, then)
        return then
      }
    }
  }
  const start = build(node, 0)
  return { steps, start }
}

function buildSet(ranges: CodeRanges, next: number, add: (step: Step) => number): number {
  const starts = ranges.flatMap(([first, last]) =>
    utf8Sequences(first, last).map((bytes) => bytes.reduceRight((then, [low, high]) => add({ type: 'byte', low, high, next: then }), next)),
  )
  // an empty class matches nothing: a byte that does not exist
  if (starts.length === 0) return add({ type: 'byte', low: 1, high: 0, next })
  return starts.reduceRight((b, a) => add({ type: 'split', a, b }))
}
