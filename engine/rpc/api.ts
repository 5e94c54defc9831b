import type { EngineApi, EngineEvent } from '../contract/index.ts'
import { clusterCalls } from './calls/clusterCalls.ts'
import { clusterPageCalls } from './calls/clusterPageCalls.ts'
import { graphCalls } from './calls/graphCalls.ts'
import { logCalls } from './calls/logCalls.ts'
import { metricCalls } from './calls/metricCalls.ts'
import { objectCalls } from './calls/objectCalls.ts'
import { type ApiParts, OpenWindow } from './calls/openWindow.ts'
import { rowsCalls } from './calls/rowsCalls.ts'
import { settingsCalls } from './calls/settingsCalls.ts'
import { terminalCalls } from './calls/terminalCalls.ts'
import { versionCalls } from './calls/versionCalls.ts'
import { GraphSubscription } from './graphSubscription.ts'
import { LogsSubscription } from './logsSubscription.ts'
import { RowsSubscription } from './rowsSubscription.ts'
import type { WindowHandle } from './windowHandle.ts'

/** What one window is served: the answers to its calls, and the engine's events, which open tables and graphs hear too. */
export interface ServedWindow {
  api: EngineApi
  hear: (event: EngineEvent) => void
}

/** The answers to one window: each call finds a part, asks it, and gives the answer. Arguments were checked at the gate. */
export function serveApi(parts: ApiParts, handle: WindowHandle): ServedWindow {
  const open = new OpenWindow(parts, handle)
  const api: EngineApi = {
    ...clusterCalls(open),
    ...rowsCalls(open),
    ...graphCalls(open),
    ...objectCalls(open),
    ...clusterPageCalls(open),
    ...metricCalls(open),
    ...settingsCalls(open),
    ...logCalls(open),
    ...terminalCalls(open),
    ...versionCalls(open),
  }
  const hear = (event: EngineEvent): void => {
    if (event.type === 'ledger') {
      // a list is complete now, and what was unknown before may be missing
      const cluster = parts.workspace.get(event.cluster)
      if (cluster !== undefined) for (const rows of open.all(RowsSubscription)) rows.hear(cluster, event.entries)
      if (cluster !== undefined && event.entries.some((entry) => entry.state !== 'loading'))
        for (const graph of open.all(GraphSubscription)) graph.refresh(cluster)
    }
    if (event.type === 'cluster') for (const logs of open.all(LogsSubscription)) if (logs.reads(event.cluster.id)) logs.hear(event.cluster)
    handle.sendEvent(event)
  }
  return { api, hear }
}
