import { severities, type Severity } from '../contract/index.ts'

/** Only the beginning of a line is looked at: a severity stands in front. */
const looked = 320

const rank = { none: 0, trace: 1, debug: 2, info: 3, warn: 4, error: 5, fatal: 6 } as const satisfies Readonly<Record<Severity, number>>

const wordRanks: ReadonlyMap<string, number> = new Map<string, number>([
  ...(['trace', 'finest', 'verbose', 'silly'] as const).map((word) => [word, rank.trace] as const),
  ...(['debug', 'dbg', 'fine', 'd'] as const).map((word) => [word, rank.debug] as const),
  ...(['info', 'inf', 'information', 'informational', 'notice', 'log', 'i', 'ok'] as const).map((word) => [word, rank.info] as const),
  ...(['warn', 'wrn', 'warning', 'w'] as const).map((word) => [word, rank.warn] as const),
  ...(['error', 'err', 'severe', 'e'] as const).map((word) => [word, rank.error] as const),
  ...(['fatal', 'ftl', 'crit', 'critical', 'panic', 'alert', 'emerg', 'emergency', 'dpanic', 'f'] as const).map(
    (word) => [word, rank.fatal] as const,
  ),
])

// each is anchored or begins with fixed characters, and repeats nothing inside a repeat
const inJson =
  /"(?:level|severity|lvl|log\.level|loglevel|levelname|severity_text|severityText|priority)"\s*:\s*(?:"([A-Za-z]+)"|(\d{1,3}))/i
const inLogfmt = /(?:^|\s)(?:level|lvl|severity|loglevel)=(?:"([A-Za-z]+)"|([A-Za-z]+))/i
const klog = /^([IWEF])\d{4} \d\d:\d\d/
const bracketed =
  /[[<|(]\s?(trace|debug|dbg|info|inf|notice|warn|warning|wrn|error|err|crit|critical|fatal|ftl|alert|emerg|panic)\s?[\]>|)]/i
const upper = /(?:^|[\s:[|])(TRACE|FINEST|DEBUG|INFO|NOTICE|LOG|WARN|WARNING|ERROR|SEVERE|FATAL|PANIC|CRITICAL|EMERG|ALERT)(?=[\s:\]|,]|$)/
const opening = /^(panic|fatal|error|warning|warn|info|debug|trace|exception)(?=[:! ])/i
const failing = /^(?:Traceback \(most recent|Exception in thread|Unhandled |Uncaught |[\w.]+(?:Error|Exception):)/

/**
 * Severity of a line as a place in `severities`, read from how loggers write it: JSON (also pino's and syslog's numbers), logfmt, klog, a word in
 * brackets or capitals. 0 when the line does not say.
 */
export function lineSeverity(head: string): number {
  if (head.charCodeAt(0) === 0x7b) {
    const json = inJson.exec(head)
    if (json !== null) return json[1] === undefined ? ofNumber(Number(json[2])) : ofWord(json[1])
  }
  const short = klog.exec(head)
  if (short?.[1] !== undefined) return ofWord(short[1])
  const pair = inLogfmt.exec(head)
  if (pair !== null) return ofWord(pair[1] ?? pair[2] ?? '')
  const word = bracketed.exec(head) ?? upper.exec(head) ?? opening.exec(head)
  if (word?.[1] !== undefined) return word[1].toLowerCase() === 'exception' ? rank.error : ofWord(word[1])
  return failing.test(head) ? rank.error : rank.none
}

/** The part of a line that {@link lineSeverity} looks at, for bytes whose letters of interest are ASCII. */
export function lineHead(bytes: Uint8Array, from: number, to: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1', from, Math.min(to, from + looked))
}

/** True for lines that go on with what was before: a stack trace, wrapped text. */
export function goesOn(bytes: Uint8Array, from: number, to: number): boolean {
  const first = from < to ? bytes[from] : undefined
  return first === 0x20 || first === 0x09 || first === 0x7d
}

/** The word for a place in `severities`. */
export function severityAt(place: number): Severity {
  return severities[place] ?? 'none'
}

function ofWord(word: string): number {
  return wordRanks.get(word.toLowerCase()) ?? rank.none
}

/** pino and bunyan count in tens upwards, syslog from 0 (the worst) to 7. */
function ofNumber(level: number): number {
  if (level >= 10) return Math.min(rank.fatal, Math.max(rank.trace, Math.floor(level / 10)))
  if (level > 7) return rank.none
  return [rank.fatal, rank.fatal, rank.fatal, rank.error, rank.warn, rank.info, rank.info, rank.debug][level] ?? rank.none
}
