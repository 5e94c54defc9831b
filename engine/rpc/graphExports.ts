import path from 'node:path'
import { type DrawingFiles, err, type ExportedFile, type ExportOptions, ok, type Result } from '../contract/index.ts'
import { exportGraph, type ExportSource } from '../export/graphExport.ts'
import { writeAtomically } from '../files/atomicFile.ts'

/** The exports that a window has asked for: at most one of each open graph at a time, each can be ended. */
export class GraphExports {
  readonly #files: DrawingFiles
  readonly #running = new Map<number, AbortController>()

  constructor(files: DrawingFiles) {
    this.#files = files
  }

  async run(subscription: number, source: ExportSource, target: string, options: ExportOptions): Promise<Result<ExportedFile>> {
    if (this.#running.has(subscription))
      return err({
        code: 'bad-input',
        message: 'This graph is being exported already.',
        todo: 'Wait until that file is written, or cancel it.',
      })
    if (!path.isAbsolute(target))
      return err({ code: 'bad-input', message: 'A file to export to is named with its whole path.', where: target })
    const stop = new AbortController()
    this.#running.set(subscription, stop)
    try {
      const bytes = await exportGraph(source, options, this.#files, stop.signal)
      if (!bytes.ok) return bytes
      if (stop.signal.aborted) return err({ code: 'cancelled', message: 'The export was cancelled.' })
      await writeAtomically(target, bytes.value)
      return ok({ path: target, bytes: bytes.value.length })
    } catch (thrown) {
      const { code } = thrown as NodeJS.ErrnoException
      // what the system says of a file has a code; anything else is a defect, and told as one at the gate
      if (code === undefined) throw thrown
      return err({
        code: 'io',
        message: `The file could not be written (${code}).`,
        where: target,
        todo: 'Choose another folder, or free some disk space.',
      })
    } finally {
      this.#running.delete(subscription)
    }
  }

  /** Ends the export of a graph. False: there is none. */
  cancel(subscription: number): boolean {
    this.#running.get(subscription)?.abort()
    return this.#running.has(subscription)
  }

  /** Ends all of them: the window is gone. */
  close(): void {
    for (const running of this.#running.values()) running.abort()
  }
}
