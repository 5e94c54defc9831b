import { MessageChannel } from 'node:worker_threads'
import type { MessagePort, Worker } from 'node:worker_threads'
import type { EngineMessage, HostMessage } from '../engine/contract/index.ts'

/** At most so many starts after a crash … */
const mostRestarts = 3
/** … within so many milliseconds; beyond it the engine is given up on until a person asks. */
const restartWindow = 60_000
/** Milliseconds before each of them. */
const restartDelays = [100, 1000, 3000] as const
/** Milliseconds that an engine gets to close watches and flush files. */
const stopDeadline = 4000

/** What the host is made of. */
export interface EngineHostOptions {
  startWorker: () => Worker
  /** First words to every new worker. */
  greet: () => HostMessage<never>[]
  /** What the worker says, except that it is ready. */
  onMessage: (message: Exclude<EngineMessage, { type: 'ready' }>) => void
  onProblem: (problem: string, thrown?: unknown) => void
  /** For tests; milliseconds before each restart. */
  restartDelays?: readonly number[]
}

/** Whether the engine runs, and if not, why and what follows. */
export type EngineState = { state: 'starting' } | { state: 'running' } | { state: 'down'; why: string; willRestart: boolean }

/** Starts the engine's worker, watches it, starts it again when it dies, and ends it. */
export class EngineHost {
  readonly #options: EngineHostOptions
  readonly #listeners = new Set<(state: EngineState) => void>()
  readonly #restarts: number[] = []
  #worker: Worker | null = null
  #state: EngineState = { state: 'starting' }
  #timer: NodeJS.Timeout | null = null
  #stopping = false

  constructor(options: EngineHostOptions) {
    this.#options = options
  }

  get state(): EngineState {
    return this.#state
  }

  /** Returns the stop function. */
  onState(listener: (state: EngineState) => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  start(): void {
    if (this.#worker !== null || this.#stopping) return
    this.#change({ state: 'starting' })
    let worker: Worker
    try {
      worker = this.#options.startWorker()
    } catch (thrown) {
      this.#options.onProblem('the engine could not be started', thrown)
      this.#down(reasonOf(thrown))
      return
    }
    this.#worker = worker
    let reason: string | null = null
    worker.on('message', (message: EngineMessage) => this.#take(worker, message))
    worker.on('error', (thrown) => {
      reason = reasonOf(thrown)
      this.#options.onProblem('the engine stopped', thrown)
    })
    worker.on('exit', (code) => {
      if (this.#worker !== worker) return
      this.#worker = null
      if (!this.#stopping) this.#down(reason ?? `it ended with code ${code}`)
    })
    for (const message of this.#options.greet()) worker.postMessage(message)
  }

  /** Starts the engine after it was given up on; a person's wish, so the count begins anew. */
  restart(): void {
    this.#restarts.length = 0
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    this.start()
  }

  /** A wire to the engine, for one window; null while there is no engine. */
  openPort(): MessagePort | null {
    if (this.#worker === null) return null
    const { port1, port2 } = new MessageChannel()
    this.#worker.postMessage({ type: 'connect', port: port2 } satisfies HostMessage<MessagePort>, [port2])
    return port1
  }

  say(message: HostMessage<never>): void {
    this.#worker?.postMessage(message)
  }

  /** Ends the engine: asks first, ends it by force at the deadline. */
  async stop(): Promise<void> {
    this.#stopping = true
    if (this.#timer !== null) clearTimeout(this.#timer)
    const worker = this.#worker
    if (worker === null) return
    const exited = new Promise<boolean>((resolve) => worker.once('exit', () => resolve(true)))
    worker.postMessage({ type: 'stop' } satisfies HostMessage)
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), stopDeadline)
    })
    if (!(await Promise.race([exited, late]))) {
      this.#options.onProblem(`the engine did not end within ${stopDeadline / 1000} s and was ended by force`)
      await worker.terminate()
    }
    clearTimeout(timer)
  }

  #take(worker: Worker, message: EngineMessage): void {
    if (this.#worker !== worker) return
    if (message.type === 'ready') this.#change({ state: 'running' })
    else this.#options.onMessage(message)
  }

  #down(why: string): void {
    const now = Date.now()
    while (this.#restarts[0] !== undefined && this.#restarts[0] < now - restartWindow) this.#restarts.shift()
    const willRestart = this.#restarts.length < mostRestarts
    this.#change({ state: 'down', why, willRestart })
    if (!willRestart) return
    const delays = this.#options.restartDelays ?? restartDelays
    const delay = delays[Math.min(this.#restarts.length, delays.length - 1)] ?? 0
    this.#restarts.push(now)
    this.#timer = setTimeout(() => {
      this.#timer = null
      this.start()
    }, delay)
  }

  #change(state: EngineState): void {
    this.#state = state
    for (const listener of [...this.#listeners]) listener(state)
  }
}

function reasonOf(thrown: unknown): string {
  const code = (thrown as { code?: unknown } | null)?.code
  if (code === 'ERR_WORKER_OUT_OF_MEMORY') return 'it ran out of memory'
  // the message may hold anything, so the window gets the kind of failure only; the whole is in the log
  return thrown instanceof Error ? `it failed (${thrown.name})` : 'it failed'
}
