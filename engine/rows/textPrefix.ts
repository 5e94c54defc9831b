const zero = 0x30
const nine = 0x39
/** The largest code unit that has a byte of its own; what is larger ends the prefix, since more could not be told apart. */
const largest = 0xfe

/**
 * Writes the first eight bytes of what a text sorts by in {@link naturalOrder}, from a place on, into two words: texts whose words differ stand
 * in the order of the words. A run of digits becomes one byte with its length (in the range of the digits themselves) and its number. The
 * words are never all ones.
 */
export function textPrefix(text: string, from: number, words: Uint32Array): void {
  let high = 0
  let low = 0
  let bytes = 0
  const add = (byte: number): void => {
    if (bytes < 4) high |= byte << (24 - 8 * bytes)
    else if (bytes < 8) low |= byte << (56 - 8 * bytes)
    bytes++
  }
  let at = from
  while (at < text.length && bytes < 8) {
    const code = text.charCodeAt(at)
    if (code < zero || code > nine) {
      add(Math.min(code, largest))
      if (code >= largest) break
      at++
      continue
    }
    while (at < text.length && text.charCodeAt(at) === zero) at++
    const start = at
    let number = 0
    while (at < text.length && text.charCodeAt(at) >= zero && text.charCodeAt(at) <= nine) {
      if (at - start < 8) number = number * 10 + text.charCodeAt(at) - zero
      at++
    }
    const digits = at - start
    add(zero + Math.min(digits, 9))
    if (digits > 8) break // longer than a number that is told apart here
    for (let byte = bytesOf(digits) - 1; byte >= 0; byte--) add((number >>> (8 * byte)) & 0xff)
  }
  words[0] = high
  words[1] = low
}

/** How many characters texts have in common from the start, without cutting through a run of digits. */
export function commonStart(a: string, b: string, most: number): number {
  let at = 0
  while (at < most && at < a.length && at < b.length && a.charCodeAt(at) === b.charCodeAt(at)) at++
  while (at > 0 && a.charCodeAt(at - 1) >= zero && a.charCodeAt(at - 1) <= nine) at--
  return at
}

/** Bytes for a number of so many decimal digits. */
function bytesOf(digits: number): number {
  return digits === 0 ? 0 : digits <= 2 ? 1 : digits <= 4 ? 2 : digits <= 7 ? 3 : 4
}
