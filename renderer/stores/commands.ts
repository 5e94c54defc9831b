import { defineStore } from 'pinia'
import { ref } from 'vue'
import type { ClusterId } from '../../engine/contract/index.ts'
import { useClusters } from './clusters.ts'
import { useDock } from './dock.ts'
import { useExports } from './exports.ts'
import { desktop } from './link.ts'
import { useLinks } from './links.ts'
import { useOwnRules } from './ownRules.ts'
import { placeIn } from './placeClusters.ts'
import { usePlaces } from './places.ts'
import { useRows } from './rows.ts'
import { useSelection } from './selection.ts'
import { useTabs } from './tabs.ts'

export type DialogName = 'palette' | 'keys' | 'diagnostics' | 'paste'

/** What the menus, the palette and a second start of the app can ask of the window. */
export const useCommands = defineStore('commands', () => {
  const dialog = ref<DialogName | null>(null)
  /** The cluster that a shell of this system is asked about for. */
  const localShell = ref<ClusterId | null>(null)

  async function snapshot(path: string | null): Promise<void> {
    const id = await useClusters().openSnapshot(path)
    if (id !== null) useTabs().showCluster(id)
  }

  /** A pane more that shows the same of a cluster: filter and selection are the same, and another cluster's is linked. */
  function splitWith(cluster: ClusterId | null): void {
    const tabs = useTabs()
    const { place, cluster: here } = usePlaces()
    const there = cluster === null ? null : placeIn(place, cluster)
    if (there === null || cluster === null) {
      tabs.split({ view: 'clusters' })
      return
    }
    const [{ query }, { id }] = [useRows(), useSelection()]
    const pane = tabs.split(there, cluster !== here)
    if (pane === null) return
    if (query !== null) {
      const { beside: _beside, ...alone } = query
      useRows(pane).remember({ ...alone, cluster })
    }
    if (id !== null) useSelection(pane).select(cluster, id, false)
  }

  /** Another open cluster at the same view; when there is none, the same cluster once more. */
  function split(): void {
    const { cluster } = usePlaces()
    splitWith(useClusters().opened.find((one) => one !== cluster) ?? cluster)
  }

  /** Runs a command; names that are not known are left alone, with a line in the console. */
  function run(command: string, path: string | null): void {
    const clusters = useClusters()
    const places = usePlaces()
    switch (command) {
      case 'add-kubeconfig':
        void clusters.pickFiles()
        break
      case 'add-kubeconfig-folder':
        void clusters.pickFolder()
        break
      case 'open-kubeconfig-file':
        if (path !== null) void clusters.addSource(path)
        break
      case 'open-snapshot':
        void snapshot(null)
        break
      case 'open-snapshot-file':
        if (path !== null) void snapshot(path)
        break
      case 'save-snapshot':
        if (places.cluster !== null) void clusters.saveSnapshot(places.cluster)
        break
      case 'export-svg':
        void useExports().write('svg')
        break
      case 'export-pdf':
        void useExports().write('pdf')
        break
      case 'export-png':
        void useExports().write('png')
        break
      case 'own-rules':
        if (places.cluster !== null) void useOwnRules().open(places.cluster)
        break
      case 'local-shell':
        localShell.value = usePlaces().cluster
        break
      case 'new-tab':
        useTabs().open()
        break
      case 'close-tab':
        useTabs().close(useTabs().activeId)
        break
      case 'split':
        split()
        break
      case 'open-link':
        if (path !== null) useLinks().open(path)
        break
      case 'copy-link':
        void useLinks().copy()
        break
      case 'toggle-link':
        useTabs().toggleLink(useTabs().activeId)
        break
      case 'toggle-sidebar':
        useTabs().toggleSidebar()
        break
      case 'toggle-dock':
        useDock().toggle()
        break
      case 'show-operations':
        useDock().open({ type: 'operations' })
        break
      case 'go-clusters':
        useTabs().showClusters()
        break
      case 'all-clusters':
        useTabs().showAll('overview')
        break
      case 'all-problems':
        useTabs().showAll('problems')
        break
      case 'go-settings':
        useTabs().showSettings()
        break
      case 'reload-data':
        if (places.cluster !== null) void clusters.retry(places.cluster, null)
        break
      case 'command-palette':
        dialog.value = 'palette'
        break
      case 'show-keyboard':
        dialog.value = 'keys'
        break
      case 'show-diagnostics':
        dialog.value = 'diagnostics'
        break
      default:
        console.warn(`unknown command ${command}`)
    }
  }

  /** Begins to hear the shell; returns the stop function. */
  function hear(): () => void {
    return desktop().onCommand(run)
  }

  return { dialog, localShell, run, hear, splitWith }
})
