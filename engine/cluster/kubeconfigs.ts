import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import type { EngineError, KubeconfigSource } from '../contract/index.ts'
import type { ContextEntry } from './contextEntry.ts'
import { FolderWatches } from './folderWatches.ts'
import { contextsOf } from './kubeconfigContexts.ts'
import { referredFiles } from './kubeconfigFile.ts'
import type { KubeconfigFile } from './kubeconfigFile.ts'
import { LocalFacts } from './localFacts.ts'
import { readKubeconfig, sourceError, type HeldKubeconfig } from './readKubeconfig.ts'

/** Where kubeconfigs are looked for. */
export interface KubeconfigOptions {
  env: Readonly<Record<string, string | undefined>>
  /** The person's home folder. */
  home: string
  /** Files and folders that a person added. */
  extra: readonly string[]
  /** Just this file or folder, as `--kubeconfig` asks. */
  only?: string
  /** Milliseconds between looks at files whose changes the system does not report. */
  pollEvery?: number
  /** Milliseconds of quiet before a change is read: files are often written in several steps. */
  settle?: number
}

/** One configured place. */
interface Place {
  path: string
  kind: KubeconfigSource['kind']
}

/** A folder with more files than this is not a folder of kubeconfigs. */
const folderLimit = 20_000

/** All kubeconfigs of a person: read, watched, never written. One bad file or context disturbs no other. */
export class Kubeconfigs {
  readonly #listeners = new Set<() => void>()
  /** A poll sees what they do not. */
  readonly #watches = new FolderWatches(() => this.#soon())
  #options: KubeconfigOptions | null = null
  #extra: readonly string[] = []
  #files = new Map<string, HeldKubeconfig>()
  #contexts: readonly ContextEntry[] = []
  #sources: readonly KubeconfigSource[] = []
  #print = ''
  #settling: NodeJS.Timeout | null = null
  #poll: NodeJS.Timeout | null = null
  #reading: Promise<void> | null = null
  #again = false
  #stopped = false

  /** Reads everything once, then watches. Resolves when the first reading is done. */
  async start(options: KubeconfigOptions): Promise<void> {
    this.#options = options
    this.#extra = options.extra
    await this.reload()
    this.#schedulePoll()
  }

  /** Contexts in the order of their files; each id once. */
  contexts(): readonly ContextEntry[] {
    return this.#contexts
  }

  /** As kubectl: the first file that names a current context decides. */
  currentContext(): string | null {
    for (const { config } of this.#files.values())
      if (config.currentContext !== null && config.currentContext !== '') return config.currentContext
    return null
  }

  sources(): readonly KubeconfigSource[] {
    return this.#sources
  }

  /** Called after contexts or sources have changed. Returns the stop function. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Replaces the files and folders that a person added. */
  async setExtra(extra: readonly string[]): Promise<void> {
    this.#extra = extra
    await this.reload()
  }

  /** Reads what has changed now. Calls that overlap share one more reading. */
  async reload(): Promise<void> {
    if (this.#reading) {
      this.#again = true
      return this.#reading
    }
    this.#reading = (async () => {
      do {
        this.#again = false
        await this.#read()
      } while (this.#mayReadAgain())
    })().finally(() => (this.#reading = null))
    return this.#reading
  }

  stop(): void {
    this.#stopped = true
    if (this.#settling) clearTimeout(this.#settling)
    if (this.#poll) clearTimeout(this.#poll)
    this.#watches.close()
    this.#listeners.clear()
  }

  #mayReadAgain(): boolean {
    return this.#again && !this.#stopped
  }

  #places(): Place[] {
    const options = this.#options
    if (!options) return []
    if (options.only !== undefined) return [{ path: path.resolve(options.only), kind: 'file' }]
    const env = (options.env['KUBECONFIG'] ?? '').split(path.delimiter).filter((part) => part !== '')
    const places: Place[] = env.map((part) => ({ path: path.resolve(part), kind: 'env' as const }))
    // Like kubectl, but shown beside $KUBECONFIG and not only in its absence: nothing a person has is hidden.
    places.push({ path: path.join(options.home, '.kube', 'config'), kind: 'default' })
    for (const part of this.#extra) places.push({ path: path.resolve(part), kind: 'file' })
    const seen = new Set<string>()
    return places.filter((place) => !seen.has(place.path) && seen.add(place.path))
  }

  async #read(): Promise<void> {
    const places = this.#places()
    const files = new Map<string, HeldKubeconfig>()
    const looks: { place: Place; missing: boolean; folder: boolean; configs: KubeconfigFile[]; errors: EngineError[]; ignored: number }[] =
      []
    for (const place of places) {
      const look = { place, missing: false, folder: false, configs: [] as KubeconfigFile[], errors: [] as EngineError[], ignored: 0 }
      looks.push(look)
      let names: string[] | null = null
      try {
        if ((await stat(place.path)).isDirectory())
          names = (await readdir(place.path, { withFileTypes: true }))
            .filter((entry) => !entry.isDirectory())
            .map((entry) => entry.name)
            .sort()
      } catch (error) {
        // A missing ~/.kube/config is no mistake of anybody's: it is no source until it is there.
        if (place.kind === 'default' && (error as NodeJS.ErrnoException).code === 'ENOENT') look.missing = true
        else look.errors.push(sourceError(place.path, error))
        continue
      }
      if (names === null) {
        const held = await this.#file(place.path, files)
        if ('config' in held) {
          look.configs.push(held.config)
          look.errors.push(...held.config.errors)
        } else look.errors.push(held.error)
        continue
      }
      look.folder = true
      if (names.length > folderLimit) {
        look.errors.push({
          code: 'bad-input',
          message: `The folder has ${names.length.toLocaleString('en')} files, and is not read: ${folderLimit.toLocaleString('en')} are the limit.`,
          where: place.path,
          todo: 'Add a folder that holds only kubeconfigs.',
        })
        names = []
      }
      for (const name of names) {
        const held = await this.#file(path.join(place.path, name), files)
        if ('config' in held && held.config.isKubeconfig) {
          look.configs.push(held.config)
          look.errors.push(...held.config.errors)
        } else look.ignored += 1
      }
    }
    const facts = new LocalFacts()
    await facts.learn(looks.flatMap((look) => look.configs.flatMap(referredFiles)))
    if (this.#stopped) return
    const env = looks.filter((look) => look.place.kind === 'env').flatMap((look) => look.configs)
    const contexts = new Map<string, ContextEntry>()
    const done = new Map<KubeconfigFile, ContextEntry[]>()
    this.#sources = looks
      .filter(({ missing }) => !missing)
      .map((look): KubeconfigSource => {
        let count = 0
        const errors = [...look.errors]
        for (const config of look.configs) {
          const entries =
            done.get(config) ?? contextsOf(config, look.place.kind === 'env' ? env.filter((other) => other !== config) : [], facts)
          done.set(config, entries)
          count += entries.length
          for (const entry of entries) {
            errors.push(...entry.errors)
            if (!contexts.has(entry.id)) contexts.set(entry.id, entry)
          }
        }
        return {
          path: look.place.path,
          kind: look.folder && look.place.kind === 'file' ? 'folder' : look.place.kind,
          contexts: count,
          errors,
          ...(look.ignored > 0 ? { ignored: look.ignored } : {}),
        }
      })
    this.#contexts = [...contexts.values()]
    this.#files = files
    this.#watches.set(looks.map((look) => (look.folder ? look.place.path : path.dirname(look.place.path))))
    // Credentials are part of what may have changed, so the files' stamps count, and not only what can be seen.
    const print = JSON.stringify([[...files].map(([file, { stamp }]) => [file, stamp]), this.#sources])
    if (print === this.#print) return
    this.#print = print
    for (const listener of [...this.#listeners]) listener()
  }

  /** Each file once a reading, however many places name it. */
  async #file(file: string, files: Map<string, HeldKubeconfig>): Promise<HeldKubeconfig | { error: EngineError }> {
    const already = files.get(file)
    if (already) return already
    const read = await readKubeconfig(file, this.#files.get(file))
    if ('config' in read) files.set(file, read)
    return read
  }

  #soon(): void {
    if (this.#stopped || this.#settling) return
    this.#settling = setTimeout(() => {
      this.#settling = null
      void this.reload()
    }, this.#options?.settle ?? 250)
  }

  #schedulePoll(): void {
    if (this.#stopped) return
    this.#poll = setTimeout(() => void this.reload().finally(() => this.#schedulePoll()), this.#options?.pollEvery ?? 5_000)
  }
}
