import { err, ok, type Result } from '../../contract/index.ts'
import type { InPieces } from '../../layout/inPieces.ts'

/** Work that may be put down at each `yield`, and taken up again: what answers a question, in pieces that block nobody. */
export type Thinking<T> = InPieces<T>

/** Milliseconds that a piece may take: short beside the 50 that a window notices, long beside what it costs to be called again. */
const pieceTime = 8

/** How long work may take, and how it is ended. */
export interface ThinkingTime {
  /** Milliseconds from now. */
  deadline: number
  signal: AbortSignal
  /** Lets others work in this thread, and comes back. */
  nextTurn: () => Promise<void>
}

/** Does the work piece by piece, so that others get their turn. The answer is a value, or that the deadline passed, or that nobody wants it any more. */
export async function think<T>(work: Thinking<T>, { deadline, signal, nextTurn }: ThinkingTime): Promise<Result<T>> {
  const end = performance.now() + deadline
  for (;;) {
    if (signal.aborted) return err({ code: 'cancelled', message: 'The question was withdrawn.' })
    const from = performance.now()
    if (from > end)
      return err({
        code: 'timeout',
        message: `There was no answer within ${Math.round(deadline / 1000)} seconds.`,
        todo: 'Ask about something smaller: one namespace, or an object with fewer relations.',
      })
    for (;;) {
      const { done, value } = work.next()
      if (done) return ok(value)
      if (performance.now() - from > pieceTime) break
    }
    await nextTurn()
  }
}
