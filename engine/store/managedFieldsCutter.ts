import { ByteWriter } from './byteWriter.ts'
import type { ObjectOutline } from './objectOutline.ts'
import { eachMember, keyIs, scanBroken, scanFailure, skipSpace, skipString, skipValue } from './jsonScan.ts'

/**
 * Copies an object's JSON bytes without `metadata.managedFields`, which is up to half of them and makes parsing and keeping 3 times as dear
 * (figures.md 1.5). Only the top-level metadata is cut, wherever it stands. Answers null, or the reason why the bytes are no object. In `outline` it
 * notes where the values that change often stand in what was written. With `guessing` the end of managedFields is looked for rather than counted: see
 * {@link likelyEnd}. And a short rest behind the metadata is not gone through: what of it an outline wants is found when somebody wants it, see
 * {@link ObjectOutline.locate}. Whoever asks for guessing parses what was written, and comes again without it when that is no JSON, or has managedFields left.
 */
export function copyWithoutManagedFields(bytes: Uint8Array, out: ByteWriter, outline?: ObjectOutline, guessing = false): string | null {
  let at = skipSpace(bytes, 0)
  if (bytes[at] !== 0x7b) return scanFailure(scanBroken)
  let copied = 0
  let metadataPassed = false
  let stopped = false
  at = skipSpace(bytes, at + 1)
  while (bytes[at] === 0x22) {
    if (guessing && metadataPassed && bytes.length - at <= shortRest && outline?.lacksSpec !== true) {
      outline?.stopAt(out.length + at - copied)
      stopped = true
      break
    }
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
        const isCut = keyIs(bytes, member + 1, nameEnd - 1, 'managedFields')
        let memberEnd = isCut && guessing ? likelyEnd(bytes, memberStart) : -1
        if (memberEnd < 0) memberEnd = skipValue(bytes, memberStart, 2)
        if (memberEnd < 0) return scanFailure(memberEnd)
        let next = skipSpace(bytes, memberEnd)
        const more = bytes[next] === 0x2c
        if (more) next = skipSpace(bytes, next + 1)
        if (isCut) {
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
              outline.name(bytes, memberStart + 1, memberEnd - 1)
          }
        }
        member = next
        if (!more) break
      }
      if (bytes[member] !== 0x7d) return scanFailure(scanBroken)
      end = member + 1
      metadataPassed = true
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
  if (!stopped && bytes[at] !== 0x7d) return scanFailure(scanBroken)
  out.append(bytes, copied, bytes.length)
  if (outline !== undefined) outline.known = true
  return null
}

/** In so few bytes nothing is nested so deep that going through it could fail: half as deep at most. */
const shortRest = 4096

/**
 * Where managedFields end that open at `at`, found by their first `}]` that stands before another member or the end of the metadata; -1 when that is not sure enough,
 * as where there is white space. Many times as quick as counting brackets, which reads each of some 5 KB.
 *
 * It never goes too far: of sound JSON each `]` up to the end is looked at, and only those are passed by that cannot be it, being part of a text. If it falls
 * short, what is left is no JSON: outside of texts brackets close then that nothing opens; inside of one a text is left open at the end, or has
 * an escape outside of it.
 */
function likelyEnd(bytes: Uint8Array, at: number): number {
  if (bytes[at] !== 0x5b || bytes[at + 1] !== 0x7b) return -1
  for (let end = find(bytes, at); end > 0; end = find(bytes, end + 1)) {
    const next = bytes[end + 1]
    if (next === 0x22 || next === 0x5c) continue
    if (bytes[end - 1] !== 0x7d) return -1
    return next === 0x7d || (next === 0x2c && bytes[end + 2] === 0x22) ? end + 1 : -1
  }
  return -1
}

/** The next closing bracket. Node's own search is ten times as quick as that of typed arrays, and works on any. */
function find(bytes: Uint8Array, from: number): number {
  return Buffer.prototype.indexOf.call(bytes, 0x5d, from)
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
