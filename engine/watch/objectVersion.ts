const quote = 0x22
const backslash = 0x5c
const openBrace = 0x7b
const openBracket = 0x5b
const closeBrace = 0x7d
const closeBracket = 0x5d
const colon = 0x3a

const encoder = new TextEncoder()
const metadataKey = encoder.encode('"metadata"')
const versionKey = encoder.encode('"resourceVersion"')

/**
 * `metadata.resourceVersion` of an object's JSON bytes, found without parsing the rest. Knows how deep it is, so a field of that name
 * elsewhere (an Event's `involvedObject`) is not taken. Null when there is none.
 */
export function objectVersion(json: Uint8Array): string | null {
  let depth = 0
  let inMetadata = false
  for (let i = 0; i < json.length; i++) {
    const byte = json[i]
    if (byte === openBrace || byte === openBracket) {
      depth++
    } else if (byte === closeBrace || byte === closeBracket) {
      depth--
      if (depth === 1) inMetadata = false
    } else if (byte === quote) {
      const end = endOfString(json, i)
      if (end === -1) return null
      if (depth === 1 && isKey(json, i, end, metadataKey)) inMetadata = true
      else if (depth === 2 && inMetadata && isKey(json, i, end, versionKey)) return stringAfterColon(json, end + 1)
      i = end
    }
  }
  return null
}

/** True when both are whole numbers, so that they may be compared (KEP-5504). */
export function areComparable(a: string, b: string): boolean {
  return isNumeric(a) && isNumeric(b)
}

/** Below zero, zero or above, as `a` is older than, the same as or newer than `b`; numbers of any length. */
export function compareVersions(a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length
  return a < b ? -1 : a > b ? 1 : 0
}

/** A resourceVersion that can be put in an order. */
export function isNumeric(version: string): boolean {
  return /^[1-9][0-9]{0,63}$/.test(version)
}

function endOfString(json: Uint8Array, start: number): number {
  for (let i = start + 1; i < json.length; i++) {
    if (json[i] === backslash) i++
    else if (json[i] === quote) return i
  }
  return -1
}

function isKey(json: Uint8Array, start: number, end: number, key: Uint8Array): boolean {
  if (end - start + 1 !== key.length) return false
  for (let i = 0; i < key.length; i++) if (json[start + i] !== key[i]) return false
  return json[afterSpaces(json, end + 1)] === colon
}

function stringAfterColon(json: Uint8Array, at: number): string | null {
  const start = afterSpaces(json, afterSpaces(json, at) + 1)
  if (json[start] !== quote) return null
  const end = endOfString(json, start)
  if (end === -1) return null
  let text = ''
  for (let i = start + 1; i < end; i++) text += String.fromCharCode(json[i] ?? 0)
  return text
}

function afterSpaces(json: Uint8Array, at: number): number {
  let i = at
  while (json[i] === 0x20 || json[i] === 0x09 || json[i] === 0x0a || json[i] === 0x0d) i++
  return i
}
