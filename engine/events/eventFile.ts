import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { deflateRaw, inflateRaw } from 'node:zlib'
import type { CacheVault } from '../cacheVault.ts'
import type { ClusterId } from '../contract/index.ts'
import { exists, writeAtomically } from '../files/atomicFile.ts'
import { seal, unseal } from '../snapshots/envelope.ts'
import { type KeptEvent, keptEventOf } from './keptEvent.ts'

const pack = promisify(deflateRaw)
const unpack = promisify(inflateRaw)
/** Bytes of one batch, unpacked: far above all events that are kept at a time. */
const largestBatch = 128 * 1024 * 1024

/** What a file held. */
export interface ReadEvents {
  events: readonly KeptEvent[]
  dropped: number
  /** Events in all batches, also those that a later one repeats: when they are many more, the file is written anew. */
  written: number
  /** Batches that could not be read; the file is put aside, what is legible of it is not lost. */
  damaged: number
}

/**
 * The events of one cluster on disk: batches, each wrapped by itself with the key that the host keeps, one behind the other. Without a key nothing
 * is written or read. Throws when the disk fails.
 */
export class EventFile {
  readonly #cluster: ClusterId
  readonly #vault: CacheVault
  readonly file: string

  constructor(folder: string, cluster: ClusterId, vault: CacheVault) {
    this.#cluster = `${cluster} events`
    this.#vault = vault
    // ids are made by the engine, but a path is never built from anything that could climb
    this.file = path.join(folder, `${cluster.replace(/[^a-z0-9-]/gi, '_')}.events`)
  }

  get writable(): boolean {
    return this.#vault.key() !== null
  }

  async read(): Promise<ReadEvents> {
    const none = { events: [], dropped: 0, written: 0, damaged: 0 }
    const key = this.#vault.key()
    if (key === null || !(await exists(this.file))) return none
    const bytes = await readFile(this.file)
    const events = new Map<string, KeptEvent>()
    let dropped = 0
    let written = 0
    let damaged = 0
    for (let at = 0; at < bytes.length;) {
      const length = at + 4 <= bytes.length ? bytes.readUInt32BE(at) : Infinity
      // without a length nobody knows where the next batch begins
      if (length > bytes.length - at - 4) {
        damaged++
        break
      }
      const batch = await this.#open(key, bytes.subarray(at + 4, at + 4 + length))
      at += 4 + length
      if (batch === null) {
        damaged++
        continue
      }
      dropped = batch.dropped
      for (const value of batch.events) {
        const event = keptEventOf(value)
        written++
        if (event !== null) events.set(event.key, event)
      }
    }
    if (damaged > 0) await rename(this.file, `${this.file}.damaged`)
    return { events: [...events.values()], dropped, written, damaged }
  }

  /** Puts a batch behind the others. False: there is no key to write with. */
  async append(events: readonly KeptEvent[], dropped: number, now: number): Promise<boolean> {
    const batch = await this.#batch(events, dropped, now)
    if (batch === null) return false
    await mkdir(path.dirname(this.file), { recursive: true, mode: 0o700 })
    const handle = await open(this.file, 'a', 0o600)
    try {
      await handle.writeFile(batch)
    } finally {
      await handle.close()
    }
    return true
  }

  /** Writes the file anew, with these events only. */
  async rewrite(events: readonly KeptEvent[], dropped: number, now: number): Promise<boolean> {
    const batch = await this.#batch(events, dropped, now)
    if (batch === null) return false
    await mkdir(path.dirname(this.file), { recursive: true, mode: 0o700 })
    await writeAtomically(this.file, batch)
    return true
  }

  async drop(): Promise<void> {
    for (const ending of ['', '.damaged']) await rm(this.file + ending, { force: true })
  }

  async #batch(events: readonly KeptEvent[], dropped: number, now: number): Promise<Buffer | null> {
    const packed = await pack(Buffer.from(JSON.stringify({ dropped, events })))
    // a person may have taken the permission back while the bytes were made
    const key = this.#vault.key()
    if (key === null) return null
    const sealed = seal(key, this.#cluster, now, packed)
    const head = Buffer.alloc(4)
    head.writeUInt32BE(sealed.length)
    return Buffer.concat([head, sealed])
  }

  async #open(key: Uint8Array, sealed: Uint8Array): Promise<{ dropped: number; events: readonly unknown[] } | null> {
    const opened = unseal(key, this.#cluster, sealed)
    if (opened === null) return null
    try {
      const json: unknown = JSON.parse((await unpack(opened.bytes, { maxOutputLength: largestBatch })).toString('utf8'))
      const { dropped, events } = json as { dropped?: unknown; events?: unknown }
      return { dropped: typeof dropped === 'number' ? dropped : 0, events: Array.isArray(events) ? events : [] }
    } catch {
      // sealed by us and yet no batch of ours: counted as damaged, as one that does not open
      return null
    }
  }
}
