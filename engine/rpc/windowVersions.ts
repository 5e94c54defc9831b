import type { ClusterId, ObjectId, Result, RolloutHistory, TextPair } from '../contract/index.ts'
import { err } from '../contract/index.ts'
import { compareApplied, compareObjects, type HeldObject } from '../workspace/objectTexts.ts'
import type { OpenCluster } from '../workspace/openCluster.ts'
import { compareRevisions, rolloutHistory, type RevisionSource } from '../workspace/rolloutHistory.ts'
import { notOpen, type Workspace } from '../workspace/workspace.ts'

/** What a window is told of versions of objects, and of objects beside each other. */
export class WindowVersions {
  readonly #workspace: Workspace

  constructor(workspace: Workspace) {
    this.#workspace = workspace
  }

  history(cluster: ClusterId, id: ObjectId): Result<RolloutHistory> {
    return this.#of(cluster, (open) => rolloutHistory(sourceOf(open), id))
  }

  revisions(cluster: ClusterId, id: ObjectId, from: number | null, to: number | null): Result<TextPair> {
    return this.#of(cluster, (open) => compareRevisions(sourceOf(open), id, from, to))
  }

  applied(cluster: ClusterId, id: ObjectId): Result<TextPair> {
    return this.#of(cluster, (open) => compareApplied({ open, id }))
  }

  objects(cluster: ClusterId, id: ObjectId, otherCluster: ClusterId, other: ObjectId): Result<TextPair> {
    return this.#of(cluster, (first) =>
      this.#of(otherCluster, (second) => compareObjects(this.#held(cluster, first, id), this.#held(otherCluster, second, other))),
    )
  }

  #held(cluster: ClusterId, open: OpenCluster, id: ObjectId): HeldObject {
    const summary = this.#workspace.summary(cluster)
    return { open, id, cluster: summary?.alias ?? summary?.name ?? cluster }
  }

  #of<T>(id: ClusterId, does: (open: OpenCluster) => Result<T>): Result<T> {
    const open = this.#workspace.get(id)
    return open === undefined ? err(notOpen(id)) : does(open)
  }
}

function sourceOf(open: OpenCluster): RevisionSource {
  return { store: open.picture.store, whyUnlisted: (kind) => open.ledgerOf(kind).error }
}
