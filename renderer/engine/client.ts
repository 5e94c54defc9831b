import type { EngineApi, EngineEvent, GraphFrame, RowsFrame } from '../../engine/contract/index.ts'

/** Where the link to the engine stands. */
export type Connection =
  | { state: 'connecting' }
  | { state: 'connected' }
  /** The engine stopped. What is on screen is the last picture. With `willRestart` a new engine follows by itself. */
  | { state: 'gone'; why: string; willRestart: boolean }

/** A frame as the window gets it. */
export type EngineFrame = { type: 'rows'; frame: RowsFrame } | { type: 'graph'; frame: GraphFrame }

/** The window's side of the engine. */
export interface EngineClient {
  /**
   * Every question to the engine. Answers are always Results, never rejections: a dead engine gives `engine-gone`, a passed deadline `timeout`.
   * Questions asked while connecting wait for the connection.
   */
  readonly api: EngineApi
  /** Returns the stop function. */
  onEvent(listener: (event: EngineEvent) => void): () => void
  /**
   * Frames of a table or graph: call it with the number that `openRows`/`openGraph` answered; frames that came earlier are handed over at once.
   * Listeners end with `closeSubscription` and when the engine goes (after `connected` comes again, open anew). Returns the stop function.
   */
  onFrame(subscription: number, listener: (frame: EngineFrame) => void): () => void
  /** Called at once with the present state, then on every change. Returns the stop function. */
  onConnection(listener: (connection: Connection) => void): () => void
  close(): void
}

/** Connects this window to the engine. Call it once, at the start. */
export function connectEngine(): EngineClient {
  throw new Error('not yet')
}
