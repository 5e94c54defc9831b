import type { ClusterId, ObjectId, VersionsApi } from '../../contract/index.ts'
import { knowledgeOf } from '../../workspace/kindLack.ts'
import { compareApplied, compareObjects, type HeldObject } from '../../workspace/objectTexts.ts'
import type { OpenCluster } from '../../workspace/openCluster.ts'
import { compareRevisions, rolloutHistory } from '../../workspace/rolloutHistory.ts'
import type { OpenWindow } from './openWindow.ts'

/** Versions of objects, and objects beside each other. */
export function versionCalls(open: OpenWindow) {
  const held = (cluster: ClusterId, opened: OpenCluster, id: ObjectId): HeldObject => {
    const summary = open.parts.workspace.summary(cluster)
    return { open: opened, id, cluster: summary?.alias ?? summary?.name ?? cluster }
  }
  return {
    rolloutHistory: (id, object) => open.ask(id, (cluster) => rolloutHistory(knowledgeOf(cluster), object)),
    compareRevisions: (id, object, from, to) => open.ask(id, (cluster) => compareRevisions(knowledgeOf(cluster), object, from, to)),
    compareApplied: (id, object) => open.ask(id, (cluster) => compareApplied({ open: cluster, id: object })),
    compareObjects: (id, object, otherId, other) =>
      open.ask(id, (first) => open.ask(otherId, (second) => compareObjects(held(id, first, object), held(otherId, second, other)))),
  } satisfies VersionsApi
}
