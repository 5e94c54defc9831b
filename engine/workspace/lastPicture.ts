import { type ClusterId, type EngineError, type KindId, type LedgerEntry } from '../contract/index.ts'
import type { KeptPicture } from '../snapshots/keptPicture.ts'
import type { PictureCache, PictureDamage } from '../snapshots/pictureCache.ts'
import type { Turns } from '../turns.ts'
import type { KindSink } from '../watch/kindSink.ts'
import type { ClusterPicture } from './clusterPicture.ts'
import { KeptFill, overKept } from './keptFill.ts'
import { nothingUnread, type Unread } from './openCluster.ts'
import { offlineEntries, servedAs } from './snapshotCluster.ts'

interface LastPictureOptions {
  cluster: ClusterId
  cache: PictureCache
  /** Takes what was kept. */
  picture: ClusterPicture
  turns: Turns
  urgency: () => number
  /** Whether somebody looks at a kind: those are read first. */
  isWanted: (kind: KindId) => boolean
  /** Where these kinds stand has changed. */
  onRead: (kinds: readonly KindId[]) => void
  /** All of it is read; with the kinds that the server has replaced meanwhile. */
  onDone: (replaced: readonly KindId[]) => void
  title: () => string
  onProblem: (error: EngineError) => void
}

/** What is kept of a live cluster from before: it stands in for what the server has not said yet, kind by kind. */
export class LastPicture {
  readonly #o: LastPictureOptions
  #takenAt: number | null = null
  #version: string | null = null
  #entries: ReadonlyMap<KindId, LedgerEntry> = new Map()
  /** While it is read. */
  #fill: KeptFill | null = null

  constructor(options: LastPictureOptions) {
    this.#o = options
  }

  /** Epoch milliseconds; null where nothing is kept. */
  get takenAt(): number | null {
    return this.#takenAt
  }

  /** The server's version of then. */
  get version(): string | null {
    return this.#version
  }

  get isRead(): boolean {
    return this.#fill === null
  }

  /** What the store takes at this moment comes from here. */
  get isTaking(): boolean {
    return this.#fill?.isReading === true
  }

  /** Looks whether one is kept. What is wrong with it is told: the cluster itself says what it holds, and is connected to all the same. */
  async find(): Promise<KeptPicture | null> {
    try {
      const { picture, damage } = await this.#o.cache.load(this.#o.cluster)
      if (damage !== null) this.#damaged(damage)
      return picture
    } catch (error) {
      this.#unreadable(error)
      return null
    }
  }

  /** Shows one: what it says of kinds at once, its objects piece by piece. */
  show(kept: KeptPicture): void {
    const { head } = kept
    this.#o.picture.serve(head.kinds.map(servedAs))
    this.#takenAt = head.takenAt
    this.#version = head.meta.version
    this.#entries = new Map(
      offlineEntries(head)
        .map((entry): LedgerEntry => (entry.state === 'offline' ? { ...entry, state: 'stale', since: head.takenAt } : entry))
        .map((entry) => [entry.kind, entry]),
    )
    const { picture, turns, urgency, isWanted } = this.#o
    this.#fill = new KeptFill({
      picture,
      kept,
      turns,
      urgency,
      isWanted,
      onRead: (kinds) => this.#read(kinds),
      onFailed: (error) => this.#unreadable(error),
      onDone: (replaced) => {
        this.#fill = null
        this.#o.onDone(replaced)
      },
    })
    this.#read([...this.#entries.keys()])
    this.#fill.start()
  }

  /** The way of a kind into the store, over what is kept of it. */
  under(sink: KindSink, kind: KindId): KindSink {
    return this.#fill === null ? sink : overKept(sink, kind, this.#fill)
  }

  /** A kind is not served any more. */
  leave(kind: KindId): void {
    this.#fill?.leave(kind)
  }

  /** A kind that is listed anew still shows the objects of the last picture, and says so. */
  behind(entry: LedgerEntry): LedgerEntry {
    const kept = this.#entries.get(entry.kind)
    if (kept === undefined || (entry.state !== 'waiting' && entry.state !== 'loading')) return entry
    if (this.#fill?.isLeft(entry.kind) === true) return this.#fill.entryOf(entry)
    if (entry.count === 0) return entry
    return { ...entry, state: entry.state === 'loading' ? 'loading' : 'stale', since: kept.since }
  }

  /** A kind of which only the last picture knows, with what is held of it by now. */
  held(kind: KindId): LedgerEntry | undefined {
    const kept = this.#entries.get(kind)
    if (kept === undefined) return undefined
    const { store } = this.#o.picture
    const entry = { ...kept, count: store.count(kind), health: store.healthCounts(kind) }
    return this.#fill?.isLeft(kind) === true ? this.#fill.entryOf(entry) : entry
  }

  /** Its kinds, as far as the cluster still has them. */
  kinds(): readonly KindId[] {
    return [...this.#entries.keys()].filter((kind) => this.#o.picture.kindInfo(kind) !== undefined)
  }

  unread(kind?: KindId): Unread {
    return this.#fill?.left(kind) ?? nothingUnread()
  }

  /** Resolves when all of it is read. */
  rest(): Promise<void> {
    return this.#fill?.rest() ?? Promise.resolve()
  }

  /** It was of another cluster. */
  forget(): void {
    this.close()
    this.#fill = null
    this.#takenAt = null
    this.#entries = new Map()
  }

  /** Reads no more of it. */
  close(): void {
    this.#fill?.close()
  }

  /** Kinds of which the server has spoken are left to it. */
  #read(kinds: readonly KindId[]): void {
    this.#o.onRead(kinds.filter((kind) => this.#entries.has(kind)))
  }

  #unreadable(error: unknown): void {
    this.#o.onProblem({
      code: 'io',
      message: `The last picture of ${this.#o.title()} could not be read: ${(error as NodeJS.ErrnoException).code ?? 'unknown error'}.`,
      todo: 'It is made anew once the cluster is connected.',
    })
  }

  #damaged({ file, heldAt }: PictureDamage): void {
    const held = heldAt === null ? 'nothing of it could be read' : `what is shown was seen at ${new Date(heldAt).toISOString()}`
    this.#o.onProblem({
      code: 'io',
      message: `The last picture of ${this.#o.title()} is damaged, or was kept with another key: ${held}.`,
      where: file,
      todo: 'It is made anew once the cluster is connected.',
    })
  }
}
