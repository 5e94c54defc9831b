/** First and last value of one byte. */
type ByteRange = readonly [number, number]

const surrogates = [0xd800, 0xdfff] as const

/** A range of code points as the fewest sequences of byte ranges that are its UTF-8. (Method: R. Cox, "Regular Expression Matching in the Wild".) */
export function utf8Sequences(first: number, last: number): readonly (readonly ByteRange[])[] {
  const out: ByteRange[][] = []
  const split = (low: number, high: number): void => {
    if (low > high) return
    if (low <= surrogates[1] && high >= surrogates[0]) {
      split(low, surrogates[0] - 1)
      split(surrogates[1] + 1, high)
      return
    }
    for (const end of [0x7f, 0x7ff, 0xffff]) {
      if (low > end || high <= end) continue
      split(low, end)
      split(end + 1, high)
      return
    }
    if (high > 0x7f) {
      for (let i = 1; i < 4; i++) {
        const mask = (1 << (6 * i)) - 1
        if ((low & ~mask) === (high & ~mask)) continue
        if ((low & mask) !== 0) {
          split(low, low | mask)
          split((low | mask) + 1, high)
          return
        }
        if ((high & mask) !== mask) {
          split(low, (high & ~mask) - 1)
          split(high & ~mask, high)
          return
        }
      }
    }
    const from = bytesOf(low)
    const to = bytesOf(high)
    out.push(from.map((byte, i) => [byte, to[i] ?? byte]))
  }
  split(first, last)
  return out
}

function bytesOf(code: number): number[] {
  if (code < 0x80) return [code]
  if (code < 0x800) return [0xc0 | (code >> 6), 0x80 | (code & 0x3f)]
  if (code < 0x10000) return [0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f)]
  return [0xf0 | (code >> 18), 0x80 | ((code >> 12) & 0x3f), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f)]
}
