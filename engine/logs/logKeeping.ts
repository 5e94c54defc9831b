import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { type EngineError, err, type LogKeep, logKeepRange, ok, type Result } from '../contract/index.ts'
import { writeAtomically } from '../files/atomicFile.ts'

/** What one log keeps unless a person says otherwise. */
const usualKeep: LogKeep = { lines: 1_000_000, bytes: 512 * 1024 * 1024 }

/** How much of a log is kept: one setting for all logs of all windows, in a file of its own. */
export class LogKeeping {
  readonly #file: string
  readonly #listeners = new Set<() => void>()
  #keep = usualKeep

  private constructor(file: string) {
    this.#file = file
  }

  /** Reads the setting; a file that cannot be used is told, and the usual holds. */
  static async open(userData: string): Promise<{ keeping: LogKeeping; error: EngineError | null }> {
    const keeping = new LogKeeping(path.join(userData, 'log-keeping.json'))
    try {
      const read: unknown = JSON.parse(await readFile(keeping.#file, 'utf8'))
      const { lines, bytes } = (read ?? {}) as Partial<Record<keyof LogKeep, unknown>>
      if (typeof lines !== 'number' || typeof bytes !== 'number' || !isValid({ lines, bytes }))
        throw new Error('lines or bytes are out of range')
      keeping.#keep = { lines, bytes }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { keeping, error: null }
      const why = (error as NodeJS.ErrnoException).code ?? (error instanceof Error ? error.message : 'unknown reason')
      return {
        keeping,
        error: {
          code: 'io',
          message: `How much of a log is kept could not be read (${why}): the usual amount holds.`,
          where: keeping.#file,
          todo: 'Choose the amount again in a log.',
        },
      }
    }
    return { keeping, error: null }
  }

  get keep(): LogKeep {
    return this.#keep
  }

  async set(keep: LogKeep): Promise<Result<null>> {
    if (!isValid(keep)) {
      const { lines, bytes } = logKeepRange
      const message = `A log keeps ${lines.least} to ${lines.most} lines, and ${bytes.least} to ${bytes.most} bytes.`
      return err({ code: 'bad-input', message })
    }
    try {
      await writeAtomically(this.#file, Buffer.from(`${JSON.stringify(keep)}\n`))
    } catch (error) {
      return err({
        code: 'io',
        message: `The setting could not be written (${(error as NodeJS.ErrnoException).code ?? 'unknown error'}).`,
        where: this.#file,
        todo: 'Free some disk space, or check the rights of the folder.',
      })
    }
    this.#keep = { ...keep }
    for (const listener of [...this.#listeners]) listener()
    return ok(null)
  }

  /** Returns the stop function. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }
}

function isValid({ lines, bytes }: LogKeep): boolean {
  const within = (value: number, { least, most }: { least: number; most: number }): boolean =>
    Number.isInteger(value) && value >= least && value <= most
  return within(lines, logKeepRange.lines) && within(bytes, logKeepRange.bytes)
}
