import * as Comlink from 'comlink'
import { engineMethods } from '../../engine/contract/index.ts'
import type { EngineApi, EngineEvent, Result, UnpackedFrame, WireMessage } from '../../engine/contract/index.ts'
import { Calls } from './calls.ts'
import { requestEnginePort } from './enginePort.ts'
import { FrameDesk } from './frameDesk.ts'

/** Where the link to the engine stands. */
export type Connection =
  | { state: 'connecting' }
  | { state: 'connected' }
  /** The engine stopped. What is on screen is the last picture. With `willRestart` a new engine follows by itself. */
  | { state: 'gone'; why: string; willRestart: boolean }

/** A frame as the window gets it. */
export type EngineFrame = UnpackedFrame

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

/** How Comlink listens; it reads nothing of the event but its data. */
type RpcListener = (event: { data: unknown }) => void

/** What a test may replace. */
export interface ClientOptions {
  /** Milliseconds for every question, instead of the usual deadlines. */
  deadline?: number
  /** Something went wrong that no question can answer for: a frame that is no frame, a listener that threw. */
  onDefect?: (thrown: unknown) => void
}

/** Connects this window to the engine. Call it once, at the start. The state also stands at `<html data-engine>`, for styles and tests. */
export function connectEngine(): EngineClient {
  const client = new PortClient(requestEnginePort)
  client.onConnection(({ state }) => {
    document.documentElement.dataset['engine'] = state
  })
  return client
}

/** The client over any port: {@link connectEngine} for the window, a `MessageChannel` in tests. */
export class PortClient implements EngineClient {
  readonly api: EngineApi
  readonly #calls: Calls
  readonly #desk: FrameDesk
  readonly #onDefect: (thrown: unknown) => void
  readonly #closing = new AbortController()
  readonly #eventListeners = new Set<(event: EngineEvent) => void>()
  readonly #connectionListeners = new Set<(connection: Connection) => void>()
  readonly #rpcListeners = new Set<RpcListener>()
  readonly #port: Promise<MessagePort>
  #connection: Connection = { state: 'connecting' }

  constructor(openPort: (signal: AbortSignal) => Promise<MessagePort>, options: ClientOptions = {}) {
    this.#onDefect = options.onDefect ?? ((thrown) => console.error('engine link:', thrown))
    this.#calls = new Calls(options.deadline ?? null)
    this.#desk = new FrameDesk((subscription) => {
      this.#onDefect(new Error(`nobody listens to subscription ${subscription}: closed`))
      void this.api.closeSubscription(subscription)
    })
    this.#port = openPort(this.#closing.signal)
    this.api = this.#makeApi()
    this.#port.then(
      (port) => {
        port.addEventListener('message', (event: MessageEvent) => this.#take(event.data, port))
        port.start()
        if (this.#connection.state === 'connecting') this.#change({ state: 'connected' })
      },
      (thrown: unknown) =>
        this.#change({ state: 'gone', why: thrown instanceof Error ? thrown.message : String(thrown), willRestart: false }),
    )
  }

  onEvent(listener: (event: EngineEvent) => void): () => void {
    this.#eventListeners.add(listener)
    return () => void this.#eventListeners.delete(listener)
  }

  onFrame(subscription: number, listener: (frame: EngineFrame) => void): () => void {
    return this.#desk.claim(subscription, listener)
  }

  onConnection(listener: (connection: Connection) => void): () => void {
    this.#connectionListeners.add(listener)
    listener(this.#connection)
    return () => void this.#connectionListeners.delete(listener)
  }

  close(): void {
    this.#closing.abort()
    this.#calls.giveUpAll({ code: 'cancelled', message: 'The window is closing.' })
    this.#desk.reset()
    this.#port.then(
      (port) => port.close(),
      () => {},
    )
  }

  #makeApi(): EngineApi {
    const remote = Comlink.wrap<EngineApi>({
      postMessage: (message: unknown) => void this.#post({ c: 'rpc', m: message }),
      addEventListener: (_type, listener) => void this.#rpcListeners.add(listener as unknown as RpcListener),
      removeEventListener: (_type, listener) => void this.#rpcListeners.delete(listener as unknown as RpcListener),
    })
    const methods: Record<string, (...args: unknown[]) => Promise<Result<unknown>>> = {}
    for (const method of Object.keys(engineMethods) as (keyof EngineApi)[]) {
      // Comlink's Remote has the same methods; spelled out by name so that no other path can be asked for
      const ask = remote[method] as unknown as (...args: unknown[]) => Promise<Result<unknown>>
      methods[method] = (...args) => {
        if (this.#connection.state === 'gone') return Promise.resolve(this.#gone())
        if (method === 'closeSubscription') this.#desk.close(args[0] as number)
        // what cannot be sent (a proxy of a store) is told at once; without the copy it would be lost on its way, and waited for until the deadline
        return this.#calls.run(method, async () => ask(...structuredClone(args)))
      }
    }
    // the keys are exactly those of the contract
    return methods as unknown as EngineApi
  }

  async #post(message: WireMessage): Promise<void> {
    const port = await this.#port
    // never with a transfer list: a message that transfers anything is lost on its way to main
    port.postMessage(message)
  }

  #take(data: unknown, port: MessagePort): void {
    const message = data as WireMessage | null
    switch (message?.c) {
      case 'rpc':
        for (const listener of [...this.#rpcListeners]) listener({ data: message.m })
        break
      case 'event':
        this.#tell(this.#eventListeners, message.e)
        break
      case 'frame':
        try {
          this.#desk.take(message.b)
        } catch (thrown) {
          this.#onDefect(thrown)
        } finally {
          // also after a failure: an unacknowledged frame would stop all others
          port.postMessage({ c: 'ack' } satisfies WireMessage)
        }
        break
      case 'engine-gone':
        this.#change({ state: 'gone', why: message.why, willRestart: message.willRestart })
        this.#desk.reset()
        this.#calls.giveUpAll(this.#gone().error)
        break
      case 'engine-back':
        this.#change({ state: 'connected' })
        break
      default:
        this.#onDefect(new Error('a message that is not known'))
    }
  }

  #gone(): { ok: false; error: { code: 'engine-gone'; message: string; todo: string } } {
    const willRestart = this.#connection.state === 'gone' && this.#connection.willRestart
    return {
      ok: false,
      error: {
        code: 'engine-gone',
        message: 'The engine of Kubilitics stopped before it could answer.',
        todo: willRestart ? 'It is being started again; try again in a moment.' : 'Start the engine again.',
      },
    }
  }

  #change(connection: Connection): void {
    this.#connection = connection
    this.#tell(this.#connectionListeners, connection)
  }

  #tell<T>(listeners: ReadonlySet<(value: T) => void>, value: T): void {
    for (const listener of [...listeners]) {
      try {
        listener(value)
      } catch (thrown) {
        this.#onDefect(thrown)
      }
    }
  }
}
