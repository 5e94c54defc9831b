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

  close(): void {
    this.#ticket.close()
    this.#terminal.close()
  }

  #take(subscription: number): Uint8Array {
    const { session, state, exit, reason, error } = this.#terminal
    return packTerminalFrame({ subscription, revision: ++this.#revision, session, text: this.#terminal.take(), state, exit, reason, error })
  }
}
