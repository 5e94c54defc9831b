import { spawn } from 'node:child_process'
import path from 'node:path'

/** What a run of the command line gave. */
export interface CommandRun {
  code: number | null
  stdout: string
  stderr: string
}

const main = path.resolve(import.meta.dirname, '../../engine/cli/main.ts')

/** Runs `kubilitics …` as a process of its own, with no kubeconfig but what is named. */
export function kubilitics(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<CommandRun> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [main, ...args], {
      env: { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 50_000,
    })
    const [out, err]: [Buffer[], Buffer[]] = [[], []]
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() }))
  })
}

/** A run that goes on until it is ended: what it has said so far, and how to press Ctrl-C. */
export class RunningCommand {
  stdout = ''
  stderr = ''
  readonly ended: Promise<number | null>
  readonly #child: ReturnType<typeof spawn>

  constructor(args: readonly string[]) {
    this.#child = spawn(process.execPath, [main, ...args], {
      env: { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent' },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 50_000,
    })
    this.#child.stdout?.on('data', (chunk: Buffer) => (this.stdout += chunk.toString()))
    this.#child.stderr?.on('data', (chunk: Buffer) => (this.stderr += chunk.toString()))
    this.ended = new Promise((resolve) => this.#child.on('close', resolve))
  }

  get lines(): string[] {
    return this.stdout.split('\n').slice(0, -1)
  }

  interrupt(): void {
    this.#child.kill('SIGINT')
  }

  /** For `Stops`. */
  async stop(): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.ended
  }
}

/** A printed table as records by title; columns are cut where the titles begin. */
export function readTable(text: string): Record<string, string>[] {
  const [head = '', ...lines] = text.replace(/\n$/, '').split('\n')
  const titles = [...head.matchAll(/\S+(?: \S+)*/g)].map((match) => ({ title: match[0], at: match.index }))
  return lines.map((line) =>
    Object.fromEntries(titles.map(({ title, at }, index) => [title, line.slice(at, titles[index + 1]?.at).trim()])),
  )
}
