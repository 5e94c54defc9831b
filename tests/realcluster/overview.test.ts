import { execFileSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { EventFold, EventsQuery, Overview } from '../../engine/contract/index.ts'
import { ApiCalls } from '../support/apiCalls.ts'
import { Stops } from '../support/fakeCluster.ts'
import { asked, must, type TestCluster, TestWindow } from '../support/testWindow.ts'

/** Overview and events as the window is told them, beside what kubectl says of the same cluster. */
const file = process.env['KUBILITICS_TEST_KUBECONFIG'] ?? ''
const namespace = `glance-${process.pid}`
const stops = new Stops()
afterAll(() => stops.all())

const kubectl = (...args: readonly string[]): string =>
  execFileSync('kubectl', ['--kubeconfig', file, ...args], { encoding: 'utf8', timeout: 60_000, maxBuffer: 64 * 1024 * 1024 })
/** `100m`, `1950m`, `2`: in cores. `5Gi`, `128Mi`, `0`: in bytes. */
const cores = (text: string): number => (text.endsWith('m') ? Number(text.slice(0, -1)) / 1000 : Number(text))
const units: Readonly<Record<string, number>> = { Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, '': 1 }
const bytes = (text: string): number => {
  const [, number = '', unit = ''] = /^(\d+)(Ki|Mi|Gi)?$/.exec(text) ?? []
  return Number(number) * (units[unit] ?? NaN)
}

/** What `kubectl describe node` says under "Allocated resources". */
function allocated(node: string): { cpuRequest: number; cpuLimit: number; memoryRequest: number; memoryLimit: number; pods: number } {
  const text = kubectl('describe', 'node', node)
  const [, cpuRequest = '', cpuLimit = ''] = /^ {2}cpu +(\S+) \(\d+%\) +(\S+) \(\d+%\)$/m.exec(text) ?? []
  const [, memoryRequest = '', memoryLimit = ''] = /^ {2}memory +(\S+) \(\d+%\) +(\S+) \(\d+%\)$/m.exec(text) ?? []
  const [, pods = ''] = /^Non-terminated Pods: +\((\d+) in total\)$/m.exec(text) ?? []
  return {
    cpuRequest: cores(cpuRequest),
    cpuLimit: cores(cpuLimit),
    memoryRequest: bytes(memoryRequest),
    memoryLimit: bytes(memoryLimit),
    pods: Number(pods),
  }
}

describe.skipIf(file === '')('beside kubectl', () => {
  let cluster: TestCluster
  beforeAll(async () => {
    const calls = await ApiCalls.open(file)
    stops.on(() => {
      calls.close()
    })
    await calls.call('POST', '/api/v1/namespaces', { metadata: { name: namespace } })
    stops.on(() => calls.call('DELETE', `/api/v1/namespaces/${namespace}`))
    const pod = (name: string, spec: object): Promise<unknown> =>
      calls.call('POST', `/api/v1/namespaces/${namespace}/pods`, { metadata: { name }, spec })
    const container = (name: string, resources: object, more: object = {}): object => ({ name, image: 'app', resources, ...more })
    await pod('plain', {
      containers: [
        container('a', { requests: { cpu: '100m', memory: '64Mi' }, limits: { memory: '128Mi' } }),
        container('b', { requests: { cpu: '50m' }, limits: { cpu: '1' } }),
      ],
    })
    await pod('hungry-start', {
      containers: [container('a', { requests: { cpu: '100m' } })],
      initContainers: [
        container('side', { requests: { cpu: '20m' } }, { restartPolicy: 'Always' }),
        container('init', { requests: { cpu: '900m', memory: '256Mi' }, limits: { memory: '512Mi' } }),
      ],
    })
    await pod('nowhere', { containers: [container('a', { requests: { cpu: '5' } })], nodeSelector: { 'no-such': 'label' } })
    for (const [name, count] of [
      ['glance.1', 3],
      ['glance.2', 4],
    ] as const)
      await calls.call('POST', `/api/v1/namespaces/${namespace}/events`, {
        metadata: { name },
        involvedObject: { apiVersion: 'v1', kind: 'Pod', namespace, name: 'plain' },
        type: 'Warning',
        reason: 'Glanced',
        message: `said ${count} times`,
        count,
        firstTimestamp: new Date(Date.now() - 60_000).toISOString().replace(/\.\d+/, ''),
        lastTimestamp: new Date().toISOString().replace(/\.\d+/, ''),
        source: { component: 'test' },
      })
    const window = stops.add(await TestWindow.open({ kubeconfig: file }))
    cluster = await window.liveCluster()
    must(await window.client.api.watchOverview(cluster.id))
  }, 120_000)

  it('requests and limits of every node are those of kubectl describe node; so are nodes and versions', async () => {
    const { api } = cluster.window.client
    const overview = async (): Promise<Overview> => must(await api.overview(cluster.id))
    const names = kubectl('get', 'nodes', '-o', 'name')
      .trim()
      .split('\n')
      .map((name) => name.replace('node/', ''))
    const ours = ({ nodes }: Overview): object =>
      Object.fromEntries(
        nodes.map(({ name, cpuRequest, cpuLimit, memoryRequest, memoryLimit, pods }) => [
          name,
          { cpuRequest, cpuLimit, memoryRequest, memoryLimit, pods },
        ]),
      )
    // others work in the same cluster: both are asked again until they speak of one moment
    let theirs: object = {}
    const same = await asked(
      overview,
      (one) => {
        theirs = Object.fromEntries(names.map((name) => [name, allocated(name)]))
        return one.unread === 0 && JSON.stringify(Object.entries(ours(one)).sort()) === JSON.stringify(Object.entries(theirs).sort())
      },
      60_000,
    )
    expect(ours(same)).toEqual(theirs)
    expect(same.moreNodes).toBe(0)
    expect(same.unscheduled).toBeGreaterThanOrEqual(1)
    const nodes = JSON.parse(kubectl('get', 'nodes', '-o', 'json')) as {
      items: {
        metadata: { name: string }
        status: { nodeInfo: { kubeletVersion: string }; conditions: { type: string; status: string }[] }
      }[]
    }
    const ready = nodes.items.filter(({ status }) => status.conditions.some(({ type, status: is }) => type === 'Ready' && is === 'True'))
    expect(cluster.window.summaries.get(cluster.id)?.nodes).toEqual({ ready: ready.length, total: names.length })
    expect(same.kubelets.reduce((sum, { nodes: of }) => sum + of, 0)).toBe(names.length)
    for (const { version, nodes: of } of same.kubelets)
      expect(nodes.items.filter(({ status }) => status.nodeInfo.kubeletVersion === version)).toHaveLength(of)
    const [version] =
      /v\d+\.\d+\.\d+\S*/.exec(
        kubectl('version')
          .split('\n')
          .find((line) => line.startsWith('Server')) ?? '',
      ) ?? []
    expect(cluster.window.summaries.get(cluster.id)?.version).toBe(version)
  }, 120_000)

  it('every event of kubectl get events is in a line, with counts that add up; filters leave the same', async () => {
    const { api } = cluster.window.client
    const everything: EventsQuery = { namespaces: null, type: null, kinds: null, reasons: null, text: '' }
    const lines = async (query: Partial<EventsQuery> = {}): Promise<readonly EventFold[]> =>
      must(await api.events(cluster.id, { ...everything, ...query }, 0, 500)).lines
    interface TheirEvent {
      type: string
      reason: string
      count?: number
      series?: { count: number }
      metadata: { namespace: string }
      involvedObject: { kind: string; name: string; namespace?: string }
    }
    const theirs = (...args: readonly string[]): TheirEvent[] =>
      (JSON.parse(kubectl('get', 'events', '-o', 'json', ...args)) as { items: TheirEvent[] }).items
    const key = (kind: string, of: string, name: string, type: string, reason: string): string => `${kind} ${of}/${name} ${type} ${reason}`
    const folded = (events: readonly TheirEvent[]): Map<string, [number, number]> => {
      const all = new Map<string, [number, number]>()
      for (const { type, reason, count, series, involvedObject: about } of events) {
        const id = key(about.kind, about.namespace ?? '', about.name, type, reason)
        const [held, sum] = all.get(id) ?? [0, 0]
        all.set(id, [held + 1, sum + (series?.count ?? count ?? 1)])
      }
      return all
    }
    const ours = (all: readonly EventFold[]): Map<string, [number, number]> =>
      new Map(
        all
          .filter(({ keptOnly }) => !keptOnly)
          .map((line) => [
            key(line.kind?.split('/')[1] ?? '', line.namespace, line.name, line.type, line.reason),
            [line.events, line.count],
          ]),
      )
    const sorted = (map: Map<string, [number, number]>): object => Object.fromEntries([...map].sort())
    // of the whole cluster: none is missing; a line may have more, of what the server forgot since
    const missing = (all: readonly EventFold[]): string[] => {
      const here = ours(all)
      return [...folded(theirs('-A'))].flatMap(([id, [events, count]]) => {
        const [heldHere = 0, sumHere = 0] = here.get(id) ?? []
        return heldHere >= events && sumHere >= count ? [] : [`${id}: ${events} events ×${count}, here ${heldHere} ×${sumHere}`]
      })
    }
    let lacking: string[] = ['not asked']
    await asked(
      () => lines(),
      (all) => {
        lacking = missing(all)
        return lacking.length === 0
      },
      60_000,
    )
    expect(lacking).toEqual([])
    // the filters, in a namespace of this test's own
    const here = await asked(
      () => lines({ namespaces: [namespace], reasons: ['Glanced'] }),
      (all) => all.length === 1,
    )
    expect(here).toMatchObject([{ reason: 'Glanced', type: 'Warning', name: 'plain', count: 7, events: 2 }])
    const compare = async (query: Partial<EventsQuery>, ...args: readonly string[]): Promise<void> => {
      expect(sorted(ours(await lines({ namespaces: [namespace], ...query })))).toEqual(sorted(folded(theirs('-n', namespace, ...args))))
    }
    await compare({})
    await compare({ type: 'Warning' }, '--field-selector', 'type=Warning')
    await compare({ kinds: ['core/Pod'] }, '--field-selector', 'involvedObject.kind=Pod')
    await compare({ reasons: ['Scheduled'] }, '--field-selector', 'reason=Scheduled')
    expect(await lines({ namespaces: ['no-such-namespace'] })).toEqual([])
  }, 120_000)
})
