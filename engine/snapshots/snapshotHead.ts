import { z } from 'zod'
import { errorCodes } from '../contract/index.ts'
import type { KindInfo, LedgerEntry } from '../contract/index.ts'
import type { SnapshotMeta } from './snapshotFormat.ts'

/** Milliseconds since 1970 that a `Date` can hold. */
const latestTime = 8.64e15
const time = z.number().min(0).max(latestTime)

const metaShape = z.object({
  cluster: z.string(),
  server: z.string(),
  version: z.string().nullable(),
  clusterUid: z.string().nullable(),
  sample: z.boolean(),
})

const kindShape = z.looseObject({
  id: z.string().regex(/^[^/]+\/[^/]+$/),
  group: z.string(),
  version: z.string(),
  kind: z.string(),
  resource: z.string(),
  shortName: z.string(),
  title: z.string(),
  namespaced: z.boolean(),
  category: z.enum(['workloads', 'network', 'configuration', 'storage', 'access', 'cluster', 'custom']),
  columns: z.array(
    z.looseObject({ id: z.string(), title: z.string(), type: z.string(), align: z.enum(['start', 'end']), width: z.number() }),
  ),
  known: z.boolean(),
})

const amount = z.number().min(0).max(Number.MAX_SAFE_INTEGER)

const errorShape = z.object({
  code: z.enum(errorCodes),
  message: z.string(),
  where: z.string().exactOptional(),
  todo: z.string().exactOptional(),
  status: z.number().exactOptional(),
  reason: z.string().exactOptional(),
  missing: z.object({ verb: z.string(), group: z.string(), resource: z.string(), namespace: z.string() }).exactOptional(),
  requestId: z.string().exactOptional(),
})

/** What is not named here is left out: nothing reaches a window that was not checked. */
const ledgerShape = z.object({
  kind: z.string(),
  state: z.enum(['waiting', 'loading', 'listed', 'polled', 'stale', 'partial', 'forbidden', 'failed', 'offline']),
  count: amount,
  expected: amount.exactOptional(),
  since: time,
  heardAt: time.exactOptional(),
  error: errorShape.exactOptional(),
  retryAt: time.exactOptional(),
  namespaces: z.array(z.string()).exactOptional(),
  skipped: amount.exactOptional(),
  mode: z.string().exactOptional(),
  health: z.object({ healthy: amount, paused: amount, unknown: amount, progressing: amount, warning: amount, failing: amount }),
})

/** When something was taken. Throws for what is no time. */
export function readTime(value: unknown): number {
  if (!time.safeParse(value).success) throw new Error('the time at which it was taken is not one')
  return Number(value)
}

/** What is said of a cluster, checked. Throws for anything else, as the other readers here do. */
export function readMeta(value: unknown): SnapshotMeta {
  return metaShape.parse(value)
}

/** A kind: its shape is checked, and what is not checked is only ever shown as text. */
export function readKind(value: unknown): KindInfo {
  return kindShape.parse(value) as unknown as KindInfo
}

/** How completely a kind was listed; null where that was not known. */
export function readLedgerEntry(value: unknown): LedgerEntry | null {
  return ledgerShape.nullable().parse(value) satisfies LedgerEntry | null
}
