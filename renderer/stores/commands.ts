import { defineStore } from 'pinia'
import { ref } from 'vue'
import { useClusters } from './clusters.ts'
import { useExports } from './exports.ts'
import { desktop } from './link.ts'
import { useOwnRules } from './ownRules.ts'
import { usePlaces } from './places.ts'

export type DialogName = 'palette' | 'keys' | 'diagnostics' | 'paste'

/** What the menus, the palette and a second start of the app can ask of the window. */
export const useCommands = defineStore('commands', () => {
  const dialog = ref<DialogName | null>(null)
  let closeView: () => void = () => undefined

  async function snapshot(path: string | null): Promise<void> {
    const id = await useClusters().openSnapshot(path)
    if (id !== null) usePlaces().go(usePlaces().lastPlace(id))
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
      case 'close-view':
        closeView()
        break
      case 'go-clusters':
        places.go({ view: 'clusters' })
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
  function hear(handlers: { closeView: () => void; paste: (text: string) => void }): () => void {
    closeView = handlers.closeView
    return desktop().onCommand(run)
  }

  return { dialog, run, hear }
})
