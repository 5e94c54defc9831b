/** By code unit, never by locale: the same on every machine. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

const padded = new Map<string, string>()

/** `app-2` before `app-10`. */
export function compareNatural(a: string, b: string): number {
  return compare(pad(a), pad(b)) || compare(a, b)
}

function pad(text: string): string {
  let found = padded.get(text)
  if (found === undefined) {
    if (padded.size > 50_000) padded.clear()
    found = text.replace(/\d+/g, (digits) => digits.padStart(8, '0'))
    padded.set(text, found)
  }
  return found
}

/** Rounds up to a multiple. */
export function roundUp(value: number, step: number): number {
  return Math.ceil(value / step) * step
}

/** Adds to the list of a key. */
export function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}
