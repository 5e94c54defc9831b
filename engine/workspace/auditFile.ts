import { appendFile, mkdir } from 'node:fs/promises'
import path from 'node:path'
import { err, ok, type ClusterId, type EngineErrorCode, type ObjectId, type Result } from '../contract/index.ts'

/** One line of the audit file: what was revealed, of what, and how that ended. Never a value. */
export interface AuditEntry {
  did: 'reveal'
  cluster: ClusterId
  /** What a person calls the cluster, and its server: ids mean nothing later. */
  clusterName: string
  server: string
  object: ObjectId
  key: string
  outcome: 'revealed' | EngineErrorCode
}

/** What was done that should be known afterwards: a file of JSON lines beside the registry, only ever added to. */
export class AuditFile {
  readonly file: string
  /** Lines are written one after another. */
  #writing: Promise<unknown> = Promise.resolve()

  /** `folder` is the app's data folder. */
  constructor(folder: string) {
    this.file = path.join(folder, 'audit.jsonl')
  }

  /** Adds a line with the time. What cannot be written is an error: whoever must audit does not go on. */
  add(entry: AuditEntry): Promise<Result<null>> {
    const line = `${JSON.stringify({ at: new Date().toISOString(), ...entry })}\n`
    const written = this.#writing.then(async (): Promise<Result<null>> => {
      try {
        await mkdir(path.dirname(this.file), { recursive: true, mode: 0o700 })
        await appendFile(this.file, line, { mode: 0o600 })
        return ok(null)
      } catch (error) {
        return err({
          code: 'io',
          message: `The audit file could not be written (${(error as NodeJS.ErrnoException).code ?? 'unknown error'}), so nothing is revealed.`,
          where: this.file,
          todo: 'Check the permissions of the folder, or free some disk space.',
        })
      }
    })
    this.#writing = written
    return written
  }
}
