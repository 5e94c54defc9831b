import { describe, expect, it } from 'vitest'
import type { DetailSection } from '../contract/index.ts'
import { anySections } from './anyFields.ts'
import { genericKind } from './generic.ts'
import type { KubeObject } from './kind.ts'

const object = (rest: Record<string, unknown>): KubeObject => ({ metadata: { name: 'a', namespace: 'shop' }, ...rest })
const fieldsOf = (sections: readonly DetailSection[], title: string): Record<string, unknown> => {
  const section = sections.find((each) => each.type === 'fields' && each.title === title)
  return section?.type === 'fields' ? Object.fromEntries(section.fields.map(({ label, value }) => [label, value])) : {}
}

describe('the drawer of a kind that nobody wrote a file for', () => {
  it('names every field, links what it refers to, and draws moments as such', () => {
    const sections = anySections(
      object({
        apiVersion: 'cert-manager.io/v1',
        kind: 'Certificate',
        spec: {
          secretName: 'tls',
          dnsNames: ['a.example.org', 'b.example.org'],
          isCA: false,
          issuerRef: { group: 'cert-manager.io', kind: 'ClusterIssuer', name: 'public' },
          keystores: { jks: { create: true, passwordSecretRef: { name: 'password', key: 'jks' } } },
          targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
          empty: null,
          none: [],
        },
        status: { renewalTime: '2026-03-01T00:00:00Z', revision: 2 },
      }),
    )
    expect(fieldsOf(sections, 'Spec')).toEqual({
      secretName: { t: 'ref', id: 'core/Secret/shop/tls', text: 'tls' },
      dnsNames: { t: 'list', items: ['a.example.org', 'b.example.org'] },
      isCA: 'false',
      issuerRef: { t: 'ref', id: 'cert-manager.io/ClusterIssuer/_/public', text: 'ClusterIssuer/public' },
      'keystores.jks.create': 'true',
      'keystores.jks.passwordSecretRef': { t: 'ref', id: 'core/Secret/shop/password', text: 'password \u00b7 jks' },
      targetRef: { t: 'ref', id: 'apps/Deployment/shop/web', text: 'Deployment/web' },
    })
    expect(fieldsOf(sections, 'Status')).toEqual({ renewalTime: { t: 'time', at: Date.parse('2026-03-01T00:00:00Z') }, revision: '2' })
  })

  it('makes tables of lists of things, and conditions of conditions, wherever they stand', () => {
    const sections = anySections(
      object({
        spec: {
          triggers: [
            { metadata: { threshold: '5' }, type: 'kafka', authenticationRef: { name: 'auth', kind: 'TriggerAuthentication' } },
            { type: 'cron', name: 'nightly' },
          ],
        },
        status: {
          replicas: [{ conditions: [{ type: 'Ready', status: 'True' }] }],
          conditions: [{ type: 'Ready', status: 'False', reason: 'Broken' }],
        },
      }),
    )
    const table = sections.find(({ title }) => title === 'Spec: triggers')
    expect(table?.type === 'table' && [table.columns.map(({ title }) => title), table.rows]).toEqual([
      ['type', 'name', 'metadata.threshold', 'authenticationRef'],
      [
        ['kafka', null, '5', 'TriggerAuthentication/auth'],
        ['cron', 'nightly', null, null],
      ],
    ])
    expect(sections.find(({ title }) => title === 'Conditions')).toMatchObject({
      conditions: [{ name: 'Ready', status: 'False', reason: 'Broken' }],
    })
  })

  it('counts what is beyond its bounds', () => {
    const many = Object.fromEntries(Array.from({ length: 420 }, (_, n) => [`field${n}`, n]))
    const deep = { a: { b: { c: { d: { e: { f: 1, g: 2 } } } } } }
    const things = Array.from({ length: 430 }, (_, n) => ({
      name: `n${n}`,
      ...Object.fromEntries(Array.from({ length: 12 }, (__, k) => [`k${k}`, k])),
    }))
    const sections = anySections(object({ spec: { ...many, deep, things } }))
    // 20 of the first, and the two at the bottom stand in one that lies too deep.
    expect(fieldsOf(sections, 'Spec')['More']).toMatch(/^2[0-9] more fields stand in the YAML$/)
    const table = sections.find(({ title }) => title === 'Spec: things')
    expect(table?.type === 'table' && [table.columns.length, table.rows.length, table.rows.at(-1)?.[0]]).toEqual([
      8,
      401,
      '30 more, 5 more fields each: in the YAML',
    ])
  })

  it('shows fields of kinds without a spec, and what its columns say first', () => {
    const kind = genericKind(
      {
        id: 'acme.io/Note',
        group: 'acme.io',
        version: 'v1',
        kind: 'Note',
        resource: 'notes',
        singular: 'note',
        shortNames: [],
        categories: [],
        namespaced: true,
        verbs: [],
      },
      [{ name: 'Size', type: 'integer', jsonPath: '.size', priority: 1 }],
    )
    const sections = kind.detail(object({ size: 3, text: 'hello', options: { fast: true } }))
    expect(fieldsOf(sections, 'Summary')).toEqual({ Size: 3 })
    expect(fieldsOf(sections, 'Fields')).toEqual({ size: '3', text: 'hello' })
    expect(fieldsOf(sections, 'Options')).toEqual({ fast: 'true' })
  })
})
