/**
 * Finding one's way in the bytes of a JSON text without parsing it. Positions are byte offsets; a negative result is one of the two
 * failures below. What a scan accepts is parsed afterwards, so it need not judge more than nesting.
 */
export const scanBroken = -1
export const scanTooDeep = -2

/** Deeper nesting than this is an attack, not an object: the deepest CRD schemas in the field nest about 60 levels. */
export const maxDepth = 512

/** What a failed scan means, in words; a position is no failure. */
export function scanFailure(result: number): string {
  return result === scanTooDeep ? `nested deeper than ${String(maxDepth)} levels` : 'not a whole JSON object'
}

/** The next offset that is not white space. */
export function skipSpace(bytes: Uint8Array, at: number): number {
  for (;;) {
    const byte = bytes[at]
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return at
    at++
  }
}

/** From an opening quote to the offset behind the closing one. */
export function skipString(bytes: Uint8Array, at: number): number {
  const end = bytes.length
  at++
  while (at < end) {
    const byte = bytes[at++]
    if (byte === 0x22) return at
    if (byte === 0x5c) at++
  }
  return scanBroken
}

/** From the first byte of a value to the offset behind its last; `depth` is the nesting that surrounds it. */
export function skipValue(bytes: Uint8Array, at: number, depth: number): number {
  const first = bytes[at]
  if (first === 0x22) return skipString(bytes, at)
  const end = bytes.length
  if (first === 0x7b || first === 0x5b) {
    let level = depth
    while (at < end) {
      const byte = bytes[at++]
      if (byte === 0x22) {
        for (;;) {
          if (at >= end) return scanBroken
          const inner = bytes[at++]
          if (inner === 0x22) break
          if (inner === 0x5c) at++
        }
      } else if (byte === 0x7b || byte === 0x5b) {
        if (++level > maxDepth) return scanTooDeep
      } else if ((byte === 0x7d || byte === 0x5d) && --level === depth) return at
    }
    return scanBroken
  }
  const start = at
  while (at < end) {
    const byte = bytes[at]
    if (byte === 0x2c || byte === 0x7d || byte === 0x5d || byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) break
    at++
  }
  return at === start ? scanBroken : at
}

/** Told of each member of an object: the key between its quotes, the value. A negative answer ends the walk with that failure. */
export type MemberVisitor = (keyStart: number, keyEnd: number, valueStart: number, valueEnd: number) => number

/** Walks the members of the object that opens at `at`; answers the offset behind its closing brace. */
export function eachMember(bytes: Uint8Array, at: number, depth: number, visit: MemberVisitor): number {
  if (bytes[at] !== 0x7b) return scanBroken
  at = skipSpace(bytes, at + 1)
  return bytes[at] === 0x7d ? at + 1 : eachMemberFrom(bytes, at, depth, visit)
}

/** As {@link eachMember}, from the opening quote of a member on. */
export function eachMemberFrom(bytes: Uint8Array, at: number, depth: number, visit: MemberVisitor): number {
  for (;;) {
    if (bytes[at] !== 0x22) return scanBroken
    const keyEnd = skipString(bytes, at)
    if (keyEnd < 0) return keyEnd
    const colon = skipSpace(bytes, keyEnd)
    if (bytes[colon] !== 0x3a) return scanBroken
    const valueStart = skipSpace(bytes, colon + 1)
    const valueEnd = skipValue(bytes, valueStart, depth + 1)
    if (valueEnd < 0) return valueEnd
    const answer = visit(at + 1, keyEnd - 1, valueStart, valueEnd)
    if (answer < 0) return answer
    at = skipSpace(bytes, valueEnd)
    if (bytes[at] === 0x7d) return at + 1
    if (bytes[at] !== 0x2c) return scanBroken
    at = skipSpace(bytes, at + 1)
  }
}

/** Whether the key between two offsets is `wanted` (ASCII), also when it is written with escapes. */
export function keyIs(bytes: Uint8Array, start: number, end: number, wanted: string): boolean {
  const length = end - start
  if (length < wanted.length) return false
  if (length > wanted.length) {
    // a key that is unlike already before its first escape cannot be it
    for (let at = start; at < end; at++) {
      if (bytes[at] === 0x5c) return decodeString(bytes, start, end) === wanted
      if (bytes[at] !== wanted.charCodeAt(at - start)) return false
    }
    return false
  }
  for (let index = 0; index < length; index++) if (bytes[start + index] !== wanted.charCodeAt(index)) return false
  return true
}

/** The string between two quotes, or null when its escapes are broken. */
export function decodeString(bytes: Uint8Array, start: number, end: number): string | null {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + start - 1, end - start + 2).toString('utf8')
  try {
    return JSON.parse(text) as string // a quoted string parses to a string
  } catch {
    return null // JSON.parse of the whole object will say so
  }
}
