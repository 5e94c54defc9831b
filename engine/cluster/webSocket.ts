import type { Duplex } from 'node:stream'
import WebSocket from 'ws'
import type { ApiSocket, ApiSocketAnswer, ApiSocketHandlers } from './apiClient.ts'

/** Messages of a server are small; a larger one is no message of a terminal. */
const largestMessage = 32 * 1024 * 1024
/** A refusal is a Status, and short. */
const longestRefusal = 64 * 1024

/** What a handshake needs beside its connection. */
export interface HandshakeOptions {
  host: string
  path: string
  protocols: readonly string[]
  headers: Readonly<Record<string, string | readonly string[]>>
  signal: AbortSignal
}

/**
 * Speaks WebSocket (RFC 6455) over a connection that is open already, through whatever proxy and TLS it came. Gives the answer of the server when it
 * refuses; throws what broke the connection. The one door to `ws`.
 */
export function webSocket(socket: Duplex, options: HandshakeOptions, handlers: ApiSocketHandlers): Promise<ApiSocketAnswer> {
  return new Promise((resolve, reject) => {
    const ws = new WebSocket(`ws://${options.host}${options.path}`, [...options.protocols], {
      // the encryption, if any, is the connection's
      createConnection: () => socket as never,
      headers: options.headers as Record<string, string>,
      perMessageDeflate: false,
      maxPayload: largestMessage,
    })
    let open = false
    const stop = (): void => {
      ws.terminate()
      socket.destroy()
      if (!open) reject(options.signal.reason as Error)
    }
    options.signal.addEventListener('abort', stop, { once: true })
    if (options.signal.aborted) stop()
    ws.on('unexpected-response', (_request, response) => {
      const parts: Buffer[] = []
      let size = 0
      const done = (): void => {
        const headers = Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name, String(value)]))
        resolve({ type: 'refused', answer: { status: response.statusCode ?? 0, headers, body: Buffer.concat(parts) } })
        ws.terminate()
        socket.destroy()
      }
      response.on('data', (chunk: Buffer) => {
        size += chunk.length
        if (size <= longestRefusal) parts.push(chunk)
      })
      response.on('end', done)
      response.on('error', done)
    })
    ws.on('open', () => {
      open = true
      resolve({ type: 'open', socket: new OpenSocket(ws) })
    })
    ws.on('message', (data: Buffer | ArrayBuffer | Buffer[]) => {
      handlers.onMessage(Array.isArray(data) ? Buffer.concat(data) : data instanceof ArrayBuffer ? new Uint8Array(data) : data)
    })
    ws.on('error', (error) => {
      if (!open) reject(error)
    })
    ws.on('close', (code, reason) => {
      options.signal.removeEventListener('abort', stop)
      if (open) handlers.onClose(code, reason.toString('utf8'))
      else reject(Object.assign(new Error('closed while connecting'), { code: 'ECONNRESET' }))
    })
  })
}

class OpenSocket implements ApiSocket {
  readonly #ws: WebSocket

  constructor(ws: WebSocket) {
    this.#ws = ws
  }

  get protocol(): string {
    return this.#ws.protocol
  }

  send(message: Uint8Array): void {
    if (this.#ws.readyState === WebSocket.OPEN) this.#ws.send(message)
  }

  ping(): void {
    if (this.#ws.readyState === WebSocket.OPEN) this.#ws.ping()
  }

  pause(): void {
    this.#ws.pause()
  }

  resume(): void {
    this.#ws.resume()
  }

  close(): void {
    this.#ws.close()
  }
}
