/** What a certificate request asks for: nothing of it is secret, since a request holds a public key alone. */
export interface CertificateRequest {
  /** `CN=jane, O=system:masters`. */
  subject: string
  /** Names and addresses it is to be for. */
  names: readonly string[]
}

/** Bytes of a request that are read; real ones have 1 to 3 KiB. */
const mostBytes = 64 * 1024
const mostNames = 100

const nameTypes: ReadonlyMap<string, string> = new Map([
  ['2.5.4.3', 'CN'],
  ['2.5.4.5', 'SERIALNUMBER'],
  ['2.5.4.6', 'C'],
  ['2.5.4.7', 'L'],
  ['2.5.4.8', 'ST'],
  ['2.5.4.10', 'O'],
  ['2.5.4.11', 'OU'],
])
const extensionRequest = '1.2.840.113549.1.9.14'
const alternativeNames = '2.5.29.17'

/** Reads a PKCS#10 request as `spec.request` of a CertificateSigningRequest has it: PEM in base64. Null for anything else. */
export function readCertificateRequest(encoded: string): CertificateRequest | null {
  if (encoded.length > mostBytes * 2) return null
  const pem = Buffer.from(encoded, 'base64').toString('latin1')
  const block = /-----BEGIN (?:NEW )?CERTIFICATE REQUEST-----([\s\S]*?)-----END/.exec(pem)
  if (block === null) return null
  try {
    // CertificationRequest, CertificationRequestInfo: version, subject, key, attributes (RFC 2986, 4.1)
    const [info] = children(element(Buffer.from(block[1] ?? '', 'base64'), 0))
    const [, subject, , attributes] = info === undefined ? [] : children(info)
    if (subject === undefined) return null
    return { subject: subjectText(subject), names: attributes === undefined ? [] : namesOf(attributes) }
  } catch {
    return null // cut off, or no DER: it is said to be unreadable
  }
}

interface Element {
  tag: number
  bytes: Buffer
  /** Where the next one begins. */
  end: number
}

/** One element of DER. Throws where its length leads out of the bytes. */
function element(bytes: Buffer, at: number): Element {
  const tag = bytes.readUInt8(at)
  let length = bytes.readUInt8(at + 1)
  let start = at + 2
  if (length >= 0x80) {
    const size = length & 0x7f
    length = bytes.readUIntBE(start, size)
    start += size
  }
  const end = start + length
  if (end > bytes.length) throw new RangeError('cut off')
  return { tag, bytes: bytes.subarray(start, end), end }
}

function children({ bytes }: Element): readonly Element[] {
  const all: Element[] = []
  for (let at = 0; at < bytes.length;) {
    const one = element(bytes, at)
    all.push(one)
    at = one.end
  }
  return all
}

function subjectText(name: Element): string {
  return children(name)
    .flatMap((set) => children(set))
    .map((pair) => {
      const [type, value] = children(pair)
      const id = type === undefined ? '' : objectIdentifier(type.bytes)
      return `${nameTypes.get(id) ?? id}=${value === undefined ? '' : stringOf(value)}`
    })
    .reverse()
    .join(', ')
}

function namesOf(attributes: Element): readonly string[] {
  for (const attribute of children(attributes)) {
    const [type, values] = children(attribute)
    if (type === undefined || values === undefined || objectIdentifier(type.bytes) !== extensionRequest) continue
    for (const extension of children(values).flatMap((list) => children(list))) {
      const parts = children(extension)
      const [id] = parts
      const value = parts[parts.length - 1]
      if (id === undefined || value === undefined || objectIdentifier(id.bytes) !== alternativeNames) continue
      return children(element(value.bytes, 0)).slice(0, mostNames).map(generalName)
    }
  }
  return []
}

/** A name of RFC 5280, 4.2.1.6: text, or an address. */
function generalName({ tag, bytes }: Element): string {
  if ((tag & 0x1f) !== 7) return bytes.toString('latin1')
  if (bytes.length === 4) return bytes.join('.')
  return (bytes.toString('hex').match(/.{4}/g) ?? []).map((part) => part.replace(/^0{1,3}/, '')).join(':')
}

/** BMPString (30) has two bytes a character; the others are read as UTF-8, of which ASCII is a part. */
function stringOf({ tag, bytes }: Element): string {
  return tag === 30 ? Buffer.from(bytes).swap16().toString('utf16le') : bytes.toString('utf8')
}

function objectIdentifier(bytes: Buffer): string {
  const parts: number[] = []
  let value = 0
  for (const byte of bytes) {
    value = value * 128 + (byte & 0x7f)
    if (byte >= 0x80) continue
    if (parts.length === 0) parts.push(Math.min(2, Math.floor(value / 40)), value - Math.min(2, Math.floor(value / 40)) * 40)
    else parts.push(value)
    value = 0
  }
  return parts.join('.')
}
