import type { KindId } from '../../contract/index.ts'
import type { Rule } from '../rule.ts'

/**
 * The rules of one project of the ecosystem. A pack needs no switch: where its kinds are not served there are no objects of them, and so no edges.
 * `kinds` says when a legend or a diagnosis calls it on.
 */
export interface Pack {
  /** The name as the project writes it. */
  title: string
  /** The pack is on where one of these is served. */
  kinds: readonly KindId[]
  rules: readonly Rule[]
}
