import { inflateRawSync } from 'node:zlib'
import { z } from 'zod'
import type { EngineError, KindInfo, LedgerEntry, SnapshotInfo } from '../contract/index.ts'
import { databaseFrom, type Database } from './database.ts'
import { snapshotApplicationId, snapshotFormatVersion, snapshotSchema, type SnapshotMeta, type SnapshotObject } from './snapshotFormat.ts'
import { readKind, readLedgerEntry, readMeta, readTime } from './snapshotHead.ts'

/** A body larger than this is not from a cluster: etcd refuses objects over 1.5 MB; custom storage may allow more. */
const bodyLimit = 32 * 1024 * 1024
/** All bodies together, unpacked: a small file can claim any number of large ones. 50,000 pods have half of it. */
const bodiesLimit = 1024 * 1024 * 1024
/** More kinds, or more objects, than any cluster has. */
const kindsLimit = 20_000
const objectsLimit = 5_000_000

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
    // before anything else is asked: a view or a trigger in the place of a table could keep SQLite busy for ever
    if (!hasOurTables(database))
      throw unreadable(file, 'This snapshot has other tables than a snapshot has.', 'Use a copy that was saved by Kubilitics.')
    if (single(database, 'PRAGMA quick_check(1)') !== 'ok')
      throw unreadable(file, 'This snapshot is damaged.', 'Use another copy of the file.')
    return opened(database, file, bytes.length, version)
  } catch (error) {
    database?.close()
    if (error instanceof SnapshotUnreadable) throw error
    throw unreadable(file, `This snapshot cannot be read: ${reasonOf(error)}.`, 'Use another copy of the file.', error)
  }
}

/** True when the file has exactly the tables that a snapshot has: no view, no trigger, no column that computes something. */
function hasOurTables(database: Database): boolean {
  const plain = (sql: unknown): string => String(sql).replace(/\s+/g, ' ').trim()
  const wanted = new Set(
    snapshotSchema
      .split(';')
      .map(plain)
      .filter((sql) => sql !== ''),
  )
  let found = 0
  for (const [type, sql] of rows(database, 'SELECT type, sql FROM sqlite_master')) {
    if (type !== 'table' || !wanted.has(plain(sql))) return false
    found++
  }
  return found === wanted.size
}

function opened(database: Database, file: string, size: number, formatVersion: number): OpenedSnapshot {
  const [takenAt, metaText] = row(database, 'SELECT taken_at, meta FROM moments WHERE id = 1')
  const at = readTime(takenAt)
  const kindCount = Number(single(database, 'SELECT count(*) FROM kinds WHERE moment = 1'))
  if (kindCount > kindsLimit) throw new Error(`it claims ${kindCount} kinds`)
  const meta = readMeta(JSON.parse(String(metaText)))
  const kinds: KindInfo[] = []
  const ledger: LedgerEntry[] = []
  for (const [info, entry] of rows(database, 'SELECT info, ledger FROM kinds WHERE moment = 1 ORDER BY id')) {
    kinds.push(readKind(JSON.parse(String(info))))
    const parsed = readLedgerEntry(JSON.parse(String(entry)))
    if (parsed !== null) ledger.push(parsed)
  }
  const objects = Number(single(database, 'SELECT count(*) FROM objects WHERE moment = 1'))
  if (objects > objectsLimit) throw new Error(`it claims ${objects} objects`)
  return {
    info: {
      file,
      formatVersion,
      cluster: meta.cluster,
      server: meta.server,
      version: meta.version,
      takenAt: at,
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
      let unpacked = 0
      for (const [kind, namespace, name, packed] of rows(database, select)) {
        const json = inflated(packed, file)
        unpacked += json.length
        if (unpacked > bodiesLimit)
          throw unreadable(
            file,
            `The objects of this snapshot have more than ${bodiesLimit / 1024 ** 3} GB.`,
            'Use another copy of the file.',
          )
        yield { kind: String(kind), namespace: String(namespace), name: String(name), json }
      }
    },
    close: () => database.close(),
  }
}

function inflated(packed: unknown, file: string): Uint8Array {
  try {
    return inflateRawSync(packed as Uint8Array, { maxOutputLength: bodyLimit })
  } catch (error) {
    throw unreadable(
      file,
      `This snapshot is damaged: an object cannot be unpacked (${(error as NodeJS.ErrnoException).code ?? 'unknown error'}).`,
      'Use another copy of the file.',
      error,
    )
  }
}

/** Why, in one line. A shape that does not fit is told by its place, not by all that was expected there. */
function reasonOf(error: unknown): string {
  if (error instanceof z.ZodError) return `${error.issues[0]?.path.map(String).join('.') || 'a part of it'} is not what it should be`
  return error instanceof Error ? error.message.slice(0, 300) : 'unknown error'
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
