import { createHash } from 'node:crypto'
import path from 'node:path'
import { type ClusterId, type ClusterSummary, type EngineEvent, err, ok, type Result, type SnapshotInfo } from '../contract/index.ts'
import { writeAtomically } from '../files/atomicFile.ts'
import { SnapshotUnreadable, type OpenedSnapshot } from '../snapshots/readSnapshot.ts'
import { readSnapshotFile } from '../snapshots/snapshotFile.ts'
import { snapshotBytes } from '../snapshots/writeSnapshot.ts'
import type { OpenCluster } from './openCluster.ts'
import { SnapshotCluster } from './snapshotCluster.ts'
import { snapshotSourceOf } from './snapshotSource.ts'

/** A snapshot file that is listed beside the contexts. */
export interface ListedSnapshot {
  id: ClusterId
  info: SnapshotInfo
}

/** The snapshot files that a person works with: what is listed, opened and written of them. */
export class SnapshotFiles {
  readonly #sqlWasm: string
  readonly #onEvent: (event: EngineEvent) => void
  readonly #listed = new Map<ClusterId, ListedSnapshot>()
  #progress = 0

  /** @param sqlWasm path of SQLite's WebAssembly file */
  constructor(sqlWasm: string, onEvent: (event: EngineEvent) => void) {
    this.#sqlWasm = sqlWasm
    this.#onEvent = onEvent
  }

  get(id: ClusterId): ListedSnapshot | undefined {
    return this.#listed.get(id)
  }

  all(): readonly ListedSnapshot[] {
    return [...this.#listed.values()]
  }

  /** Reads what a file says of itself, and lists it. */
  async list(file: string): Promise<Result<ListedSnapshot>> {
    const info = await this.info(file)
    if (!info.ok) return info
    const id = `snap-${createHash('sha256').update(file).digest('hex').slice(0, 12)}`
    const entry = { id, info: info.value }
    this.#listed.set(id, entry)
    return ok(entry)
  }

  async info(file: string): Promise<Result<SnapshotInfo>> {
    const read = await this.#read(file)
    if (!read.ok) return read
    read.value.close()
    return ok(read.value.info)
  }

  async open({ info: { file } }: ListedSnapshot): Promise<Result<SnapshotCluster>> {
    const read = await this.#read(file)
    if (!read.ok) return read
    try {
      return ok(await SnapshotCluster.open(read.value))
    } catch (error) {
      if (error instanceof SnapshotUnreadable) return err(error.error)
      return err({
        code: 'bad-input',
        message: `The snapshot is damaged: ${error instanceof Error ? error.message.slice(0, 200) : 'unknown reason'}.`,
        where: file,
        todo: 'Use another copy of the file.',
      })
    } finally {
      read.value.close()
    }
  }

  /** Writes the picture of an open cluster to a file, and tells how far it is. */
  async save(cluster: OpenCluster, summary: ClusterSummary, file: string, signal: AbortSignal): Promise<Result<SnapshotInfo>> {
    const progress = { id: ++this.#progress, title: 'Saving snapshot', cluster: summary.id }
    const source = snapshotSourceOf(cluster.picture, cluster.ledger(), {
      cluster: summary.alias ?? summary.name,
      server: summary.server,
      version: summary.version,
      clusterUid: cluster.uid,
      sample: false,
    })
    // a snapshot of a snapshot, or of a cluster that is gone, keeps the age of its data
    const takenAt = summary.asOf ?? Date.now()
    try {
      const bytes = await snapshotBytes(this.#sqlWasm, source, takenAt, {
        signal,
        onProgress: (done, total) => this.#onEvent({ type: 'progress', progress: { ...progress, done, total } }),
      })
      await writeAtomically(path.resolve(file), bytes)
    } catch (error) {
      return err({
        code: 'io',
        message: `The snapshot could not be written (${(error as NodeJS.ErrnoException).code ?? (error instanceof Error ? error.message : 'unknown error')}).`,
        where: file,
        todo: 'Choose another folder, or free some disk space.',
      })
    } finally {
      // also when it failed, or when objects went away meanwhile: no bar stays half full
      this.#onEvent({ type: 'progress', progress: { ...progress, done: 1, total: 1 } })
    }
    return this.info(path.resolve(file))
  }

  async #read(file: string): Promise<Result<OpenedSnapshot>> {
    try {
      return ok(await readSnapshotFile(this.#sqlWasm, file))
    } catch (error) {
      if (error instanceof SnapshotUnreadable) return err(error.error)
      throw error
    }
  }
}
