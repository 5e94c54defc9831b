import { ByteWriter } from './byteWriter.ts'
import { keyIs, scanBroken, scanFailure, skipSpace, skipString, skipValue } from './jsonScan.ts'

/**
 * Copies an object's JSON bytes without `metadata.managedFields`, which is up to half of them and makes parsing and keeping 3 times as dear
 * (figures.md 1.5). Only the top-level metadata is cut, wherever it stands. Answers null, or the reason why the bytes are no object.
 */
export function copyWithoutManagedFields(bytes: Uint8Array, out: ByteWriter): string | null {
  let at = skipSpace(bytes, 0)
  if (bytes[at] !== 0x7b) return scanFailure(scanBroken)
  let copied = 0
  at = skipSpace(bytes, at + 1)
  while (bytes[at] === 0x22) {
    const keyEnd = skipString(bytes, at)
    if (keyEnd < 0) return scanFailure(keyEnd)
    const colon = skipSpace(bytes, keyEnd)
    if (bytes[colon] !== 0x3a) return scanFailure(scanBroken)
    const value = skipSpace(bytes, colon + 1)
    let end: number
    if (bytes[value] === 0x7b && keyIs(bytes, at + 1, keyEnd - 1, 'metadata')) {
      // Inside metadata: a cut takes the comma before the member, or the one behind it when it is the first.
      let member = skipSpace(bytes, value + 1)
      let kept = 0
      let keptEnd = value + 1
      while (bytes[member] === 0x22) {
        const nameEnd = skipString(bytes, member)
        if (nameEnd < 0) return scanFailure(nameEnd)
        const nameColon = skipSpace(bytes, nameEnd)
        if (bytes[nameColon] !== 0x3a) return scanFailure(scanBroken)
        const memberEnd = skipValue(bytes, skipSpace(bytes, nameColon + 1), 2)
        if (memberEnd < 0) return scanFailure(memberEnd)
        let next = skipSpace(bytes, memberEnd)
        const more = bytes[next] === 0x2c
        if (more) next = skipSpace(bytes, next + 1)
        if (keyIs(bytes, member + 1, nameEnd - 1, 'managedFields')) {
          out.append(bytes, copied, keptEnd)
          copied = kept === 0 ? next : memberEnd
          keptEnd = copied
        } else {
          kept++
          keptEnd = memberEnd
        }
        member = next
        if (!more) break
      }
      if (bytes[member] !== 0x7d) return scanFailure(scanBroken)
      end = member + 1
    } else {
      end = skipValue(bytes, value, 1)
      if (end < 0) return scanFailure(end)
    }
    at = skipSpace(bytes, end)
    if (bytes[at] !== 0x2c) break
    at = skipSpace(bytes, at + 1)
  }
  if (bytes[at] !== 0x7d) return scanFailure(scanBroken)
  out.append(bytes, copied, bytes.length)
  return null
}

/** The bytes of an object without `metadata.managedFields`, as a new array; null when they are no object. */
export function cutManagedFields(bytes: Uint8Array): Uint8Array | null {
  const out = new ByteWriter()
  return copyWithoutManagedFields(bytes, out) === null ? out.bytes() : null
}
