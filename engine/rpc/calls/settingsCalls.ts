import type { EngineApi } from '../../contract/index.ts'
import { ok } from '../../contract/index.ts'
import type { OpenWindow } from './openWindow.ts'

/** What of a person's settings the engine keeps: answers to programs, and what is on disk of clusters. */
export function settingsCalls({ parts }: OpenWindow) {
  const { workspace, keptFiles, vault } = parts
  return {
    consents: async () => ok(workspace.consents()),
    forgetConsent: (id) => workspace.forgetConsent(id),
    keptOnDisk: () => keptFiles.onDisk(),
    clearCache: () => keptFiles.clear(),
    setCachePolicy: async (allowWeak) => {
      const policy = await vault.allowWeak(allowWeak)
      const cleared = policy.mode === 'off' || policy.mode === 'ask' ? await keptFiles.clear() : ok(null)
      return cleared.ok ? ok(policy) : cleared
    },
  } satisfies Partial<EngineApi>
}
