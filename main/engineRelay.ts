import type { MessagePort } from 'node:worker_threads'
import type { WireMessage } from '../engine/contract/index.ts'
import type { EngineState } from './engineHost.ts'

/** A window's end as Electron gives it (`MessagePortMain`). */
export interface PagePort {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown
  on(event: 'close', listener: () => void): unknown
  start(): void
  close(): void
}

/** The part of the engine's host that the relay needs. */
export interface RelayHost {
  readonly state: EngineState
  openPort(): MessagePort | null
  onState(listener: (state: EngineState) => void): () => void
}

interface Wire {
  page: PagePort
  engine: MessagePort | null
}

/** What may pass, by direction. Anything else is dropped unread. */
const fromPage: ReadonlySet<unknown> = new Set<WireMessage['c']>(['rpc', 'ack'])
const fromEngine: ReadonlySet<unknown> = new Set<WireMessage['c']>(['rpc', 'event', 'frame'])

/**
 * A window's port cannot be given to a worker, nor a worker's to a window: so main copies messages both ways. It reads nothing of them but the
 * letter on the envelope. When the engine dies the window keeps its port, hears `engine-gone`, and later `engine-back`.
 */
export class EngineRelay {
  readonly #host: RelayHost
  readonly #wires = new Set<Wire>()

  constructor(host: RelayHost) {
    this.#host = host
    host.onState((state) => this.#follow(state))
  }

  /** Connects one window. Returns the function that ends it. */
  connect(page: PagePort): () => void {
    const wire: Wire = { page, engine: null }
    this.#wires.add(wire)
    const end = (): void => {
      if (!this.#wires.delete(wire)) return
      wire.engine?.close()
      page.close()
    }
    page.on('message', (event) => {
      // a message that transferred something arrives as null
      if (envelope(event.data, fromPage)) wire.engine?.postMessage(event.data)
    })
    page.on('close', end)
    page.start()
    const { state } = this.#host
    if (state.state === 'down') this.#say(wire, { c: 'engine-gone', why: state.why, willRestart: state.willRestart })
    else this.#attach(wire)
    return end
  }

  #attach(wire: Wire): void {
    const engine = this.#host.openPort()
    if (engine === null) return
    wire.engine = engine
    engine.on('message', (message: unknown) => {
      if (wire.engine === engine && envelope(message, fromEngine)) wire.page.postMessage(message)
    })
  }

  #follow(state: EngineState): void {
    for (const wire of this.#wires) {
      if (state.state === 'down') {
        wire.engine?.close()
        wire.engine = null
        this.#say(wire, { c: 'engine-gone', why: state.why, willRestart: state.willRestart })
      } else if (state.state === 'running' && wire.engine === null) {
        this.#attach(wire)
        this.#say(wire, { c: 'engine-back' })
      }
    }
  }

  #say(wire: Wire, message: WireMessage): void {
    wire.page.postMessage(message)
  }
}

function envelope(message: unknown, allowed: ReadonlySet<unknown>): boolean {
  return typeof message === 'object' && message !== null && !Array.isArray(message) && allowed.has((message as { c?: unknown }).c)
}
