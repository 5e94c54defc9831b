import { defineStore } from 'pinia'
import { ref } from 'vue'
import type { ExportFormat, ExportOptions } from '../../engine/contract/index.ts'
import { exportFormats } from '../../engine/contract/index.ts'
import { clusterName } from '../words/clusterState.ts'
import { bytes } from '../words/names.ts'
import { useClusters } from './clusters.ts'
import { useGraph } from './graph.ts'
import { desktop } from './link.ts'
import { useNotices } from './notices.ts'
import { useActivePane } from './paneStore.ts'
import { useSettings } from './settings.ts'

/** Writing what is on screen to files, one at a time. */
export const useExports = defineStore('exports', () => {
  /** What is being written now. */
  const writing = ref<ExportFormat | null>(null)

  /** Asks where to, and writes; the outcome is told in the banner slot. Without options: as the window looks, a PNG at two pixels per unit. */
  async function write(format: ExportFormat, options: Partial<Omit<ExportOptions, 'format'>> = {}): Promise<void> {
    // the pane in front now, also when another one is by the time a file was chosen
    const graph = useGraph(useActivePane().id)
    const query = graph.query
    if (query === null || writing.value !== null) return
    const cluster = useClusters().get(query.cluster)
    const { scope } = query
    const part = scope.type === 'cluster' ? 'topology' : scope.type === 'namespaces' ? scope.namespaces.slice(0, 3).join('-') : scope.id
    const name = `${cluster === null ? 'graph' : clusterName(cluster)}-${part}`.replace(/[^\w.-]+/g, '-').slice(0, 120)
    const { title } = exportFormats[format]
    writing.value = format
    try {
      const path = await desktop().pickExportTarget(name, format)
      if (path === null) return
      const theme = options.theme ?? (useSettings().appearance.dark ? 'dark' : 'light')
      const answer = await graph.exportTo(path, { format, theme, scale: options.scale ?? 2 })
      if (answer.ok) useNotices().add(`${title} written: ${answer.value.path}, ${bytes(answer.value.bytes)}`, null)
      // who cancelled knows
      else if (answer.error.code !== 'cancelled') useNotices().add(`The ${title} was not written`, answer.error)
    } finally {
      writing.value = null
    }
  }

  return { writing, write }
})
