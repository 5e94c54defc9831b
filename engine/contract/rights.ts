import type { ClusterId } from './refs.ts'
import type { MissingRight, Result } from './result.ts'

/** One thing that somebody may or may not do. `resource` names a subresource after a slash: `pods/log`. `name`: of one object only. */
export interface RightAsk extends MissingRight {
  name?: string
}

/** What the API server says of a {@link RightAsk}. */
export interface RightAnswer {
  allowed: boolean
  /** The server's own words, or where the answer comes from. */
  reason: string
}

/** Who the API server takes this person for. */
export interface WhoAmI {
  username: string
  groups: readonly string[]
}

/** One rule of a rules review: every verb on every resource of every group it names. */
export interface RightRule {
  verbs: readonly string[]
  groups: readonly string[]
  /** Plural names, subresources after a slash, `*` for all. */
  resources: readonly string[]
  /** Empty: objects of any name. */
  names: readonly string[]
}

/** What a person may do in one namespace, by the server's rules review. */
export interface RightsReview {
  /** Null: the server does not say (older than 1.28). */
  who: WhoAmI | null
  namespace: string
  rules: readonly RightRule[]
  /** The server cannot name all rules: what is not named may be allowed all the same. */
  incomplete: boolean
  /** Why it is incomplete, in the server's words; empty when it says nothing. */
  trouble: string
}

/** Questions about what the person of a context may do there. */
export interface RightsApi {
  /** Answers in the order of the questions, at most 200 of them. Kept for a minute, and asked anew after rights were changed or refused. */
  askRights(cluster: ClusterId, asks: readonly RightAsk[]): Promise<Result<readonly RightAnswer[]>>
  /** Everything that may be done in one namespace, and who asks. */
  reviewRights(cluster: ClusterId, namespace: string): Promise<Result<RightsReview>>
}
