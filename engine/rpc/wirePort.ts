import type { MessagePort } from 'node:worker_threads'
import type { Endpoint } from 'comlink'
import type { EngineEvent, WireMessage } from '../contract/index.ts'
import { gate } from './gate.ts'

type Listener = (event: { data: unknown }) => void

/**
 * The engine's end of one window's wire. Sorts what comes in: gated calls go to Comlink through `rpc`, acknowledgements to `onAck`, everything
 * else is dropped and counted. The other end is a page: nothing it sends is trusted.
 */
export class WirePort {
  /** What `Comlink.expose` talks to. */
  readonly rpc: Endpoint
  /** Messages that were not let through. */
  refused = 0
  readonly #port: MessagePort
  readonly #listeners = new Set<Listener>()

  constructor(port: MessagePort, hooks: { onAck: () => void; onClose: () => void }) {
    this.#port = port
    this.rpc = {
      postMessage: (answer: unknown) => this.#post({ c: 'rpc', m: answer }),
      addEventListener: (_type: string, listener: unknown) => void this.#listeners.add(listener as Listener),
      removeEventListener: (_type: string, listener: unknown) => void this.#listeners.delete(listener as Listener),
    }
    port.on('message', (message: unknown) => this.#take(message, hooks.onAck))
    port.on('close', hooks.onClose)
  }

  sendEvent(event: EngineEvent): void {
    this.#post({ c: 'event', e: event })
  }

  /** The bytes are moved, not copied: the caller must not use them afterwards. */
  sendFrame(bytes: Uint8Array): void {
    // a view into a larger buffer (a pooled Buffer) would take its neighbours along
    const own = bytes.byteLength === bytes.buffer.byteLength && bytes.buffer instanceof ArrayBuffer ? bytes : bytes.slice()
    this.#post({ c: 'frame', b: own }, [own.buffer as ArrayBuffer])
  }

  close(): void {
    this.#listeners.clear()
    this.#port.close()
  }

  #post(message: WireMessage, transfer: readonly ArrayBuffer[] = []): void {
    this.#port.postMessage(message, transfer)
  }

  #take(message: unknown, onAck: () => void): void {
    // a page that transfers something arrives as null (a defect of the platform), so nothing may be assumed here
    const wire = typeof message === 'object' && message !== null ? (message as { c?: unknown; m?: unknown }) : {}
    if (wire.c === 'ack') {
      onAck()
      return
    }
    const call = wire.c === 'rpc' ? gate(wire.m) : null
    if (call === null) {
      this.refused++
      return
    }
    for (const listener of [...this.#listeners]) listener({ data: call })
  }
}
