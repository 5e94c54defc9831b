import type { ClusterId, ObjectId } from './refs.ts'
import type { EngineError, Result } from './result.ts'

/** One revision of a workload's Pod template, as its controller keeps it. */
export interface RolloutRevision {
  /** The number that `kubectl rollout history` tells. */
  revision: number
  /** The ReplicaSet or ControllerRevision that keeps it. */
  id: ObjectId
  name: string
  createdAt: number | null
  /** The annotation `kubernetes.io/change-cause`; empty where nobody wrote one. */
  changeCause: string
  images: readonly string[]
  /** Pods of this revision: wanted (of a StatefulSet or DaemonSet: those there are), and ready; null where Pods may not be listed. */
  desired: number | null
  ready: number | null
  /** The controller rolls out this one. */
  current: boolean
  /** Numbers that this template had before, since a rollback gives it a new one. */
  formerly: readonly number[]
}

/** The revisions of a workload that are still there. */
export interface RolloutHistory {
  /** Newest first. */
  revisions: readonly RolloutRevision[]
  /** How many former revisions the controller keeps. */
  limit: number
  /** Why revisions may be missing here: the kind that keeps them is not listed. */
  lack: EngineError | null
}

/** Two texts side by side; the first is the older or the other one. */
export interface TextPair {
  from: { title: string; text: string }
  to: { title: string; text: string }
  /** What was left out of both, in words: `managedFields`, `status`. */
  leftOut: readonly string[]
}

/** Versions of one object, and two objects, beside each other. Values of Secrets are in no text. */
export interface VersionsApi {
  /** Revisions of a Deployment, StatefulSet or DaemonSet. */
  rolloutHistory(cluster: ClusterId, id: ObjectId): Promise<Result<RolloutHistory>>
  /** Pod templates of two revisions as YAML; null is the template that the object has now. */
  compareRevisions(cluster: ClusterId, id: ObjectId, from: number | null, to: number | null): Promise<Result<TextPair>>
  /** What was last applied by `kubectl apply`, and what of the same fields the object has now. */
  compareApplied(cluster: ClusterId, id: ObjectId): Promise<Result<TextPair>>
  /** Two objects, perhaps of two clusters; what tells any two apart (uid, status, times) is left out. */
  compareObjects(cluster: ClusterId, id: ObjectId, otherCluster: ClusterId, other: ObjectId): Promise<Result<TextPair>>
}

/** The names of {@link VersionsApi} for the gate. */
export const versionsMethods: Readonly<Record<keyof VersionsApi, true>> = {
  rolloutHistory: true,
  compareRevisions: true,
  compareApplied: true,
  compareObjects: true,
}
