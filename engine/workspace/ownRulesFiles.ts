import { mkdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { LocalFileError, readLocalFile } from '../cluster/localFile.ts'
import { err, ok, type ClusterId, type EngineError, type OwnRulesText, type Result } from '../contract/index.ts'
import { writeAtomically } from '../files/atomicFile.ts'
import { readOwnRules } from '../relations/ownRules.ts'
import type { RuleBook } from '../relations/ruleBook.ts'

/** A file of rules is a page or two; see `ownRules.ts`. */
const limit = 2_000_000
const idForm = /^[a-z]+-[A-Za-z0-9._-]{1,80}$/

/** Where people's own rules are kept, beside the registry: one YAML file per cluster, word for word as it was written. */
export class OwnRulesFiles {
  readonly #folder: string

  /** `folder` is the app's data folder. */
  constructor(folder: string) {
    this.#folder = path.join(folder, 'rules')
  }

  /** The file of a cluster, whether there is one or not. */
  fileOf(cluster: ClusterId): string {
    return path.join(this.#folder, `${cluster}.yaml`)
  }

  /** The text of a cluster's rules; empty when it has none. */
  async read(cluster: ClusterId): Promise<Result<string>> {
    if (!idForm.test(cluster)) return err(noCluster(cluster))
    const file = this.fileOf(cluster)
    try {
      return ok((await readLocalFile(file, limit)).toString('utf8'))
    } catch (error) {
      if (error instanceof LocalFileError && error.missing) return ok('')
      const why = error instanceof LocalFileError ? error.reason : 'cannot be read'
      return err({ code: 'io', message: `The file of your own rules ${why}.`, where: file, todo: 'Check the file and its permissions.' })
    }
  }

  /** What a person wrote for a cluster, and what is wrong with it. */
  async written(cluster: ClusterId): Promise<Result<OwnRulesText>> {
    const text = await this.read(cluster)
    if (!text.ok) return text
    const read = readOwnRules(text.value, 'rules')
    return ok({ text: text.value, rules: read.ok ? read.value.entries : 0, problem: read.ok ? null : read.error })
  }

  /** Keeps a person's rules, and gives them to the cluster's book if it is open; text that cannot be used is refused as a whole. Gives their number. */
  async save(cluster: ClusterId, text: string, book: RuleBook | undefined): Promise<Result<number>> {
    const read = readOwnRules(text, 'rules')
    if (!read.ok) return read
    const written = await this.write(cluster, text)
    if (!written.ok) return written
    book?.setOwn(read.value.rules)
    return ok(read.value.entries)
  }

  /** Gives a cluster's book its rules; what cannot be used is the error. */
  async take(cluster: ClusterId, book: RuleBook): Promise<EngineError | null> {
    const text = await this.read(cluster)
    const read = text.ok ? readOwnRules(text.value, this.fileOf(cluster)) : text
    if (!read.ok) return read.error
    book.setOwn(read.value.rules)
    return null
  }

  /** Keeps a text; an empty one forgets the file. */
  async write(cluster: ClusterId, text: string): Promise<Result<null>> {
    if (!idForm.test(cluster)) return err(noCluster(cluster))
    const file = this.fileOf(cluster)
    try {
      if (text.trim() === '') await rm(file, { force: true })
      else {
        await mkdir(this.#folder, { recursive: true, mode: 0o700 })
        await writeAtomically(file, Buffer.from(text))
      }
      return ok(null)
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? 'unknown error'
      return err({
        code: 'io',
        message: `Your own rules could not be written (${code}).`,
        where: file,
        todo: code === 'ENOSPC' ? 'Free some disk space.' : 'Check the permissions of the folder.',
      })
    }
  }
}

function noCluster(id: ClusterId): EngineError {
  return { code: 'not-found', message: 'There is no such cluster.', where: id.slice(0, 100) }
}
