import type { ObjectId } from '../../contract/index.ts'
import { called } from './ground.ts'

/** What one direction comes to. */
export interface Decision {
  /** `undecided`: what is written does not say; the text says why. */
  outcome: 'allowed' | 'blocked' | 'undecided'
  /** The policies that decide: one that has the rule, or all that isolate and have none. Empty: none has a say. */
  policies: readonly ObjectId[]
  /** The rule, as `spec.ingress[0]`, with what of it fits; null: nothing fits, or there is no policy. */
  path: string | null
  /** One sentence. */
  text: string
  /** The rule goes by address: plugins differ in whether that is about Pods. */
  byAddress: boolean
  /** Only from these addresses (of traffic from outside). */
  only?: readonly string[]
}

/** A rule, or an entry of it, that fits. */
export interface RuleFit {
  id: ObjectId
  path: string
  /** Why it is not certain that it fits; empty: it does. */
  doubt: string
}

/** Nothing has a say. */
export function free(text: string): Decision {
  return { outcome: 'allowed', policies: [], path: null, text, byAddress: false }
}

/** What is written does not say, because of these. */
export function undecided(fits: readonly RuleFit[]): Decision {
  return {
    outcome: 'undecided',
    policies: [...new Set(fits.map(({ id }) => id))],
    path: fits[0]?.path ?? null,
    text: `Undecided, because ${[...new Set(fits.map(doubted))].join('; ')}.`,
    byAddress: false,
  }
}

function doubted({ id, path, doubt }: RuleFit): string {
  return `${called(id)} ${doubt.endsWith(')') ? doubt : `${doubt} (${path})`}`
}
