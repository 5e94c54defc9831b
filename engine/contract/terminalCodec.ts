import type { FrameReader } from './frameReader.ts'
import type { FrameWriter } from './frameWriter.ts'
import { readError, writeError } from './ledgerFrame.ts'
import type { TerminalFrame, TerminalState } from './terminals.ts'

const states: readonly TerminalState[] = ['connecting', 'open', 'ended', 'lost', 'failed']

/** Writes the body of a terminal frame. */
export function writeTerminal(w: FrameWriter, frame: TerminalFrame): void {
  w.number(frame.subscription)
  w.number(frame.revision)
  w.number(frame.session)
  w.string(frame.text)
  w.byte(states.indexOf(frame.state))
  w.optional(frame.exit, (exit) => w.number(exit))
  w.string(frame.reason)
  w.optional(frame.error, (error) => writeError(w, error))
}

/** Reads what {@link writeTerminal} wrote. */
export function readTerminal(r: FrameReader): TerminalFrame {
  return {
    subscription: r.number(),
    revision: r.number(),
    session: r.number(),
    text: r.string(),
    state: r.choice(states, 'state of a terminal'),
    exit: r.optional(() => r.number()),
    reason: r.string(),
    error: r.optional(() => readError(r)),
  }
}
