import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TestAuthority } from '../../tests/support/certificates.ts'
import type { DetailSection } from '../contract/index.ts'
import { maskSecret } from '../store/secretCutter.ts'
import { readCertificates } from './certificate.ts'
import { certificatesSection } from './certificateExpiry.ts'
import { readFacts } from './index.ts'
import type { KubeObject } from './kind.ts'

let authority: TestAuthority
/** A little later than now: the certificates are made meanwhile, and hold from that second on. */
const now = Date.now() + 3_600_000
const day = 86_400_000

beforeAll(() => {
  authority = new TestAuthority()
})
afterAll(() => {
  authority.dispose()
})

/** A Secret as the store keeps it: values cut from its bytes. */
function stored(data: Record<string, string>): KubeObject {
  const encoded = Object.fromEntries(Object.entries(data).map(([key, value]) => [key, Buffer.from(value).toString('base64')]))
  const secret = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'web-tls', namespace: 'shop' },
    data: encoded,
    type: 'kubernetes.io/tls',
  }
  const masked = maskSecret(Buffer.from(JSON.stringify(secret)))
  if (masked === null) throw new Error('the Secret was not understood')
  const again = maskSecret(masked)
  expect(Buffer.from(again ?? []).toString(), 'masking what is masked (a snapshot) changes nothing').toBe(Buffer.from(masked).toString())
  return JSON.parse(Buffer.from(masked).toString()) as KubeObject
}

function told(section: DetailSection | null): Extract<DetailSection, { type: 'certificates' }> {
  if (section?.type !== 'certificates') throw new Error('no section of certificates')
  return section
}

describe('certificates of a Secret', () => {
  it('are told by their public facts, and neither they nor the key are kept', () => {
    const pair = authority.issue('web.shop', { organisation: 'shop', altNames: 'DNS:web.shop,DNS:*.web.shop,IP:10.0.0.1', days: 200 })
    const secret = stored({ 'tls.crt': pair.cert + authority.ca, 'tls.key': pair.key, 'ca.crt': authority.ca })
    const text = JSON.stringify(secret)
    for (const pem of [pair.cert, pair.key, authority.ca])
      for (const line of pem.split('\n').filter((each) => each.length > 30 && !each.startsWith('--'))) expect(text).not.toContain(line)
    expect(text).not.toContain(Buffer.from(pair.key).toString('base64').slice(0, 40))
    const { certificates, more } = told(certificatesSection('core/Secret', secret, now))
    expect(more).toBe(0)
    expect(certificates.map(({ field, subject, authority }) => ({ field, subject, authority }))).toEqual([
      { field: 'data["tls.crt"]', subject: 'CN=web.shop, O=shop', authority: false },
      { field: 'data["tls.crt"]', subject: 'CN=test-ca', authority: true },
      { field: 'data["ca.crt"]', subject: 'CN=test-ca', authority: true },
    ])
    expect(certificates[0]).toMatchObject({
      issuer: 'CN=test-ca',
      names: ['web.shop', '*.web.shop', '10.0.0.1'],
      level: 'healthy',
      state: 'valid',
      fingerprint: expect.stringMatching(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/),
    })
    expect(readFacts('core/Secret', secret, undefined, now).health.level).toBe('healthy')
  })

  it('make it a warning 30 days before the end, failing after it, each at its own moment', () => {
    const pair = authority.issue('soon.shop', { days: 200 })
    const secret = stored({ 'tls.crt': pair.cert, 'tls.key': pair.key })
    const end = told(certificatesSection('core/Secret', secret, now)).certificates[0]?.notAfter ?? 0
    expect(end).toBeGreaterThan(now + 199 * day)
    const at = (moment: number) => readFacts('core/Secret', secret, undefined, moment)
    expect(at(now).recheckAt).toBe(end - 30 * day)
    expect(at(end - 31 * day).health.level).toBe('healthy')
    expect(at(end - 12.5 * day)).toMatchObject({
      health: { level: 'warning', reason: 'CertificateExpires', message: 'data["tls.crt"]: CN=soon.shop expires in 12 d' },
      recheckAt: end,
    })
    expect(at(end + 3.2 * day).health).toMatchObject({
      level: 'failing',
      reason: 'CertificateExpired',
      message: expect.stringContaining('expired 3 d ago'),
    })
    expect(at(end + 3.2 * day).recheckAt).toBeUndefined()
  })

  it('that live for days only warn in their last third', () => {
    const pair = authority.issue('short.shop', { days: 9 })
    const secret = stored({ 'tls.crt': pair.cert })
    const end = told(certificatesSection('core/Secret', secret, now)).certificates[0]?.notAfter ?? 0
    expect(readFacts('core/Secret', secret, undefined, end - 4 * day).health.level).toBe('healthy')
    expect(readFacts('core/Secret', secret, undefined, end - 2 * day).health.level).toBe('warning')
  })

  it('of another form leave it as it was', () => {
    const start = '-----BEGIN CERTIFICATE-----\n'
    for (const text of ['', 'hunter2', start, `${start}AAAA\n-----END CERTIFICATE-----\n`, `${start}${'x'.repeat(5000)}`]) {
      const secret = stored({ 'tls.crt': text })
      expect(certificatesSection('core/Secret', secret, now)).toBeNull()
      expect(JSON.stringify(secret['data'])).toBe(JSON.stringify({ 'tls.crt': { size: text.length } }))
    }
  })
})

describe('a bundle of authorities', () => {
  it('serves as long as one of them holds', () => {
    const dead = authority.issue('old-root', { days: -5 })
    const config = (pem: string): KubeObject => ({ metadata: { name: 'roots', namespace: 'shop' }, data: { 'ca.crt': pem } })
    const mixed = config(dead.cert + authority.ca)
    expect(readFacts('core/ConfigMap', mixed, undefined, now).health.level).toBe('healthy')
    expect(
      told(certificatesSection('core/ConfigMap', mixed, now)).certificates.map(({ state, level }) => [state.replace(/\d+/, 'n'), level]),
    ).toEqual([
      ['expired n d ago', 'paused'],
      ['valid', 'healthy'],
    ])
    expect(readFacts('core/ConfigMap', config(dead.cert), undefined, now).health).toMatchObject({
      level: 'failing',
      reason: 'CertificateExpired',
    })
  })

  it('of many tells those that expire first, and counts the others and what cannot be read', () => {
    const soon = authority.issue('soon', { days: 40 })
    const text = `${authority.ca.repeat(60)}${soon.cert}-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n`
    const bundle = readCertificates(text)
    expect(bundle).toMatchObject({ more: 21, unreadable: 1 })
    expect(bundle?.certificates[0]?.subject).toBe('CN=soon')
    const section = told(certificatesSection('core/ConfigMap', { metadata: { name: 'x' }, data: { roots: text } }, now))
    expect(section.certificates.length + section.more).toBe(62)
  })
})

describe('other kinds', () => {
  it('are read where they hold certificates', () => {
    const pair = authority.issue('hook', { days: -2 })
    const ca = Buffer.from(pair.cert).toString('base64')
    const hook = { metadata: { name: 'h' }, webhooks: [{}, { name: 'a', clientConfig: { caBundle: ca } }] }
    for (const [kind, object, field] of [
      ['admissionregistration.k8s.io/ValidatingWebhookConfiguration', hook, 'webhooks[1].clientConfig.caBundle'],
      ['admissionregistration.k8s.io/MutatingWebhookConfiguration', hook, 'webhooks[1].clientConfig.caBundle'],
      ['apiregistration.k8s.io/APIService', { metadata: { name: 'h' }, spec: { caBundle: ca } }, 'spec.caBundle'],
      ['certificates.k8s.io/CertificateSigningRequest', { metadata: { name: 'h' }, status: { certificate: ca } }, 'status.certificate'],
    ] as const) {
      const object_ = object as unknown as KubeObject
      expect(
        told(certificatesSection(kind, object_, now)).certificates.map((each) => each.field),
        kind,
      ).toEqual([field])
      if (field === 'status.certificate') {
        // what was issued once is a record: nothing depends on it
        expect(readFacts(kind, object_, undefined, now).health.level, kind).not.toBe('failing')
        continue
      }
      expect(readFacts(kind, object_, undefined, now).health, kind).toMatchObject({
        level: 'failing',
        message: expect.stringContaining(field),
      })
    }
    const issued = {
      metadata: { name: 'web' },
      spec: { dnsNames: ['web.shop'], issuerRef: { name: 'le', kind: 'ClusterIssuer' } },
      status: { notBefore: new Date(now - 80 * day).toISOString(), notAfter: new Date(now + 10.5 * day).toISOString() },
    }
    expect(told(certificatesSection('cert-manager.io/Certificate', issued, now)).certificates[0]).toMatchObject({
      subject: 'web.shop',
      issuer: 'ClusterIssuer/le',
      state: 'expires in 10 d',
      level: 'warning',
    })
  })

  it('hold what they like, and nothing breaks', () => {
    for (const junk of [null, 3, 'x', [], {}, [null], { data: 3 }])
      for (const kind of ['core/Secret', 'core/ConfigMap', 'cert-manager.io/Certificate', 'apiregistration.k8s.io/APIService'])
        expect(certificatesSection(kind, { metadata: { name: 'x' }, data: junk, spec: junk, status: junk, webhooks: junk }, now)).toBeNull()
  })
})
