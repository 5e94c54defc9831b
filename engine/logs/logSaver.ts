import path from 'node:path'
import { type ClusterId, err, type LogSaveOptions, ok, type Progress, type Result, type SavedLog } from '../contract/index.ts'
import { writeAtomically } from '../files/atomicFile.ts'
import type { LogRing } from './logRing.ts'
import { ringText } from './logText.ts'

/** Savings of all logs have progresses of their own. */
let savings = 0

/** Writes the lines of a log to a file, whole or not at all: one saving at a time. */
export class LogSaver {
  readonly #ring: LogRing
  readonly #cluster: ClusterId | null
  readonly #tell: (progress: Progress) => void
  #saving: AbortController | null = null

  /** `cluster` is whom its progress is told of; `tell` hears it. */
  constructor(ring: LogRing, cluster: ClusterId | null, tell: (progress: Progress) => void) {
    this.#ring = ring
    this.#cluster = cluster
    this.#tell = tell
  }

  /** `prefixOf` gives what stands before the lines of a stream. */
  async save(file: string, options: LogSaveOptions, prefixOf: (stream: number) => string): Promise<Result<SavedLog>> {
    if (this.#saving !== null) return err({ code: 'bad-input', message: 'This log is being saved already.', todo: 'Wait, or cancel it.' })
    if (!path.isAbsolute(file)) return err({ code: 'bad-input', message: 'A file to save to is named with its whole path.', where: file })
    const stop = new AbortController()
    this.#saving = stop
    const saved: SavedLog = { path: file, lines: 0, bytes: 0 }
    const progress = { id: 1_000_000 + ++savings, title: 'Saving log', cluster: this.#cluster }
    const total = options.matching ? this.#ring.shown : this.#ring.held
    const onProgress = (done: number): void => this.#tell({ ...progress, done, total })
    try {
      await writeAtomically(file, this.#pieces(options, saved, prefixOf, stop.signal, onProgress))
      return ok(saved)
    } catch (thrown) {
      if (stop.signal.aborted) return err({ code: 'cancelled', message: 'The saving was cancelled; no file was written.' })
      const { code } = thrown as NodeJS.ErrnoException
      if (code === undefined) throw thrown
      const todo = 'Choose another folder, or free some disk space.'
      return err({ code: 'io', message: `The log could not be written (${code}).`, where: file, todo })
    } finally {
      this.#saving = null
      this.#tell({ ...progress, done: 1, total: 1 })
    }
  }

  /** False: nothing is being saved. */
  cancel(): boolean {
    this.#saving?.abort()
    return this.#saving !== null
  }

  // a stream source for the file: asks for the next page when the last is written
  async *#pieces(
    options: LogSaveOptions,
    saved: SavedLog,
    prefixOf: (stream: number) => string,
    signal: AbortSignal,
    onProgress: (lines: number) => void,
  ): AsyncGenerator<Uint8Array> {
    for (const { text, lines } of ringText(this.#ring, options.matching, { timestamps: options.timestamps, prefixOf })) {
      // also lets others have their turn
      await new Promise((resolve) => setImmediate(resolve))
      signal.throwIfAborted()
      const bytes = Buffer.from(text)
      saved.lines += lines
      saved.bytes += bytes.length
      yield bytes
      onProgress(saved.lines)
    }
  }
}
