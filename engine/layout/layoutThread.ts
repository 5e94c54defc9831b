import { Worker } from 'node:worker_threads'
import type { ObjectId } from '../contract/index.ts'
import { columnCentres, type Centres, type Neighbourhood } from './neighbourhood.ts'

/** How long a neighbourhood may take before the plain layout is used instead. */
const defaultDeadline = 4_000
/** Beyond a few hundred nodes a force-directed picture says nothing and takes seconds. */
const maxNodes = 400

interface Answer {
  job: number
  centres?: [ObjectId, { x: number; y: number }][]
  failed?: string
}

export interface LayoutThreadOptions {
  /** The worker's file: `layout.cjs` beside the engine, or `worker.ts` itself on a Node that strips types. Null: no thread, plain layout. */
  file: string | URL | null
  /** Milliseconds. */
  deadline?: number
  /** Told when a layout fell back to the plain one, and why. */
  onFallback?: (why: string) => void
}

/** Lays neighbourhoods out in a thread of its own, started when first needed. One that hangs is ended and started anew. */
export class LayoutThread {
  readonly #options: LayoutThreadOptions
  #worker: Worker | null = null
  #jobs = 0
  readonly #waiting = new Map<number, (answer: Answer) => void>()
  #closed = false

  constructor(options: LayoutThreadOptions) {
    this.#options = options
  }

  /** Centres of the tiles; always answers, with the plain layout when the thread cannot. */
  async centres(around: Neighbourhood): Promise<Centres> {
    if (this.#options.file === null || around.tiles.length < 2) return columnCentres(around)
    if (around.tiles.length > maxNodes) return this.#fallback(around, `${around.tiles.length} tiles, at most ${maxNodes}`)
    try {
      const answer = await this.#ask(around)
      return answer.centres ? new Map(answer.centres) : this.#fallback(around, answer.failed ?? 'no answer')
    } catch (error) {
      return this.#fallback(around, error instanceof Error ? error.message : String(error))
    }
  }

  /** Ends the thread; what is waiting gets the plain layout. */
  close(): void {
    this.#closed = true
    this.#end('closed')
  }

  #fallback(around: Neighbourhood, why: string): Centres {
    this.#options.onFallback?.(why)
    return columnCentres(around)
  }

  #ask(around: Neighbourhood): Promise<Answer> {
    const job = ++this.#jobs
    return new Promise((resolve) => {
      if (this.#closed) {
        resolve({ job, failed: 'closed' })
        return
      }
      const timer = setTimeout(() => {
        this.#end('took too long')
      }, this.#options.deadline ?? defaultDeadline)
      this.#waiting.set(job, (answer) => {
        clearTimeout(timer)
        this.#waiting.delete(job)
        // An idle thread does not keep the process alive, a working one does.
        if (this.#waiting.size === 0) this.#worker?.unref()
        resolve(answer)
      })
      try {
        const worker = this.#start()
        worker.ref()
        worker.postMessage({ job, input: around.input })
      } catch (error) {
        this.#waiting.get(job)?.({ job, failed: error instanceof Error ? error.message : String(error) })
      }
    })
  }

  #start(): Worker {
    if (this.#worker) return this.#worker
    const worker = new Worker(this.#options.file ?? '', { stdout: false, stderr: false })
    worker.on('message', (answer: Answer) => this.#waiting.get(answer.job)?.(answer))
    worker.on('error', (error: Error) => {
      if (this.#worker === worker) this.#end(error.message)
    })
    worker.on('exit', (code) => {
      if (this.#worker === worker) this.#end(`the layout thread ended with code ${code}`)
    })
    this.#worker = worker
    return worker
  }

  #end(why: string): void {
    const worker = this.#worker
    this.#worker = null
    for (const [job, answer] of [...this.#waiting]) answer({ job, failed: why })
    void worker?.terminate()
  }
}
