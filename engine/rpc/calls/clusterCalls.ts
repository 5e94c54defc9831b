import type { EngineApi } from '../../contract/index.ts'
import { err, ok } from '../../contract/index.ts'
import { readOwnRules } from '../../relations/ownRules.ts'
import { notOpen } from '../../workspace/workspace.ts'
import type { OpenWindow } from './openWindow.ts'

/** Milliseconds that clusters stay open which only a closed window had open. */
const keptAfterClose = 30_000

/** Clusters, where they come from, their settings, and snapshots of them. */
export function clusterCalls({ parts, handle }: OpenWindow) {
  const { workspace, vault, appVersion, startedAt } = parts
  const holder = {}
  handle.onClose(() => {
    // a page that is loaded anew opens the same clusters again: they go on meanwhile
    setTimeout(() => {
      workspace.release(holder).catch((thrown: unknown) => {
        parts.onDefect(thrown, 'closing the clusters of a window')
      })
    }, keptAfterClose).unref()
  })
  return {
    hello: async () =>
      ok({
        version: appVersion,
        startedAt,
        clusters: workspace.summaries(),
        sources: workspace.sources(),
        cachePolicy: vault.policy(),
        opensWith: workspace.opensWith(),
        problems: parts.problems,
      }),

    addSource: (path) => workspace.addSource(path),
    pasteSource: (text) => workspace.pasteSource(text),
    removeSource: (path) => workspace.removeSource(path),
    configureCluster: (cluster, settings) => workspace.configure(cluster, settings),

    openCluster: async (id) => {
      const opened = await workspace.open(id, holder)
      const summary = workspace.summary(id)
      if (!opened.ok) return opened
      if (summary === null) return err(notOpen(id))
      const { picture } = opened.value
      return ok({ summary, kinds: picture.kinds(), ledger: opened.value.ledger(), namespaces: opened.value.namespaces() })
    },
    closeCluster: async (id) => {
      await workspace.close(id, holder)
      return ok(null)
    },
    retry: async (id, kind) => {
      const error = workspace.get(id)?.retry(kind)
      return error === undefined ? err(notOpen(id)) : error === null ? ok(null) : err(error)
    },
    answerConsent: async (id, allow) => {
      const live = workspace.live(id)
      return live.ok ? live.value.answerConsent(allow) : live
    },
    acceptIdentity: (id) => workspace.acceptIdentity(id),

    saveSnapshot: (id, path) => workspace.saveSnapshot(id, path),
    openSnapshot: (path) => workspace.addSnapshot(path),
    snapshotInfo: (path) => workspace.snapshotInfo(path),

    readRules: (id) => workspace.ownRules(id),
    saveRules: (id, text) => workspace.saveOwnRules(id, text),
    checkRules: async (text) => {
      const read = readOwnRules(text, 'rules')
      return read.ok ? ok(read.value.entries) : read
    },

    setVisible: async (visible) => {
      handle.frames.setVisible(visible)
      return ok(null)
    },
  } satisfies Partial<EngineApi>
}
