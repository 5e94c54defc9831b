import { createHash } from 'node:crypto'
import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { LocalFileError, readLocalFile } from '../cluster/localFile.ts'
import type { ClusterId, EngineError, GraphQuery } from '../contract/index.ts'
import { writeAtomically } from '../files/atomicFile.ts'
import { placesOf } from '../graph/planKeeper.ts'
import type { PlanKeeper } from '../graph/planKeeper.ts'
import { readPlan, type Plan } from '../layout/plan.ts'

/** Milliseconds from a change of places until they are written: a storm of changes writes once in a while. */
const writeAfter = 3000
/** Largest file of places that is read, in bytes: a picture of 150,000 objects has less. */
const limit = 64_000_000
/** Most pictures of a cluster whose places are kept on disk, and most of all clusters that are kept in memory. */
const mostFiles = 40
const mostInMemory = 40
const idForm = /^[a-z]+-[A-Za-z0-9._-]{1,80}$/

/**
 * Where the places of pictures are kept, beside the registry: one file per cluster, scope and lens. Those of snapshots last as long as
 * the engine.
 */
export class PlaceFiles implements PlanKeeper {
  readonly #folder: string
  readonly #onDisk: (cluster: ClusterId) => boolean
  readonly #onProblem: (error: EngineError) => void
  /** In the order of use. Null: there is none. */
  readonly #plans = new Map<string, Plan | null>()
  readonly #waiting = new Map<string, { cluster: ClusterId; timer: NodeJS.Timeout }>()
  /** Writing and deleting, one after the other. */
  #work: Promise<void> = Promise.resolve()

  /** `folder` is the app's data folder; `onDisk` says of which clusters places are written. */
  constructor(folder: string, onDisk: (cluster: ClusterId) => boolean, onProblem: (error: EngineError) => void) {
    this.#folder = path.join(folder, 'places')
    this.#onDisk = onDisk
    this.#onProblem = onProblem
  }

  async load(query: GraphQuery): Promise<Plan | null> {
    const key = placesOf(query)
    if (key === null) return null
    const known = this.#plans.get(key)
    if (known !== undefined || !this.#isWritten(query.cluster)) return known ?? null
    await this.#work
    const plan = await this.#read(this.#fileOf(query.cluster, key))
    const meanwhile = this.#plans.get(key)
    if (meanwhile !== undefined) return meanwhile
    this.#remember(key, plan)
    return plan
  }

  keep(query: GraphQuery, plan: Plan): void {
    const key = placesOf(query)
    if (key === null || this.#plans.get(key) === plan) return
    this.#remember(key, plan)
    if (!this.#isWritten(query.cluster) || this.#waiting.has(key)) return
    const timer = setTimeout(() => this.#write(key, query.cluster), writeAfter)
    timer.unref()
    this.#waiting.set(key, { cluster: query.cluster, timer })
  }

  drop(query: GraphQuery): void {
    const key = placesOf(query)
    if (key === null) return
    clearTimeout(this.#waiting.get(key)?.timer)
    this.#waiting.delete(key)
    this.#remember(key, null)
    if (!this.#isWritten(query.cluster)) return
    const file = this.#fileOf(query.cluster, key)
    this.#enqueue(file, () => rm(file, { force: true }))
  }

  /** Writes what waits to be written. */
  async stop(): Promise<void> {
    for (const [key, { cluster, timer }] of [...this.#waiting]) {
      clearTimeout(timer)
      this.#write(key, cluster)
    }
    await this.#work
  }

  #isWritten(cluster: ClusterId): boolean {
    return idForm.test(cluster) && this.#onDisk(cluster)
  }

  #remember(key: string, plan: Plan | null): void {
    this.#plans.delete(key)
    this.#plans.set(key, plan)
    for (const oldest of this.#plans.keys()) {
      if (this.#plans.size <= mostInMemory) break
      // What is not written yet is not forgotten.
      if (!this.#waiting.has(oldest)) this.#plans.delete(oldest)
      else break
    }
  }

  #fileOf(cluster: ClusterId, key: string): string {
    return path.join(this.#folder, cluster, `${createHash('sha256').update(key).digest('hex').slice(0, 24)}.json`)
  }

  async #read(file: string): Promise<Plan | null> {
    try {
      const plan = readPlan(JSON.parse((await readLocalFile(file, limit)).toString('utf8')) as unknown)
      if (plan === null || !('code' in plan)) return plan
      this.#onProblem({ ...plan, where: file })
    } catch (error) {
      if (error instanceof LocalFileError && error.missing) return null
      const why = error instanceof LocalFileError ? `The file ${error.reason}.` : 'It is no JSON.'
      this.#onProblem({
        code: 'io',
        message: `The saved places of a picture cannot be read, and it is drawn anew. ${why}`,
        where: file,
        todo: 'It is replaced when the picture is drawn; check the file if this comes again.',
      })
    }
    return null
  }

  #write(key: string, cluster: ClusterId): void {
    this.#waiting.delete(key)
    const plan = this.#plans.get(key)
    if (!plan) return
    const file = this.#fileOf(cluster, key)
    this.#enqueue(file, async () => {
      await mkdir(path.dirname(file), { recursive: true, mode: 0o700 })
      await writeAtomically(file, Buffer.from(JSON.stringify(plan)))
      await this.#thin(path.dirname(file))
    })
  }

  /** Places of the pictures that were drawn longest ago are forgotten. */
  async #thin(folder: string): Promise<void> {
    const names = (await readdir(folder)).filter((name) => name.endsWith('.json'))
    if (names.length <= mostFiles) return
    const files = await Promise.all(names.map(async (name) => ({ name, at: (await stat(path.join(folder, name))).mtimeMs })))
    files.sort((a, b) => b.at - a.at)
    for (const { name } of files.slice(mostFiles)) await rm(path.join(folder, name), { force: true })
  }

  #enqueue(file: string, work: () => Promise<void>): void {
    this.#work = this.#work.then(work).catch((error: unknown) => {
      const code = (error as NodeJS.ErrnoException).code ?? 'unknown error'
      this.#onProblem({
        code: 'io',
        message: `The places of a picture could not be kept (${code}).`,
        where: file,
        todo: code === 'ENOSPC' ? 'Free some disk space.' : 'Check the permissions of the folder.',
      })
    })
  }
}
