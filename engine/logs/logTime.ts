const zero = 0x30

/** The time that a server wrote before a line. */
export interface LogTime {
  /** Epoch milliseconds, with a fraction. */
  at: number
  /** The same moment exactly: epoch seconds, and nanoseconds of the second. */
  second: number
  nanos: number
  /** Bytes of the time itself; the line begins one behind the blank. */
  length: number
}

/**
 * Reads the RFC 3339 time before a line (`2026-01-01T00:33:18.000001998Z `, or with an offset, as kubelets of other zones write it). Null when
 * there is none. Lines of one minute share the date: it is reckoned once.
 */
export class LogTimeReader {
  #minute = ''
  #minuteAt = 0

  read(bytes: Uint8Array, from: number, to: number): LogTime | null {
    // 2026-01-01T00:33:18Z
    if (to - from < 20 || bytes[from + 4] !== 0x2d || bytes[from + 10] !== 0x54 || bytes[from + 16] !== 0x3a) return null
    let at = from + 17
    const tens = (bytes[at] as number) - zero
    const ones = (bytes[at + 1] as number) - zero
    if (tens < 0 || tens > 6 || ones < 0 || ones > 9) return null
    at += 2
    let nanos = 0
    if (bytes[at] === 0x2e) {
      at++
      let scale = 100_000_000
      for (; at < to; at++) {
        const digit = (bytes[at] as number) - zero
        if (digit < 0 || digit > 9) break
        nanos += digit * scale
        scale = Math.floor(scale / 10)
      }
    }
    let offset = 0
    if (bytes[at] === 0x5a) at++
    else if (bytes[at] === 0x2b || bytes[at] === 0x2d) {
      const text = String.fromCharCode(...bytes.subarray(at, at + 6))
      const match = /^([+-])(\d\d):(\d\d)$/.exec(text)
      if (match === null) return null
      offset = (Number(match[2]) * 60 + Number(match[3])) * (match[1] === '-' ? -60_000 : 60_000)
      at += 6
    } else return null
    if (at < to && bytes[at] !== 0x20) return null
    const minuteAt = this.#atMinute(bytes, from)
    if (Number.isNaN(minuteAt)) return null
    const second = (minuteAt - offset) / 1000 + tens * 10 + ones
    return { at: second * 1000 + Math.floor(nanos / 1000) / 1000, second, nanos, length: at - from }
  }

  #atMinute(bytes: Uint8Array, from: number): number {
    let same = this.#minute.length === 16
    for (let i = 15; same && i >= 0; i--) same = this.#minute.charCodeAt(i) === bytes[from + i]
    if (same) return this.#minuteAt
    const text = String.fromCharCode(...bytes.subarray(from, from + 16))
    if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(text)) return Number.NaN
    this.#minute = text
    this.#minuteAt = Date.parse(`${text}:00Z`)
    return this.#minuteAt
  }
}
