import type { CacheVault } from '../cacheVault.ts'
import {
  type ClusterId,
  type EngineError,
  type EventLine,
  type EventsKept,
  type EventsPage,
  type EventsQuery,
  type ObjectId,
} from '../contract/index.ts'
import type { LiveSettings } from '../liveSettings.ts'
import type { ChangeSet, StoredObject, StoreReader } from '../store/storedObject.ts'
import { EventFile } from './eventFile.ts'
import { EventLog } from './eventLog.ts'
import { speaksOf } from './eventTarget.ts'
import { eventKind, eventReader, type KeptEvent } from './keptEvent.ts'

/** Events of one cluster that are held at most: some 20 MB. */
const mostEvents = 50_000
/** In bytes. */
const megabyte = 1_000_000
/** Milliseconds between two writings of what is new. */
const writeEvery = 5_000
/** Milliseconds between two looks at what has become too old. */
const forgetEvery = 60_000
const day = 86_400_000

export interface EventKeeperOptions {
  cluster: ClusterId
  store: StoreReader
  /** Columns of the kind of events. */
  columns: readonly { id: string }[]
  now: () => number
  onProblem: (error: EngineError) => void
  most?: number
  /** Absent for a snapshot: it holds what it holds, forgets nothing, and is a file already. */
  kept?: { folder: string; vault: CacheVault; settings: LiveSettings }
}

/** Hears the events of one open cluster, and keeps them longer than its server does: in memory, and on disk where that is allowed. */
export class EventKeeper {
  readonly log: EventLog
  readonly #o: EventKeeperOptions
  readonly #read: (object: StoredObject, now: number) => KeptEvent
  readonly #file: EventFile | null
  readonly #listeners = new Set<() => void>()
  readonly #stops: (() => void)[] = []
  /** What is not on disk yet. */
  #unwritten = new Map<string, KeptEvent>()
  /** Events in the file, also those that are repeated. */
  #written = 0
  #writing: Promise<void> = Promise.resolve()
  #failed: EngineError | null = null
  #closed = false

  constructor(options: EventKeeperOptions) {
    this.#o = options
    const { store, kept } = options
    this.log = new EventLog(options.most ?? mostEvents, kept === undefined ? Infinity : kept.settings.values.events.megabytes * megabyte)
    this.#read = eventReader(options.columns)
    this.#file = kept === undefined ? null : new EventFile(kept.folder, options.cluster, kept.vault)
    this.#takeAll(store.ofKind(eventKind))
    this.#stops.push(store.onChange((changes) => this.#take(changes)))
    if (kept === undefined) return
    const writing = setInterval(() => void this.write(), writeEvery)
    const forgetting = setInterval(() => this.#forget(), forgetEvery)
    this.#stops.push(
      () => clearInterval(writing),
      () => clearInterval(forgetting),
      kept.settings.onChange(() => void this.#resettle()),
      kept.vault.onChange(() => {
        // a new permission is for everything that is held; without one nothing waits to be written
        this.#unwritten = new Map(kept.vault.key() === null ? [] : this.log.all().map((event) => [event.key, event]))
        this.#written = 0
        this.#tell()
      }),
    )
  }

  /** Takes in what earlier sessions kept. A file that is damaged is told, and what is legible of it is not lost. */
  load(): Promise<void> {
    // what is written waits until it is known what is there
    this.#writing = this.#writing.then(() => this.#load())
    return this.#writing
  }

  async #load(): Promise<void> {
    if (this.#file === null) return
    try {
      if (!this.#keeps) {
        await this.#file.drop()
        return
      }
      const { events, dropped, written, damaged } = await this.#file.read()
      const since = this.#since()
      this.log.dropped += dropped
      for (const event of events) if (event.lastAt >= since) this.log.put(event)
      this.#written = written
      if (damaged > 0) {
        this.#o.onProblem({
          code: 'io',
          message: `The kept events of a cluster are damaged: ${damaged} of their batches cannot be read, ${events.length} events can.`,
          where: `${this.#file.file}.damaged`,
          todo: 'The file was put aside; what can be read of it is written anew.',
        })
        await this.#rewrite()
      } else if (written > 2 * events.length + 1000) await this.#rewrite()
      this.#tell()
    } catch (error) {
      this.#fail('read', error)
    }
  }

  /** Called when there is something new. Returns the stop function. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  page(query: EventsQuery, start: number, count: number): EventsPage {
    const found = this.log.find(query)
    return {
      start,
      lines: found.slice(start, start + count).map((fold) => fold.line((event) => this.#held(event))),
      matching: found.length,
      all: this.log.lines,
      namespaces: this.log.facets('namespaces'),
      kinds: this.log.facets('kinds'),
      reasons: this.log.facets('reasons'),
      kept: this.#standing(),
    }
  }

  /** Lines of warnings seen since a moment, at most `most`, and how many there are. */
  warnings(since: number, most: number): { lines: EventsPage['lines']; all: number } {
    const folds = this.log.warningsSince(since)
    return { lines: folds.slice(0, most).map((fold) => fold.line((event) => this.#held(event))), all: folds.length }
  }

  /** Events about an object that its server has forgotten. Those of an earlier object with its name are not about it: by its uids, and by when it was made. */
  forgottenAbout(target: ObjectId, createdAt: number | null, uids: ReadonlySet<string>): EventLine[] {
    return this.log
      .about(target)
      .filter((event) => !this.#held(event) && speaksOf(event.targetUid, uids) && event.lastAt >= (createdAt ?? 0) - 1000)
      .map(({ type, reason, message, count, firstAt, lastAt, source }) => ({ type, reason, message, count, firstAt, lastAt, source }))
  }

  /** Forgets everything, on disk too: it was another cluster's. */
  async drop(): Promise<void> {
    const clear = (): void => {
      this.log.clear()
      this.#unwritten.clear()
      this.#written = 0
    }
    clear()
    await this.#writing
    // what was being read meanwhile
    clear()
    await this.#file?.drop()
    this.#tell()
  }

  /** Forgets what only this app holds, on disk too; what the server holds stays, and is kept from now on. */
  async forgetKept(): Promise<void> {
    const forget = (): void => {
      for (const event of this.log.all()) if (!this.#held(event)) this.log.forgetOne(event.key)
      this.#unwritten = new Map(this.log.all().map((event) => [event.key, event]))
      this.#written = 0
    }
    forget()
    await this.#writing
    // what was being read meanwhile
    forget()
    await this.#file?.drop()
    this.#tell()
  }

  /** Writes what is new since the last time. */
  write(): Promise<void> {
    const file = this.#file
    if (file === null || this.#unwritten.size === 0) return this.#writing
    if (!file.writable || !this.#keeps) {
      this.#unwritten.clear()
      return this.#writing
    }
    const events = [...this.#unwritten.values()]
    this.#unwritten = new Map()
    this.#writing = this.#writing.then(async () => {
      try {
        // a file that repeats itself more than it says is written anew
        if (this.#written + events.length > 2 * this.log.size + 1000) await this.#rewrite()
        else if (await file.append(events, this.log.dropped, this.#o.now())) this.#written += events.length
        this.#failed = null
      } catch (error) {
        for (const event of events) if (!this.#unwritten.has(event.key)) this.#unwritten.set(event.key, event)
        this.#fail('written', error)
      }
    })
    return this.#writing
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    for (const stop of this.#stops) stop()
    this.#listeners.clear()
    await this.write()
  }

  async #rewrite(): Promise<void> {
    const events = this.log.all()
    if ((await this.#file?.rewrite(events, this.log.dropped, this.#o.now())) === true) this.#written = events.length
  }

  #take({ added, updated, removed }: ChangeSet): void {
    let any = false
    // what the server deletes is what is kept here, unless nothing is to be kept
    if (!this.#keeps)
      for (const object of removed) if (object.kind === eventKind) any = this.log.forgetOne(this.#read(object, this.#o.now()).key) || any
    for (const object of added) if (object.kind === eventKind) any = this.#put(object) || any
    for (const { after } of updated) if (after.kind === eventKind) any = this.#put(after) || any
    if (any) this.#tell()
  }

  #takeAll(objects: Iterable<StoredObject>): void {
    for (const object of objects) this.#put(object)
  }

  #put(object: StoredObject): boolean {
    const event = this.#read(object, this.#o.now())
    if (event.lastAt < this.#since() || !this.log.put(event)) return false
    if (this.#file !== null) this.#unwritten.set(event.key, event)
    return true
  }

  #since(): number {
    const { kept, now } = this.#o
    return kept === undefined || !this.#keeps ? -Infinity : now() - kept.settings.values.events.days * day
  }

  /** Whether events are kept beyond what the server keeps. A snapshot holds what it holds. */
  get #keeps(): boolean {
    return this.#o.kept?.settings.values.events.keep ?? true
  }

  /** A person chose otherwise: it holds at once. */
  async #resettle(): Promise<void> {
    const { kept } = this.#o
    if (kept === undefined) return
    this.log.bound(kept.settings.values.events.megabytes * megabyte)
    try {
      if (!this.#keeps) await this.forgetKept()
      else {
        this.#takeAll(this.#o.store.ofKind(eventKind))
        // a file that was dropped while nothing was kept has none of them
        if (this.#written === 0) this.#unwritten = new Map(this.log.all().map((event) => [event.key, event]))
        this.#forget()
      }
      this.#tell()
    } catch (error) {
      this.#fail('deleted', error)
    }
  }

  #forget(): void {
    if (this.log.forgetBefore(this.#since()) > 0) this.#tell()
  }

  #held({ id }: KeptEvent): boolean {
    return this.#o.store.get(id) !== undefined
  }

  #standing(): EventsKept {
    const { kept } = this.#o
    return {
      keeps: this.#keeps,
      days: kept?.settings.values.events.days ?? null,
      bytes: this.log.bytes,
      mostBytes: kept === undefined ? null : kept.settings.values.events.megabytes * megabyte,
      held: this.log.size,
      most: this.log.most,
      dropped: this.log.dropped,
      since: this.log.oldest(),
      onDisk: this.#keeps && this.#file?.writable === true && this.#failed === null,
      why: kept === undefined ? null : (this.#failed ?? (this.#file?.writable === true ? null : notStored(kept.vault))),
    }
  }

  #fail(doing: string, error: unknown): void {
    const before = this.#failed
    this.#failed = {
      code: 'io',
      message: `The kept events could not be ${doing} (${(error as NodeJS.ErrnoException).code ?? 'unknown error'}).`,
      ...(this.#file === null ? {} : { where: this.#file.file }),
      todo: 'Free some disk space, or check the rights of the folder; it is tried again.',
    }
    // said once, not every five seconds
    if (before?.message !== this.#failed.message) this.#o.onProblem(this.#failed)
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener()
  }
}

function notStored(vault: CacheVault): EngineError {
  return vault.policy().mode === 'ask'
    ? { code: 'io', message: 'Nothing is stored until you answer whether this app may keep pictures with a weaker secret store.' }
    : { code: 'io', message: 'This app may store nothing here: the system offers no secret store, or you have refused it.' }
}
