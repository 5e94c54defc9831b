import { shallowRef } from 'vue'
import type { Appearance } from '../../preload/contract.ts'

/** How times are written in this window: by a person's settings. Whatever is drawn with it follows a change. */
export const timeStyle = shallowRef<Pick<Appearance, 'clock' | 'zone'>>({ clock: '24h', zone: 'local' })

/** Months as they are written in times, by their number from 0. */
export const monthNames = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const

const two = (n: number): string => String(n).padStart(2, '0')

/** The parts of a moment in the zone that times are written in. */
export function timeParts(at: number): {
  year: number
  month: number
  day: number
  hours: number
  minutes: number
  seconds: number
  ms: number
} {
  const d = new Date(at)
  if (timeStyle.value.zone === 'utc')
    return {
      year: d.getUTCFullYear(),
      month: d.getUTCMonth(),
      day: d.getUTCDate(),
      hours: d.getUTCHours(),
      minutes: d.getUTCMinutes(),
      seconds: d.getUTCSeconds(),
      ms: d.getUTCMilliseconds(),
    }
  return {
    year: d.getFullYear(),
    month: d.getMonth(),
    day: d.getDate(),
    hours: d.getHours(),
    minutes: d.getMinutes(),
    seconds: d.getSeconds(),
    ms: d.getMilliseconds(),
  }
}

/** `14:13:41` or `2:13:41 PM`; with `ms` also `.789`. Times of the day alone say that they are UTC. */
export function timeOfDay(at: number, ms: boolean = false): string {
  const parts = timeParts(at)
  const { clock, zone } = timeStyle.value
  const fraction = ms ? `.${String(parts.ms).padStart(3, '0')}` : ''
  const rest = `${two(parts.minutes)}:${two(parts.seconds)}${fraction}`
  const time =
    clock === '24h' ? `${two(parts.hours)}:${rest}` : `${String(parts.hours % 12 || 12)}:${rest} ${parts.hours < 12 ? 'AM' : 'PM'}`
  if (zone === 'local') return time
  return clock === '24h' ? `${time}Z` : `${time} UTC`
}
