import { nextTick } from 'vue'
import type { ObjectId } from '../../engine/contract/index.ts'
import type { SavedView } from '../../preload/contract.ts'
import type { DialogName } from '../../renderer/stores/commands.ts'
import { useCommands } from '../../renderer/stores/commands.ts'
import type { DockTabRequest } from '../../renderer/stores/dock.ts'
import { useComparing } from '../../renderer/stores/comparing.ts'
import { useDock } from '../../renderer/stores/dock.ts'
import { useNotices } from '../../renderer/stores/notices.ts'
import { useOwnRules } from '../../renderer/stores/ownRules.ts'
import type { PageId, Place } from '../../renderer/stores/place.ts'
import { usePlaces } from '../../renderer/stores/places.ts'
import type { DrawerTab } from '../../renderer/stores/selection.ts'
import { useSelection } from '../../renderer/stores/selection.ts'
import { useSavedViews } from '../../renderer/stores/savedViews.ts'
import { useVerdictForm } from '../../renderer/stores/verdictForm.ts'
import { errors } from './catalogue.ts'
import { shownCluster, shownPod, viewStates } from './galleryEngine.ts'
import type { ViewState } from './galleryEngine.ts'
import { galleryDesktop } from './galleryDesktop.ts'

/** A screen of the app as the gallery shows it: a whole window, in each state of a view. */
export interface Screen {
  id: string
  title: string
  /** The states it is shown in. */
  states: readonly ViewState[]
  /** What a person would do to come here; the cluster is open, and its Pods are shown. */
  go: () => void | Promise<void>
}

/** A view as a person keeps it. */
const savedView = (id: string, name: string): SavedView => ({
  id,
  name,
  clusters: [shownCluster],
  kind: 'core/Pod',
  namespaces: null,
  filter: 'status:CrashLoop',
  sort: null,
  problemsOnly: true,
  columns: { wide: false, shown: {}, added: [] },
})

const live = ['live'] as const
const place = (to: Place) => (): void => {
  usePlaces().go(to)
}
const page = (id: PageId, title: string): Screen => ({
  id,
  title,
  states: viewStates,
  go: place({ view: 'page', cluster: shownCluster, page: id }),
})
const drawer = (tab: DrawerTab, title: string, states: readonly ViewState[] = viewStates, object: ObjectId = shownPod): Screen => ({
  id: `drawer-${tab}`,
  title: `Drawer, ${title}`,
  states,
  go: () => {
    useSelection().select(shownCluster, object, true)
    useSelection().showTab(tab)
  },
})
const dock = (id: string, title: string, request: DockTabRequest, states: readonly ViewState[] = viewStates): Screen => ({
  id,
  title,
  states,
  go: () => {
    useDock().setHeight(360)
    useDock().open(request)
  },
})
const dialog = (id: DialogName, title: string): Screen => ({
  id: `dialog-${id}`,
  title,
  states: live,
  go: () => {
    useCommands().dialog = id
  },
})
/** A menu, opened as a person does it. */
const menu = (testId: string, title: string, before: () => void = () => undefined): Screen => ({
  id: `menu-${testId}`,
  title,
  states: live,
  go: async () => {
    before()
    await pressed(`[data-testid="${testId}"]`)
  },
})

/** Presses what is found, once it is there. */
async function pressed(selector: string): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const found = document.querySelector<HTMLElement>(selector)
    if (found !== null) {
      found.focus()
      found.click()
      await nextTick()
      return
    }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error(`there is no ${selector}`)
}

/** Presses a key in what is found. */
async function keyed(selector: string, key: string): Promise<void> {
  document.querySelector<HTMLElement>(selector)?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
  await nextTick()
}

/** Writes into a field. */
async function typed(selector: string, words: string): Promise<void> {
  const field = document.querySelector<HTMLInputElement>(selector)
  if (field === null) throw new Error(`there is no ${selector}`)
  field.value = words
  field.dispatchEvent(new Event('input', { bubbles: true }))
  await nextTick()
}

/** Every page of a cluster; a new one does not compile until it is shown. */
const pageScreens: Readonly<Record<PageId, Screen>> = {
  overview: page('overview', 'Overview'),
  problems: page('problems', 'Problems'),
  events: page('events', 'Events'),
  rights: page('rights', 'Rights'),
}

/** Every tab of the drawer. */
const drawerScreens: Readonly<Record<DrawerTab, Screen>> = {
  overview: drawer('overview', 'overview'),
  relations: drawer('relations', 'relations', live),
  graph: drawer('graph', 'graph', live),
  yaml: drawer('yaml', 'YAML', ['live', 'loading', 'failed', 'forbidden', 'offline']),
  events: drawer('events', 'events', live),
  history: drawer('history', 'history', ['live', 'loading', 'empty', 'forbidden', 'failed'], 'apps/Deployment/shop/checkout'),
  logs: drawer('logs', 'log', ['live', 'failed', 'forbidden']),
  metrics: drawer('metrics', 'metrics'),
}

export const screens: readonly Screen[] = [
  { id: 'clusters', title: 'Clusters', states: ['live'], go: place({ view: 'clusters' }) },
  { id: 'list', title: 'List', states: viewStates, go: () => undefined },
  ...Object.values(drawerScreens),
  { id: 'graph', title: 'Topology', states: viewStates, go: place({ view: 'topology', cluster: shownCluster, object: null }) },
  {
    id: 'graph-tree',
    title: 'Topology as a tree',
    states: ['live', 'loading', 'empty'],
    go: async () => {
      usePlaces().go({ view: 'topology', cluster: shownCluster, object: null })
      await pressed('[data-testid="topology-twin"]')
    },
  },
  ...Object.values(pageScreens),
  { id: 'settings', title: 'Settings', states: live, go: place({ view: 'settings', section: null, of: null }) },
  { id: 'ledger', title: 'Ledger', states: viewStates, go: place({ view: 'ledger', cluster: shownCluster }) },
  dock('logs', 'Log', {
    type: 'logs',
    title: 'Log',
    cluster: shownCluster,
    props: { sources: [{ type: 'object', cluster: shownCluster, id: shownPod }] },
  }),
  dock('terminal', 'Terminal', { type: 'terminal', title: 'Shell', cluster: 'ctx-st', props: { pod: shownPod } }),
  dock('operations', 'Operations', { type: 'operations' }, live),
  {
    id: 'terminal-protected',
    title: 'Terminal, protected cluster',
    states: live,
    go: () => {
      useDock().open({ type: 'terminal', title: 'Shell', cluster: shownCluster, props: { pod: shownPod } })
    },
  },
  {
    id: 'panes-two',
    title: 'Two linked panes',
    states: ['live', 'empty', 'stale'],
    go: () => {
      useCommands().splitWith('ctx-st')
    },
  },
  {
    id: 'panes-three',
    title: 'Three panes',
    states: live,
    go: () => {
      useCommands().splitWith('ctx-st')
      useCommands().splitWith('ctx-us')
    },
  },
  {
    id: 'notices',
    title: 'Notices',
    states: live,
    go: () => {
      useNotices().add('The snapshot was not written', errors.io)
      useNotices().add('Snapshot of prod-eu written: 48,211 objects', null)
      useDock().open({ type: 'operations' })
    },
  },
  {
    id: 'list-merged',
    title: 'List of several clusters',
    states: ['live', 'empty', 'stale', 'syncing'],
    go: place({ view: 'rows', cluster: shownCluster, kind: 'core/Pod', beside: ['ctx-st', 'ctx-us'] }),
  },
  {
    id: 'logs-line',
    title: 'Log of several clusters, a line opened to its fields',
    states: live,
    go: async () => {
      useDock().setHeight(480)
      useDock().open({
        type: 'logs',
        title: 'app=checkout',
        cluster: shownCluster,
        props: {
          sources: [shownCluster, 'ctx-st'].map((cluster) => ({ type: 'selector', cluster, namespace: 'shop', selector: 'app=checkout' })),
        },
      })
      await pressed('[data-testid="log-line"]:last-child')
      await keyed('[data-testid="log-lines"]', 'Enter')
      await typed('[data-testid="log-include"]', 'required')
    },
  },
  {
    id: 'dialog-compare',
    title: 'Two objects beside each other',
    states: ['live', 'failed', 'forbidden'],
    go: async () => {
      useComparing().begin(shownCluster, shownPod)
      await pressed('[data-testid="compare"] [role="option"]')
    },
  },
  {
    id: 'menu-views',
    title: 'Menu of saved views',
    states: live,
    go: async () => {
      galleryDesktop.views = [savedView('crashing', 'Crashing Pods'), savedView('long', `A name of ${'many '.repeat(14)}words`)]
      await useSavedViews().start()
      await pressed('[data-testid="views"]')
    },
  },
  dialog('palette', 'Palette'),
  {
    id: 'palette-words',
    title: 'Palette, with words',
    states: live,
    go: async () => {
      useCommands().dialog = 'palette'
      await pressed('[data-testid="palette"] input')
      await typed('[data-testid="palette"] input', 'check')
    },
  },
  dialog('keys', 'Keys'),
  dialog('diagnostics', 'Diagnostics'),
  dialog('paste', 'Paste a kubeconfig'),
  {
    id: 'dialog-verdict',
    title: 'May this Pod reach …',
    states: live,
    go: () => {
      useVerdictForm().open(shownCluster, shownPod)
    },
  },
  {
    id: 'dialog-own-rules',
    title: 'Own rules',
    states: live,
    go: () => {
      void useOwnRules().open(shownCluster)
    },
  },
  {
    id: 'dialog-local-shell',
    title: 'Shell of this system',
    states: live,
    go: () => {
      useCommands().localShell = shownCluster
    },
  },
  {
    id: 'dialog-consent',
    title: 'Exec plugin',
    states: live,
    go: async () => {
      usePlaces().go({ view: 'clusters' })
      await pressed('[data-testid="cluster-row-ctx-su"]')
      await pressed('[data-testid="cluster-detail"] .btn.primary')
    },
  },
  menu('namespaces', 'Menu of namespaces'),
  menu('columns', 'Menu of columns'),
]

/** `list.stale`, `dialog-palette.live`: every specimen of a screen. */
export const specimens: readonly string[] = screens.flatMap(({ id, states }) => states.map((state) => `${id}.${state}`))
