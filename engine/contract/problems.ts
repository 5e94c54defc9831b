import type { HealthLevel } from './health.ts'
import type { ClusterId, ObjectId } from './refs.ts'
import type { Result } from './result.ts'

/** What suffers from a problem, under what it suffers from. */
export interface Symptom {
  /** One of `members`, by name the first. */
  id: ObjectId
  /** Objects that stand in this line: Pods of one workload in the same state. */
  members: number
  /** Steps from the root; each symptom stands somewhere below the line of depth less one that explains it. */
  depth: number
  level: HealthLevel
  /** Its own state, in Kubernetes' words. */
  text: string
  /** Why it suffers: half a sentence about it, as `mounts it`. */
  why: string
  /** The rule and the field that say so. */
  rule: number
  path: string
  /** The edge is only guessed from text. */
  inferred: boolean
}

/** One root cause, with everything that is explained by it. */
export interface Problem {
  target: ObjectId
  /** False: it is named and not there. */
  exists: boolean
  members: number
  level: HealthLevel
  /** What is wrong with it. */
  text: string
  /** Epoch milliseconds since when, as its conditions tell; null when nothing tells. */
  since: number | null
  /** All symptoms, also those left out of the list. */
  explains: number
  symptoms: readonly Symptom[]
}

/** What is wrong in a cluster: roots first, the worst and the one that explains most first. */
export interface ProblemList {
  problems: readonly Problem[]
  /** Problems beyond these. */
  more: number
  /** Symptoms folded under all of them. */
  symptoms: number
  /** What is not known: kinds forbidden or not listed. */
  limits: readonly string[]
}

export interface ProblemsApi {
  /** Null: of all namespaces and the cluster scope. Takes 30 seconds at most. */
  problems(cluster: ClusterId, namespaces: readonly string[] | null): Promise<Result<ProblemList>>
  /** From now on a `problems` event tells, at most every two seconds, that what is wrong may have changed; until {@link unwatchProblems}. */
  watchProblems(cluster: ClusterId): Promise<Result<null>>
  unwatchProblems(cluster: ClusterId): Promise<Result<null>>
}
