import type { EngineEvent } from '../contract/index.ts'

/** What the engine holds of one open window. Made by `serveWindow`; `makeApi` gets it and keeps it for as long as the window lives. */
export interface WindowHandle {
  /** Tells this window something. Squashed per tick: of two `cluster` events of one cluster only the last travels, ledger entries are merged. */
  sendEvent(event: EngineEvent): void
  /** Tables and graphs of this window. */
  readonly frames: FrameRegistry
  /** Runs once when the window is gone (its frame tickets are closed already). Returns the stop function. */
  onClose(listener: () => void): () => void
}

/** Where open tables and graphs of a window register. */
export interface FrameRegistry {
  /**
   * Registers a source of frames under a new subscription number. `takeFrame` is called late: when a tick has come, the ticket is dirty, and the
   * window has acknowledged earlier frames; so whatever changed meanwhile goes into one frame. Null: nothing to say after all.
   * A new ticket is not dirty: call `dirty()` when the first frame may be taken.
   */
  register(takeFrame: (subscription: number) => Uint8Array | null): FrameTicket
  /** A hidden window gets a tick every 250 ms instead of every 16 ms. */
  setVisible(visible: boolean): void
}

/** One registered table or graph. */
export interface FrameTicket {
  /** The number that the window knows it by; never reused within one window. */
  readonly subscription: number
  /** Something changed, or was asked for: take a frame at the next chance. Cheap, may be called a million times. */
  dirty(): void
  /**
   * The same for what changes by itself, and perhaps without end: the first change is told at once, what follows it at a pace that people can read and
   * a page can draw. What was asked for with `dirty()` is not held back by it.
   */
  changed(): void
  /** Ends it. Calling it twice is harmless. */
  close(): void
}
