import { describe, expect, it } from 'vitest'
import type { DetailField, DetailSection } from '../contract/index.ts'
import { anySections } from './anyFields.ts'

const string = { type: 'string' }
const root = {
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      required: ['size'],
      properties: {
        engine: { ...string, description: 'Which <b>engine</b> runs.', enum: ['postgres', 'mysql'] },
        size: {
          anyOf: [{ type: 'integer' }, { type: 'string' }],
          pattern: '^numkMGTPE$',
          'x-kubernetes-int-or-string': true,
          description: 'Room.',
        },
        old: { ...string, description: 'Deprecated: use engine.' },
        token: { ...string, format: 'password' },
        replicas: { type: 'integer', minimum: 1, maximum: 5, description: 'How many. DEPRECATED in v2.' },
        target: string,
        ref: { type: 'object', properties: { kind: string, name: string } },
        limits: { type: 'object', additionalProperties: { ...string, description: 'One limit.' } },
        users: {
          type: 'array',
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['login'],
          items: { type: 'object', properties: { login: string, secret: { ...string, format: 'password' }, at: string } },
        },
      },
    },
  },
}

function drawn(spec: object, targets: ReadonlyMap<string, string> = new Map()): readonly DetailSection[] {
  return anySections(
    { metadata: { name: 'db', namespace: 'shop' }, spec },
    { schema: { root, schemas: {}, source: 'definition' }, targets, deprecation: '' },
  )
}
function field(sections: readonly DetailSection[], label: string): DetailField | undefined {
  return sections.flatMap((section) => (section.type === 'fields' ? section.fields : [])).find((each) => each.label === label)
}

describe('the drawer of a custom resource with a schema', () => {
  it('says what each field means, what it may be, and what is wrong with it', () => {
    const sections = drawn({ engine: 'oracle', size: '5Gi', old: 'x', replicas: 9, limits: { cpu: '1' } })
    expect(field(sections, 'engine')?.hint).toEqual({
      type: 'string',
      text: 'Which <b>engine</b> runs.',
      allowed: ['postgres', 'mysql'],
      deprecated: false,
      problem: 'none of the values that are allowed',
    })
    expect(field(sections, 'size')?.hint).toMatchObject({ type: 'quantity', text: 'Room.', problem: null })
    expect(field(sections, 'old')?.hint?.deprecated).toBe(true)
    expect(field(sections, 'replicas')?.hint).toMatchObject({ deprecated: true, problem: 'more than 5' })
    expect(field(sections, 'limits.cpu')?.hint?.text).toBe('One limit.')
  })

  it('begins with what the author requires', () => {
    const [spec] = drawn({ engine: 'mysql', old: 'x', size: 1 })
    expect(spec?.type === 'fields' && spec.fields.map(({ label }) => label)).toEqual(['size', 'engine', 'old'])
  })

  it('shows no password, neither as a field nor in a table', () => {
    const sections = drawn({ token: 'hunter2', users: [{ at: 'x', login: 'ann', secret: 'hunter3' }] })
    expect(JSON.stringify(sections)).not.toMatch(/hunter/)
    expect(field(sections, 'token')?.value).toBe('••••••••')
    // what tells the items apart comes first
    const table = sections.find((section) => section.type === 'table')
    expect(table?.type === 'table' && table.columns.map(({ id }) => id)).toEqual(['login', 'at', 'secret'])
  })

  it('links what the rules found to be named, wherever it stands', () => {
    const targets = new Map([
      ['spec.target', 'apps/Deployment/shop/web'],
      ['spec.ref.name', 'acme.io/Backend/shop/b'],
      ['spec.users[1].login', 'core/Secret/shop/bob'],
    ])
    const sections = drawn({ target: 'web', ref: { kind: 'Backend', name: 'b' }, users: [{ login: 'ann' }, { login: 'bob' }] }, targets)
    expect(field(sections, 'target')?.value).toEqual({ t: 'ref', id: 'apps/Deployment/shop/web', text: 'web' })
    expect(field(sections, 'ref')?.value).toEqual({ t: 'ref', id: 'acme.io/Backend/shop/b', text: 'Backend/b' })
    const table = sections.find((section) => section.type === 'table')
    expect(table?.type === 'table' && table.rows.map(([login]) => login)).toEqual([
      'ann',
      { t: 'ref', id: 'core/Secret/shop/bob', text: 'bob' },
    ])
  })

  it('is drawn by the shape of its data where the schema is of no use', () => {
    for (const odd of [null, 7, 'x', { properties: 3 }, { properties: { spec: { items: 1, enum: 'x', required: 5 } } }]) {
      const knowledge = { schema: { root: odd, schemas: {}, source: 'definition' as const }, targets: new Map(), deprecation: '' }
      const sections = anySections({ metadata: { name: 'db' }, spec: { a: 1, b: [{ c: 2 }] } }, knowledge)
      expect(field(sections, 'a')?.value, JSON.stringify(odd)).toBe('1')
    }
  })
})
