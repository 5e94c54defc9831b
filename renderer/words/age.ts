import { monthNames, timeOfDay, timeParts } from './timeStyle.ts'

/** One unit, as kubectl's AGE column in short: `41s`, `14m`, `5h`, `12d`, `3y`. `ms` is the time that has passed; the future counts as 0. */
export function age(ms: number): string {
  const s = Math.max(0, Math.floor(ms / 1000))
  if (s < 120) return `${s}s`
  const m = Math.floor(s / 60)
  if (m < 120) return `${m}m`
  const h = Math.floor(m / 60)
  if (h < 48) return `${h}h`
  const d = Math.floor(h / 24)
  return d < 730 ? `${d}d` : `${Math.floor(d / 365)}y`
}

/** One unit, spaced, for lists of clusters: `4 min`, `5 h`, `12 d`. */
export function shortSpan(ms: number): string {
  return age(ms)
    .replace(/m$/, ' min')
    .replace(/(\d)([shdy])$/, '$1 $2')
}

/** In words, for sentences: `12 s`, `2 min 11 s`, `5 h 13 min`, `3 d`. */
export function span(ms: number): string {
  const s = Math.max(0, Math.floor(ms / 1000))
  if (s < 60) return `${s} s`
  const m = Math.floor(s / 60)
  if (m < 10) return s % 60 === 0 ? `${m} min` : `${m} min ${s % 60} s`
  if (m < 60) return `${m} min`
  const h = Math.floor(m / 60)
  if (h < 10) return m % 60 === 0 ? `${h} h` : `${h} h ${m % 60} min`
  return h < 48 ? `${h} h` : `${Math.floor(h / 24)} d`
}

/** How long it is until something happens, as {@link span}: a begun second counts, so that the last word before it is not `0 s`. */
export function spanUntil(ms: number): string {
  return span(Math.ceil(ms / 1000) * 1000)
}

const two = (n: number): string => String(n).padStart(2, '0')

/** `14:13:41`, with the day in front when it is not today: `20 Nov 18:00:04`, and the year when it is not this one. By a person's clock and zone. */
export function clockTime(at: number, now: number): string {
  const d = timeParts(at)
  const n = timeParts(now)
  const time = timeOfDay(at)
  if (d.day === n.day && d.month === n.month && d.year === n.year) return time
  const day = `${d.day} ${monthNames[d.month] ?? ''}`
  return d.year === n.year ? `${day} ${time}` : `${day} ${d.year} ${time}`
}

/** The exact time for a tooltip: local time with the offset, then UTC. */
export function exactTime(at: number): string {
  const d = new Date(at)
  if (Number.isNaN(d.getTime())) return 'not a time'
  const offset = -d.getTimezoneOffset()
  const zone = `${offset < 0 ? '-' : '+'}${two(Math.floor(Math.abs(offset) / 60))}:${two(Math.abs(offset) % 60)}`
  const local = `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())} ${two(d.getHours())}:${two(d.getMinutes())}:${two(d.getSeconds())} ${zone}`
  return `${local} (${d.toISOString().slice(0, 19)}Z)`
}
