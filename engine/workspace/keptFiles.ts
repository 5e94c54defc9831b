import { readdir, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { err, ok, type KeptOnDisk, type Result } from '../contract/index.ts'

/** With what is in it; what is written there meanwhile is met again a moment later. */
const whole = { recursive: true, force: true, maxRetries: 8, retryDelay: 20 } as const

/** What the app keeps on disk of clusters: last pictures and kept events. To be looked at, and deleted, as a whole. */
export class KeptFiles {
  readonly #pictures: string
  readonly #events: string
  readonly #cleared: () => Promise<void>

  /** Folders; `cleared` is called after a deletion, for who has one of the files open. */
  constructor(pictures: string, events: string, cleared: () => Promise<void>) {
    this.#pictures = pictures
    this.#events = events
    this.#cleared = cleared
  }

  async onDisk(): Promise<Result<KeptOnDisk>> {
    try {
      const [pictures, events] = [await filesIn(this.#pictures), await filesIn(this.#events)]
      return ok({
        pictures: pictures.filter(({ name }) => name.endsWith('.picture')).length,
        eventFiles: events.filter(({ name }) => name.endsWith('.events')).length,
        bytes: [...pictures, ...events].reduce((sum, { bytes }) => sum + bytes, 0),
      })
    } catch (error) {
      return err(failed('read', path.dirname(this.#events), error))
    }
  }

  async clear(): Promise<Result<null>> {
    try {
      for (const folder of [this.#pictures, this.#events]) await rm(folder, whole)
      await this.#cleared()
      return ok(null)
    } catch (error) {
      return err(failed('deleted', path.dirname(this.#events), error))
    }
  }
}

async function filesIn(folder: string): Promise<{ name: string; bytes: number }[]> {
  let names: string[]
  try {
    names = await readdir(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
  const sizes = await Promise.all(names.map((name) => stat(path.join(folder, name)).then(({ size }) => size, gone)))
  return names.map((name, at) => ({ name, bytes: sizes[at] ?? 0 }))
}

/** A file may be replaced while the folder is read. */
function gone(error: unknown): number {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0
  throw error
}

function failed(doing: string, where: string, error: unknown): { code: 'io'; message: string; where: string; todo: string } {
  return {
    code: 'io',
    message: `What the app keeps on disk could not be ${doing} (${(error as NodeJS.ErrnoException).code ?? 'unknown error'}).`,
    where,
    todo: 'Check the rights of the folder.',
  }
}
