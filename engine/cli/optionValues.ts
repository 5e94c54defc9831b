import { severities, type Severity } from '../contract/index.ts'
import { CommandFailure } from './exitCode.ts'

/** What `logs` alone takes. */
export interface LogsOptions {
  container: string | null
  allContainers: boolean
  follow: boolean
  /** Lines of each container; null: all, `usual`: nobody said. */
  tail: number | null | 'usual'
  /** Seconds. */
  since: number | null
  previous: boolean
  timestamps: boolean
  /** Null: where there is more than one container. */
  prefix: boolean | null
  include: string
  exclude: string
  /** The mildest that is shown; null: all lines, also those that say none. */
  severity: Severity | null
}

/** What `events` alone takes. */
export interface EventsOptions {
  types: readonly string[]
  reasons: readonly string[]
  watch: boolean
  /** `KIND/NAME` */
  for: string | null
}

/** Options of `logs` and `events`, as they are written. */
export const streamOptions = {
  container: { type: 'string', short: 'c' },
  'all-containers': { type: 'boolean', default: false },
  follow: { type: 'boolean', short: 'f', default: false },
  tail: { type: 'string' },
  since: { type: 'string' },
  previous: { type: 'boolean', short: 'p', default: false },
  timestamps: { type: 'boolean', default: false },
  prefix: { type: 'boolean', default: false },
  'no-prefix': { type: 'boolean', default: false },
  include: { type: 'string', default: '' },
  exclude: { type: 'string', default: '' },
  severity: { type: 'string' },
  type: { type: 'string', multiple: true },
  reason: { type: 'string', multiple: true },
  watch: { type: 'boolean', short: 'w', default: false },
  for: { type: 'string' },
} as const

/** The values of {@link streamOptions}. */
interface StreamValues {
  container?: string | undefined
  'all-containers': boolean
  follow: boolean
  tail?: string | undefined
  since?: string | undefined
  previous: boolean
  timestamps: boolean
  prefix: boolean
  'no-prefix': boolean
  include: string
  exclude: string
  severity?: string | undefined
  type?: string[] | undefined
  reason?: string[] | undefined
  watch: boolean
  for?: string | undefined
}

/** Reads what `logs` takes. */
export function logsOptions(values: StreamValues): LogsOptions {
  if (values.container !== undefined && values['all-containers']) throw usage('Give -c or --all-containers, not both.')
  if (values.follow && values.previous) throw usage('A run that is over is not followed: give -f or --previous, not both.')
  return {
    container: values.container ?? null,
    allContainers: values['all-containers'],
    follow: values.follow,
    // as kubectl takes it: -1 is everything
    tail: values.tail === undefined ? 'usual' : values.tail === '-1' ? null : wholeNumber('--tail', values.tail, 0, 100_000_000),
    since: values.since === undefined ? null : Math.max(1, Math.ceil(duration('--since', values.since) / 1000)),
    previous: values.previous,
    timestamps: values.timestamps,
    prefix: values.prefix ? true : values['no-prefix'] ? false : null,
    include: values.include,
    exclude: values.exclude,
    severity: values.severity === undefined ? null : oneOf('--severity', values.severity, severities.slice(1)),
  }
}

/** Reads what `events` takes. */
export function eventsOptions(values: StreamValues): EventsOptions {
  const parts = (list: readonly string[] | undefined): string[] =>
    (list ?? []).flatMap((each) => each.split(',')).filter((each) => each !== '')
  return {
    types: parts(values.type).map((type) => oneOf('--type', type, ['Normal', 'Warning'])),
    reasons: parts(values.reason),
    watch: values.watch,
    for: values.for ?? null,
  }
}

/** One of some words. */
export function oneOf<T extends string>(option: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((each) => each === value)
  if (found === undefined) throw usage(`${option} is one of ${allowed.join(', ')}; "${value.slice(0, 40)}" is not.`)
  return found
}

/** A whole number within bounds. */
export function wholeNumber(option: string, value: string, least: number, most: number): number {
  const number = /^\d+$/.test(value) ? Number(value) : Number.NaN
  if (!(number >= least && number <= most)) throw usage(`${option} is a whole number from ${least} to ${most}.`)
  return number
}

/** Milliseconds of `500ms`, `30s`, `2m`, `3h`, `1d`, `1h30m`. */
export function duration(option: string, text: string): number {
  const units = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const
  if (!/^(?:\d{1,6}(?:ms|[smhd])){1,5}$/.test(text)) throw usage(`${option} takes a number and a unit: 500ms, 30s, 2m, 3h, 1d.`)
  let sum = 0
  for (const [, number, unit] of text.matchAll(/(\d+)(ms|[smhd])/g)) sum += Number(number) * units[unit as keyof typeof units]
  return sum
}

/** Wrong arguments. */
export function usage(message: string): CommandFailure {
  return new CommandFailure({ code: 'bad-input', message, todo: 'Run `kubilitics help` for the commands and options.' })
}
