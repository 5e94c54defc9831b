import { ByteWriter } from './byteWriter.ts'
import type { ObjectOutline } from './objectOutline.ts'
import { decodeString, eachMember, keyIs, scanBroken, scanFailure, skipSpace, skipString, skipValue } from './jsonScan.ts'

/**
 * Copies an object's JSON bytes without `metadata.managedFields`, which is up to half of them and makes parsing and keeping 3 times as dear
 * (figures.md 1.5). Only the top-level metadata is cut, wherever it stands. Answers null, or the reason why the bytes are no object. In `outline` it
 * notes where the values that change often stand in what was written.
 */
export function copyWithoutManagedFields(bytes: Uint8Array, out: ByteWriter, outline?: ObjectOutline): string | null {
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
        const memberStart = skipSpace(bytes, nameColon + 1)
        const memberEnd = skipValue(bytes, memberStart, 2)
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
          if (outline !== undefined) {
            if (keyIs(bytes, member + 1, nameEnd - 1, 'resourceVersion'))
              outline.version(out.length + memberStart - copied, out.length + memberEnd - copied)
            else if (outline.wantsSpec && keyIs(bytes, member + 1, nameEnd - 1, 'generateName'))
              outline.generateName = decodeString(bytes, memberStart + 1, memberEnd - 1) ?? ''
          }
        }
        member = next
        if (!more) break
      }
      if (bytes[member] !== 0x7d) return scanFailure(scanBroken)
      end = member + 1
    } else {
      const isSpec = outline?.wantsSpec === true && keyIs(bytes, at + 1, keyEnd - 1, 'spec')
      end = isSpec ? outline.endOfSpec(bytes, value) : -1
      if (end < 0) end = skipValue(bytes, value, 1)
      if (end < 0) return scanFailure(end)
      if (isSpec) outline.spec(out.length + value - copied, out.length + end - copied)
      else if (outline !== undefined && keyIs(bytes, at + 1, keyEnd - 1, 'status'))
        outline.status(out.length + value - copied, out.length + end - copied)
    }
    at = skipSpace(bytes, end)
    if (bytes[at] !== 0x2c) break
    at = skipSpace(bytes, at + 1)
  }
  if (bytes[at] !== 0x7d) return scanFailure(scanBroken)
  out.append(bytes, copied, bytes.length)
  if (outline !== undefined) outline.known = true
  return null
}

/** The bytes of an object without `metadata.managedFields`, as a new array; null when they are no object. */
export function cutManagedFields(bytes: Uint8Array): Uint8Array | null {
  const out = new ByteWriter()
  return copyWithoutManagedFields(bytes, out) === null ? out.bytes() : null
}

/** The bytes of `metadata.managedFields`, without parsing anything else of the object; null when there is none. */
export function findManagedFields(bytes: Uint8Array): Uint8Array | null {
  let found: Uint8Array | null = null
  eachMember(bytes, skipSpace(bytes, 0), 0, (keyStart, keyEnd, valueStart) => {
    if (bytes[valueStart] !== 0x7b || !keyIs(bytes, keyStart, keyEnd, 'metadata')) return 0
    eachMember(bytes, valueStart, 1, (nameStart, nameEnd, start, end) => {
      if (keyIs(bytes, nameStart, nameEnd, 'managedFields')) found = bytes.subarray(start, end)
      return 0
    })
    return 0
  })
  return found
}
