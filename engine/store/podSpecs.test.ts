import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { said } from '../../tests/support/references.ts'
import type { KubeObject } from '../kinds/kind.ts'
import { extractReferences, restReferences, statusReferences } from '../relations/interpreter.ts'
import { ReferenceTable } from '../relations/referenceTable.ts'
import { RuleBook } from '../relations/ruleBook.ts'
import { ClusterStore } from './clusterStore.ts'

/** Mostly the first, as in a cluster; the others are what goes wrong. */
function mostly<T>(first: T, ...others: T[]): fc.Arbitrary<T> {
  return fc.oneof({ weight: 4, arbitrary: fc.constant(first) }, { weight: 1, arbitrary: fc.constantFrom(...others) })
}

const token = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('kube-api-access-aaaaa', 'kube-api-access-bbbbb') },
  { weight: 1, arbitrary: fc.constantFrom('kube-api-access-AAAAA', 'kube-api-access-aaaaaa', 'config', 'other') },
)
const node = fc.constantFrom<string | undefined>('n1', 'n-2.example', 'n\\u0031', 'n"1', 'kube-api-access-aaaaa', '', undefined)
/** Where the name of the token's volume may stand besides. */
const elsewhere = mostly('nothing', 'value', 'half', 'key', 'quoted', 'escaped', 'other volume')
const podFields = {
  workload: mostly('web-', 'db-', ''),
  image: fc.constantFrom('a', 'b'),
  token,
  node,
  elsewhere,
  second: token,
  phase: fc.constantFrom('Running', 'Pending'),
  digest: fc.constantFrom('sha256:1', 'sha256:2'),
  twice: mostly('', 'before', 'after', 'escaped'),
  account: fc.constantFrom('default', 'web'),
  secret: fc.constantFrom('s1', 's2'),
  automount: fc.constantFrom(true, false, undefined),
  volume: fc.constantFrom('config', 'conf'),
}
const pod = fc.record(podFields)
/** Pods that have nearly everything in common. */
const pods = fc
  .tuple(
    pod,
    fc.array(fc.tuple(pod, fc.shuffledSubarray(Object.keys(podFields) as (keyof Shape)[], { maxLength: 2 }), fc.nat(3)), {
      minLength: 2,
      maxLength: 12,
    }),
  )
  .map(([base, others]) =>
    others.map(([other, fields, number]) => {
      const shape: Shape = { ...base }
      for (const field of fields) Object.assign(shape, { [field]: other[field] })
      return [shape, number] as const
    }),
  )
type Shape = typeof pod extends fc.Arbitrary<infer T> ? T : never

/** As the API server writes it, more or less. */
function textOf(shape: Shape, name: string, version: number): string {
  const { token: own } = shape
  const env: Record<string, string>[] = [{ name: 'URL', value: 'http://cart.shop:80' }]
  if (shape.elsewhere === 'value') env.push({ name: 'T', value: own })
  if (shape.elsewhere === 'half') env.push({ name: 'T', value: `x ${own}` })
  if (shape.elsewhere === 'key') env.push({ [own]: 'x' })
  if (shape.elsewhere === 'quoted') env.push({ name: 'T', value: `"${own}"` })
  const spec = {
    volumes: [
      { name: own, projected: { sources: [{ configMap: { name: 'kube-root-ca.crt' } }] } },
      { name: shape.volume, secret: { secretName: shape.secret } },
      ...(shape.elsewhere === 'other volume' ? [{ name: shape.second, configMap: { name: 'c' } }] : []),
    ],
    containers: [
      {
        name: 'main',
        image: `registry.example/${shape.image}`,
        env,
        volumeMounts: [
          { name: own, mountPath: '/t' },
          { name: shape.second, mountPath: '/s' },
        ],
      },
    ],
    padding: 'x'.repeat(512),
    serviceAccountName: shape.account,
    automountServiceAccountToken: shape.automount,
    nodeName: shape.node,
  }
  const written = shape.elsewhere === 'escaped' ? JSON.stringify(spec).replace('kube-api', 'kube\\u002dapi') : JSON.stringify(spec)
  const metadata = {
    name,
    generateName: shape.workload,
    namespace: 'shop',
    uid: name,
    resourceVersion: String(version),
    managedFields: [{ a: '}]' }],
  }
  const status = { phase: shape.phase, containerStatuses: [{ imageID: `registry.example/a@${shape.digest}` }] }
  const other = `"spec":${JSON.stringify({ ...spec, serviceAccountName: 'twice' })}`
  return [
    `{"kind":"Pod","apiVersion":"v1","metadata":${JSON.stringify(metadata)}`,
    ...(shape.twice === 'before' ? [other] : []),
    `"spec":${written}`,
    ...(shape.twice === 'after' ? [other] : []),
    ...(shape.twice === 'escaped' ? ['"sp\\u0065c":null'] : []),
    `"status":${JSON.stringify(status)}}`,
  ].join(',')
}

const plain = (text: string): KubeObject => {
  const object = JSON.parse(text) as KubeObject & { metadata: Record<string, unknown> }
  delete object.metadata['managedFields']
  return object
}

const book = new RuleBook()
/** Reads every Pod by itself. */
const alone = new RuleBook()
alone.programFor('core/Pod').templates.off = true

describe('Pods of one workload', () => {
  it('are what their texts say, and name what they would name if each were read alone, whatever came before them', () => {
    fc.assert(
      fc.property(pods, (given) => {
        const seen: KubeObject[] = []
        book.programFor('core/Pod').forget()
        const table = new ReferenceTable()
        const store = new ClusterStore({
          read: (_, object) => {
            seen.push(structuredClone(object))
            return { cells: [], health: { level: 'healthy', reason: '' } }
          },
          references: (kind, object, near) => restReferences(book, kind, object, near, table),
          status: {
            read: (kind, object, near) => statusReferences(book, kind, object, near, table),
            begin: (kind, held) => book.programFor(kind).countBeforeStatus(held),
          },
          now: () => clock,
          schedule: () => undefined,
        })
        let clock = 0
        for (const [i, [shape, number]] of given.entries()) {
          const text = textOf(shape, `p${String(number)}`, i + 1)
          expect(store.load('core/Pod', Buffer.from(text))).toBeNull()
          if (i % 3 === 2) void store.settle() // all that is remembered is let go
          // values that nobody asks for are let go first, and then their bytes
          for (let rests = number; rests > 0; rests--) {
            clock += 5_000
            store.tick()
          }
          const object = plain(text)
          alone.programFor('core/Pod').forget()
          expect(seen.at(-1)).toEqual(object)
          expect(Object.keys(seen.at(-1)?.spec ?? {})).toEqual(Object.keys(object.spec ?? {}))
          const held = store.get(`core/Pod/shop/p${String(number)}`)
          expect(said(held?.references)).toEqual(said(extractReferences(alone, 'core/Pod', object, [], new ReferenceTable())))
          expect(store.body(`core/Pod/shop/p${String(number)}`)).toEqual(object)
        }
        store.close()
      }),
      { numRuns: 500 },
    )
  }, 60_000)

  it('are parsed once', () => {
    const specs: any[] = []
    const store = new ClusterStore({
      read: (_, object) => {
        specs.push(object.spec)
        return { cells: [], health: { level: 'healthy', reason: '' } }
      },
      references: () => [],
      now: () => 0,
      schedule: () => undefined,
    })
    const shape: Shape = {
      workload: 'web-',
      image: 'a',
      token: 'kube-api-access-aaaaa',
      node: 'n1',
      elsewhere: 'nothing',
      second: 'other',
      phase: 'Running',
      digest: 'sha256:1',
      twice: '',
      account: 'web',
      secret: 's1',
      automount: undefined,
      volume: 'config',
    }
    store.load('core/Pod', Buffer.from(textOf(shape, 'a', 1)))
    store.load('core/Pod', Buffer.from(textOf({ ...shape, node: 'n-2.example' }, 'b', 2)))
    store.load('core/Pod', Buffer.from(textOf({ ...shape, token: 'kube-api-access-bbbbb' }, 'c', 3)))
    expect(specs[1].volumes).toBe(specs[0].volumes)
    expect(specs[1].nodeName).toBe('n-2.example')
    expect(specs[2].containers[0].env).toBe(specs[0].containers[0].env)
    expect(specs[2].volumes[0].name).toBe('kube-api-access-bbbbb')
    expect(specs[0].volumes[0].name).toBe('kube-api-access-aaaaa')
    // and again when the value was let go
    void store.settle()
    store.load('core/Pod', Buffer.from(textOf(shape, 'd', 4)))
    store.load('core/Pod', Buffer.from(textOf(shape, 'e', 5)))
    expect(specs[3]).not.toBe(specs[0])
    expect(specs[3]).toEqual(specs[0])
    expect(specs[4]).toBe(specs[3])
    store.close()
  })
})
