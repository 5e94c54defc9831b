import { framesInFlight } from '../contract/index.ts'
import type { FrameRegistry, FrameTicket } from './windowHandle.ts'

type TakeFrame = (subscription: number) => Uint8Array | null

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
  readonly #sources = new Map<number, TakeFrame>()
  /** In the order in which they became dirty. */
  readonly #dirty = new Set<number>()
  #next = 1
  #inFlight = 0

  constructor(outlet: FrameOutlet) {
    this.#outlet = outlet
  }

  register(takeFrame: TakeFrame): FrameTicket {
    const subscription = this.#next++
    this.#sources.set(subscription, takeFrame)
    return {
      subscription,
      dirty: () => this.#mark(subscription),
      close: () => {
        this.#sources.delete(subscription)
        this.#dirty.delete(subscription)
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
    this.#sources.clear()
    this.#dirty.clear()
  }

  #mark(subscription: number): void {
    if (this.#dirty.has(subscription) || !this.#sources.has(subscription)) return
    this.#dirty.add(subscription)
    if (this.open) this.#outlet.requestTick()
  }

  #send(subscription: number): void {
    try {
      const bytes = this.#sources.get(subscription)?.(subscription) ?? null
      if (bytes === null) return
      this.#outlet.sendFrame(bytes)
      this.#inFlight++
    } catch (thrown) {
      this.#outlet.onError(thrown, subscription)
    }
  }
}
