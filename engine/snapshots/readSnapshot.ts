import { inflateRawSync } from 'node:zlib'
import { z } from 'zod'
import type { EngineError, KindInfo, LedgerEntry, SnapshotInfo } from '../contract/index.ts'
import { databaseFrom, type Database } from './database.ts'
import { snapshotApplicationId, snapshotFormatVersion, type SnapshotMeta, type SnapshotObject } from './snapshotFormat.ts'

/** A body larger than this is not from a cluster: etcd refuses objects over 1.5 MB; custom storage may allow more. */
const bodyLimit = 32 * 1024 * 1024

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

const ledgerShape = z.looseObject({
  kind: z.string(),
  state: z.enum(['waiting', 'loading', 'listed', 'polled', 'stale', 'partial', 'forbidden', 'failed', 'offline']),
  count: z.number(),
  since: z.number(),
  health: z.object({
    healthy: z.number(),
    paused: z.number(),
    unknown: z.number(),
    progressing: z.number(),
    warning: z.number(),
    failing: z.number(),
  }),
})

/** A snapshot that was read: its head, and its objects to go through once. */
export interface OpenedSnapshot {
  info: SnapshotInfo
  meta: SnapshotMeta
  kinds: readonly KindInfo[]
  objects(): Iterable<SnapshotObject>
  close(): void
}

/** Thrown for bytes that are not a snapshot this version can read; `error` is safe to show. */
export class SnapshotUnreadable extends Error {
  readonly error: EngineError

  constructor(error: EngineError, cause?: unknown) {
    super(error.message, { cause })
    this.name = 'SnapshotUnreadable'
    this.error = error
  }
}

function unreadable(file: string, message: string, todo: string, cause?: unknown): SnapshotUnreadable {
  return new SnapshotUnreadable({ code: 'bad-input', message, where: file, todo }, cause)
}

/** Opens the bytes of a snapshot file. Throws {@link SnapshotUnreadable} for anything that is not one. */
export async function readSnapshot(wasm: string, file: string, bytes: Uint8Array): Promise<OpenedSnapshot> {
  if (bytes.length < 100 || Buffer.from(bytes.subarray(0, 15)).toString('latin1') !== 'SQLite format 3') {
    throw unreadable(
      file,
      'This file is not a Kubilitics snapshot.',
      'Choose a file that was saved with File > Save snapshot or `kubilitics snapshot save`.',
    )
  }
  let database: Database | null = null
  try {
    database = await databaseFrom(wasm, bytes)
    if (single(database, 'PRAGMA application_id') !== snapshotApplicationId) {
      throw unreadable(
        file,
        'This is an SQLite file, but not a Kubilitics snapshot.',
        'Choose a file that was saved with File > Save snapshot.',
      )
    }
    const version = Number(single(database, 'PRAGMA user_version'))
    if (version > snapshotFormatVersion) {
      throw unreadable(
        file,
        `This snapshot has format ${version}; this version of the app reads up to ${snapshotFormatVersion}.`,
        'Open it with a newer version of the app.',
      )
    }
    if (single(database, 'PRAGMA quick_check') !== 'ok')
      throw unreadable(file, 'This snapshot is damaged.', 'Use another copy of the file.')
    return opened(database, file, bytes.length, version)
  } catch (error) {
    database?.close()
    if (error instanceof SnapshotUnreadable) throw error
    throw unreadable(
      file,
      `This snapshot cannot be read: ${error instanceof Error ? error.message.slice(0, 300) : 'unknown error'}.`,
      'Use another copy of the file.',
      error,
    )
  }
}

function opened(database: Database, file: string, size: number, formatVersion: number): OpenedSnapshot {
  const [takenAt, metaText] = row(database, 'SELECT taken_at, meta FROM moments WHERE id = 1')
  const meta = metaShape.parse(JSON.parse(String(metaText)))
  const kinds: KindInfo[] = []
  const ledger: LedgerEntry[] = []
  for (const [info, entry] of rows(database, 'SELECT info, ledger FROM kinds WHERE moment = 1 ORDER BY id')) {
    // the shapes are checked, and what is not checked is only ever shown as text
    kinds.push(kindShape.parse(JSON.parse(String(info))) as unknown as KindInfo)
    const parsed = ledgerShape.nullable().parse(JSON.parse(String(entry)))
    if (parsed !== null) ledger.push(parsed)
  }
  const objects = Number(single(database, 'SELECT count(*) FROM objects WHERE moment = 1'))
  return {
    info: {
      file,
      formatVersion,
      cluster: meta.cluster,
      server: meta.server,
      version: meta.version,
      takenAt: Number(takenAt),
      objects,
      bytes: size,
      sample: meta.sample,
      ledger,
    },
    meta,
    kinds,
    *objects() {
      const select =
        'SELECT kind, namespace, name, bytes FROM objects JOIN bodies USING (hash) WHERE moment = 1 ORDER BY kind, namespace, name'
      for (const [kind, namespace, name, packed] of rows(database, select)) {
        const json = inflateRawSync(packed as Uint8Array, { maxOutputLength: bodyLimit })
        yield { kind: String(kind), namespace: String(namespace), name: String(name), json }
      }
    },
    close: () => database.close(),
  }
}

function* rows(database: Database, sql: string): Generator<unknown[]> {
  const statement = database.prepare(sql)
  try {
    while (statement.step()) yield statement.get()
  } finally {
    statement.free()
  }
}

function row(database: Database, sql: string): unknown[] {
  for (const first of rows(database, sql)) return first
  throw new Error('it holds no moment')
}

function single(database: Database, sql: string): unknown {
  return row(database, sql)[0]
}
