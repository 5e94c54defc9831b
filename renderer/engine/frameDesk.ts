import { unpackFrame } from '../../engine/contract/index.ts'
import type { UnpackedFrame } from '../../engine/contract/index.ts'

type FrameListener = (frame: UnpackedFrame) => void

/**
 * Frames of one subscription that may wait for a listener: far more than can come between the answer to `openRows` and the listener's
 * registration. Beyond it the window forgot to listen, which is told and ended.
 */
const mostUnclaimed = 64

/** Hands frames to those who listen, and keeps early ones until somebody does. */
export class FrameDesk {
  readonly #listeners = new Map<number, Set<FrameListener>>()
  readonly #unclaimed = new Map<number, UnpackedFrame[]>()
  readonly #closed = new Set<number>()
  readonly #onForgotten: (subscription: number) => void

  /** `onForgotten`: frames of a subscription that nobody ever listened to; it should be closed. */
  constructor(onForgotten: (subscription: number) => void) {
    this.#onForgotten = onForgotten
  }

  /** Unpacks and hands over. Throws `BadFrame` on garbage. */
  take(bytes: Uint8Array): void {
    const unpacked = unpackFrame(bytes)
    const subscription = unpacked.frame.subscription
    if (this.#closed.has(subscription)) return
    const listeners = this.#listeners.get(subscription)
    if (listeners !== undefined) {
      for (const listener of [...listeners]) listener(unpacked)
      return
    }
    const waiting = this.#unclaimed.get(subscription) ?? []
    waiting.push(unpacked)
    this.#unclaimed.set(subscription, waiting)
    if (waiting.length > mostUnclaimed) {
      this.close(subscription)
      this.#onForgotten(subscription)
    }
  }

  /** Hands over what waited, then everything that comes. Returns the stop function. */
  claim(subscription: number, listener: FrameListener): () => void {
    const listeners = this.#listeners.get(subscription) ?? new Set()
    this.#listeners.set(subscription, listeners.add(listener))
    const waiting = this.#unclaimed.get(subscription) ?? []
    this.#unclaimed.delete(subscription)
    for (const frame of waiting) listener(frame)
    // an empty set stays: a view that listens again in a moment must not miss what others would have to keep
    return () => void listeners.delete(listener)
  }

  /** The window has no more use for it; frames still on their way are dropped. */
  close(subscription: number): void {
    this.#listeners.delete(subscription)
    this.#unclaimed.delete(subscription)
    this.#closed.add(subscription)
  }

  /** The engine that numbered these subscriptions is gone. */
  reset(): void {
    this.#listeners.clear()
    this.#unclaimed.clear()
    this.#closed.clear()
  }
}
