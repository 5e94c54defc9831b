import { parseObjectId, severities, type LogStream } from '../contract/index.ts'
import { lineFields } from '../logs/lineFields.ts'
import type { MergedLine } from '../logs/lineMerge.ts'
import { severityAt } from '../logs/lineSeverity.ts'
import { lineFlag } from '../logs/logPage.ts'
import { Pattern } from '../logs/pattern/pattern.ts'
import { BadPattern } from '../logs/pattern/patternNode.ts'
import { shownText } from '../logs/shownText.ts'
import { escapedJson } from '../workspace/escapedText.ts'
import { type LogsOptions, usage } from './optionValues.ts'

const encoder = new TextEncoder()

/** Which lines are written: by expressions that cannot backtrack, and by severity. */
export class LineChoice {
  readonly #include: Pattern | null
  readonly #exclude: Pattern | null
  readonly #mildest: number

  /** Throws a usage failure for an expression that is none. */
  constructor({ include, exclude, severity }: LogsOptions) {
    this.#include = patternOf('--include', include)
    this.#exclude = patternOf('--exclude', exclude)
    this.#mildest = severity === null ? 0 : severities.indexOf(severity)
  }

  has(line: MergedLine): boolean {
    if (line.severity < this.#mildest) return false
    if (this.#include === null && this.#exclude === null) return true
    // what is searched is what is seen
    const bytes = (line.flags & lineFlag.controls) === 0 ? line.text : encoder.encode(shownText(textOf(line)).text)
    return this.#include?.test(bytes, 0, bytes.length) !== false && this.#exclude?.test(bytes, 0, bytes.length) !== true
  }
}

/** How lines are written. */
export interface LineLook {
  json: boolean
  timestamps: boolean
  prefix: boolean
  /** Null: there is one context, and nobody asks which. */
  context: string | null
}

/** One line as it is written, with its newline; nothing in it steers a terminal. */
export function writtenLine(line: MergedLine, stream: LogStream | undefined, look: LineLook): string {
  const raw = textOf(line)
  const pod = parseObjectId(stream?.pod ?? '')
  if (look.json) {
    const { fields } = lineFields(shownText(raw).text)
    const whole = {
      time: (line.flags & lineFlag.timeless) === 0 ? stampOf(line) : null,
      ...(look.context === null ? {} : { context: look.context }),
      namespace: pod?.namespace ?? '',
      pod: pod?.name ?? '',
      container: stream?.container ?? '',
      severity: severityAt(line.severity),
      text: raw,
      ...(fields.length === 0 ? {} : { fields: Object.fromEntries(fields.map(({ name, value }) => [name, value])) }),
      ...((line.flags & lineFlag.cut) === 0 ? {} : { cut: true }),
    }
    return `${escapedJson(whole, 0)}\n`
  }
  const text = (line.flags & (lineFlag.controls | lineFlag.wide)) === 0 ? raw : shownText(raw).text
  const from = look.prefix ? `[${look.context === null ? '' : `${look.context} `}pod/${pod?.name ?? ''}/${stream?.container ?? ''}] ` : ''
  const time = look.timestamps && (line.flags & lineFlag.timeless) === 0 ? `${stampOf(line)} ` : ''
  return `${from}${time}${text}${(line.flags & lineFlag.cut) === 0 ? '' : ' … (cut at 256 KB)'}\n`
}

function textOf({ text }: MergedLine): string {
  return Buffer.from(text.buffer, text.byteOffset, text.byteLength).toString('utf8')
}

/** With nine digits, as kubelets write it. */
function stampOf({ at, nanos }: MergedLine): string {
  return `${new Date(Math.floor(at / 1000) * 1000).toISOString().slice(0, 19)}.${String(nanos).padStart(9, '0')}Z`
}

function patternOf(option: string, text: string): Pattern | null {
  if (text === '') return null
  try {
    return new Pattern(text, false)
  } catch (thrown) {
    if (thrown instanceof BadPattern) throw usage(`${option} is no expression: ${thrown.message}.`)
    throw thrown
  }
}
