import { visibleText } from '../contract/index.ts'
import { exitCode } from './exitCode.ts'
import { unwritten } from './outputFile.ts'

/** Standard output of a command that writes while it goes on: waits while the reader is behind, and says when the reader went away. */
export class TextStream {
  readonly #abort = new AbortController()
  readonly #onError = (error: NodeJS.ErrnoException): void => {
    if (error.code === 'EPIPE') this.#abort.abort()
    else {
      const { message, todo } = unwritten(error)
      process.stderr.write(`kubilitics: ${message}\n  to do: ${todo ?? ''}\n`)
      process.exit(exitCode.failed)
    }
  }

  constructor() {
    process.stdout.on('error', this.#onError)
  }

  /** Aborted when nobody reads any more (`| head`): no failure, but a reason to stop. */
  get gone(): AbortSignal {
    return this.#abort.signal
  }

  /** Resolves when there is room for more. */
  async write(text: string): Promise<void> {
    if (this.gone.aborted || process.stdout.write(text)) return
    await new Promise<void>((resolve) => {
      const settle = (): void => {
        process.stdout.off('drain', settle)
        this.gone.removeEventListener('abort', settle)
        resolve()
      }
      process.stdout.on('drain', settle)
      this.gone.addEventListener('abort', settle)
    })
  }

  /** A line for the person, beside the data. */
  tell(text: string): void {
    process.stderr.write(`${visibleText(text)}\n`)
  }
}

/** Ctrl-C: aborts instead of ending the process, so that what is open can be closed. The second one ends it. */
export function interruption(): AbortSignal {
  const abort = new AbortController()
  process.once('SIGINT', () => abort.abort())
  process.once('SIGTERM', () => abort.abort())
  return abort.signal
}
