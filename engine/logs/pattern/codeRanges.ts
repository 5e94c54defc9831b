import type { CodeRanges } from './patternNode.ts'

/** The last code point of Unicode. */
export const lastCode = 0x10ffff

export const digits: CodeRanges = [[0x30, 0x39]]
/** As JavaScript's `\w`. */
export const wordCodes: CodeRanges = [
  [0x30, 0x39],
  [0x41, 0x5a],
  [0x5f, 0x5f],
  [0x61, 0x7a],
]
/** As JavaScript's `\s`. */
export const spaces: CodeRanges = [
  [0x09, 0x0d],
  [0x20, 0x20],
  [0xa0, 0xa0],
  [0x1680, 0x1680],
  [0x2000, 0x200a],
  [0x2028, 0x2029],
  [0x202f, 0x202f],
  [0x205f, 0x205f],
  [0x3000, 0x3000],
  [0xfeff, 0xfeff],
]

/** More letters than this are folded only where they are ASCII: a whole script has both cases in it anyway. */
const mostFolded = 2_000

/** Sorted and joined, as a {@link CodeRanges} must be. */
export function joined(ranges: readonly (readonly [number, number])[]): CodeRanges {
  const out: [number, number][] = []
  for (const [first, last] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const before = out[out.length - 1]
    if (before !== undefined && first <= before[1] + 1) before[1] = Math.max(before[1], last)
    else out.push([first, last])
  }
  return out
}

/** All that is not in the ranges. */
export function inverted(ranges: CodeRanges): CodeRanges {
  const out: [number, number][] = []
  let next = 0
  for (const [first, last] of ranges) {
    if (first > next) out.push([next, first - 1])
    next = last + 1
  }
  if (next <= lastCode) out.push([next, lastCode])
  return out
}

/** With the other case of every letter. */
export function folded(ranges: CodeRanges): CodeRanges {
  const out: [number, number][] = ranges.map(([first, last]) => [first, last])
  for (const [first, last] of ranges) {
    const to = last - first < mostFolded ? last : Math.min(last, 0x7f)
    for (let code = first; code <= to; code++) {
      const letter = String.fromCodePoint(code)
      for (const other of [letter.toLowerCase(), letter.toUpperCase()]) {
        const otherCode = other.codePointAt(0) ?? code
        // letters whose other case is two letters (ß) stay as they are
        if (otherCode !== code && other.length === String.fromCodePoint(otherCode).length) out.push([otherCode, otherCode])
      }
    }
  }
  return joined(out)
}
