import { createHash, X509Certificate } from 'node:crypto'

/** What is kept of a certificate: what is public in it, never a key. */
export interface CertificateFacts {
  subject: string
  issuer: string
  /** Names and addresses it is for. */
  names: readonly string[]
  /** Epoch milliseconds. */
  notBefore: number
  notAfter: number
  /** SHA-256. */
  fingerprint: string
  authority: boolean
}

/** The certificates of one text. */
export interface CertificateBundle {
  /** Those that expire first, at most {@link mostTold}; of a chain the order is kept. */
  certificates: readonly CertificateFacts[]
  /** Certificates beyond these, and how many of them are expired or cannot be read. */
  more: number
  unreadable: number
  /** The end of the one that holds longest. */
  lastNotAfter: number
}

const mostTold = 40
/** A certificate authority bundle has about 150; what is larger is no bundle that anybody verifies with. */
const mostRead = 1000
/** Names of one certificate that are told; SAN lists of up to 100 exist. */
const mostNames = 200

const begin = '-----BEGIN CERTIFICATE-----'
const end = '-----END CERTIFICATE-----'

// `kube-root-ca.crt` is the same in every namespace: what was read last is kept by the hash of its text
const read = new Map<string, CertificateBundle | null>()
const mostKept = 200

/** Reads the certificates of PEM text; whatever else is in it (a key) is not looked at. Null when there is none. */
export function readCertificates(pem: string): CertificateBundle | null {
  if (!pem.includes(begin)) return null
  const hash = createHash('sha256').update(pem).digest('base64')
  const held = read.get(hash)
  if (held !== undefined) return held
  const bundle = bundleOf(pem)
  if (read.size >= mostKept) read.clear()
  read.set(hash, bundle)
  return bundle
}

/** The same for bytes that may hold a key as well: only the blocks of certificates become text. Nothing of it is kept. */
export function readCertificateBytes(bytes: Uint8Array): CertificateBundle | null {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const blocks: string[] = []
  for (let at = buffer.indexOf(begin); at >= 0; at = buffer.indexOf(begin, at + 1)) {
    const stop = buffer.indexOf(end, at)
    if (stop < 0) break
    blocks.push(buffer.toString('latin1', at, stop + end.length))
  }
  return blocks.length === 0 ? null : bundleOf(blocks.join('\n'))
}

/** Whether something has the form of a bundle, as a snapshot may claim it. */
export function isCertificateBundle(value: unknown): value is CertificateBundle {
  if (typeof value !== 'object' || value === null) return false
  const { certificates, more, unreadable, lastNotAfter } = value as Partial<Record<keyof CertificateBundle, unknown>>
  return (
    Object.keys(value).length === 4 &&
    [more, unreadable, lastNotAfter].every((each) => typeof each === 'number') &&
    Array.isArray(certificates) &&
    certificates.length <= mostTold &&
    certificates.every(isFacts)
  )
}

function isFacts(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const facts = value as Partial<Record<keyof CertificateFacts, unknown>>
  return (
    Object.keys(value).length === 7 &&
    [facts.subject, facts.issuer, facts.fingerprint].every((each) => typeof each === 'string') &&
    [facts.notBefore, facts.notAfter].every((each) => typeof each === 'number') &&
    typeof facts.authority === 'boolean' &&
    Array.isArray(facts.names) &&
    facts.names.every((each) => typeof each === 'string')
  )
}

function bundleOf(pem: string): CertificateBundle | null {
  const all: CertificateFacts[] = []
  let unreadable = 0
  let count = 0
  for (let at = pem.indexOf(begin); at >= 0; at = pem.indexOf(begin, at + 1)) {
    const stop = pem.indexOf(end, at)
    count++
    if (count > mostRead) continue
    const facts = stop < 0 ? null : factsOf(pem.slice(at, stop + end.length))
    if (facts === null) unreadable++
    else all.push(facts)
  }
  if (all.length === 0) return null
  const told = all.length <= mostTold ? all : [...all].sort((a, b) => a.notAfter - b.notAfter).slice(0, mostTold)
  return {
    certificates: told,
    more: count - unreadable - told.length,
    unreadable,
    lastNotAfter: Math.max(...all.map(({ notAfter }) => notAfter)),
  }
}

function factsOf(pem: string): CertificateFacts | null {
  try {
    const certificate = new X509Certificate(pem)
    return {
      subject: oneLine(certificate.subject),
      issuer: oneLine(certificate.issuer),
      names: (certificate.subjectAltName ?? '')
        .split(', ')
        .filter((name) => name !== '')
        .slice(0, mostNames)
        .map((name) => name.replace(/^(DNS|IP Address|URI|email):/, '')),
      notBefore: Date.parse(certificate.validFrom),
      notAfter: Date.parse(certificate.validTo),
      fingerprint: certificate.fingerprint256,
      authority: certificate.ca,
    }
  } catch {
    return null // no certificate: it is counted
  }
}

/** `CN=web, O=shop` of the lines that Node gives. */
function oneLine(name: unknown): string {
  return typeof name === 'string' ? name.split('\n').reverse().join(', ') : ''
}
