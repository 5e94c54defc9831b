import type { ApiClient } from '../cluster/apiClient.ts'
import { ok, packTerminalFrame, type Result, type TerminalTarget } from '../contract/index.ts'
import type { ContainerStreams } from '../terminals/containerStreams.ts'
import { RemoteTerminal } from '../terminals/remoteTerminal.ts'
import type { FrameTicket, WindowHandle } from './windowHandle.ts'

/** One open terminal of one window. */
export class TerminalSubscription {
  readonly #ticket: FrameTicket
  readonly #terminal: RemoteTerminal
  #revision = 0
  /** The screen is behind: what is said gathers here, and then the program waits. */
  #held = false
  /** What was told last, but for text. */
  #told = ''

  /** `streams`: what the container declares, for who attaches to it. */
  constructor(
    window: WindowHandle,
    target: TerminalTarget,
    streams: ContainerStreams,
    client: () => ApiClient | null,
    columns: number,
    rows: number,
  ) {
    this.#ticket = window.frames.register((subscription) => this.#take(subscription))
    this.#terminal = new RemoteTerminal({ target, streams, client, columns, rows, onChange: () => this.#ticket.dirty() })
    this.#terminal.connect()
  }

  get subscription(): number {
    return this.#ticket.subscription
  }

  write(text: string): Result<null> {
    this.#terminal.write(text)
    return ok(null)
  }

  resize(columns: number, rows: number): Result<null> {
    this.#terminal.resize(columns, rows)
    return ok(null)
  }

  reconnect(): Result<null> {
    this.#terminal.connect()
    return ok(null)
  }

  detach(): Result<null> {
    this.#terminal.detach()
    return ok(null)
  }

  hold(held: boolean): Result<null> {
    this.#held = held
    if (!held) this.#ticket.dirty()
    return ok(null)
  }

  close(): void {
    this.#ticket.close()
    this.#terminal.close()
  }

  #take(subscription: number): Uint8Array | null {
    const { session, state, exit, reason, error } = this.#terminal
    const told = JSON.stringify([session, state, exit, reason, error])
    if (this.#held && told === this.#told) return null
    this.#told = told
    const text = this.#held ? '' : this.#terminal.take()
    return packTerminalFrame({ subscription, revision: ++this.#revision, session, text, state, exit, reason, error })
  }
}
