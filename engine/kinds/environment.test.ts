import { describe, expect, it } from 'vitest'
import type { EnvVar } from '../contract/index.ts'
import { environmentSections } from './environment.ts'
import { expandVariables } from './variableExpansion.ts'

/** The table of expansion_test.go, with its map. */
const map: Record<string, string> = { VAR_A: 'A', VAR_B: 'B', VAR_C: 'C', VAR_REF: '$(VAR_A)', VAR_EMPTY: '' }
const known = (name: string): string | undefined => (Object.hasOwn(map, name) ? map[name] : undefined)

describe('expandVariables', () => {
  it.each([
    ['$(VAR_A)', 'A'],
    ['___$(VAR_B)___', '___B___'],
    ['$(VAR_A)-$(VAR_A)-1', 'A-A-1'],
    ['$(VAR_REF)_1', '$(VAR_A)_1'],
    ['$$(VAR_B)_$(VAR_A)', '$(VAR_B)_A'],
    ['$$(VAR_A)', '$(VAR_A)'],
    ['$$$(VAR_A)', '$A'],
    ['$$$$(VAR_A)', '$$(VAR_A)'],
    ['f000-$$VAR_A', 'f000-$VAR_A'],
    ['foo$(VAR_EMPTY)bar', 'foobar'],
    ['$(VAR_DNE)$(VAR_A)', '$(VAR_DNE)A'],
    ['$VAR_A', '$VAR_A'],
    ['foo$', 'foo$'],
    ['$(VAR_A', '$(VAR_A'],
    ['foo_$()_bar', 'foo_$()_bar'],
    ['$((VAR_A)', '$((VAR_A)'],
    ['\\$(VAR_A)', '\\A'],
    ['$', '$'],
  ])('%s is %s', (written, resolved) => {
    expect(expandVariables(written, known)).toBe(resolved)
  })
})

describe('environmentSections', () => {
  it('resolve a value from what stands before it, tell no secret, and keep the written form', () => {
    const bodies: Record<string, unknown> = {
      'core/ConfigMap/shop/web': { data: { HOST: 'db.shop' } },
      'core/Secret/shop/db': { data: { pw: 'x' } },
    }
    const [section] = environmentSections(
      {
        containers: [
          {
            name: 'web',
            envFrom: [{ configMapRef: { name: 'web' } }],
            env: [
              { name: 'EARLY', value: '$(PORT)' },
              { name: 'PORT', value: '5432' },
              { name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'db', key: 'pw' } } },
              { name: 'GONE', valueFrom: { configMapKeyRef: { name: 'web', key: 'none' } } },
              { name: 'URL', value: 'pg://u:$(PASSWORD)@$(HOST):$(PORT)/$(GONE)' },
              { name: 'AGAIN', value: '$(URL)?' },
            ],
          },
        ],
      },
      {
        namespace: 'shop',
        pod: null,
        lookup: { body: (id) => bodies[id], isForbidden: () => false, isComplete: () => true, now: () => 0 } as Parameters<
          typeof environmentSections
        >[1]['lookup'],
      },
    )
    const vars = new Map((section as { vars: readonly EnvVar[] }).vars.map((one) => [one.name, one]))
    expect(vars.get('EARLY')).toEqual({ name: 'EARLY', value: '$(PORT)', source: '', problem: null })
    expect(vars.get('URL')).toMatchObject({
      value: 'pg://u:$(PASSWORD)@$(HOST):$(PORT)/$(GONE)',
      resolved: 'pg://u:••••••••@db.shop:5432/$(GONE)',
    })
    expect(vars.get('AGAIN')?.resolved).toBe('pg://u:••••••••@db.shop:5432/$(GONE)?')
    expect(JSON.stringify(section)).not.toContain('"x"')
  })

  it('tell amounts as a container is told them: in units of the divisor, rounded up, of the container that is named', () => {
    const field = (name: string, resource: string, divisor?: string, containerName?: string) => ({
      name,
      valueFrom: { resourceFieldRef: { resource, ...(divisor && { divisor }), ...(containerName && { containerName }) } },
    })
    const env = [
      field('CPU', 'limits.cpu'),
      field('MILLI', 'limits.cpu', '1m'),
      field('MEMORY', 'limits.memory'),
      field('MEGA', 'limits.memory', '1Mi'),
      field('OTHER', 'requests.cpu', '100m', 'side'),
      field('UNSET', 'requests.memory'),
      field('DISK', 'requests.ephemeral-storage', '1Gi', 'side'),
    ]
    const [section] = environmentSections(
      {
        containers: [
          { name: 'web', env, resources: { limits: { cpu: '250m', memory: '100.5Mi' } } },
          { name: 'side', resources: { requests: { cpu: '300m', 'ephemeral-storage': '2Gi' } } },
        ],
      },
      { namespace: 'shop', pod: null, lookup: undefined },
    )
    const values = (section as { vars: readonly EnvVar[] }).vars.map(({ name, value }) => [name, value])
    expect(Object.fromEntries(values)).toEqual({
      CPU: '1',
      MILLI: '250',
      MEMORY: '105381888',
      MEGA: '101',
      OTHER: '3',
      UNSET: '',
      DISK: '2',
    })
  })
})
