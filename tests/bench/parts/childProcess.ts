import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** A process of a bench that speaks in lines of JSON. */
export class JsonProcess {
  readonly #child: ChildProcess
  readonly #lines: unknown[] = []
  readonly #waiting: { take: (line: unknown) => void; fail: (error: Error) => void }[] = []
  #ended: Error | null = null
  readonly exited: Promise<number | null>

  /** `file` is relative to tests/, or a whole path. */
  constructor(file: string, args: readonly string[], flags: readonly string[] = []) {
    const path = file.startsWith('/') ? file : fileURLToPath(new URL(`../../${file}`, import.meta.url))
    this.#child = spawn(process.execPath, [...flags, path, ...args], { stdio: ['pipe', 'pipe', 'inherit'] })
    createInterface({ input: this.#child.stdout! }).on('line', (line) => {
      const value: unknown = JSON.parse(line)
      const waiting = this.#waiting.shift()
      if (waiting === undefined) this.#lines.push(value)
      else waiting.take(value)
    })
    this.exited = new Promise((resolve) => {
      this.#child.on('close', (code) => {
        this.#ended = new Error(`${file} ended with ${String(code)}`)
        for (const waiting of this.#waiting.splice(0)) waiting.fail(this.#ended)
        resolve(code)
      })
    })
  }

  get pid(): number {
    return this.#child.pid ?? 0
  }

  /** The next line that it says, within so many milliseconds. */
  next<T>(deadline: number): Promise<T> {
    if (this.#lines.length > 0) return Promise.resolve(this.#lines.shift() as T)
    if (this.#ended !== null) return Promise.reject(this.#ended)
    return new Promise<T>((resolve, reject) => {
      const timer = setTimeout(() => waiting.fail(new Error(`nothing was said within ${deadline / 1000} s`)), deadline)
      const waiting = {
        take: (line: unknown) => {
          clearTimeout(timer)
          resolve(line as T)
        },
        fail: (error: Error) => {
          clearTimeout(timer)
          reject(error)
        },
      }
      this.#waiting.push(waiting)
    })
  }

  /** Says a line and waits for the answer. */
  ask<T>(line: string, deadline = 30_000): Promise<T> {
    this.#child.stdin?.write(`${line}\n`)
    return this.next<T>(deadline)
  }

  /** Ends its input, after which it should end by itself; ended by force when it does not within 10 s. */
  async stop(): Promise<void> {
    this.#child.stdin?.end()
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), 10_000)
    await this.exited
    clearTimeout(timer)
  }
}

/** What the fake API server says when it is ready, and after each command. */
export interface ServerState {
  url: string
  events: number
  version: number
  /** Processor time of the server so far, microseconds. */
  cpu: number
  counts: Record<string, number>
}

/** Starts the fake API server in a process of its own. */
export async function startServer(
  size: { pods: number; others: number },
  kubeconfig: string,
): Promise<{ process: JsonProcess; state: ServerState }> {
  const server = new JsonProcess('fakeApiServer/main.ts', [
    '--pods',
    String(size.pods),
    '--others',
    String(size.others),
    '--kubeconfig',
    kubeconfig,
  ])
  return { process: server, state: await server.next<ServerState>(120_000) }
}
