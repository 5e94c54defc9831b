import { copyFileSync } from 'node:fs'
import { z } from 'zod'
import type { SavedList, SavedTopology, SavedView } from '../preload/contract.ts'
import { mostSavedViews } from '../preload/contract.ts'
import { readJsonFile, writeJsonFile } from './jsonFile.ts'

const name = z.string().min(1).max(300)

const named = {
  id: z.string().regex(/^[a-z0-9-]{1,60}$/),
  name: z.string().trim().min(1).max(80),
  clusters: z.array(name).min(1).max(32),
}
const names = z.array(name).max(1000)

const savedList = z.strictObject({
  ...named,
  kind: name.regex(/^[^/\s]+\/[^/\s]+$/),
  namespaces: names.nullable(),
  filter: z.string().max(4000),
  sort: z.strictObject({ column: name, descending: z.boolean() }).nullable(),
  problemsOnly: z.boolean(),
  columns: z.strictObject({ wide: z.boolean(), shown: z.record(name, z.boolean()), added: z.array(name).max(20) }),
}) satisfies z.ZodType<SavedList>

/** Names of objects have up to 253 characters in each of namespace and name. */
const objectId = z.string().min(1).max(1000)

const savedTopology = z.strictObject({
  ...named,
  topology: z.strictObject({
    object: objectId.nullable(),
    steps: z.int().min(1).max(3),
    namespaces: names.nullable(),
    application: objectId.nullable(),
    lens: name,
    categories: names.nullable(),
    filter: z.strictObject({ kinds: names.nullable(), health: names.nullable(), labels: z.string().max(4000), text: z.string().max(4000) }),
    incident: z.boolean(),
  }),
}) satisfies z.ZodType<SavedTopology>

/** One view, as the file and the windows say it. */
export const savedView = z.union([savedList, savedTopology])

/** All of them, in the order of the sidebar. */
export const savedViews = z
  .array(savedView)
  .max(mostSavedViews)
  .refine((views) => new Set(views.map(({ id }) => id)).size === views.length, 'two views have one id')

/** The file says what it is, so that a later version can read it otherwise. Single views are looked at one by one: one that is bad takes no other along. */
const viewsFile = z.object({ version: z.literal(1), views: z.array(z.unknown()) })

/** The lists that a person gave a name, in a file of the app, for all windows. */
export class SavedViews {
  /** What of the file could not be read, and where it is kept; null when all is well. */
  readonly problem: string | null
  readonly #file: string
  #views: readonly SavedView[]

  constructor(file: string) {
    this.#file = file
    const { value, problem } = readJsonFile(file, viewsFile)
    const read = (value?.views ?? []).map((one) => savedView.safeParse(one))
    const good = read.flatMap((one) => (one.success ? [one.data] : []))
    const ids = new Set<string>()
    this.#views = good.filter(({ id }) => !ids.has(id) && ids.add(id)).slice(0, mostSavedViews)
    const lost = read.length - this.#views.length
    this.problem = lost === 0 ? problem : this.#keepCopy(lost, read.length)
  }

  get views(): readonly SavedView[] {
    return this.#views
  }

  /** Keeps these instead. Throws when they cannot be written; then those before stay. */
  keep(views: readonly SavedView[]): void {
    writeJsonFile(this.#file, { version: 1, views })
    this.#views = views
  }

  /** The file as it was, beside: the next change would write it without what was not understood. */
  #keepCopy(lost: number, of: number): string {
    const what = `${lost} of ${of} saved views in ${this.#file} could not be read and are not shown.`
    try {
      copyFileSync(this.#file, `${this.#file}.broken`)
      return `${what} The file is kept as ${this.#file}.broken.`
    } catch (thrown) {
      return `${what} A copy could not be made (${(thrown as NodeJS.ErrnoException).code ?? 'unknown reason'}): copy the file before you change a view.`
    }
  }
}
