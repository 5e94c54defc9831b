import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { DemoClient } from '../../tests/support/demo/demoClient.ts'
import { demoRow } from '../../tests/support/demo/demoRows.ts'
import { DemoDesktop } from '../../tests/support/demoDesktop.ts'
import { useClusters } from './clusters.ts'
import { useConnection } from './connection.ts'
import { useDock } from './dock.ts'
import { provideLink } from './link.ts'
import { useNotices } from './notices.ts'
import { usePictureChoice } from './pictureChoice.ts'
import { usePlaces } from './places.ts'
import { useRows } from './rows.ts'
import { useSelection } from './selection.ts'
import { useSession } from './session.ts'
import type { Session } from './sessionText.ts'
import { readSession, writeSession } from './sessionText.ts'
import { useTabs } from './tabs.ts'

let client: DemoClient
let desktop: DemoDesktop
const settle = (ms: number = 1000): Promise<void> => vi.advanceTimersByTimeAsync(ms).then(() => undefined)
/** The app is closed and started again; what it kept is all that is left. */
async function restart(): Promise<void> {
  await settle()
  useConnection().stop()
  setActivePinia(createPinia())
  client = new DemoClient()
  provideLink(client, desktop)
  await useConnection().start(useSession().welcome)
}

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

describe('a window that is opened again', () => {
  it('has its tabs, panes, views, filters, selections and dock', async () => {
    await useClusters().open('ctx-eu')
    await useClusters().open('ctx-st')
    const tabs = useTabs()
    tabs.showCluster('ctx-eu')
    const one = tabs.active.front
    useRows(one).show('ctx-eu', 'core/Pod')
    useRows(one).change({ filter: 'web', namespaces: ['shop'], sort: { column: 'name', descending: true } })
    useSelection(one).select('ctx-eu', demoRow(0).id, true)
    useSelection(one).showTab('events')
    const other = tabs.split({ view: 'topology', cluster: 'ctx-st', object: null }, true) ?? 0
    usePictureChoice(other).begin('ctx-st')
    usePictureChoice(other).lens = 'network'
    tabs.moveBorder(tabs.activeId, 0, 0.1)
    tabs.open({ view: 'ledger', cluster: 'ctx-eu' })
    tabs.select(1)
    useDock().open({ type: 'operations', cluster: 'ctx-eu' })
    useDock().setHeight(304)
    useDock().toggle()
    await restart()

    const again = useTabs()
    expect(again.tabs).toHaveLength(2)
    expect(again.active.linked).toBe(true)
    expect(again.active.shares[0]).toBeCloseTo(0.6)
    const [left = 0, right = 0] = again.active.panes
    expect(again.active.front).toBe(right)
    expect(usePlaces(left).place).toEqual({ view: 'rows', cluster: 'ctx-eu', kind: 'core/Pod' })
    expect(usePlaces(left).canBack).toBe(true)
    expect(usePlaces(right).place).toEqual({ view: 'topology', cluster: 'ctx-st', object: null })
    expect(usePictureChoice(right).lens).toBe('network')
    useRows(left).show('ctx-eu', 'core/Pod')
    await settle(50)
    expect(client.calls.findLast(({ method }) => method === 'openRows')?.args[0]).toMatchObject({ namespaces: ['shop'] })
    expect(useRows(left).query).toMatchObject({ filter: 'web', namespaces: ['shop'], sort: { column: 'name', descending: true } })
    expect(useSelection(left)).toMatchObject({ id: demoRow(0).id, drawer: true, tab: 'events' })
    expect(useDock()).toMatchObject({ height: 304, hidden: true })
    expect(useDock().tabs).toMatchObject([{ type: 'operations', cluster: 'ctx-eu' }])
    expect(client.calls.filter(({ method }) => method === 'openCluster').map(({ args }) => args[0])).toEqual(['ctx-eu', 'ctx-st'])
  })

  it('shows nothing of a cluster that is not there any more, or was closed', async () => {
    await useClusters().open('ctx-eu')
    await useClusters().open('ctx-st')
    useTabs().showCluster('ctx-eu')
    useTabs().showCluster('ctx-st')
    useTabs().closeCluster('ctx-st')
    await settle()
    desktop.kept = { content: desktop.kept.content?.replaceAll('ctx-eu', 'ctx-gone') ?? null, problem: null }
    await restart()
    expect(useClusters().opened).toEqual([])
    expect(useTabs().tabs.flatMap((tab) => tab.panes.map((pane) => usePlaces(pane).place))).toEqual([{ view: 'clusters' }])
    expect(useNotices().notices).toEqual([])
  })

  it('begins anew and says so when what was kept is nothing it knows, or could not be read', async () => {
    for (const kept of [
      { content: '{"version":7}', problem: null },
      { content: '{nonsense', problem: null },
      { content: null, problem: 'session.json was not valid' },
    ]) {
      desktop.kept = kept
      useConnection().stop()
      setActivePinia(createPinia())
      await useConnection().start(useSession().welcome)
      expect(useTabs().tabs).toHaveLength(1)
      expect(useNotices().notices.map((notice) => notice.what)).toEqual(['The session before could not be restored'])
    }
  })
})

describe('the text of a session', () => {
  const place = { view: 'rows', cluster: 'c', kind: 'core/Pod' } as const
  const session = (ways: number, tabs: number): Session => ({
    clusters: ['c'],
    active: tabs - 1,
    dock: { height: 208, hidden: false, tabs: [], active: 0 },
    tabs: Array.from({ length: tabs }, () => ({
      shares: [1],
      front: 0,
      linked: false,
      sidebar: null,
      panes: [
        {
          way: Array.from({ length: ways }, () => ({ ...place, kind: `core/${'K'.repeat(1500)}` })),
          at: ways - 1,
          query: { ...place, filter: 'f'.repeat(1900), sort: null, problemsOnly: false, namespaces: null },
          selected: null,
          picture: null,
        },
      ],
    })),
  })

  it('never gets longer than what main takes: the way back goes first, then other tabs', () => {
    const long = readSession(writeSession(session(200, 30)))
    expect(writeSession(session(200, 30)).length).toBeLessThanOrEqual(256 * 1024)
    expect(long?.tabs).toHaveLength(30)
    const longer = session(1, 40)
    for (const tab of longer.tabs)
      (tab.panes[0]!.query as unknown as { namespaces: string[] }).namespaces = Array.from({ length: 20 }, () => 'n'.repeat(1000))
    expect(writeSession(longer).length).toBeLessThanOrEqual(256 * 1024)
    expect(readSession(writeSession(longer))?.tabs).toHaveLength(1)
  })

  it('leaves out what is not understood, and keeps the rest', () => {
    const bad = JSON.parse(writeSession(session(2, 1))) as { tabs: { panes: Record<string, unknown>[]; shares: unknown }[] }
    const pane = bad.tabs[0]!.panes[0]!
    pane['way'] = [{ view: 'shell', cluster: 'c' }, place, { view: 'rows', cluster: 7, kind: 'x' }]
    pane['query'] = { ...place, filter: {} }
    pane['selected'] = { id: 'no-object' }
    pane['picture'] = { lens: '__proto__' }
    bad.tabs[0]!.shares = ['wide']
    expect(readSession(JSON.stringify(bad))?.tabs[0]).toMatchObject({
      shares: [1],
      panes: [{ way: [place], at: 0, query: null, selected: null, picture: null }],
    })
  })
})
