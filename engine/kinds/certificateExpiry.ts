import { healthOrder, visibleData, type CertificateDetail, type DetailSection, type Health, type KindId } from '../contract/index.ts'
import { health } from './cells.ts'
import { isCertificateBundle, readCertificates, type CertificateBundle } from './certificate.ts'
import { epoch, rec, recs, str, strs } from './fields.ts'
import type { Facts, KubeObject } from './kind.ts'

/** One field that holds certificates. */
interface Field {
  path: string
  bundle: CertificateBundle
  /**
   * A chain is broken by any one that expired; a bundle of authorities serves as long as one of them holds; a record says what was issued once, and
   * nothing depends on it.
   */
  role: 'chain' | 'bundle' | 'record'
}

const day = 86_400_000
/** A certificate is warned of this long before its end; one that lives shorter, in the last third of its life (when cert-manager renews it). */
const warnBefore = 30 * day

const base64 = (value: unknown): string => Buffer.from(str(value), 'base64').toString('latin1')

/** Where certificates stand, by kind. Only these kinds are looked at: every other costs nothing. */
const fieldsOf: Readonly<Record<KindId, (object: KubeObject) => readonly (Field | null)[]>> = {
  // the store has facts in place of values
  'core/Secret': ({ data }) =>
    Object.entries(rec(data)).map(([key, value]): Field | null => {
      const bundle: unknown = rec(value).certificates
      return isCertificateBundle(bundle)
        ? { path: keyPath('data', key), bundle, role: /(^|[.-])ca([.-]|$)/i.test(key) ? 'bundle' : 'chain' }
        : null
    }),
  'core/ConfigMap': ({ data }) => Object.entries(rec(data)).map(([key, value]) => pemField(keyPath('data', key), str(value))),
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration': webhooks,
  'admissionregistration.k8s.io/MutatingWebhookConfiguration': webhooks,
  'apiregistration.k8s.io/APIService': ({ spec }) => [pemField('spec.caBundle', base64(rec(spec).caBundle))],
  'apiextensions.k8s.io/CustomResourceDefinition': ({ spec }) => [
    pemField('spec.conversion.webhook.clientConfig.caBundle', base64(rec(rec(rec(rec(spec).conversion).webhook).clientConfig).caBundle)),
  ],
  'certificates.k8s.io/ClusterTrustBundle': ({ spec }) => [pemField('spec.trustBundle', str(rec(spec).trustBundle))],
  'certificates.k8s.io/CertificateSigningRequest': ({ status }) => [
    pemField('status.certificate', base64(rec(status).certificate), 'record'),
  ],
  'certificates.k8s.io/PodCertificateRequest': ({ status }) => [
    pemField('status.certificateChain', str(rec(status).certificateChain), 'record'),
  ],
  'cert-manager.io/CertificateRequest': ({ status }) => [pemField('status.certificate', base64(rec(status).certificate), 'record')],
  'cert-manager.io/Certificate': issued,
}

/** Facts of an object with what its certificates make of its health. */
export function withCertificates(kind: KindId, object: KubeObject, facts: Facts, now: number): Facts {
  const fields = read(kind, object)
  if (fields.length === 0) return facts
  let worst = facts.health
  let next = facts.recheckAt ?? Infinity
  for (const field of fields) {
    if (field.role === 'record') continue
    const { decides, level, text } = expiryOf(field, now)
    if (healthOrder.indexOf(level) > healthOrder.indexOf(worst.level))
      worst = health(level, level === 'failing' ? 'CertificateExpired' : 'CertificateExpires', `${field.path}: ${text}`)
    for (const at of [warnsAt(decides), decides.notAfter]) if (at > now && at < next) next = at
  }
  return { ...facts, health: worst, ...(next === Infinity ? {} : { recheckAt: next }) }
}

/** The certificates of an object for its drawer; null when it has none. */
export function certificatesSection(kind: KindId, object: KubeObject, now: number): DetailSection | null {
  const fields = read(kind, object)
  if (fields.length === 0) return null
  const certificates = fields.flatMap(({ path, bundle, role }) =>
    bundle.certificates.map((facts): CertificateDetail => ({
      field: path,
      ...facts,
      ...standing(facts, now, role === 'chain' || (role === 'bundle' && bundle.certificates.length === 1)),
    })),
  )
  const more = fields.reduce((sum, { bundle }) => sum + bundle.more + bundle.unreadable, 0)
  return visibleData({ type: 'certificates', title: 'Certificates', certificates, more })
}

function read(kind: KindId, object: KubeObject): readonly Field[] {
  const reader = Object.hasOwn(fieldsOf, kind) ? fieldsOf[kind] : undefined
  return reader === undefined ? [] : reader(object).filter((field): field is Field => field !== null)
}

/** The certificate that a field stands or falls with, and where that one is. */
function expiryOf(
  { bundle, role }: Field,
  now: number,
): { decides: CertificateBundle['certificates'][number]; level: Health['level']; text: string } {
  const byEnd = [...bundle.certificates].sort((a, b) => a.notAfter - b.notAfter)
  const last = byEnd[byEnd.length - 1]
  // beyond those told there are only later ends
  const first = role === 'chain' || last === undefined ? byEnd[0] : { ...last, notAfter: Math.max(last.notAfter, bundle.lastNotAfter) }
  if (first === undefined) throw new Error('a bundle has a certificate')
  const { level, state } = standing(first, now, true)
  return {
    decides: first,
    level,
    text: `${first.subject === '' ? 'the certificate' : first.subject} ${state === 'valid' ? 'is valid' : state}`,
  }
}

function standing(
  { notBefore, notAfter }: { notBefore: number; notAfter: number },
  now: number,
  matters: boolean,
): { level: Health['level']; state: string } {
  const days = Math.floor(Math.abs(notAfter - now) / day)
  const span = days > 0 ? `${days} d` : `${Math.floor(Math.abs(notAfter - now) / 3_600_000)} h`
  if (notAfter <= now) return { level: matters ? 'failing' : 'paused', state: `expired ${span} ago` }
  if (notBefore > now) return { level: 'warning', state: 'is not valid yet' }
  if (now >= warnsAt({ notBefore, notAfter })) return { level: matters ? 'warning' : 'healthy', state: `expires in ${span}` }
  // what lives for days only is renewed often: it says its end, and warns of nothing
  return { level: 'healthy', state: notAfter - now < warnBefore ? `expires in ${span}` : 'valid' }
}

function warnsAt({ notBefore, notAfter }: { notBefore: number; notAfter: number }): number {
  return notAfter - Math.min(warnBefore, Math.max(0, (notAfter - notBefore) / 3))
}

function webhooks(object: KubeObject): readonly (Field | null)[] {
  return recs(object['webhooks']).map((webhook, at) =>
    pemField(`webhooks[${at}].clientConfig.caBundle`, base64(rec(webhook.clientConfig).caBundle)),
  )
}

/** cert-manager says in the status of a Certificate what it has issued. */
function issued({ metadata, spec, status }: KubeObject): readonly (Field | null)[] {
  const { notBefore, notAfter } = rec(status)
  const [from, to] = [epoch(notBefore), epoch(notAfter)]
  if (to === null) return []
  const { commonName, dnsNames, ipAddresses, issuerRef, isCA } = rec(spec)
  const facts = {
    subject: str(commonName) || strs(dnsNames)[0] || metadata.name,
    issuer: `${str(rec(issuerRef).kind) || 'Issuer'}/${str(rec(issuerRef).name)}`,
    names: [...strs(dnsNames), ...strs(ipAddresses)],
    notBefore: from ?? 0,
    notAfter: to,
    fingerprint: '',
    authority: isCA === true,
  }
  return [{ path: 'status.notAfter', bundle: { certificates: [facts], more: 0, unreadable: 0, lastNotAfter: to }, role: 'chain' }]
}

function pemField(path: string, pem: string, role: Field['role'] = 'bundle'): Field | null {
  const bundle = readCertificates(pem)
  return bundle === null ? null : { path, bundle, role }
}

function keyPath(field: string, key: string): string {
  return /^[A-Za-z0-9_-]+$/.test(key) ? `${field}.${key}` : `${field}["${key}"]`
}
