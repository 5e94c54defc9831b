import { z } from 'zod'
import type { Clock } from '../watch/clock.ts'
import { isAborted, linkedAbort } from '../watch/linkedAbort.ts'
import { areComparable, compareVersions } from '../watch/objectVersion.ts'
import type { ApiClient } from './apiClient.ts'

/** How far a watched collection was heard of. */
export interface HeardOf {
  path: string
  version: string
}

export interface HistoryWatchOptions {
  client: ApiClient
  clock: Clock
  /** What was heard of last, of a collection that is watched now; null when nothing is. */
  newest: () => HeardOf | null
  /** The server knows less than it has told before. */
  onRewound: () => void
}

/** Milliseconds between two looks, jittered. A watch from a version that is not there any more says nothing until the server has come so far again. */
const lookEvery = 120_000
const deadline = 15_000

/** Names only, where the server can; an old one sends the whole object. */
const metadataOnly = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json'
const listSchema = z.object({ metadata: z.object({ resourceVersion: z.string() }) })

/**
 * Notices that a cluster's storage went back in time, as after a restore from a backup: then watches go on without an error and without an event,
 * and what is shown has never been. One small list says how far the server is; it asks for the newest state, so it can never be behind what was heard.
 */
export class HistoryWatch {
  readonly #o: HistoryWatchOptions
  #due = false
  #wake: (() => void) | null = null

  constructor(options: HistoryWatchOptions) {
    this.#o = options
  }

  /** Looks now: the server may be another one than before. */
  suspect(): void {
    this.#due = true
    this.#wake?.()
  }

  /** Runs until the signal is aborted. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock } = this.#o
    while (!isAborted(signal)) {
      if (!this.#due) {
        const abort = linkedAbort(signal)
        this.#wake = () => {
          abort.abort()
        }
        await clock.sleep(lookEvery * (0.9 + 0.2 * clock.random()), abort.signal)
        this.#wake = null
        abort.unlink()
      }
      this.#due = false
      if (isAborted(signal)) return
      if (await this.#wentBack(signal)) this.#o.onRewound()
    }
  }

  async #wentBack(signal: AbortSignal): Promise<boolean> {
    const heard = this.#o.newest()
    if (heard === null) return false
    try {
      const answer = await this.#o.client.request({ path: `${heard.path}?limit=1`, accept: metadataOnly, signal, deadline })
      if (answer.status !== 200) return false
      const parsed = listSchema.safeParse(JSON.parse(Buffer.from(answer.body).toString('utf8')))
      if (!parsed.success) return false
      const { resourceVersion } = parsed.data.metadata
      return areComparable(resourceVersion, heard.version) && compareVersions(resourceVersion, heard.version) < 0
    } catch {
      return false // no answer says nothing about history; a lost link has its own watch
    }
  }
}
