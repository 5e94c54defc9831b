/**
 * Order of names as people expect it: code unit by code unit, but runs of digits as numbers (`web-2` before `web-10`). Not the order of a
 * locale: the same on every machine. Zero for texts that differ in leading zeros only.
 */
export function naturalOrder(a: string, b: string): number {
  if (a === b) return 0
  const shorter = Math.min(a.length, b.length)
  let at = 0
  while (at < shorter && a.charCodeAt(at) === b.charCodeAt(at)) at++
  return orderFrom(a, b, at)
}

/** Orders two texts that are equal before `at`. */
function orderFrom(a: string, b: string, at: number): number {
  let start = at
  while (start > 0 && isDigit(a.charCodeAt(start - 1))) start--
  const endA = digitsEnd(a, at)
  const endB = digitsEnd(b, at)
  if (endA === start || endB === start) {
    if (at >= a.length || at >= b.length) return a.length - b.length
    return a.charCodeAt(at) - b.charCodeAt(at)
  }
  const firstA = skipZeros(a, start, endA)
  const firstB = skipZeros(b, start, endB)
  if (endA - firstA !== endB - firstB) return endA - firstA - (endB - firstB)
  for (let index = 0; index < endA - firstA; index++) {
    const difference = a.charCodeAt(firstA + index) - b.charCodeAt(firstB + index)
    if (difference !== 0) return difference
  }
  return naturalOrder(a.slice(endA), b.slice(endB)) // the same number with other leading zeros
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39
}

function digitsEnd(text: string, at: number): number {
  while (at < text.length && isDigit(text.charCodeAt(at))) at++
  return at
}

function skipZeros(text: string, start: number, end: number): number {
  while (start < end && text.charCodeAt(start) === 0x30) start++
  return start
}
