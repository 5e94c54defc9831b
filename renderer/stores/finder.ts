import { defineStore } from 'pinia'
import type { ApplicationSummary, ClusterId, GraphAnswer, LocalShell, ObjectId, Result } from '../../engine/contract/index.ts'
import { desktop, engine } from './link.ts'

/** Questions of the palette and of panels, and the clipboard. */
export const useFinder = defineStore('finder', () => {
  const search = (cluster: ClusterId, words: string, limit: number): Promise<Result<readonly ObjectId[]>> =>
    engine().api.search(cluster, words, limit)
  /** What the rule of an edge says, in words. */
  const why = (cluster: ClusterId, edge: string): Promise<Result<GraphAnswer>> => engine().api.askGraph(cluster, { ask: 'why', edge })
  const applications = (cluster: ClusterId): Promise<Result<readonly ApplicationSummary[]>> => engine().api.applications(cluster)
  /** Opens the system's terminal for a context; a person was asked before, so a protected cluster is confirmed. */
  const openLocalShell = (cluster: ClusterId): Promise<Result<LocalShell>> => engine().api.openLocalShell(cluster, true)
  const copy = (text: string): Promise<void> => desktop().copyText(text)
  const setVisible = (visible: boolean): void => {
    void engine().api.setVisible(visible)
  }
  return { openLocalShell, search, why, applications, copy, setVisible }
})
