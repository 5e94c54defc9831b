import { age } from '../words/age.ts'
import { timeOfDay, timeParts } from '../words/timeStyle.ts'

/** How the time before a line is written. */
export type LineTimes = 'none' | 'local' | 'utc' | 'ago'

/** In the order in which a key goes through them, with their names. */
export const lineTimes: readonly { id: LineTimes; text: string }[] = [
  { id: 'local', text: 'Time of day' },
  { id: 'utc', text: 'Date and time, UTC' },
  { id: 'ago', text: 'How long ago' },
  { id: 'none', text: 'No times' },
]

/** The time of a line; empty where it has none, or none is wanted. `now` in epoch milliseconds. */
export function lineTime(at: number | null, how: LineTimes, now: number): string {
  if (at === null || how === 'none') return ''
  const date = new Date(at)
  if (how === 'utc') return `${date.toISOString().slice(0, 10)} ${date.toISOString().slice(11, 23)}Z`
  if (how === 'ago') return age(now - at)
  return timeOfDay(at, true)
}

/** The day of a moment as it is written here: `2026-01-02`. */
export function localDay(at: number): string {
  const { year, month, day } = timeParts(at)
  return `${year}-${String(month + 1).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}
