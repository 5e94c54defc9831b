import type { LogLine, LogLineDetail, LogsFrame, LogStreamState, TerminalFrame, TerminalState } from '../../engine/contract/index.ts'
import { severities } from '../../engine/contract/index.ts'
import { logTexts, streamStates, terminalStates } from './catalogue.ts'

/** What a log and a terminal of the gallery say. */
const T0 = Date.now()
const lines = 240

const line = (slot: number): LogLine => {
  const severity = severities[slot % severities.length] ?? 'none'
  const text = logTexts[severity]
  return {
    key: slot + 1,
    stream: slot % 31 === 30 ? -1 : slot % 2,
    at: T0 - (lines - slot) * 700,
    severity,
    text,
    spans: severity === 'info' ? [{ start: 0, end: 9, ink: 3, bold: true }] : [],
    matches: severity === 'error' ? [{ start: 0, end: 13 }] : [],
    columns: [],
    fields: text.includes('='),
    cut: false,
  }
}

/** A line in full, with fields whose names and values are as a hostile program writes them; the engine has taken the control characters out. */
export const hostileLine: LogLineDetail = {
  at: T0,
  stream: 0,
  severity: 'error',
  text: '{"level":"error"}',
  fields: [
    { name: 'level', value: 'error' },
    { name: 'user.⟨U+202E⟩gpj.exe', value: '<img src=x onerror=alert(1)>' },
    { name: `name-${'x'.repeat(300)}`, value: 'y'.repeat(20_000) },
    { name: 'constructor', value: '␛[31mred' },
  ],
  format: 'json',
}

export function logsFrame(subscription: number, state: LogStreamState, bare: boolean): LogsFrame {
  const held = bare ? 0 : lines
  const start = Math.max(0, held - 80)
  const { reason, error } = streamStates[state]
  return {
    subscription,
    revision: 1,
    held,
    dropped: 0,
    bytes: held * 90,
    memory: held * 114,
    keep: { lines: 1_000_000, bytes: 536_870_912 },
    scanned: held,
    base: 0,
    matching: held,
    start,
    lines: Array.from({ length: held - start }, (_, index) => line(start + index)),
    atEnd: true,
    rate: state === 'following' ? 24 : 0,
    streams: ['checkout', 'envoy'].map((container) => ({
      cluster: 'ctx-eu',
      pod: 'core/Pod/shop/checkout-7c9f8d6b54-k2x9p',
      container,
      state,
      reason,
      error,
      lines: held / 2,
    })),
    leftOut: 0,
    histogram: {
      from: T0 - 60_000,
      to: T0,
      buckets:
        held === 0
          ? []
          : Array.from({ length: 60 }, (_, index) => ({ errors: index % 9 === 0 ? 3 : 0, warnings: index % 5, others: 4 + (index % 7) })),
    },
    filterError: null,
    sourceProblems: [],
  }
}

export function terminalFrame(subscription: number, state: TerminalState): TerminalFrame {
  const { exit, reason, error } = terminalStates[state]
  return {
    subscription,
    revision: 1,
    session: 1,
    text:
      state === 'connecting' || state === 'failed'
        ? ''
        : '\u001b[32mroot@checkout\u001b[0m:/app# ls\r\nbin  etc  \u001b[34mlib\u001b[0m\r\nroot@checkout:/app# ',
    state,
    exit,
    reason,
    error,
  }
}
