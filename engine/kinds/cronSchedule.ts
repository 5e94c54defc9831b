/** How far is looked ahead, milliseconds: a schedule that never comes (30 February) is given up. */
const furthest = 5 * 366 * 24 * 60 * 60_000
const minute = 60_000

/** One field: the values that match, and whether it was written as any (`*`, `?`), which decides how days are read. */
interface CronField {
  values: ReadonlySet<number>
  any: boolean
}

interface CronSchedule {
  minutes: CronField
  hours: CronField
  days: CronField
  months: CronField
  weekdays: CronField
}

const monthNames = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const dayNames = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
const shorthands: ReadonlyMap<string, string> = new Map([
  ['@yearly', '0 0 1 1 *'],
  ['@annually', '0 0 1 1 *'],
  ['@monthly', '0 0 1 * *'],
  ['@weekly', '0 0 * * 0'],
  ['@daily', '0 0 * * *'],
  ['@midnight', '0 0 * * *'],
  ['@hourly', '0 * * * *'],
])

/**
 * When a schedule comes next after a moment, epoch milliseconds; null for what is no schedule, for `@every` (which counts from the start of a controller),
 * for a zone that is none, and for what does not come within five years. Source of the rules: robfig/cron v3, which the CronJob controller uses.
 */
export function nextRun(schedule: string, zone: string, after: number): number | null {
  const wanted = parseSchedule(schedule)
  const clock = wanted === null ? null : wallClock(zone)
  if (wanted === null || clock === null) return null
  let at = Math.floor(after / minute) * minute + minute
  for (const end = after + furthest; at <= end;) {
    const now = clock(at)
    if (!wanted.months.values.has(now.month)) at += stepToDay(now, now.day < 27 ? 27 - now.day : 1)
    else if (!isDay(wanted, now)) at += stepToDay(now, 1)
    else if (!wanted.hours.values.has(now.hour)) at += (60 - now.minute) * minute
    else if (!wanted.minutes.values.has(now.minute)) at += minute
    else return at
  }
  return null
}

interface WallTime {
  month: number
  day: number
  weekday: number
  hour: number
  minute: number
}

/** Milliseconds towards the beginning of a day to come; never beyond it, also where clocks are put forward on the way. */
function stepToDay({ hour, minute: past }: WallTime, days: number): number {
  const hours = (days - 1) * 24 + (hour < 23 ? 23 - hour : 1)
  return hours * 60 * minute - past * minute
}

/** Days of month and of week: both must match where one of them is any, else one of them is enough. */
function isDay({ days, weekdays }: CronSchedule, now: WallTime): boolean {
  const ofMonth = days.values.has(now.day)
  const ofWeek = weekdays.values.has(now.weekday)
  return days.any || weekdays.any ? ofMonth && ofWeek : ofMonth || ofWeek
}

/** What a clock on the wall of a zone shows; null when there is no such zone. */
function wallClock(zone: string): ((at: number) => WallTime) | null {
  let format: Intl.DateTimeFormat
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      weekday: 'short',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    })
  } catch {
    return null // a zone that this system does not know
  }
  return (at) => {
    const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]))
    const figure = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.get(type))
    const weekday = dayNames.indexOf((parts.get('weekday') ?? '').toLowerCase())
    return { month: figure('month'), day: figure('day'), weekday, hour: figure('hour'), minute: figure('minute') }
  }
}

function parseSchedule(text: string): CronSchedule | null {
  const written = text.trim()
  if (written.length > 500) return null
  const fields = (shorthands.get(written) ?? written).split(/\s+/)
  if (fields.length !== 5) return null
  const [minutes, hours, days, months, weekdays] = [
    parseField(fields[0] ?? '', 0, 59, []),
    parseField(fields[1] ?? '', 0, 23, []),
    parseField(fields[2] ?? '', 1, 31, []),
    parseField(fields[3] ?? '', 1, 12, monthNames),
    parseField(fields[4] ?? '', 0, 6, dayNames),
  ]
  if (minutes === null || hours === null || days === null || months === null || weekdays === null) return null
  return { minutes, hours, days, months, weekdays }
}

/** `*`, `5`, `1-5`, `1-10/2`, `3/15` (from 3 to the end), names, and lists of all these; null for anything else. */
function parseField(text: string, least: number, most: number, names: readonly string[]): CronField | null {
  const values = new Set<number>()
  let any = false
  for (const part of text.split(',')) {
    const found = /^(?:([*?])|(\w+)(?:-(\w+))?)(?:\/(\d+))?$/.exec(part)
    if (found === null) return null
    const [, star, low, high, step] = found
    const from = star === undefined ? valueOf(low ?? '', least, names) : least
    const to =
      star !== undefined || (high === undefined && step !== undefined) ? most : high === undefined ? from : valueOf(high, least, names)
    const by = step === undefined ? 1 : Number(step)
    if (from < least || to > most || from > to || Number.isNaN(from + to) || by < 1) return null
    for (let value = from; value <= to; value += by) values.add(value)
    if (star !== undefined && by === 1) any = true
  }
  return { values, any }
}

function valueOf(text: string, least: number, names: readonly string[]): number {
  const named = names.indexOf(text.toLowerCase())
  return named >= 0 ? named + least : /^\d+$/.test(text) ? Number(text) : NaN
}
