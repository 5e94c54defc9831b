import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net'

/** A TCP relay in front of a server that can freeze (a black-holed link), refuse, or cut every connection. */
export class TcpGate {
  readonly #target: number
  readonly #pairs = new Set<[Socket, Socket]>()
  #server: Server | null = null
  #frozen = false
  port = 0

  constructor(target: number) {
    this.#target = target
  }

  async open(): Promise<void> {
    const server = createServer((near) => {
      const far = connect(this.#target, '127.0.0.1')
      const pair: [Socket, Socket] = [near, far]
      this.#pairs.add(pair)
      for (const [from, to] of [pair, [far, near] as const]) {
        from.on('data', (chunk: Buffer) => {
          if (this.#frozen) return
          if (!to.write(chunk)) {
            from.pause()
            to.once('drain', () => from.resume())
          }
        })
        from.on('error', () => to.destroy())
        from.on('close', () => {
          this.#pairs.delete(pair)
          if (!this.#frozen) to.destroy()
        })
      }
    })
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve))
    this.port = (server.address() as AddressInfo).port
    this.#server = server
  }

  /** From now on bytes vanish, and nothing says so. New connections open and stay silent. */
  freeze(): void {
    this.#frozen = true
  }

  /** New connections work again; those of before are dead, as after a long outage. */
  thaw(): void {
    this.#frozen = false
    this.cut()
  }

  /** Resets every open connection. */
  cut(): void {
    for (const [near, far] of this.#pairs) {
      near.resetAndDestroy()
      far.destroy()
    }
    this.#pairs.clear()
  }

  /** Refuses connections until `open` is called again. */
  async close(): Promise<void> {
    const server = this.#server
    this.#server = null
    this.#frozen = false
    this.cut()
    if (server !== null) await new Promise<void>((resolve) => server.close(() => resolve()))
  }
}
