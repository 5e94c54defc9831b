import type { InjectionKey } from 'vue'
import type { EngineError, RevealedValue } from '../../../engine/contract/index.ts'

/** One key of a Secret that somebody asked for. */
export type RevealedKey =
  { state: 'asking' } | { state: 'shown'; value: RevealedValue; until: number } | { state: 'failed'; error: EngineError }

/** What shows values of a Secret on request; given by the drawer, since a section asks nobody. */
export interface Revealer {
  /** Why nothing can be revealed here; empty where it can. */
  why: string
  keys: ReadonlyMap<string, RevealedKey>
  user: string
  reveal: (key: string) => void
  hide: (key: string) => void
  copy: (text: string) => Promise<void>
}

export const revealerKey: InjectionKey<Readonly<Revealer>> = Symbol('revealer')
