import { isCertificateBundle, readCertificateBytes, type CertificateBundle } from '../kinds/certificate.ts'
import { ByteWriter } from './byteWriter.ts'
import { eachMember, keyIs, scanBroken, scanFailure, skipSpace } from './jsonScan.ts'

/** What stands in place of a Secret's annotation that may repeat its values. */
export const maskedAnnotation = '(masked: may hold values of this Secret)'

/** What a stored Secret has in place of each value: how many bytes it decodes to, and of certificates what is public in them. */
export interface MaskedValue {
  size: number
  certificates?: CertificateBundle
}

/** What `-----BEGIN CERTIFICATE-` is in base64, but for its end, which depends on what follows. */
const certificateStart = Buffer.from('-----BEGIN CERTIFICATE-').toString('base64').slice(0, 28)

/** Every member that a Secret has; nothing else of it is kept. */
const plainMembers = ['apiVersion', 'kind', 'type', 'immutable']

/** Annotations that are known to repeat the object or its token; `kubectl apply`, kapp, Rancher and OpenShift write them. */
const leakingAnnotations = [
  'kubectl.kubernetes.io/last-applied-configuration',
  'kapp.k14s.io/original',
  'objectset.rio.cattle.io/applied',
  'openshift.io/token-secret.value',
]

/** A longer annotation on a Secret is masked whatever its name: it is a document, and documents repeat values. */
const longAnnotation = 1024

/**
 * Copies a core/Secret's JSON bytes so that no value is left: each member of `data` and `stringData` becomes `{"size": n}`, annotations that
 * may repeat values are masked, managedFields and unknown members are dropped. Runs on the bytes, before anything is parsed, so that values
 * never become strings. Masking what is masked already (a snapshot) changes nothing. Answers null, or why the bytes are no object.
 */
export function copyMaskedSecret(bytes: Uint8Array, out: ByteWriter): string | null {
  let members = 0
  const name = (keyStart: number, keyEnd: number): void => {
    out.appendAscii(members++ === 0 ? '{' : ',')
    out.append(bytes, keyStart - 1, keyEnd + 1)
    out.appendAscii(':')
  }
  const start = skipSpace(bytes, 0)
  const end = eachMember(bytes, start, 0, (keyStart, keyEnd, valueStart, valueEnd) => {
    if (keyIs(bytes, keyStart, keyEnd, 'data')) {
      name(keyStart, keyEnd)
      return copySizes(bytes, valueStart, out, true)
    }
    if (keyIs(bytes, keyStart, keyEnd, 'stringData')) {
      name(keyStart, keyEnd)
      return copySizes(bytes, valueStart, out, false)
    }
    if (keyIs(bytes, keyStart, keyEnd, 'metadata')) {
      name(keyStart, keyEnd)
      return copyMetadata(bytes, valueStart, out)
    }
    if (plainMembers.some((plain) => keyIs(bytes, keyStart, keyEnd, plain)) && bytes[valueStart] !== 0x7b && bytes[valueStart] !== 0x5b) {
      name(keyStart, keyEnd)
      out.append(bytes, valueStart, valueEnd)
    }
    return 0
  })
  if (end < 0) return scanFailure(end)
  if (skipSpace(bytes, end) !== bytes.length) return scanFailure(scanBroken)
  out.appendAscii(members === 0 ? '{}' : '}')
  return null
}

/** The bytes of a Secret without its values, as a new array; null when they are no object. */
export function maskSecret(bytes: Uint8Array): Uint8Array | null {
  const out = new ByteWriter()
  return copyMaskedSecret(bytes, out) === null ? out.bytes() : null
}

/** Whether a parsed Secret holds sizes only: the check behind the cutter. */
export function isMaskedSecret(object: Record<string, unknown>): boolean {
  for (const member of ['data', 'stringData']) {
    const values: unknown = object[member]
    if (values === undefined || values === null) continue
    if (typeof values !== 'object') return false
    for (const value of Object.values(values) as unknown[]) {
      if (typeof value !== 'object' || value === null) return false
      const { size, certificates, ...other } = value as Partial<MaskedValue>
      if (typeof size !== 'number' || Object.keys(other).length > 0) return false
      if (certificates !== undefined && !isCertificateBundle(certificates)) return false
    }
  }
  return true
}

function copyMetadata(bytes: Uint8Array, at: number, out: ByteWriter): number {
  if (bytes[at] !== 0x7b) {
    out.appendAscii('null')
    return 0
  }
  return copyMembers(bytes, at, 1, out, (keyStart, keyEnd, valueStart, valueEnd) => {
    if (keyIs(bytes, keyStart, keyEnd, 'annotations')) {
      if (bytes[valueStart] !== 0x7b) out.appendAscii('null')
      else return copyAnnotations(bytes, valueStart, out)
    } else out.append(bytes, valueStart, valueEnd)
    return 0
  })
}

function copyAnnotations(bytes: Uint8Array, at: number, out: ByteWriter): number {
  return copyMembers(bytes, at, 2, out, (keyStart, keyEnd, valueStart, valueEnd) => {
    const isText = bytes[valueStart] === 0x22
    const document = bytes[skipSpace(bytes, valueStart + 1)]
    const leaks =
      !isText ||
      valueEnd - valueStart > longAnnotation ||
      document === 0x7b ||
      document === 0x5b ||
      document === 0x5c ||
      leakingAnnotations.some((known) => keyIs(bytes, keyStart, keyEnd, known))
    if (leaks) out.appendAscii(JSON.stringify(maskedAnnotation))
    else out.append(bytes, valueStart, valueEnd)
    return 0
  })
}

function copySizes(bytes: Uint8Array, at: number, out: ByteWriter, base64: boolean): number {
  if (bytes[at] !== 0x7b) {
    out.appendAscii('null')
    return 0
  }
  return copyMembers(bytes, at, 1, out, (_keyStart, _keyEnd, valueStart, valueEnd) => {
    let size = 0
    let certificates: CertificateBundle | null = null
    if (bytes[valueStart] === 0x22) {
      size = base64 ? decodedSize(bytes, valueStart + 1, valueEnd - 1) : textSize(bytes, valueStart + 1, valueEnd - 1)
      if (base64) certificates = certificatesAt(bytes, valueStart + 1, valueEnd - 1, size)
    } else if (bytes[valueStart] === 0x7b) {
      size = maskedSize(bytes, valueStart)
      certificates = maskedCertificates(bytes, valueStart)
    }
    out.appendAscii(`{"size":${String(size)}`)
    if (certificates !== null) {
      out.appendAscii(',"certificates":')
      const facts = Buffer.from(JSON.stringify(certificates))
      out.append(facts, 0, facts.length)
    }
    out.appendAscii('}')
    return 0
  })
}

/** Writes an object whose values `write` copies; managedFields is left out at the level of metadata. */
function copyMembers(
  bytes: Uint8Array,
  at: number,
  depth: number,
  out: ByteWriter,
  write: (keyStart: number, keyEnd: number, valueStart: number, valueEnd: number) => number,
): number {
  let members = 0
  const end = eachMember(bytes, at, depth, (keyStart, keyEnd, valueStart, valueEnd) => {
    if (depth === 1 && keyIs(bytes, keyStart, keyEnd, 'managedFields')) return 0
    out.appendAscii(members++ === 0 ? '{' : ',')
    out.append(bytes, keyStart - 1, keyEnd + 1)
    out.appendAscii(':')
    return write(keyStart, keyEnd, valueStart, valueEnd)
  })
  if (end >= 0) out.appendAscii(members === 0 ? '{}' : '}')
  return end
}

/** Bytes that base64 text decodes to, counted without decoding it. */
function decodedSize(bytes: Uint8Array, start: number, end: number): number {
  let digits = 0
  for (let at = start; at < end; at++) {
    const byte = bytes[at]
    if (byte === 0x5c) {
      const escape = bytes[++at]
      if (escape === 0x2f || (escape === 0x75 && escapedUnit(bytes, at) !== 0x3d)) digits++ // `\/`; the other short ones are white space
      if (escape === 0x75) at += 4
    } else if (byte !== 0x3d) digits++
  }
  return Math.floor((digits * 3) / 4)
}

/** UTF-8 bytes of a JSON string; one with escapes is counted escape by escape, so that it is never decoded. */
function textSize(bytes: Uint8Array, start: number, end: number): number {
  let size = 0
  for (let at = start; at < end; at++) {
    size++
    if (bytes[at] !== 0x5c) continue
    at++
    if (bytes[at] !== 0x75) continue
    const unit = escapedUnit(bytes, at)
    at += 4
    // the two halves of a surrogate pair are 4 bytes together
    size += unit < 0x80 ? 0 : unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 1 : 2
  }
  return size
}

/** The size that an already masked value states; 0 for anything else. */
function maskedSize(bytes: Uint8Array, at: number): number {
  let size = 0
  eachMember(bytes, at, 2, (keyStart, keyEnd, valueStart, valueEnd) => {
    if (keyIs(bytes, keyStart, keyEnd, 'size') && valueEnd - valueStart <= 15) {
      const stated = Number(String.fromCharCode(...bytes.subarray(valueStart, valueEnd)))
      if (Number.isSafeInteger(stated) && stated >= 0) size = stated
    }
    return 0
  })
  return size
}

/** Public facts of a value that begins as a certificate does; null for all others, which are never decoded. What was decoded is wiped. */
function certificatesAt(bytes: Uint8Array, start: number, end: number, size: number): CertificateBundle | null {
  for (let at = 0; at < certificateStart.length; at++) if (bytes[start + at] !== certificateStart.charCodeAt(at)) return null
  const decoded = new Uint8Array(size)
  let held = 0
  let bits = 0
  let written = 0
  for (let at = start; at < end; at++) {
    const byte = bytes[at] ?? 0
    // an escaped slash is a slash; `\n` and the like are white space, whose letter must not count
    if (byte === 0x5c) {
      at++
      if (bytes[at] !== 0x2f) continue
    }
    const digit = base64Digits.indexOf(bytes[at] ?? 0)
    if (digit < 0) continue
    held = ((held << 6) | digit) & 0xffff
    bits += 6
    if (bits < 8) continue
    bits -= 8
    decoded[written++] = (held >> bits) & 0xff
  }
  const bundle = readCertificateBytes(decoded)
  decoded.fill(0)
  return bundle
}

const base64Digits = Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/')

/** The facts that an already masked value holds, when they have their form. */
function maskedCertificates(bytes: Uint8Array, at: number): CertificateBundle | null {
  let found: CertificateBundle | null = null
  eachMember(bytes, at, 2, (keyStart, keyEnd, valueStart, valueEnd) => {
    if (!keyIs(bytes, keyStart, keyEnd, 'certificates')) return 0
    try {
      const value: unknown = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset + valueStart, valueEnd - valueStart).toString('utf8'))
      if (isCertificateBundle(value)) found = value
    } catch {
      return 0 // a snapshot of somebody else's making: nothing is kept of it
    }
    return 0
  })
  return found
}

/** The UTF-16 unit of a `\\u` escape whose `u` stands at `at`. */
function escapedUnit(bytes: Uint8Array, at: number): number {
  return parseInt(String.fromCharCode(...bytes.subarray(at + 1, at + 5)), 16)
}
