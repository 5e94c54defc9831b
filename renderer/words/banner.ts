import { spanUntil } from './age.ts'
import type { Shape } from './clusterState.ts'

/** What a button of a banner does; the view that shows it knows how. */
export type BannerAction =
  | 'retry'
  | 'retry-kind'
  | 'restart-engine'
  | 'accept-identity'
  | 'close-cluster'
  | 'review-plugin'
  | 'add-kubeconfig'
  | 'allow-cache'
  | 'refuse-cache'
  | 'dismiss'
  | 'copy-role'
  | 'ledger'

/** What is said above a view, and what can be done about it. */
export interface Banner {
  id: string
  shape: Shape
  tint: 'fail' | 'warn' | 'prog' | 'idle' | 'none'
  what: string
  why: string
  actions: readonly { action: BannerAction; label: string; primary?: boolean }[]
}

/** When what failed is tried again, as the end of a sentence; empty when it is not. */
export const retryWords = (retryAt: number | null | undefined, now: number): string =>
  retryAt ? (retryAt > now ? ` Next try in ${spanUntil(retryAt - now)}.` : ' Trying again …') : ''
