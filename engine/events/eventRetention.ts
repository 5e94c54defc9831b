import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { type EngineError, err, ok, type Result } from '../contract/index.ts'
import { writeAtomically } from '../files/atomicFile.ts'

/** Days that events are kept unless a person says otherwise. */
const usualDays = 7
/** Least and most days. */
export const retentionRange = { least: 1, most: 90 } as const

/** How long events are kept: one setting for all clusters, in a file of its own. */
export class EventRetention {
  readonly #file: string
  readonly #listeners = new Set<() => void>()
  #days = usualDays

  private constructor(file: string) {
    this.#file = file
  }

  /** Reads the setting; a file that cannot be used is told, and the usual holds. */
  static async open(userData: string): Promise<{ retention: EventRetention; error: EngineError | null }> {
    const retention = new EventRetention(path.join(userData, 'event-retention.json'))
    try {
      const read: unknown = JSON.parse(await readFile(retention.#file, 'utf8'))
      const days = (read as { days?: unknown } | null)?.days
      if (!validDays(days)) throw new Error(`days is no number from ${retentionRange.least} to ${retentionRange.most}`)
      retention.#days = days
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { retention, error: null }
      const why = (error as NodeJS.ErrnoException).code ?? (error instanceof Error ? error.message : 'unknown reason')
      return {
        retention,
        error: {
          code: 'io',
          message: `How long events are kept could not be read (${why}): ${usualDays} days hold.`,
          where: retention.#file,
          todo: 'Choose the days again on the Events page.',
        },
      }
    }
    return { retention, error: null }
  }

  get days(): number {
    return this.#days
  }

  async set(days: number): Promise<Result<null>> {
    if (!validDays(days))
      return err({ code: 'bad-input', message: `Events are kept for ${retentionRange.least} to ${retentionRange.most} days.` })
    try {
      await writeAtomically(this.#file, Buffer.from(`${JSON.stringify({ days })}\n`))
    } catch (error) {
      return err({
        code: 'io',
        message: `The setting could not be written (${(error as NodeJS.ErrnoException).code ?? 'unknown error'}).`,
        where: this.#file,
        todo: 'Free some disk space, or check the rights of the folder.',
      })
    }
    this.#days = days
    for (const listener of [...this.#listeners]) listener()
    return ok(null)
  }

  /** Returns the stop function. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }
}

function validDays(days: unknown): days is number {
  return typeof days === 'number' && Number.isInteger(days) && days >= retentionRange.least && days <= retentionRange.most
}
