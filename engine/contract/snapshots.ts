import type { LedgerEntry } from './kinds.ts'
import type { ClusterId } from './refs.ts'

/** What is in a snapshot file. */
export interface SnapshotInfo {
  file: string
  formatVersion: number
  cluster: string
  server: string
  version: string | null
  /** Epoch milliseconds. */
  takenAt: number
  objects: number
  bytes: number
  sample: boolean
  ledger: readonly LedgerEntry[]
}

/** Whether the app may keep the last picture of clusters on disk, and how. */
export interface CachePolicy {
  /** `ask`: the system offers no real secret store, and nobody has decided yet: nothing is written. */
  mode: 'encrypted' | 'ask' | 'weak-allowed' | 'off'
  /** What the system offers: `gnome_libsecret`, `basic_text`, `keychain`, `dpapi`, `unavailable`. */
  backend: string
}

/** Progress of a long piece of work. */
export interface Progress {
  id: number
  title: string
  cluster: ClusterId | null
  done: number
  total: number | null
}
