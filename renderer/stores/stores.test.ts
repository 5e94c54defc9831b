import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { DemoClient } from '../../tests/support/demo/demoClient.ts'
import { demoGraph } from '../../tests/support/demo/demoGraph.ts'
import { demoFrame, demoRow } from '../../tests/support/demo/demoRows.ts'
import { DemoDesktop } from '../../tests/support/demoDesktop.ts'
import { useClusters } from './clusters.ts'
import { useConnection } from './connection.ts'
import { useGraph } from './graph.ts'
import { useKinds } from './kinds.ts'
import { provideLink } from './link.ts'
import { useNotices } from './notices.ts'
import { usePlaces } from './places.ts'
import { useRows } from './rows.ts'
import { useSelection } from './selection.ts'
import { useSession } from './session.ts'
import { useSettings } from './settings.ts'

let client: DemoClient
let desktop: DemoDesktop
const settle = (ms: number = 50): Promise<void> => vi.advanceTimersByTimeAsync(ms).then(() => undefined)
const called = (method: string): (readonly unknown[])[] => client.calls.filter((call) => call.method === method).map((call) => call.args)

beforeEach(async () => {
  vi.useFakeTimers()
  localStorage.clear()
  setActivePinia(createPinia())
  client = new DemoClient()
  desktop = new DemoDesktop()
  provideLink(client, desktop)
  await useConnection().start(useSession().welcome)
})
afterEach(() => {
  useConnection().stop()
  vi.useRealTimers()
})

describe('the connection', () => {
  it('knows clusters and sources after hello', () => {
    expect(useConnection().greeted).toBe(true)
    expect(useClusters().all.length).toBe(client.clusters.length)
    expect(useClusters().sources.length).toBe(4)
  })

  it('opens again what was open when a new engine comes, and says that it restarted', async () => {
    await useClusters().open('ctx-eu')
    useRows().show('ctx-eu', 'core/Pod')
    await settle()
    client.connect({ state: 'gone', why: 'exit code 1', willRestart: true })
    expect(useRows().matching).toBe(1284)
    client.startedAt += 1000
    client.calls.length = 0
    client.connect({ state: 'connected' })
    await settle()
    expect(called('openCluster')).toEqual([['ctx-eu']])
    expect(called('openRows')).toHaveLength(1)
    expect(useConnection().restartedAt).not.toBeNull()
  })

  it('opens at the next start what was open in the session before', async () => {
    await useClusters().open('ctx-st')
    await settle(1000)
    setActivePinia(createPinia())
    client.calls.length = 0
    await useConnection().start(useSession().welcome)
    expect(called('openCluster')).toEqual([['ctx-st']])
  })
})

describe('clusters', () => {
  it('follow the engine one by one', () => {
    const was = useClusters().get('ctx-mk')
    if (was === null) throw new Error('no cluster')
    client.say({ type: 'cluster', cluster: { ...was, state: 'live' } })
    expect(useClusters().get('ctx-mk')?.state).toBe('live')
  })

  it('keep the reason of a refusal on screen', async () => {
    vi.spyOn(client.api, 'openCluster').mockResolvedValue({ ok: false, error: { code: 'not-found', message: 'no such cluster' } })
    const opened = await useClusters().open('ctx-mk')
    expect(opened).toBe(false)
    expect(useNotices().notices[0]).toMatchObject({ what: 'minikube could not be opened', error: { message: 'no such cluster' } })
  })

  it('take a dropped snapshot for a snapshot and everything else for a kubeconfig', async () => {
    await useClusters().drop(new File([''], 'config.yaml'))
    expect(called('addSource')).toEqual([['/dropped/config.yaml']])
    await useClusters().drop(new File([''], 'prod.kubilitics'))
    expect(called('openSnapshot')).toEqual([['/dropped/prod.kubilitics']])
  })
})

describe('kinds', () => {
  it('follow the ledger entry by entry', async () => {
    await useClusters().open('ctx-eu')
    const pods = useKinds().get('ctx-eu')?.ledger.get('core/Pod')
    if (pods === undefined) throw new Error('no pods')
    client.say({ type: 'ledger', cluster: 'ctx-eu', entries: [{ ...pods, count: 1285 }] })
    await settle()
    expect(useKinds().byCluster.get('ctx-eu')?.ledger.get('core/Pod')?.count).toBe(1285)
    expect(useKinds().byCluster.get('ctx-eu')?.ledger.size).toBe(24)
  })

  it('forget the entries of kinds that are no longer served', async () => {
    await useClusters().open('ctx-eu')
    const kinds = useKinds().get('ctx-eu')?.kinds ?? []
    client.say({ type: 'kinds', cluster: 'ctx-eu', kinds: kinds.filter((kind) => kind.category !== 'custom') })
    await settle()
    expect(useKinds().get('ctx-eu')?.ledger.has('cert-manager.io/Certificate')).toBe(false)
  })
})

describe('rows', () => {
  it('show the window that the engine sends', async () => {
    const rows = useRows()
    rows.show('ctx-eu', 'core/Pod')
    await settle()
    expect(rows.matching).toBe(1284)
    expect(rows.at(0)?.name).toBe(demoRow(0).name)
    expect(rows.at(500)).toBeNull()
    rows.move(480, 60)
    await settle()
    expect(rows.at(500)?.name).toBe(demoRow(500).name)
  })

  it('close a table that was replaced before it was open', async () => {
    const rows = useRows()
    rows.show('ctx-eu', 'core/Pod')
    rows.show('ctx-eu', 'apps/Deployment')
    await settle()
    expect(called('openRows')).toHaveLength(2)
    expect(called('closeSubscription')).toEqual([[1]])
    expect(rows.query?.kind).toBe('apps/Deployment')
  })

  it('send a change that was made while the table was being opened', async () => {
    const rows = useRows()
    rows.show('ctx-eu', 'core/Pod')
    rows.change({ filter: 'checkout' })
    await settle()
    expect(called('changeRows')).toHaveLength(1)
    expect(rows.at(0)?.name).toContain('checkout')
  })

  it('remember filter and order of each kind, and namespaces of each cluster', async () => {
    const rows = useRows()
    rows.show('ctx-eu', 'core/Pod')
    await settle()
    rows.change({ filter: 'web', namespaces: ['shop'] })
    rows.show('ctx-eu', 'apps/Deployment')
    expect(rows.query).toMatchObject({ filter: '', namespaces: ['shop'] })
    rows.show('ctx-eu', 'core/Pod')
    expect(rows.query).toMatchObject({ filter: 'web', namespaces: ['shop'] })
    rows.show('ctx-st', 'core/Pod')
    expect(rows.query).toMatchObject({ filter: '', namespaces: null })
  })

  it('say which term of the filter is not understood', async () => {
    const rows = useRows()
    rows.show('ctx-eu', 'core/Pod')
    await settle()
    rows.change({ filter: 'age:1hour' })
    await settle()
    expect(rows.filterError).toEqual({ term: 'age:1hour', reason: 'age: takes a number and a unit: 30s 5m 1h 2d' })
  })

  it('do not listen to a table that was closed', async () => {
    const rows = useRows()
    rows.show('ctx-eu', 'core/Pod')
    await settle()
    const query = rows.query
    if (query === null) throw new Error('no query')
    rows.show('ctx-eu', 'apps/Deployment')
    await settle()
    client.frame(1, { type: 'rows', frame: demoFrame(1, 99, query, 0, 5, 7) })
    expect(rows.total).not.toBe(7)
  })
})

describe('the selection', () => {
  it('asks for an object only while the drawer shows it', async () => {
    const selection = useSelection()
    selection.select('ctx-eu', demoRow(0).id)
    await settle()
    expect(called('getObject')).toHaveLength(0)
    selection.select('ctx-eu', demoRow(0).id, true)
    await settle()
    expect(called('getObject')).toHaveLength(1)
    expect(selection.detail?.name).toBe(demoRow(0).name)
  })

  it('shows the last one asked for, however the answers arrive', async () => {
    const selection = useSelection()
    const answers: (() => void)[] = []
    const other = new DemoClient()
    vi.spyOn(client.api, 'getObject').mockImplementation(
      (cluster, id) =>
        new Promise((resolve) => {
          answers.push(() => {
            void other.api.getObject(cluster, id).then(resolve)
          })
        }),
    )
    selection.select('ctx-eu', demoRow(0).id, true)
    selection.select('ctx-eu', demoRow(1).id, true)
    answers[1]?.()
    await settle()
    answers[0]?.()
    await settle()
    expect(selection.detail?.name).toBe(demoRow(1).name)
  })

  it('follows its object while it changes', async () => {
    const rows = useRows()
    rows.show('ctx-eu', 'core/Pod')
    await settle()
    useSelection().select('ctx-eu', demoRow(0).id, true)
    await settle(1000)
    client.calls.length = 0
    rows.change({ filter: 'checkout' })
    await settle(2000)
    expect(called('getObject')).toHaveLength(1)
  })
})

describe('the graph', () => {
  it('applies frames as patches, and hands the whole to a late listener', async () => {
    const graph = useGraph()
    graph.show({ cluster: 'ctx-eu', scope: { type: 'cluster' }, categories: null })
    await settle()
    const full = demoGraph(1)
    expect(graph.nodes.size).toBe(full.nodes.length)
    const gone = full.nodes[0]?.id ?? ''
    client.frame(1, { type: 'graph', frame: { ...full, full: false, nodes: [], removedNodes: [gone], edges: [], groups: [] } })
    expect(graph.nodes.has(gone)).toBe(false)
    expect(graph.nodes.size).toBe(full.nodes.length - 1)
    let heard = 0
    graph.onPatch((patch) => {
      heard = patch.nodes.length
    })()
    expect(heard).toBe(full.nodes.length - 1)
  })

  it('changes the open subscription when only the scope changes', async () => {
    const graph = useGraph()
    graph.show({ cluster: 'ctx-eu', scope: { type: 'cluster' }, categories: null })
    await settle()
    graph.show({ cluster: 'ctx-eu', scope: { type: 'namespaces', namespaces: ['shop'] }, categories: null })
    await settle()
    expect(called('openGraph')).toHaveLength(1)
    expect(called('changeGraph')).toHaveLength(1)
  })
})

describe('places', () => {
  it('go back and forward, and drop the way ahead when another way is taken', () => {
    const places = usePlaces()
    places.go({ view: 'rows', cluster: 'a', kind: 'core/Pod' })
    places.go({ view: 'topology', cluster: 'a', object: null })
    places.back()
    expect(places.place).toMatchObject({ view: 'rows' })
    places.forward()
    expect(places.place).toMatchObject({ view: 'topology' })
    places.back()
    places.go({ view: 'ledger', cluster: 'a' })
    expect(places.canForward).toBe(false)
  })

  it('leave no way back into a closed cluster', () => {
    const places = usePlaces()
    places.go({ view: 'rows', cluster: 'a', kind: 'core/Pod' })
    places.go({ view: 'rows', cluster: 'b', kind: 'core/Pod' })
    places.forget('b')
    expect(places.place).toMatchObject({ cluster: 'a' })
    places.forget('a')
    expect(places.place).toEqual({ view: 'clusters' })
    expect(places.canBack).toBe(false)
  })
})

it('starts fresh when what a window remembered cannot be read', () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
  localStorage.setItem('kubilitics.window', '{nonsense')
  setActivePinia(createPinia())
  expect(useSettings().drawerWidth).toBe(376)
  expect(warn).toHaveBeenCalledOnce()
})

it('keeps the drawer within its bounds, in steps of 8', () => {
  const settings = useSettings()
  settings.setDrawerWidth(401)
  expect(settings.drawerWidth).toBe(400)
  settings.setDrawerWidth(5)
  expect(settings.drawerWidth).toBe(320)
})
