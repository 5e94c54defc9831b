import type { Clock } from '../watch/clock.ts'
import type { LineSink, NewLine } from './logPage.ts'

/** A line on its way through a merge; its bytes are its own. */
export interface MergedLine {
  /** Number of the source, and of its stream in it. */
  source: number
  stream: number
  /** Epoch milliseconds, with a fraction, and the nanoseconds of its second. */
  at: number
  nanos: number
  severity: number
  flags: number
  text: Uint8Array
}

export interface LineMergeOptions {
  clock: Clock
  /** Milliseconds that a line waits at most for streams that are silent; Infinity: as long as they are waited for at all. */
  linePatience: number
  /** Milliseconds after which a stream that holds others back is waited for no more, until it says something. */
  streamPatience: number
  /** Takes lines in order; while its promise is pending, no more are given. */
  write: (lines: readonly MergedLine[]) => Promise<void>
  /** Streams that may still say something, as `source * streamsOfSource + stream`. Asked again after {@link LineMerge.look}. */
  live: () => readonly number[]
}

/** A source has at most so many streams. */
export const streamsOfSource = 40_000
/** Bytes of one stream that wait for older lines of others; more, and its server waits. */
const mostWaiting = 4_000_000
/** What a waiting line costs beside its text. */
const lineCost = 100
/** Lines that are handed on at once. */
const mostAtOnce = 2_000

/** One stream: lines that wait, oldest first. */
interface Queue {
  lines: { line: MergedLine; cameAt: number }[]
  /** Place of the oldest in `lines`. */
  next: number
  bytes: number
  room: { promise: Promise<void>; resolve: () => void } | null
}

/**
 * Lines of many streams in the order of their times, while they come, in bounded memory: a line goes on when every stream that may still say
 * something has said something later, or when it has waited long enough. Whoever says too much meanwhile has to wait.
 */
export class LineMerge {
  readonly #o: LineMergeOptions
  readonly #queues = new Map<number, Queue>()
  /** Streams that held others back for too long. */
  readonly #givenUp = new Set<number>()
  #heldSince: number | null = null
  #live: readonly number[] | null = null
  #lastAt = -Infinity
  #late = 0
  #pumping: Promise<void> | null = null
  #again = false
  #stopTimer: (() => void) | null = null
  #lookAt = 0
  #closed = false
  #failure: unknown = null

  constructor(options: LineMergeOptions) {
    this.#o = options
  }

  /** Lines that were handed on after later ones. */
  get late(): number {
    return this.#late
  }

  /** The way in for one source of numbered streams. */
  source(source: number): LineSink {
    const first = source * streamsOfSource
    return {
      // a note of the app itself belongs to no stream: it has a place of its own behind all of them
      add: (line) => this.#add(source, first + (line.stream < 0 ? streamsOfSource - 1 : line.stream), line),
      room: (stream) => this.#room(this.#queue(first + stream)),
    }
  }

  /** A stream came, ended or went silent: what it held back may go on. */
  look(): void {
    this.#live = null
    if (this.#closed) return
    if (this.#pumping !== null) {
      this.#again = true
      return
    }
    this.#pumping = this.#pump(false)
      .catch((thrown: unknown) => {
        this.#failure = thrown
        this.close()
      })
      .finally(() => {
        this.#pumping = null
        if (!this.#again) return
        this.#again = false
        this.look()
      })
  }

  /** Hands on everything that is left, whoever may still say something. Rejects with what writing failed with. */
  async finish(): Promise<void> {
    while (this.#pumping !== null) await this.#pumping
    if (!this.#closed) await this.#pump(true)
    this.close()
    if (this.#failure !== null) throw this.#failure as Error
  }

  /** Nothing is handed on any more, and nobody waits for room. */
  close(): void {
    this.#closed = true
    this.#stopTimer?.()
    this.#stopTimer = null
    for (const { room } of this.#queues.values()) room?.resolve()
  }

  #add(source: number, key: number, { at, stream, severity, flags, bytes, from, to, nanos = 0 }: Omit<NewLine, 'key'>): void {
    if (this.#closed) return
    const queue = this.#queue(key)
    // whoever reads them uses the bytes again
    const text = bytes.slice(from, to)
    queue.lines.push({ line: { source, stream, at, nanos, severity, flags, text }, cameAt: this.#o.clock.now() })
    queue.bytes += text.length + lineCost
    this.#givenUp.delete(key)
    this.#lookIn(0)
  }

  #queue(key: number): Queue {
    let queue = this.#queues.get(key)
    if (queue === undefined) {
      queue = { lines: [], next: 0, bytes: 0, room: null }
      this.#queues.set(key, queue)
    }
    return queue
  }

  #room(queue: Queue): Promise<void> | null {
    if (this.#closed || queue.bytes < mostWaiting) return null
    if (queue.room === null) {
      let resolve = (): void => undefined
      const promise = new Promise<void>((settle) => (resolve = settle))
      queue.room = { promise, resolve }
    }
    return queue.room.promise
  }

  #lookIn(ms: number): void {
    const at = this.#o.clock.now() + ms
    if (this.#closed || (this.#stopTimer !== null && this.#lookAt <= at)) return
    this.#stopTimer?.()
    this.#lookAt = at
    this.#stopTimer = this.#o.clock.setTimer(ms, () => {
      this.#stopTimer = null
      this.look()
    })
  }

  async #pump(everything: boolean): Promise<void> {
    for (;;) {
      const ready: MergedLine[] = []
      let wait: number | null = null
      while (ready.length < mostAtOnce) {
        const queue = this.#oldest()
        const head = queue?.lines[queue.next]
        if (queue === null || head === undefined) break
        wait = everything ? null : this.#mustWait(head.cameAt)
        if (wait !== null) break
        this.#take(queue)
        if (head.line.at < this.#lastAt) this.#late++
        else this.#lastAt = head.line.at
        ready.push(head.line)
      }
      if (ready.length === 0) {
        if (wait !== null) this.#lookIn(Math.max(1, wait))
        return
      }
      await this.#o.write(ready)
      if (this.#closed) return
    }
  }

  /** Milliseconds that the oldest line has to wait for streams that are silent; null: none. */
  #mustWait(cameAt: number): number | null {
    this.#live ??= this.#o.live()
    const isSilent = (key: number): boolean => {
      const queue = this.#queues.get(key)
      return (queue === undefined || queue.next >= queue.lines.length) && !this.#givenUp.has(key)
    }
    if (!this.#live.some(isSilent)) {
      this.#heldSince = null
      return null
    }
    const now = this.#o.clock.now()
    this.#heldSince ??= now
    if (now - this.#heldSince >= this.#o.streamPatience) {
      for (const key of this.#live) if (isSilent(key)) this.#givenUp.add(key)
      this.#heldSince = null
      return null
    }
    const wait = Math.min(this.#o.linePatience - (now - cameAt), this.#o.streamPatience - (now - this.#heldSince))
    return wait > 0 ? wait : null
  }

  #oldest(): Queue | null {
    let oldest: Queue | null = null
    let at = Infinity
    for (const queue of this.#queues.values()) {
      const head = queue.lines[queue.next]
      if (head === undefined || head.line.at >= at) continue
      oldest = queue
      at = head.line.at
    }
    return oldest
  }

  #take(queue: Queue): void {
    const head = queue.lines[queue.next++]
    if (head === undefined) return
    queue.bytes -= head.line.text.length + lineCost
    if (queue.next >= 1_000 && queue.next * 2 >= queue.lines.length) {
      queue.lines.splice(0, queue.next)
      queue.next = 0
    }
    if (queue.room === null || queue.bytes > mostWaiting / 2) return
    queue.room.resolve()
    queue.room = null
  }
}
