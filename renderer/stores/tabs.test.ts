import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import { DemoClient } from '../../tests/support/demo/demoClient.ts'
import { demoRow } from '../../tests/support/demo/demoRows.ts'
import { DemoDesktop } from '../../tests/support/demoDesktop.ts'
import { useClusters } from './clusters.ts'
import { useCommands } from './commands.ts'
import { useConnection } from './connection.ts'
import { useDock } from './dock.ts'
import { useGraph } from './graph.ts'
import { provideLink } from './link.ts'
import { useLinkedPanes } from './linkedPanes.ts'
import type { PaneId } from './paneStore.ts'
import { useActivePane } from './paneStore.ts'
import type { Place } from './place.ts'
import { usePlaces } from './places.ts'
import { useRows } from './rows.ts'
import { useSelection } from './selection.ts'
import { useSession } from './session.ts'
import { useTabs } from './tabs.ts'

let client: DemoClient
const settle = (ms: number = 50): Promise<void> => vi.advanceTimersByTimeAsync(ms).then(() => undefined)
const called = (method: string): (readonly unknown[])[] => client.calls.filter((call) => call.method === method).map((call) => call.args)
const pods = (cluster: string): Place => ({ view: 'rows', cluster, kind: 'core/Pod' })
const front = (): PaneId => useTabs().active.front
const split = (place: Place, linked: boolean = false): PaneId => {
  const pane = useTabs().split(place, linked)
  if (pane === null) throw new Error('no pane')
  return pane
}

beforeEach(async () => {
  vi.useFakeTimers()
  localStorage.clear()
  setActivePinia(createPinia())
  client = new DemoClient()
  provideLink(client, new DemoDesktop())
  await useConnection().start(useSession().welcome)
  await useClusters().open('ctx-eu')
  await useClusters().open('ctx-st')
  client.calls.length = 0
})
afterEach(() => {
  useConnection().stop()
  vi.useRealTimers()
})

describe('tabs', () => {
  it('are closed to the one looked at before, and there is always one', () => {
    const tabs = useTabs()
    const first = tabs.activeId
    tabs.open(pods('ctx-eu'))
    const second = tabs.activeId
    tabs.open(pods('ctx-st'))
    const third = tabs.activeId
    tabs.activate(first)
    tabs.activate(third)
    tabs.close(third)
    expect(tabs.activeId).toBe(first)
    tabs.close(first)
    tabs.close(second)
    expect(tabs.tabs).toHaveLength(1)
    expect(tabs.tabs.map((tab) => tab.id)).not.toContain(second)
    expect(usePlaces(front()).place).toEqual({ view: 'clusters' })
  })

  it('are chosen by number, stepped around, and moved', () => {
    const tabs = useTabs()
    const ids = [tabs.activeId]
    for (let n = 0; n < 10; n++) {
      tabs.open()
      ids.push(tabs.activeId)
    }
    tabs.select(9)
    expect(tabs.activeId).toBe(ids.at(-1))
    tabs.step(1)
    expect(tabs.activeId).toBe(ids[0])
    tabs.select(3)
    expect(tabs.activeId).toBe(ids[2])
    tabs.move(ids[2] ?? 0, 0)
    expect(tabs.tabs[0]?.id).toBe(ids[2])
  })

  it('show a cluster where it is on screen already, and close it with the last that shows it', async () => {
    const tabs = useTabs()
    tabs.showCluster('ctx-eu')
    tabs.showCluster('ctx-st')
    expect(tabs.tabs).toHaveLength(2)
    tabs.showCluster('ctx-eu')
    expect(tabs.tabs).toHaveLength(2)
    expect(usePlaces().cluster).toBe('ctx-eu')
    tabs.open(pods('ctx-eu'))
    tabs.close(tabs.activeId)
    await settle()
    expect(called('closeCluster')).toEqual([])
    tabs.close(tabs.activeId)
    await settle()
    expect(called('closeCluster')).toEqual([['ctx-eu']])
  })

  it('do not close a cluster that the dock still shows', async () => {
    useTabs().showCluster('ctx-eu')
    useDock().open({ type: 'operations', cluster: 'ctx-eu' })
    useTabs().close(useTabs().activeId)
    await settle()
    expect(called('closeCluster')).toEqual([])
  })

  it('of a closed cluster go with it', async () => {
    const tabs = useTabs()
    tabs.showCluster('ctx-eu')
    split(pods('ctx-st'))
    tabs.open(pods('ctx-st'))
    tabs.closeCluster('ctx-st')
    await settle()
    expect(tabs.tabs.flatMap((tab) => tab.panes.map((pane) => usePlaces(pane).cluster))).toEqual(['ctx-eu'])
  })
})

describe('panes', () => {
  it('have stores of their own; the call without a pane means the active one, whichever that is', async () => {
    const tabs = useTabs()
    const [rows, selection] = [useRows(), useSelection()]
    const one = front()
    usePlaces(one).go(pods('ctx-eu'))
    useRows(one).show('ctx-eu', 'core/Pod')
    const other = split(pods('ctx-st'))
    useRows(other).show('ctx-st', 'apps/Deployment')
    await settle()
    expect(rows.query?.cluster).toBe('ctx-st')
    selection.select('ctx-st', demoRow(0).id)
    tabs.activatePane(one)
    expect(rows.query?.cluster).toBe('ctx-eu')
    expect(selection.id).toBeNull()
    expect(called('openRows')).toHaveLength(2)
  })

  it('end what they have open at the engine when they are closed', async () => {
    usePlaces(front()).go(pods('ctx-eu'))
    const other = split(pods('ctx-eu'))
    useRows(other).show('ctx-eu', 'core/Pod')
    useGraph(other).show({ cluster: 'ctx-eu', scope: { type: 'cluster' }, categories: null })
    await settle()
    expect(called('closeSubscription')).toEqual([])
    useTabs().closePane(other)
    await settle()
    expect(called('closeSubscription')).toHaveLength(2)
    expect(useActivePane().id).toBe(front())
  })

  it('of which nobody sees the table let it rest, and show it again as it was', async () => {
    const rows = useRows(front())
    rows.show('ctx-eu', 'core/Pod')
    rows.change({ filter: 'web' })
    await settle()
    rows.rest()
    await settle()
    expect(called('closeSubscription')).toHaveLength(1)
    rows.show('ctx-eu', 'core/Pod')
    await settle()
    expect(called('openRows')).toHaveLength(2)
    expect(rows.query?.filter).toBe('web')
  })

  it('are three at most, share the width, and keep a least part of it', () => {
    const tabs = useTabs()
    split(pods('ctx-eu'))
    split(pods('ctx-st'))
    expect(tabs.split(pods('ctx-eu'))).toBeNull()
    tabs.moveBorder(tabs.activeId, 0, -5)
    expect(tabs.active.shares[0]).toBeCloseTo(0.15)
    expect(tabs.active.shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1)
    tabs.closePane(tabs.active.panes[1] ?? 0)
    expect(tabs.active.shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1)
  })

  it('go back and forward each for itself', () => {
    const one = front()
    usePlaces(one).go(pods('ctx-eu'))
    const other = split(pods('ctx-st'))
    usePlaces().go({ view: 'ledger', cluster: 'ctx-st' })
    usePlaces().back()
    expect(usePlaces(other).place).toEqual(pods('ctx-st'))
    expect(usePlaces(one).place).toEqual(pods('ctx-eu'))
  })
})

describe('linked panes', () => {
  const linked = async (): Promise<{ one: PaneId; other: PaneId }> => {
    useLinkedPanes()
    const one = front()
    usePlaces(one).go(pods('ctx-eu'))
    useRows(one).show('ctx-eu', 'core/Pod')
    useRows(one).change({ filter: 'web', namespaces: ['shop'] })
    await settle()
    useCommands().splitWith('ctx-st')
    const other = front()
    useRows(other).show('ctx-st', 'core/Pod')
    await settle()
    return { one, other }
  }

  it('begin with the same view, filter and namespaces', async () => {
    const { one, other } = await linked()
    expect(usePlaces(other).place).toEqual(pods('ctx-st'))
    expect(useRows(other).query).toMatchObject({ cluster: 'ctx-st', filter: 'web', namespaces: ['shop'] })
    expect(useRows(one).query).toMatchObject({ cluster: 'ctx-eu', filter: 'web', namespaces: ['shop'] })
    expect(useTabs().active.linked).toBe(true)
  })

  it('follow the active one in kind, filter, order and namespaces, until they are parted', async () => {
    const { one, other } = await linked()
    useRows(other).change({ filter: 'cart', sort: { column: 'name', descending: true }, namespaces: null })
    await nextTick()
    expect(useRows(one).query).toMatchObject({ filter: 'cart', sort: { column: 'name', descending: true }, namespaces: null })
    usePlaces(other).go({ view: 'rows', cluster: 'ctx-st', kind: 'apps/Deployment' })
    await nextTick()
    expect(usePlaces(one).place).toEqual({ view: 'rows', cluster: 'ctx-eu', kind: 'apps/Deployment' })
    useTabs().toggleLink(useTabs().activeId)
    usePlaces(other).go(pods('ctx-st'))
    await nextTick()
    expect(usePlaces(one).place).toMatchObject({ kind: 'apps/Deployment' })
  })

  it('select the same object by its identity, and say where it is not', async () => {
    const { one, other } = await linked()
    useTabs().activatePane(one)
    const { id } = demoRow(0)
    useSelection(one).select('ctx-eu', id)
    await settle(500)
    expect(useSelection(other).id).toBe(id)
    expect(useSelection(other).cluster).toBe('ctx-st')
    expect(useLinkedPanes().counterparts.get(other)).toEqual({ id, problem: null })
    vi.spyOn(client.api, 'getObject').mockResolvedValue({ ok: false, error: { code: 'not-found', message: 'no such object' } })
    useSelection(one).select('ctx-eu', demoRow(1).id)
    await settle(500)
    expect(useLinkedPanes().counterparts.get(other)?.problem).toBe('missing')
  })

  it('do not look for every row that somebody moves through', async () => {
    const { one } = await linked()
    useTabs().activatePane(one)
    client.calls.length = 0
    for (const n of [0, 1, 2, 3]) {
      useSelection(one).select('ctx-eu', demoRow(n).id)
      await settle(20)
    }
    await settle(500)
    expect(called('getObject')).toEqual([['ctx-st', demoRow(3).id]])
  })
})
