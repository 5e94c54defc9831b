import { describe, expect, it } from 'vitest'
import { MemoryReader, type RawObject } from '../../../tests/support/memoryReader.ts'
import type { ProblemList } from '../../contract/index.ts'
import { atOnce } from '../../layout/inPieces.ts'
import { Graph } from '../graph.ts'
import { problems } from './problems.ts'
import { sinceOf } from './since.ts'

const list = (objects: readonly RawObject[], namespaces: readonly string[] | null = null): ProblemList => {
  const reader = new MemoryReader(objects)
  return atOnce(problems({ graph: new Graph(reader), reader }, namespaces))
}
/** `Kind/name` of each root, its symptoms below it by their depth. */
const told = ({ problems: all }: ProblemList): string[] =>
  all.flatMap(({ target, members, symptoms }) => [
    short(target, members),
    ...symptoms.map(({ id, members: many, depth }) => `${'  '.repeat(depth)}${short(id, many)}`),
  ])
const short = (id: string, members: number): string =>
  `${id.replace(/^[^/]+\/([^/]+)\/[^/]+\//, '$1/')}${members > 1 ? ` x${members}` : ''}`

const object = (apiVersion: string, kind: string, name: string, more: RawObject = {}, meta: RawObject = {}): RawObject => ({
  apiVersion,
  kind,
  metadata: { name, namespace: 'shop', uid: `${kind}-${name}`, ...meta },
  ...more,
})
const owner = (kind: string, name: string): RawObject => ({
  ownerReferences: [{ apiVersion: 'apps/v1', kind, name, uid: `${kind}-${name}`, controller: true }],
})
const pod = (name: string, state: 'ok' | 'crash' | 'unready', spec: RawObject = {}): RawObject =>
  object(
    'v1',
    'Pod',
    name,
    {
      spec: { containers: [{ name: 'main', image: 'web' }], ...spec },
      status: {
        phase: 'Running',
        containerStatuses: state === 'crash' ? [{ state: { waiting: { reason: 'CrashLoopBackOff' } } }] : [],
        conditions: [{ type: 'Ready', status: state === 'unready' ? 'False' : 'True' }],
      },
    },
    { labels: { app: 'web' }, ...owner('ReplicaSet', 'web-1') },
  )
const workload: readonly RawObject[] = [
  object('apps/v1', 'Deployment', 'web', {
    spec: { replicas: 2, selector: { matchLabels: { app: 'web' } } },
    status: { readyReplicas: 0 },
  }),
  object('apps/v1', 'ReplicaSet', 'web-1', { spec: { replicas: 2 }, status: { readyReplicas: 2 } }, owner('Deployment', 'web')),
]
const env = (name: string, key: string): RawObject => ({
  containers: [{ name: 'main', image: 'web', env: [{ name: 'A', valueFrom: { configMapKeyRef: { name, key } } }] }],
})

describe('problems', () => {
  it('are none where everything is well', () => {
    expect(list([pod('a', 'ok')])).toMatchObject({ problems: [], symptoms: 0, more: 0 })
  })

  it('fold Pods of a workload in one state into a line, and the workload under them though its ReplicaSet is well', () => {
    const found = list([...workload, pod('web-1-a', 'crash'), pod('web-1-b', 'crash'), pod('web-1-c', 'unready')])
    expect(told(found)).toEqual(['Pod/web-1-a x2', '  Deployment/web', 'Pod/web-1-c'])
    expect(found.problems[0]).toMatchObject({ level: 'failing', explains: 1, text: 'CrashLoopBackOff' })
  })

  it('have their root in what is missing: an object, or a key of one that is well', () => {
    const missing = list([...workload, pod('web-1-a', 'crash', env('gone', 'k')), pod('web-1-b', 'crash', env('gone', 'k'))])
    expect(told(missing)).toEqual(['ConfigMap/gone', '  Pod/web-1-a x2', '    Deployment/web'])
    expect(missing.problems[0]).toMatchObject({ exists: false, explains: 3, level: 'failing' })
    expect(missing.problems[0]?.text).toContain('Does not exist.')
    const held = object('v1', 'ConfigMap', 'conf', { data: { other: '1' } })
    const key = list([held, pod('web-1-a', 'crash', env('conf', 'k'))])
    expect(told(key)).toEqual(['ConfigMap/conf', '  Pod/web-1-a'])
    expect(key.problems[0]).toMatchObject({
      exists: true,
      text: expect.stringContaining('Key k is missing for A (spec.containers[0].env[0]).') as string,
    })
    expect(key.problems[0]?.symptoms[0]).toMatchObject({ rule: 12, why: 'takes environment from it' })
  })

  it('are one for a missing key, however many variables want it', () => {
    const held = object('v1', 'ConfigMap', 'conf', { data: { other: '1' } })
    const other = {
      containers: [{ name: 'x' }, { name: 'y', env: [{ name: 'B', valueFrom: { configMapKeyRef: { name: 'conf', key: 'k' } } }] }],
    }
    const alone = (one: RawObject): RawObject => ({ ...one, metadata: { ...one['metadata'], ownerReferences: [] } })
    const found = list([held, alone(pod('a', 'crash', env('conf', 'k'))), alone(pod('b', 'crash', other))])
    expect(told(found)).toEqual(['ConfigMap/conf', '  Pod/a', '  Pod/b'])
  })

  it('do not blame what is missing and allowed to be, nor what may not be seen', () => {
    const optional: RawObject = {
      containers: [{ name: 'main', envFrom: [{ configMapRef: { name: 'gone', optional: true } }] }],
    }
    expect(told(list([pod('a', 'crash', optional)]))).toEqual(['Pod/a'])
    const reader = new MemoryReader([pod('a', 'crash', env('gone', 'k'))])
    reader.forbidden.add('core/ConfigMap')
    expect(told(atOnce(problems({ graph: new Graph(reader), reader }, null)))).toEqual(['Pod/a'])
  })

  it('say nothing of a workload and its scaler while those are well', () => {
    const scaler = object('autoscaling/v2', 'HorizontalPodAutoscaler', 'web', {
      spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' } },
    })
    const well: RawObject[] = workload.map((one) => (one['kind'] === 'Deployment' ? { ...one, status: { readyReplicas: 2 } } : one))
    expect(told(list([...well, scaler, pod('web-1-a', 'crash')]))).toEqual(['Pod/web-1-a']) // the scaler is well
  })

  it('of some namespaces leave out the others', () => {
    const elsewhere = { ...pod('b', 'crash'), metadata: { name: 'b', namespace: 'other', uid: 'b' } }
    expect(told(list([pod('a', 'crash'), elsewhere], ['other']))).toEqual(['Pod/b'])
  })

  it('are the same in whatever order objects came', () => {
    const all = [
      ...workload,
      pod('web-1-a', 'crash', env('gone', 'k')),
      pod('web-1-b', 'unready'),
      pod('web-1-c', 'crash', env('gone', 'k')),
    ]
    expect(list([...all].reverse())).toEqual(list(all))
  })

  it('count what they do not list', () => {
    const many = Array.from({ length: 600 }, (_, index) => ({
      ...pod(`p${index}`, 'crash'),
      metadata: { name: `p${index}`, namespace: 'shop', uid: `p${index}` },
    }))
    const found = list(many)
    expect(found.problems).toHaveLength(500)
    expect(found.more).toBe(100)
  })
})

describe('since when', () => {
  it('is the first bad condition, by the sense of its type', () => {
    const conditions = [
      { type: 'Ready', status: 'False', lastTransitionTime: '2026-01-01T00:00:10Z' },
      { type: 'MemoryPressure', status: 'False', lastTransitionTime: '2020-01-01T00:00:00Z' },
      { type: 'DiskPressure', status: 'True', lastTransitionTime: '2026-01-01T00:00:05Z' },
    ]
    expect(sinceOf({ status: { conditions } })).toBe(Date.parse('2026-01-01T00:00:05Z'))
  })

  it('is when a container ended, where no condition tells; nothing where nothing does', () => {
    const status = { containerStatuses: [{ lastState: { terminated: { finishedAt: '2026-01-01T00:00:00Z' } } }] }
    expect(sinceOf({ status })).toBe(Date.parse('2026-01-01T00:00:00Z'))
    expect(sinceOf({})).toBeNull()
    expect(
      sinceOf({ status: { conditions: [null, { type: 3 }, { type: 'Ready', status: 'False', lastTransitionTime: 'yesterday' }] } }),
    ).toBeNull()
  })
})
