import type { LedgerEntry, LedgerState } from '../../../engine/contract/index.ts'
import { noHealth } from '../../../engine/contract/index.ts'
import { ledgerStates } from '../catalogue.ts'

/** The entry of Pods in a state of the ledger. */
export function ledgerEntry(state: LedgerState, now: number): LedgerEntry {
  return {
    kind: 'core/Pod',
    state,
    since: now - 131_000,
    heardAt: now - 12_000,
    retryAt: now + 8000,
    health: noHealth(),
    ...ledgerStates[state],
  }
}
