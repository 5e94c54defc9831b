import type { CachePolicy } from './contract/index.ts'

/** The key for the engine's own cache files, held by the host (the system's secret store in the desktop app, nothing in the command line). */
export interface CacheVault {
  policy(): CachePolicy
  /** 32 bytes, or null while nothing may be stored (mode `ask` or `off`). */
  key(): Uint8Array | null
  /** Called when policy or key change. Returns the stop function. */
  onChange(listener: () => void): () => void
  /** Passes a person's answer to the host and waits for the policy that follows. */
  allowWeak(allow: boolean): Promise<CachePolicy>
}

/** For hosts without a secret store (command line, tests): nothing is ever stored. */
export const noVault: CacheVault = {
  policy: () => ({ mode: 'off', backend: 'unavailable' }),
  key: () => null,
  onChange: () => () => {},
  allowWeak: () => Promise.resolve({ mode: 'off', backend: 'unavailable' }),
}
