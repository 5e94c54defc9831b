import type { EngineEvent } from './events.ts'

/**
 * Everything that crosses the relay is one of these plain messages.
 * - `rpc`: a Comlink message, both ways
 * - `event`: engine to window
 * - `frame`: engine to window; packed bytes, see `frames.ts`; the window answers each with an `ack`
 * - `engine-gone` / `engine-back`: main to window, when the worker died and when a new one serves this port
 */
export type WireMessage =
  | { c: 'rpc'; m: unknown }
  | { c: 'event'; e: EngineEvent }
  | { c: 'frame'; b: Uint8Array }
  | { c: 'ack' }
  | { c: 'engine-gone'; why: string; willRestart: boolean }
  | { c: 'engine-back' }

/** At most so many frames are on their way to one window; what changes meanwhile is squashed. */
export const framesInFlight = 2
