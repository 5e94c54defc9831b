import { createHash } from 'node:crypto'
import { deflateRawSync } from 'node:zlib'
import { newDatabase, type Database } from './database.ts'
import { snapshotApplicationId, snapshotFormatVersion, snapshotSchema, type SnapshotSource } from './snapshotFormat.ts'

/** Objects written between two breaths of the event loop, so that watches go on while a snapshot is made. */
const batch = 250

/**
 * The bytes of a snapshot file. Takes breaths while it works; `onProgress` hears how many objects are written, `signal` stops it (throws its reason).
 */
export async function snapshotBytes(
  wasm: string,
  source: SnapshotSource,
  takenAt: number,
  options: { signal?: AbortSignal; onProgress?: (done: number, total: number) => void } = {},
): Promise<Uint8Array> {
  const database = await newDatabase(wasm)
  try {
    database.run(`PRAGMA application_id = ${snapshotApplicationId}; PRAGMA user_version = ${snapshotFormatVersion};`)
    database.run(snapshotSchema)
    database.run('BEGIN')
    writeHead(database, source, takenAt)
    const body = database.prepare('INSERT OR IGNORE INTO bodies VALUES (?, ?)')
    const object = database.prepare('INSERT OR REPLACE INTO objects VALUES (1, ?, ?, ?, ?)')
    let done = 0
    for (const each of source.objects()) {
      const hash = createHash('sha256').update(each.json).digest()
      body.run([hash, deflateRawSync(each.json, { level: 3 })])
      object.run([each.kind, each.namespace, each.name, hash])
      if (++done % batch !== 0) continue
      options.onProgress?.(done, source.count)
      await new Promise((resolve) => setImmediate(resolve))
      options.signal?.throwIfAborted()
    }
    body.free()
    object.free()
    database.run('COMMIT')
    options.onProgress?.(done, source.count)
    return database.export()
  } finally {
    database.close()
  }
}

function writeHead(database: Database, source: SnapshotSource, takenAt: number): void {
  database.run('INSERT INTO moments VALUES (1, ?, ?)', [takenAt, JSON.stringify(source.meta)])
  const ledger = new Map(source.ledger.map((entry) => [entry.kind, entry]))
  for (const kind of source.kinds) {
    database.run('INSERT INTO kinds VALUES (1, ?, ?, ?)', [kind.id, JSON.stringify(kind), JSON.stringify(ledger.get(kind.id) ?? null)])
  }
}
