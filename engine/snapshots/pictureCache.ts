import { randomBytes } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import type { CacheVault } from '../cacheVault.ts'
import type { ClusterId, EngineError } from '../contract/index.ts'
import { exists, previousOf, writeAtomically } from '../files/atomicFile.ts'
import { seal, unseal } from './envelope.ts'
import { KeptPicture } from './keptPicture.ts'
import { partBytes, readPart, type PictureChanges, type PictureHead, type PicturePart } from './picturePart.ts'
import type { SnapshotObject, SnapshotSource } from './snapshotFormat.ts'

/** A picture larger than this is not kept: it is held in memory whole while it is written. A hundred thousand objects have a tenth of it. */
const sizeLimit = 256 * 1024 * 1024
/** Changes of this size are always taken; of more, until they are half as large as the picture. Then it is written whole. */
const changesAlways = 1024 * 1024
/** Before each of the changes stands its length, in so many bytes. */
const lengthSize = 4
/** Milliseconds after which a temporary file is nobody's any more. */
const halfWritten = 3_600_000

/** What was kept and does not open any more: cut off, changed by somebody, or sealed with another key. */
export interface PictureDamage {
  /** Where it lies now. */
  file: string
  /** As of when the picture holds that was read all the same, epoch milliseconds; null: none opens. */
  heldAt: number | null
}

/** What was read of a cluster's last picture. */
export interface LoadedPicture {
  /** Null: there is none that opens. */
  picture: KeptPicture | null
  damage: PictureDamage | null
}

/** What is known of the picture of a cluster on disk, so that changes can be put behind it. */
interface OnDisk {
  generation: string
  /** Of the picture's file: another app may have written it anew. */
  print: string
  size: number
  changes: number
  changesSize: number
}

/**
 * The app's own last picture per cluster: a file with the whole, and one with what has changed since, piece by piece, so that keeping it costs what has changed. Both are
 * wrapped with a key that the host keeps; without it nothing is written or read.
 */
export class PictureCache {
  readonly #folder: string
  readonly #vault: CacheVault
  readonly #onDisk = new Map<ClusterId, OnDisk>()
  #swept = false

  constructor(folder: string, vault: CacheVault) {
    this.#folder = folder
    this.#vault = vault
  }

  /** Whether there is a key to write with. */
  get writable(): boolean {
    return this.#vault.key() !== null
  }

  /** Writes the whole picture; an error says why it was not written, null that it was (or that there is no key to write with). */
  async save(cluster: ClusterId, source: SnapshotSource, now: number, signal?: AbortSignal): Promise<EngineError | null> {
    if (!this.writable) return null
    const generation = randomBytes(8).toString('hex')
    const { meta, kinds, ledger } = source
    const bytes = await partBytes({ takenAt: now, meta, kinds, ledger, removed: [], replaced: [], generation }, source.objects(), signal)
    if (bytes.length > sizeLimit) {
      const megabytes = Math.round(bytes.length / 1024 / 1024)
      return {
        code: 'io',
        message: `The last picture of this cluster is not kept: it has ${megabytes} MB, over the limit of ${sizeLimit / 1024 / 1024} MB.`,
        todo: 'Save a snapshot to a file instead.',
      }
    }
    // a person may have taken the permission back while the bytes were made
    const key = this.#vault.key()
    if (key === null) return null
    await mkdir(this.#folder, { recursive: true, mode: 0o700 })
    this.#onDisk.delete(cluster)
    await writeAtomically(this.#file(cluster), seal(key, cluster, now, bytes), { keepPrevious: true })
    // those that an app leaves which ends right here belong to no picture any more, and are not read
    await rm(this.#changesFile(cluster), { force: true })
    this.#onDisk.set(cluster, { generation, print: await this.#print(cluster), size: bytes.length, changes: 0, changesSize: 0 })
    return null
  }

  /** Whether changes can be put behind the picture on disk; else it is to be written whole. */
  async takesChanges(cluster: ClusterId): Promise<boolean> {
    const disk = this.#onDisk.get(cluster)
    if (disk === undefined || disk.changesSize > Math.max(changesAlways, disk.size / 2)) return false
    // somebody may have deleted one of them
    return (await this.#print(cluster)) === disk.print && (await sizeOf(this.#changesFile(cluster))) === disk.changesSize
  }

  /** Puts what has changed behind the picture on disk. Throws when the disk fails; the picture holds what it held before. */
  async append(
    cluster: ClusterId,
    head: PictureHead & PictureChanges,
    objects: Iterable<SnapshotObject>,
    signal?: AbortSignal,
  ): Promise<void> {
    const disk = this.#onDisk.get(cluster)
    if (disk === undefined) throw new Error('there is no picture that has changed')
    const bytes = await partBytes({ ...head, generation: disk.generation }, objects, signal)
    const key = this.#vault.key()
    if (key === null) return
    const sealed = seal(key, changesOf(cluster, disk.generation), disk.changes, bytes)
    const length = Buffer.alloc(lengthSize)
    length.writeUInt32BE(sealed.length)
    // what is written half is followed by nothing: the next is whole
    this.#onDisk.delete(cluster)
    const handle = await open(this.#changesFile(cluster), 'a', 0o600)
    try {
      await handle.writeFile(Buffer.concat([length, sealed]))
      await handle.sync()
    } finally {
      await handle.close()
    }
    this.#onDisk.set(cluster, { ...disk, changes: disk.changes + 1, changesSize: disk.changesSize + length.length + sealed.length })
  }

  /** The last picture, else the one before it; a damaged file is put aside as `.damaged`, and said. Throws when the disk fails. */
  async load(cluster: ClusterId): Promise<LoadedPicture> {
    const key = this.#vault.key()
    if (key === null) return { picture: null, damage: null }
    await this.#sweep()
    const last = this.#file(cluster)
    let damaged: string | null = null
    for (const file of [last, previousOf(last)]) {
      const whole = await wholeOf(key, cluster, file)
      if (whole === undefined) continue
      if (whole === null) {
        await rename(file, `${file}.damaged`)
        damaged ??= `${file}.damaged`
        continue
      }
      const { parts, damage } = await this.#changes(key, cluster, whole, file)
      const picture = new KeptPicture(whole, parts)
      const broken = damaged ?? damage
      return { picture, damage: broken === null ? null : { file: broken, heldAt: picture.head.takenAt } }
    }
    return { picture: null, damage: damaged === null ? null : { file: damaged, heldAt: null } }
  }

  /** What was put behind a picture, up to the first that does not open (an app was ended while it wrote), and the file of which not all could be read. */
  async #changes(
    key: Uint8Array,
    cluster: ClusterId,
    whole: PicturePart,
    file: string,
  ): Promise<{ parts: PicturePart[]; damage: string | null }> {
    const changesFile = this.#changesFile(cluster)
    const bytes = await bytesOf(changesFile)
    const parts: PicturePart[] = []
    let at = 0
    while (bytes !== null && at < bytes.length) {
      const next = blockAt(bytes, at)
      const part = next === null ? null : partOf(key, changesOf(cluster, whole.generation), parts.length, next)
      if (next === null || part === null) break
      parts.push(part)
      at += lengthSize + next.length
    }
    const isAll = bytes !== null && at === bytes.length
    if (isAll && file === this.#file(cluster)) {
      this.#onDisk.set(cluster, {
        generation: whole.generation,
        print: await this.#print(cluster),
        size: await sizeOf(file),
        changes: parts.length,
        changesSize: bytes.length,
      })
    }
    const isDamage = !isAll && !(parts.length === 0 && bytes !== null && (await this.#areOfPrevious(key, cluster, bytes, file)))
    return { parts, damage: isDamage ? changesFile : null }
  }

  /** Whether changes belong to the picture before this one: an app was ended after it wrote a whole one, and before it removed them. Nothing is lost. */
  async #areOfPrevious(key: Uint8Array, cluster: ClusterId, bytes: Buffer, file: string): Promise<boolean> {
    const first = blockAt(bytes, 0)
    if (first === null || file !== this.#file(cluster)) return false
    const before = await wholeOf(key, cluster, previousOf(file))
    return before !== null && before !== undefined && partOf(key, changesOf(cluster, before.generation), 0, first) !== null
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
    this.#onDisk.delete(cluster)
    for (const file of [this.#file(cluster), previousOf(this.#file(cluster))]) {
      await rm(file, { force: true })
      await rm(`${file}.damaged`, { force: true })
    }
    await rm(this.#changesFile(cluster), { force: true })
  }

  /** Tells one writing of the picture's file from another; empty when there is none. */
  async #print(cluster: ClusterId): Promise<string> {
    try {
      const { size, mtimeMs, ino } = await stat(this.#file(cluster))
      return `${size} ${mtimeMs} ${ino}`
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
      throw error
    }
  }

  #file(cluster: ClusterId): string {
    // ids are made by the engine, but a path is never built from anything that could climb
    return path.join(this.#folder, `${cluster.replace(/[^a-z0-9-]/gi, '_')}.picture`)
  }

  #changesFile(cluster: ClusterId): string {
    return this.#file(cluster).replace(/picture$/, 'changes')
  }
}

/** What seals changes names the picture they belong to, and the sequence their place: none can stand behind another, or elsewhere. */
function changesOf(cluster: ClusterId, generation: string): string {
  return `${cluster} changes ${generation}`
}

/** The changes that begin at a place of their file; null when the file ends before they do. */
function blockAt(bytes: Buffer, at: number): Buffer | null {
  if (at + lengthSize > bytes.length) return null
  const end = at + lengthSize + bytes.readUInt32BE(at)
  return end > bytes.length ? null : bytes.subarray(at + lengthSize, end)
}

/** A whole picture; undefined when there is no such file, null when it does not open. */
async function wholeOf(key: Uint8Array, cluster: ClusterId, file: string): Promise<PicturePart | null | undefined> {
  if (!(await exists(file))) return undefined
  const bytes = await bytesOf(file)
  return bytes === null ? null : partOf(key, cluster, null, bytes)
}

/** What a file holds; nothing when it is missing, null when it is larger than anything that is written here. */
async function bytesOf(file: string): Promise<Buffer | null> {
  const size = await sizeOf(file)
  if (size > 2 * sizeLimit) return null
  return size === 0 ? Buffer.alloc(0) : await readFile(file)
}

/** The size of a file; 0 when it is missing. */
async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0
    throw error
  }
}

/** A part that was sealed; null when it does not open, has another place, or was written by another version. */
function partOf(key: Uint8Array, sealedFor: string, place: number | null, sealed: Uint8Array): PicturePart | null {
  const opened = unseal(key, sealedFor, sealed)
  if (opened === null || (place !== null && opened.sequence !== place)) return null
  try {
    return readPart(opened.bytes)
  } catch {
    // sealed by us, and yet no part of ours: put aside, as one that does not open
    return null
  }
}
