import { Worker } from 'node:worker_threads'
import type { DrawingFiles } from '../contract/index.ts'
import { err, ok, type Result } from '../contract/index.ts'

/** Milliseconds that the largest picture may take. */
const drawingDeadline = 240_000

/** What the thread is given at its start. */
export interface DrawingTask {
  svg: string
  format: 'pdf' | 'png'
  scale: number
  wasm: string
  fonts: readonly string[]
}

/** What the thread says when it is done. */
export interface DrawingAnswer {
  bytes: Uint8Array<ArrayBuffer>
}

/**
 * Draws a PDF or PNG in a thread of its own, so that nothing else waits: it is started for one picture, and ended by its end, its deadline or
 * the signal.
 */
export function drawInThread(
  task: Pick<DrawingTask, 'svg' | 'format' | 'scale'>,
  files: DrawingFiles,
  signal: AbortSignal,
): Promise<Result<Uint8Array>> {
  return new Promise((resolve) => {
    const name = task.format.toUpperCase()
    const cancelled = err({ code: 'cancelled', message: `The ${name} was not finished.` })
    if (signal.aborted) {
      resolve(cancelled)
      return
    }
    const failed = (why: string): Result<never> =>
      err({ code: 'internal', message: `The ${name} could not be drawn: ${why}.`, todo: 'Choose a smaller scale, or SVG.' })
    const worker = new Worker(files.worker, { workerData: { ...task, wasm: files.wasm, fonts: files.fonts } satisfies DrawingTask })
    const end = (result: Result<Uint8Array>): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', stop)
      worker.removeAllListeners()
      // what it says while it is being ended concerns nobody
      worker.on('error', () => undefined)
      void worker.terminate()
      resolve(result)
    }
    const stop = (): void => end(cancelled)
    const timer = setTimeout(() => {
      end(
        err({
          code: 'timeout',
          message: `The ${name} took longer than ${drawingDeadline / 1000} s.`,
          todo: 'Choose a smaller scale, or SVG.',
        }),
      )
    }, drawingDeadline)
    signal.addEventListener('abort', stop)
    worker.on('message', ({ bytes }: DrawingAnswer) => end(ok(bytes)))
    worker.on('error', (error: Error) => end(failed(error.message)))
    worker.on('exit', (code) => end(failed(`its thread ended with code ${code}`)))
  })
}
