import { framesInFlight } from '../contract/index.ts'
import type { FrameRegistry, FrameTicket } from './windowHandle.ts'

type TakeFrame = (subscription: number) => Uint8Array | null

/**
 * Milliseconds between two frames of what changes by itself. With an even flow of changes half of it is what a change waits on the average; each frame may
 * draw a whole screen of rows anew, which costs the page 5 to 10 ms.
 */
export const newsPace = 80

interface Source {
  take: TakeFrame
  sentAt: number
  /** A question was asked that no frame has answered yet. */
  asked: boolean
  timer: ReturnType<typeof setTimeout> | null
}

/** What a hub needs of its window. */
export interface FrameOutlet {
  sendFrame(bytes: Uint8Array): void
  /** Asks for a `flush` at the next tick. */
  requestTick(): void
  setVisible(visible: boolean): void
  /** A source threw: its frame is lost, the others go on. */
  onError(thrown: unknown, subscription: number): void
}

/**
 * The tables and graphs of one window. A frame is only made when it can be sent: at most `framesInFlight` unacknowledged ones, so a window that
 * never acknowledges costs its first frames and nothing more. Dirty sources take turns: who was served goes to the end of the line.
 */
export class FrameHub implements FrameRegistry {
  readonly #outlet: FrameOutlet
  readonly #sources = new Map<number, Source>()
  /** In the order in which they became dirty. */
  readonly #dirty = new Set<number>()
  #next = 1
  #inFlight = 0

  constructor(outlet: FrameOutlet) {
    this.#outlet = outlet
  }

  register(takeFrame: TakeFrame): FrameTicket {
    const subscription = this.#next++
    const source: Source = { take: takeFrame, sentAt: -Infinity, asked: false, timer: null }
    this.#sources.set(subscription, source)
    return {
      subscription,
      dirty: () => {
        source.asked = true
        this.#mark(subscription)
      },
      changed: () => this.#changed(subscription, source),
      close: () => {
        this.#sources.delete(subscription)
        this.#dirty.delete(subscription)
        if (source.timer !== null) clearTimeout(source.timer)
      },
    }
  }

  setVisible(visible: boolean): void {
    this.#outlet.setVisible(visible)
  }

  /** True while the window may be sent more. */
  get open(): boolean {
    return this.#inFlight < framesInFlight
  }

  /** The window has drawn a frame. One acknowledgement too many changes nothing. */
  ack(): void {
    if (this.#inFlight === 0) return
    this.#inFlight--
    if (this.#dirty.size > 0) this.#outlet.requestTick()
  }

  /** Sends as many frames as are allowed. */
  flush(): void {
    for (const subscription of this.#dirty) {
      if (!this.open) return
      this.#dirty.delete(subscription)
      this.#send(subscription)
    }
  }

  close(): void {
    for (const { timer } of this.#sources.values()) if (timer !== null) clearTimeout(timer)
    this.#sources.clear()
    this.#dirty.clear()
  }

  #changed(subscription: number, source: Source): void {
    const wait = source.asked ? 0 : source.sentAt + newsPace - performance.now()
    if (wait <= 0) this.#mark(subscription)
    else
      source.timer ??= setTimeout(() => {
        source.timer = null
        this.#mark(subscription)
      }, wait)
  }

  #mark(subscription: number): void {
    if (this.#dirty.has(subscription) || !this.#sources.has(subscription)) return
    this.#dirty.add(subscription)
    if (this.open) this.#outlet.requestTick()
  }

  #send(subscription: number): void {
    const source = this.#sources.get(subscription)
    try {
      const bytes = source?.take(subscription) ?? null
      if (source === undefined || bytes === null) return
      source.sentAt = performance.now()
      source.asked = false
      this.#outlet.sendFrame(bytes)
      this.#inFlight++
    } catch (thrown) {
      this.#outlet.onError(thrown, subscription)
    }
  }
}
