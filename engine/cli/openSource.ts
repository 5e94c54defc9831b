import { createHash } from 'node:crypto'
import { createRequire } from 'node:module'
import path from 'node:path'
import { type OpenedSnapshot, SnapshotUnreadable } from '../snapshots/readSnapshot.ts'
import { readSnapshotFile } from '../snapshots/snapshotFile.ts'
import { SnapshotCluster } from '../workspace/snapshotCluster.ts'
import type { SourceChoice } from './commandLine.ts'
import { CommandFailure } from './exitCode.ts'
import { loadFiles } from './filesSource.ts'
import { loadLive } from './liveSource.ts'
import type { LoadedSource, Need } from './loadedSource.ts'

/** SQLite's WebAssembly file, as the package has it. */
export const sqlWasm: string = createRequire(import.meta.url).resolve('sql.js/dist/sql-wasm.wasm')

/** Reads the objects that a command needs, wherever they come from. */
export function openSource(choice: SourceChoice, need: Need): Promise<LoadedSource> {
  if (choice.type === 'snapshot') return loadSnapshot(choice.file)
  if (choice.type === 'files') return loadFiles(choice.path)
  return loadLive(choice, need)
}

/** Opens a snapshot file for reading. */
export function openSnapshotFile(file: string): Promise<OpenedSnapshot> {
  return readable(readSnapshotFile(sqlWasm, path.resolve(file)))
}

async function loadSnapshot(file: string): Promise<LoadedSource> {
  const snapshot = await openSnapshotFile(file)
  const cluster = await readable(SnapshotCluster.open(snapshot)).finally(() => snapshot.close())
  if (cluster.skipped.count > 0)
    throw new CommandFailure({
      code: 'bad-input',
      message: `${cluster.skipped.count} objects of the snapshot cannot be read: ${cluster.skipped.why ?? ''}.`,
      where: file,
    })
  return {
    picture: cluster.picture,
    ledger: cluster.ledger(),
    meta: snapshot.meta,
    asOf: snapshot.info.takenAt,
    defaultNamespace: null,
    close: () => cluster.close(),
    // by what it is of, not by where it lies: the same snapshot gives the same bytes everywhere
    clusterId: `snap-${createHash('sha256')
      .update(`${snapshot.meta.clusterUid ?? snapshot.meta.cluster}\0${snapshot.info.takenAt}`)
      .digest('hex')
      .slice(0, 12)}`,
  }
}

/** What cannot be read as a snapshot is an expected end. */
async function readable<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading
  } catch (error) {
    if (error instanceof SnapshotUnreadable) throw new CommandFailure(error.error)
    throw error
  }
}
