import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import type { Cell, Column, DetailSection } from '../../engine/contract/index.ts'
import { categories, healthOrder, kindId } from '../../engine/contract/index.ts'
import { cellText } from '../../engine/kinds/cellText.ts'
import { bareKind, genericKind } from '../../engine/kinds/generic.ts'
import { kindFor, kinds, readFacts } from '../../engine/kinds/index.ts'
import type { Kind, KubeObject, ObjectLookup } from '../../engine/kinds/kind.ts'
import { ClusterStore } from '../../engine/store/clusterStore.ts'

const folder = join(import.meta.dirname, '../fixtures/objects')

/** The moment at which the fixtures are looked at. */
const now = Date.parse('2026-01-15T12:00:00Z')

interface Fixture {
  file: string
  kind: Kind
  object: KubeObject
  level: string
  reason: string
  cells: Record<string, string>
}

function load(file: string): Fixture {
  const text = readFileSync(join(folder, file), 'utf8')
  const health = /^# health: (\S+) ?(.*)$/m.exec(text)
  if (!health) throw new Error(`${file} must begin with a line "# health: LEVEL REASON"`)
  const cells = /^# cells: (.*)$/m.exec(text)
  const object = parse(text) as KubeObject
  const apiVersion = object.apiVersion ?? ''
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : ''
  const id = kindId(group, object.kind ?? '')
  return {
    file,
    kind: kindFor(id) ?? bareKind,
    object,
    level: health[1] ?? '',
    reason: health[2] ?? '',
    cells: cells ? (parse(cells[1] ?? '') as Record<string, string>) : {},
  }
}

const fixtures = readdirSync(folder)
  .filter((file) => file.endsWith('.yaml'))
  .sort()
  .map(load)

function fileName(kind: Kind): string {
  const name = kind.id.slice(kind.id.indexOf('/') + 1)
  // An acronym in front is lower case as a whole: `APIService` is `apiService`.
  return name.replace(/^[A-Z]+(?=[A-Z][a-z])|^[A-Z]/, (first) => first.toLowerCase())
}

const cellTypes: Readonly<Record<Column['type'], readonly string[]>> = {
  name: ['string'],
  text: ['string', 'number', 'ref'],
  number: ['number'],
  time: ['time', 'string'],
  status: ['status', 'string'],
  ratio: ['ratio'],
  restarts: ['restarts'],
  quantity: ['quantity', 'string', 'time'],
  usage: ['usage'],
  list: ['list', 'string'],
  ref: ['ref', 'string'],
}

function typeOf(cell: Exclude<Cell, null>): string {
  return typeof cell === 'object' ? cell.t : typeof cell
}

/** Tables of the drawer are small and neither sorted nor filtered: their text columns may hold cells of any shape. */
const drawerText = ['string', 'number', 'ref', 'list', 'quantity', 'usage']

function expectCells(columns: readonly Column[], cells: readonly Cell[], where: string, inDrawer = false): void {
  expect(cells.length, `${where}: one cell per column`).toBe(columns.length)
  for (const [index, cell] of cells.entries()) {
    const column = columns[index] as Column
    if (cell === null) continue
    expect(inDrawer && column.type === 'text' ? drawerText : cellTypes[column.type], `${where}: column ${column.id}`).toContain(
      typeOf(cell),
    )
  }
}

function expectSections(sections: readonly DetailSection[], where: string): void {
  for (const section of sections)
    if (section.type === 'table') for (const row of section.rows) expectCells(section.columns, row, `${where}, ${section.title}`, true)
  // What crosses the bridge must survive being cloned, and hold no undefined.
  expect(structuredClone(sections), where).toEqual(sections)
}

describe('kinds', () => {
  it.each(kinds.map((kind) => [kind.id, kind] as const))('%s has at least two fixtures, and columns that can be told apart', (_, kind) => {
    expect(fixtures.filter((fixture) => fixture.file.startsWith(`${fileName(kind)}-`)).length).toBeGreaterThanOrEqual(2)
    const ids = kind.columns.map((column) => column.id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids).not.toContain('name')
    expect(categories.map((category) => category.id)).toContain(kind.category)
    expect(kind.columns.filter((column) => column.grow).length).toBeLessThanOrEqual(1)
  })

  it('are each listed once', () => {
    expect(new Set(kinds.map((kind) => kind.id)).size).toBe(kinds.length)
  })

  it.each(fixtures.map((fixture) => [fixture.file, fixture] as const))(
    '%s reads as written in its first lines',
    (file, { kind, object, level, reason, cells }) => {
      const facts = kind.read(object, now)
      expect(`${facts.health.level} ${facts.health.reason}`.trim()).toBe(`${level} ${reason}`.trim())
      expectCells(kind.columns, facts.cells, file)
      for (const [id, text] of Object.entries(cells)) {
        const index = kind.columns.findIndex((column) => column.id === id)
        expect(index, `column ${id}`).toBeGreaterThanOrEqual(0)
        expect(cellText(facts.cells[index] as Cell, now), `column ${id}`).toBe(String(text))
      }
      expectSections(kind.detail(object), file)
    },
  )

  it('carry the exact sentence of the server', () => {
    const message = (file: string): string | undefined => {
      const fixture = load(`${file}.yaml`)
      return fixture.kind.read(fixture.object, now).health.message
    }
    expect(message('pod-crashLoop')).toBe('back-off 5m0s restarting failed container=checkout pod=checkout-7c9f8d6b54-k2x9p_shop')
    expect(message('pod-unschedulable')).toBe("0/3 nodes are available: 3 node(s) didn't match Pod's node affinity/selector.")
    expect(message('pod-configError')).toBe('configmap "api-config" not found')
    expect(message('deployment-deadline')).toBe('ReplicaSet "checkout-7c9f8d6b54" has timed out progressing.')
    expect(message('job-failed')).toBe('Job has reached the specified backoff limit')
    expect(message('node-notReady')).toBe('Kubelet stopped posting node status.')
    expect(message('generic-routeRejected')).toBe('Service "cart" not found')
  })

  it('say when time alone will change what they say', () => {
    const killed = load('pod-outOfMemory.yaml')
    const facts = killed.kind.read(killed.object, now)
    expect(facts.recheckAt).toBe(Date.parse('2026-01-15T12:51:00Z'))
    expect(killed.kind.read(killed.object, facts.recheckAt ?? 0).health.level).toBe('healthy')
    const starting = load('pod-starting.yaml')
    const first = starting.kind.read(starting.object, now)
    expect(starting.kind.read(starting.object, first.recheckAt ?? 0).health.level).toBe('warning')
  })

  it('are found by their id, and objects of unknown kinds are read too', () => {
    const { object } = load('pod-running.yaml')
    expect(readFacts('core/Pod', object, undefined, now).health.level).toBe('healthy')
    expect(readFacts('acme.io/Nothing', { metadata: { name: 'x' } }, undefined, now).cells).toEqual([null])
  })
})

describe('the drawer', () => {
  it('never shows a value of a Secret, nor its annotations', () => {
    for (const file of ['secret-stored.yaml', 'secret-raw.yaml']) {
      const { kind, object } = load(file)
      const text = JSON.stringify([kind.detail(object), kind.read(object, now)])
      expect(text).not.toMatch(/hush|aHVzaC/)
    }
    const raw = load('secret-raw.yaml')
    const keys = raw.kind.detail(raw.object).find((section) => section.type === 'keys')
    expect(keys?.type === 'keys' && keys.keys).toEqual([
      { name: 'tls.crt', size: 14, secret: true, value: null },
      { name: 'tls.key', size: 13, secret: true, value: null },
    ])
    const stored = load('secret-stored.yaml')
    const sizes = stored.kind.detail(stored.object).find((section) => section.type === 'keys')
    expect(sizes?.type === 'keys' && sizes.keys.map((key) => key.size)).toEqual([16, 4])
  })

  it('begins with the facts of a pod, in the order of the mock, and leaves out the last applied object', () => {
    const { kind, object } = load('pod-running.yaml')
    const sections = kind.detail(object)
    expect(sections.map((section) => section.type).slice(0, 4)).toEqual(['fields', 'conditions', 'containers', 'env'])
    const conditions = sections.find((section) => section.type === 'conditions')
    expect(conditions?.type === 'conditions' && conditions.conditions.map((condition) => condition.name).slice(0, 4)).toEqual([
      'PodScheduled',
      'Initialized',
      'ContainersReady',
      'Ready',
    ])
    expect(JSON.stringify(sections)).not.toContain('last-applied')
  })

  it('says how containers stand and how they ended', () => {
    const { kind, object } = load('pod-crashLoop.yaml')
    const section = kind.detail(object).find((item) => item.type === 'containers')
    expect(
      section?.type === 'containers' && section.containers.map(({ name, state, level, message }) => ({ name, state, level, message })),
    ).toEqual([
      {
        name: 'checkout',
        state: 'Waiting, CrashLoopBackOff: back-off 5m0s',
        level: 'failing',
        message:
          'back-off 5m0s restarting failed container=checkout pod=checkout-7c9f8d6b54-k2x9p_shop; last ended with exit 1 after less than 1s',
      },
      { name: 'envoy', state: 'Running, not ready', level: 'warning', message: '' },
    ])
  })

  it('resolves environment variables through the objects at hand', () => {
    const { kind, object } = load('pod-running.yaml')
    const bodies: Record<string, Record<string, unknown>> = {
      'core/ConfigMap/shop/cart-config': { data: { 'redis.addr': 'redis:6379' } },
      'core/ConfigMap/shop/cart-extra': { data: { A: '1' } },
      'core/Secret/shop/cart-db': { data: { other: { size: 3 } } },
    }
    const lookup: ObjectLookup = { body: (id) => bodies[id], isComplete: () => true, isForbidden: () => false, now: () => now }
    const vars = (given: ObjectLookup | undefined) => {
      const section = kind.detail(object, given).find((item) => item.type === 'env')
      return section?.type === 'env' ? section.vars : []
    }
    expect(vars(lookup)).toEqual([
      { name: 'CFG_A', value: '1', source: 'cart-extra \u00b7 A', problem: null },
      { name: 'CART_ADDR', value: 'redis:6379', source: 'cart-config \u00b7 redis.addr', problem: null },
      { name: 'DB_PASSWORD', value: null, source: 'cart-db \u00b7 password', problem: 'not set' },
      { name: 'POD_IP', value: '10.0.1.7', source: 'status.podIP', problem: null },
      { name: 'APP', value: 'cart', source: "metadata.labels['app']", problem: null },
      { name: 'MEMORY', value: '268435456', source: 'limits.memory', problem: null },
      { name: 'MODE', value: 'live', source: '', problem: null },
    ])
    const missing: ObjectLookup = {
      body: () => undefined,
      isComplete: () => true,
      isForbidden: (id) => id === 'core/Secret',
      now: () => now,
    }
    expect(vars(missing).map((item) => item.problem)).toEqual([
      'no ConfigMap cart-extra',
      'no ConfigMap cart-config',
      'not readable',
      null,
      null,
      null,
      null,
    ])
    expect(vars(undefined).every((item) => item.problem === null)).toBe(true)
  })
})

describe('hostile objects', () => {
  it('have their control characters made visible everywhere', () => {
    const { kind, object } = load('event-warning.yaml')
    const nasty = { ...object, reason: 'a\u202eb\u0007', message: 'one\u0000two' }
    // cells and health pass through the store, which is the one place where they become safe to draw
    const store = new ClusterStore({ read: (id, read) => readFacts(id, read, undefined, now), references: () => [], now: () => now })
    store.load(kind.id, Buffer.from(JSON.stringify(nasty)))
    const [facts] = [...store.ofKind(kind.id)]
    store.close()
    expect(JSON.stringify([facts?.cells, facts?.health])).not.toMatch(/\\u0000|\\u0007|\u202e/)
    expect(facts?.health.reason).toBe('a\u27e8U+202E\u27e9b\u2407')
    expect(JSON.stringify(kind.detail(nasty))).not.toMatch(/\\u0000|\\u0007|\u202e/)
  })

  it('cannot reach prototypes through their keys', () => {
    for (const fixture of fixtures) {
      const object = JSON.parse(
        JSON.stringify(fixture.object).replace(
          '"metadata":{',
          '"metadata":{"labels":{"__proto__":"x","constructor":"y"},"annotations":{"__proto__":"x"},',
        ),
      ) as KubeObject
      fixture.kind.read(object, now)
      const sections = fixture.kind.detail(object)
      expect(({} as Record<string, unknown>)['x']).toBeUndefined()
      for (const section of sections) expect(Object.getPrototypeOf(section)).toBe(Object.prototype)
    }
  })

  /** Values that no schema would let through. */
  const odd = fc.oneof(
    fc.constantFrom<unknown>(
      null,
      undefined,
      '',
      'x',
      0,
      -1,
      1.5,
      NaN,
      Infinity,
      true,
      [],
      {},
      [null],
      [[]],
      [{}],
      ['a', 1],
      { constructor: 1 },
      JSON.parse('{"__proto__":{"a":1}}'),
      'True',
      'Running',
      '\u0000',
    ),
    fc.jsonValue({ maxDepth: 2 }),
  )

  function paths(value: unknown, at: readonly (string | number)[] = []): (readonly (string | number)[])[] {
    if (typeof value !== 'object' || value === null) return [at]
    const below = Object.entries(value).flatMap(([key, child]) => paths(child, [...at, Array.isArray(value) ? Number(key) : key]))
    return at.length === 0 ? below : [at, ...below]
  }

  function replace(root: any, path: readonly (string | number)[], value: unknown): void {
    let target = root
    for (const key of path.slice(0, -1)) {
      target = target?.[key]
      if (typeof target !== 'object' || target === null) return
    }
    const last = path.at(-1) as string | number
    if (value === undefined && Array.isArray(target)) target.splice(Number(last), 1)
    else if (value === undefined) delete target[last]
    else if (Array.isArray(target) && Number(last) >= target.length) target.push(structuredClone(value))
    else target[last] = structuredClone(value)
  }

  it.each(fixtures.map((fixture) => [fixture.file, fixture] as const))(
    '%s, mutated at random, never throws and keeps its shape',
    (file, { kind, object }) => {
      const all = paths(object)
      let turn = 0
      fc.assert(
        fc.property(fc.array(fc.tuple(fc.nat(all.length - 1), odd), { minLength: 1, maxLength: 6 }), (mutations) => {
          const mutant = structuredClone(object)
          turn += 1
          for (const [index, value] of mutations) replace(mutant, all[index] as readonly (string | number)[], value)
          const facts = kind.read(mutant, now)
          expect(facts.cells.length).toBe(kind.columns.length)
          expect(healthOrder).toContain(facts.health.level)
          expect(typeof facts.health.reason).toBe('string')
          for (const [cellIndex, cell] of facts.cells.entries()) {
            if (cell !== null && typeof cell === 'object' && cell.t === 'list')
              for (const item of cell.items) expect(typeof item, `${file} ${kind.columns[cellIndex]?.id}`).toBe('string')
            if (typeof cell === 'number') expect(Number.isFinite(cell)).toBe(true)
            cellText(cell, now)
          }
          expectSections(kind.detail(mutant), file)
          // Any kind may be handed any object: a file can call itself what it likes. All of them in turn.
          for (const [index, other] of kinds.entries()) {
            if (index % 8 !== turn % 8) continue
            other.read(mutant, now)
            other.detail(mutant)
          }
          const generic = genericKind(
            {
              id: 'acme.io/Any',
              group: 'acme.io',
              version: 'v1',
              kind: 'Any',
              resource: 'anies',
              singular: 'any',
              shortNames: [],
              categories: [],
              namespaced: true,
              verbs: [],
            },
            [
              { name: 'Ready', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].status', priority: 0 },
              { name: 'All', type: 'integer', jsonPath: '..name', priority: 1 },
            ],
          )
          expect(generic.read(mutant, now).cells.length).toBe(3)
          generic.detail(mutant)
        }),
        { numRuns: 40 },
      )
    },
  )
})

/** What `kubectl describe` says and people look for, kind by kind. */
describe('the drawer of', () => {
  /** Rows of a table, or values of fields, as text. */
  function told(id: string, object: Record<string, unknown>, title: string): readonly string[][] {
    const lookup: ObjectLookup = { body: () => undefined, isComplete: () => true, isForbidden: () => false, now: () => now }
    const section = kindFor(id)
      ?.detail({ metadata: { name: 'one', namespace: 'shop' }, ...object }, lookup)
      .find((each) => each.title === title)
    if (section?.type === 'table') return section.rows.map((row) => row.map((cell) => cellText(cell, now)))
    if (section?.type === 'fields') return section.fields.map(({ label, value }) => [label, cellText(value, now)])
    if (section?.type === 'labels') return Object.entries(section.labels).map((pair) => [...pair])
    return section?.type === 'text' ? section.text.split('\n').map((line) => [line]) : []
  }

  it('an Ingress has every host, also one without paths', () => {
    const backend = (name: string) => ({ service: { name, port: { number: 80 } } })
    const spec = {
      defaultBackend: backend('other'),
      rules: [{ host: 'a.example', http: { paths: [{ path: '/x', pathType: 'Exact', backend: backend('web') }] } }, { host: 'b.example' }],
    }
    expect(told('networking.k8s.io/Ingress', { spec }, 'Paths')).toEqual([
      ['a.example', '/x', 'Exact', 'web', '80'],
      ['b.example', 'all', '-', 'other', '80'],
    ])
  })

  it('a NetworkPolicy says where it isolates', () => {
    const of = (spec: object, title: string) => told('networking.k8s.io/NetworkPolicy', { spec: { podSelector: {}, ...spec } }, title)
    expect(of({ policyTypes: ['Ingress', 'Egress'], egress: [{}] }, 'Allowed in')).toEqual([['nobody: the Pods are isolated']])
    expect(of({ policyTypes: ['Ingress', 'Egress'], egress: [{}] }, 'Allowed out')).toEqual([['anywhere', 'all ports']])
    expect(of({ policyTypes: ['Ingress'] }, 'Allowed out')).toEqual([])
    expect(of({}, 'Allowed in')).toEqual([['nobody: the Pods are isolated']])
  })

  it('a HorizontalPodAutoscaler names its metrics and how fast it may scale', () => {
    const spec = {
      scaleTargetRef: { kind: 'Deployment', name: 'web' },
      metrics: [
        { type: 'Resource', resource: { name: 'cpu', target: { averageUtilization: 80 } } },
        { type: 'ContainerResource', containerResource: { name: 'memory', container: 'app', target: { averageValue: '1Gi' } } },
        { type: 'Pods', pods: { metric: { name: 'requests' }, target: { averageValue: '1k' } } },
        {
          type: 'Object',
          object: { metric: { name: 'hits' }, describedObject: { kind: 'Service', name: 'web' }, target: { value: '10' } },
        },
        { type: 'External', external: { metric: { name: 'queue' }, target: { averageValue: '30' } } },
      ],
      behavior: {
        scaleUp: { selectPolicy: 'Disabled' },
        scaleDown: {
          stabilizationWindowSeconds: 600,
          selectPolicy: 'Min',
          policies: [
            { type: 'Percent', value: 10, periodSeconds: 60 },
            { type: 'Pods', value: 2, periodSeconds: 120 },
          ],
        },
      },
    }
    const status = { currentMetrics: [{ type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: 3 } } }] }
    expect(told('autoscaling/HorizontalPodAutoscaler', { spec, status }, 'Metrics')).toEqual([
      ['cpu, of the request', '3%', '80%'],
      ['memory of container app, average of the Pods', '<unknown>', '1Gi'],
      ['requests, average of the Pods', '<unknown>', '1k'],
      ['hits of Service/web', '<unknown>', '10'],
      ['queue, from outside, by Pod', '<unknown>', '30'],
    ])
    expect(told('autoscaling/HorizontalPodAutoscaler', { spec }, 'Behaviour')).toEqual([
      ['up', 'never', '-', '-'],
      ['down', '10% in 60 s,2 Pods in 120 s', 'the least', '600 s'],
    ])
  })

  it('a ResourceQuota shows what is used against what is allowed', () => {
    const status = { hard: { pods: '20', 'limits.memory': '80Gi' }, used: { pods: '17' } }
    expect(told('core/ResourceQuota', { status }, 'Quota').map((row) => row.slice(0, 1))).toEqual([['limits.memory'], ['pods']])
    const quota = kindFor('core/ResourceQuota')
      ?.detail({ metadata: { name: 'q' }, status })
      .find(({ title }) => title === 'Quota')
    expect(quota?.type === 'table' && quota.rows[1]?.[1]).toEqual({
      t: 'usage',
      text: '17',
      value: 17,
      against: { what: 'quota', text: '20', value: 20 },
    })
  })

  it('a PersistentVolume has what its driver is told, a StorageClass where it makes volumes', () => {
    const csi = { driver: 'csi.example', volumeHandle: 'v', fsType: 'ext4', readOnly: true, volumeAttributes: { zone: 'a' } }
    const spec = { csi, mountOptions: ['noatime'], volumeAttributesClassName: 'fast' }
    expect(told('core/PersistentVolume', { spec }, 'Summary')).toEqual(
      expect.arrayContaining([
        ['File system', 'ext4'],
        ['Read only', 'true'],
        ['Mount options', 'noatime'],
        ['Attributes class', 'fast'],
      ]),
    )
    expect(told('core/PersistentVolume', { spec }, 'Volume attributes')).toEqual([['zone', 'a']])
    const nfs = { nfs: { server: 'files.example', path: '/srv' } }
    expect(told('core/PersistentVolume', { spec: nfs }, 'Summary')).toEqual(
      expect.arrayContaining([
        ['Server', 'files.example'],
        ['Path', '/srv'],
      ]),
    )
    const allowedTopologies = [
      {
        matchLabelExpressions: [
          { key: 'zone', values: ['a', 'b'] },
          { key: 'disk', values: ['ssd'] },
        ],
      },
    ]
    expect(told('storage.k8s.io/StorageClass', { allowedTopologies }, 'Allowed topologies')).toEqual([['zone in a, b and disk in ssd']])
  })

  it('a CronJob says when it comes next, by which clock, and nothing while it is suspended', () => {
    const summary = (spec: object) => told('batch/CronJob', { spec: { schedule: '0 4 * * *', ...spec } }, 'Summary').map(([label]) => label)
    expect(summary({ timeZone: 'Europe/Berlin' })).toContain('Next')
    expect(summary({})).toContain('Next, by UTC')
    expect(summary({ suspend: true }).filter((label) => label?.startsWith('Next'))).toEqual([])
    expect(summary({ schedule: '@every 5m' }).filter((label) => label?.startsWith('Next'))).toEqual([])
  })

  it('a Service has ports as they are typed', () => {
    const spec = { ports: [{ name: 'http', port: 30443, targetPort: 8080, nodePort: 30802 }] }
    const ports = kindFor('core/Service')
      ?.detail({ metadata: { name: 's' }, spec })
      .find(({ title }) => title === 'Ports')
    expect(ports?.type === 'table' && ports.rows[0]?.slice(0, 4)).toEqual(['http', '30443', '8080', '30802'])
  })

  it('a CustomResourceDefinition has the columns and fields of its versions', () => {
    const openAPIV3Schema = {
      type: 'object',
      properties: {
        apiVersion: { type: 'string' },
        spec: {
          type: 'object',
          required: ['size'],
          properties: { size: { type: 'integer', description: 'How many.' }, names: { type: 'array', items: { type: 'string' } } },
        },
      },
    }
    const spec = {
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema }, additionalPrinterColumns: [{ name: 'Size' }] }],
    }
    const id = 'apiextensions.k8s.io/CustomResourceDefinition'
    expect(told(id, { spec }, 'Versions')).toEqual([['v1', 'served', 'stored', 'Size']])
    expect(told(id, { spec }, 'Fields of v1')).toEqual([
      ['spec', 'object', '-'],
      ['spec.size', 'integer, required', 'How many.'],
      ['spec.names', 'list of string', '-'],
    ])
    const properties = Object.fromEntries(Array.from({ length: 400 }, (_, at) => [`f${at}`, { type: 'string' }]))
    const large = { versions: [{ name: 'v1', storage: true, schema: { openAPIV3Schema: { properties } } }] }
    expect(told(id, { spec: large }, 'Fields of v1').at(-1)).toEqual(['250 more fields', '-'])
  })
})
