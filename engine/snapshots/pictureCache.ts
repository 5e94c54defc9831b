import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import type { CacheVault } from '../cacheVault.ts'
import type { ClusterId, EngineError } from '../contract/index.ts'
import { exists, writeAtomically } from '../files/atomicFile.ts'
import { seal, unseal } from './envelope.ts'
import { readSnapshot, SnapshotUnreadable, type OpenedSnapshot } from './readSnapshot.ts'
import type { SnapshotSource } from './snapshotFormat.ts'
import { snapshotBytes } from './writeSnapshot.ts'

/** A picture larger than this is not kept: it would be written whole, again and again. */
const sizeLimit = 64 * 1024 * 1024
/** Milliseconds after which a temporary file is nobody's any more. */
const halfWritten = 3_600_000

/** The app's own last picture per cluster: a snapshot, wrapped with a key that the host keeps. Without a key nothing is written or read. */
export class PictureCache {
  readonly #folder: string
  readonly #wasm: string
  readonly #vault: CacheVault
  #swept = false

  constructor(folder: string, wasm: string, vault: CacheVault) {
    this.#folder = folder
    this.#wasm = wasm
    this.#vault = vault
  }

  /** Writes the picture; an error says why it was not written, null that it was (or that there is no key to write with). */
  async save(cluster: ClusterId, source: SnapshotSource, now: number, signal?: AbortSignal): Promise<EngineError | null> {
    const key = this.#vault.key()
    if (key === null) return null
    const bytes = await snapshotBytes(this.#wasm, source, now, signal === undefined ? {} : { signal })
    if (bytes.length > sizeLimit) {
      const megabytes = Math.round(bytes.length / 1024 / 1024)
      return {
        code: 'io',
        message: `The last picture of this cluster is not kept: it has ${megabytes} MB, over the limit of ${sizeLimit / 1024 / 1024} MB.`,
        todo: 'Save a snapshot to a file instead.',
      }
    }
    // a person may have taken the permission back while the bytes were made
    if (this.#vault.key() === null) return null
    await mkdir(this.#folder, { recursive: true, mode: 0o700 })
    await writeAtomically(this.#file(cluster), seal(key, cluster, now, bytes), { keepPrevious: true })
    return null
  }

  /** The last picture, else the one before it; a damaged file is put aside as `.damaged`. Null when there is none that opens. Throws when the disk fails. */
  async load(cluster: ClusterId): Promise<OpenedSnapshot | null> {
    const key = this.#vault.key()
    if (key === null) return null
    await this.#sweep()
    for (const file of [this.#file(cluster), `${this.#file(cluster)}.previous`]) {
      if (!(await exists(file))) continue
      const content = unseal(key, cluster, await readFile(file))
      try {
        if (content !== null) return await readSnapshot(this.#wasm, file, content.bytes)
      } catch (error) {
        if (!(error instanceof SnapshotUnreadable)) throw error
      }
      await rename(file, `${file}.damaged`)
    }
    return null
  }

  /** Removes what an app that was ended while it wrote has left; another app may be writing right now, so only what is old. */
  async #sweep(): Promise<void> {
    if (this.#swept) return
    this.#swept = true
    if (!(await exists(this.#folder))) return
    for (const name of await readdir(this.#folder)) {
      if (!name.endsWith('.tmp')) continue
      const file = path.join(this.#folder, name)
      const { mtimeMs } = await stat(file)
      if (mtimeMs < Date.now() - halfWritten) await rm(file, { force: true })
    }
  }

  /** Forgets the picture of one cluster. */
  async drop(cluster: ClusterId): Promise<void> {
    for (const ending of ['', '.previous', '.damaged', '.previous.damaged']) await rm(this.#file(cluster) + ending, { force: true })
  }

  /** Forgets all pictures. */
  async clear(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true })
  }

  #file(cluster: ClusterId): string {
    // ids are made by the engine, but a path is never built from anything that could climb
    return path.join(this.#folder, `${cluster.replace(/[^a-z0-9-]/gi, '_')}.picture`)
  }
}
