import { readdir, readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { isAlias, parseAllDocuments, visit } from 'yaml'
import type { ServedKind } from '../cluster/servedKind.ts'
import { type EngineError, err, kindId, type LedgerEntry, ok, type Result } from '../contract/index.ts'
import { kindFor } from '../kinds/index.ts'
import { isClusterScoped } from '../relations/clusterScoped.ts'
import { ClusterPicture } from './clusterPicture.ts'

/** Larger files, more files, or more aliases than this are no manifests. */
const fileLimit = 64 * 1024 * 1024
const filesLimit = 20_000
const aliasLimit = 100
/** Files and folders that are looked at, whatever they are called. */
const entriesLimit = 200_000
const endings = /\.(ya?ml|json)$/i

interface Found {
  object: Record<string, unknown>
  where: string
}

/** Objects of YAML and JSON files as a picture: what is in the files, and nothing else, is known of the cluster. */
export class FileObjects {
  readonly picture: ClusterPicture = new ClusterPicture(() => Date.now())
  readonly #served = new Map<string, ServedKind>()

  /** Reads one file, or all `.yaml`, `.yml` and `.json` files below a folder. Any file that cannot be read fails the whole. */
  static async read(source: string): Promise<Result<{ picture: ClusterPicture; ledger: readonly LedgerEntry[] }>> {
    const files = await filesOf(source)
    if (!files.ok) return files
    const found: Found[] = []
    for (const file of files.value) {
      const objects = await objectsOf(file)
      if (!objects.ok) return objects
      found.push(...objects.value)
    }
    if (found.length === 0)
      return err({
        code: 'bad-input',
        message: 'There are no Kubernetes objects here.',
        where: source,
        todo: 'Give a YAML or JSON file with objects, or a folder of them.',
      })
    return new FileObjects().#take(found)
  }

  #take(found: readonly Found[]): Result<{ picture: ClusterPicture; ledger: readonly LedgerEntry[] }> {
    // definitions first: they say how custom resources are called
    for (const { object } of found) this.#learn(object)
    this.picture.serve([...this.#served.values()])
    for (const { object, where } of found) {
      const id = kindIdOf(object)
      const metadata = object['metadata'] as Record<string, unknown>
      if (metadata['namespace'] === undefined && this.#served.get(id)?.namespaced === true) metadata['namespace'] = 'default'
      const why = this.picture.store.load(id, Buffer.from(JSON.stringify(object)))
      if (why !== null) return err({ code: 'bad-input', message: `An object cannot be read: ${why}.`, where })
    }
    this.picture.store.flush()
    const ledger = [...this.#served.keys()].map((kind): LedgerEntry => ({
      kind,
      state: 'offline',
      count: this.picture.store.count(kind),
      since: 0,
      mode: 'files',
      health: this.picture.store.healthCounts(kind),
    }))
    this.picture.takeLedger(ledger)
    return ok({ picture: this.picture, ledger })
  }

  #learn(object: Record<string, unknown>): void {
    const id = kindIdOf(object)
    const [group, version] = groupVersion(object)
    const kind = String(object['kind'])
    if (!this.#served.has(id))
      this.#served.set(id, served(group, version, kind, guessResource(id, kind), kindFor(id)?.namespaced ?? !isClusterScoped(id)))
    if (id !== 'apiextensions.k8s.io/CustomResourceDefinition') return
    const spec = object['spec'] as
      | {
          group?: unknown
          scope?: unknown
          names?: { kind?: unknown; plural?: unknown } | null
          versions?: ({ name?: unknown; storage?: unknown } | null)[]
        }
      | null
      | undefined
    const names = spec?.names
    if (typeof spec?.group !== 'string' || typeof names?.kind !== 'string' || typeof names.plural !== 'string') return
    const stored = Array.isArray(spec.versions) ? (spec.versions.find((each) => each?.storage === true) ?? spec.versions[0]) : undefined
    this.#served.set(
      kindId(spec.group, names.kind),
      served(spec.group, typeof stored?.name === 'string' ? stored.name : 'v1', names.kind, names.plural, spec.scope !== 'Cluster'),
    )
  }
}

async function filesOf(source: string): Promise<Result<readonly string[]>> {
  try {
    const found = await stat(source)
    if (found.isFile()) return ok([source])
    if (!found.isDirectory()) return err(noFile(source))
    const files: string[] = []
    const folders = [source]
    let seen = 0
    for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
      for (const entry of await readdir(folder, { withFileTypes: true })) {
        if (++seen > entriesLimit)
          return err({
            code: 'bad-input',
            message: `The folder holds more than ${entriesLimit} files and folders.`,
            where: source,
            todo: 'Choose a smaller folder.',
          })
        const file = path.join(folder, entry.name)
        // links are not followed: they may lead out of the folder, or round and round
        if (entry.isDirectory()) folders.push(file)
        else if (entry.isFile() && endings.test(entry.name)) files.push(file)
        if (files.length > filesLimit)
          return err({
            code: 'bad-input',
            message: `The folder has more than ${filesLimit} files.`,
            where: source,
            todo: 'Choose a smaller folder.',
          })
      }
    }
    return ok(files.sort())
  } catch (error) {
    return err(fileError(source, error))
  }
}

async function objectsOf(file: string): Promise<Result<readonly Found[]>> {
  let text
  try {
    // the file may have been replaced since the folder was read
    const found = await stat(file)
    if (!found.isFile()) return err(noFile(file))
    if (found.size > fileLimit)
      return err({ code: 'bad-input', message: 'The file is larger than 64 MB.', where: file, todo: 'Split it, or take it out.' })
    text = await readFile(file, 'utf8')
  } catch (error) {
    return err(fileError(file, error))
  }
  const found: Found[] = []
  // Both are one language here, but the parser of YAML takes minutes for what JSON's takes a second.
  const json = jsonOf(text)
  if (json !== undefined) {
    if (isDeep(json)) return err(tooDeep(file))
    const problem = collect(json, file, found)
    return problem === null ? ok(found) : err(problem)
  }
  let documents
  try {
    documents = parseAllDocuments(text, { uniqueKeys: true, prettyErrors: true, logLevel: 'error' })
  } catch (error) {
    if (error instanceof RangeError) return err(tooDeep(file))
    throw error
  }
  for (const document of documents) {
    const problem = document.errors[0]
    if (problem !== undefined) {
      // the parser catches its own overflow
      if (problem.message.startsWith('Maximum call stack')) return err(tooDeep(file))
      const line = problem.linePos?.[0]
      return err({
        code: 'bad-input',
        message: `This is not YAML: ${problem.message.split('\n')[0] ?? ''}`,
        where: line === undefined ? file : `${file}:${line.line}:${line.col}`,
        todo: 'Correct the file.',
      })
    }
    let aliases = 0
    let value: unknown
    try {
      visit(document, { Alias: (_, node) => void (aliases += isAlias(node) ? 1 : 0) })
      if (aliases > aliasLimit)
        return err({
          code: 'bad-input',
          message: `The document has more than ${aliasLimit} aliases.`,
          where: file,
          todo: 'Write the values out.',
        })
      value = document.toJS({ maxAliasCount: aliasLimit })
      // a copy through JSON: what an alias makes part of itself ends here, and not in the store
      if (aliases > 0) value = JSON.parse(JSON.stringify(value)) as unknown
    } catch (error) {
      if (error instanceof RangeError) return err(tooDeep(file))
      return err({
        code: 'bad-input',
        message: 'The document expands to too much, or without end, through its aliases.',
        where: file,
        todo: 'Write the values out.',
      })
    }
    const problemOf = collect(value, file, found)
    if (problemOf !== null) return err(problemOf)
  }
  return ok(found)
}

/** Undefined where the text is no JSON: it may be YAML, whose errors say a line. */
function jsonOf(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

/** Deeper than this no object of Kubernetes is; what walks objects further on does so by calling itself. */
const deepest = 1_000

function isDeep(value: unknown): boolean {
  let level: unknown[] = [value]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > deepest) return true
    const next: unknown[] = []
    for (const each of level) if (typeof each === 'object' && each !== null) for (const inner of Object.values(each)) next.push(inner)
    level = next
  }
  return false
}

function collect(value: unknown, where: string, found: Found[]): EngineError | null {
  if (value === null || value === undefined) return null
  const object = value as Record<string, unknown>
  const named =
    typeof value === 'object' && !Array.isArray(value) && typeof object['kind'] === 'string' && typeof object['apiVersion'] === 'string'
  if (!named)
    return {
      code: 'bad-input',
      message: 'A document is no Kubernetes object: it has no apiVersion and kind.',
      where,
      todo: 'Take it out, or correct it.',
    }
  if (String(object['kind']).endsWith('List') && Array.isArray(object['items'])) {
    for (const item of object['items']) {
      const problem = collect(item, where, found)
      if (problem !== null) return problem
    }
    return null
  }
  const metadata = object['metadata']
  const name = typeof metadata === 'object' && metadata !== null ? (metadata as Record<string, unknown>)['name'] : undefined
  if (typeof name !== 'string' || name === '')
    return { code: 'bad-input', message: `An object of kind ${String(object['kind'])} has no name.`, where }
  found.push({ object, where: `${where} (${String(object['kind'])} ${name})` })
  return null
}

function noFile(where: string): EngineError {
  return {
    code: 'bad-input',
    message: 'This is neither a regular file nor a folder.',
    where,
    todo: 'Choose a YAML or JSON file, or a folder of them.',
  }
}

function tooDeep(where: string): EngineError {
  return { code: 'bad-input', message: 'The file is nested too deeply to be read.', where, todo: 'Take it out, or correct it.' }
}

function groupVersion(object: Record<string, unknown>): [string, string] {
  const text = String(object['apiVersion'])
  const slash = text.indexOf('/')
  return slash < 0 ? ['', text] : [text.slice(0, slash), text.slice(slash + 1)]
}

function kindIdOf(object: Record<string, unknown>): string {
  return kindId(groupVersion(object)[0], String(object['kind']))
}

function guessResource(id: string, kind: string): string {
  const own = kindFor(id)?.resource
  if (own !== undefined) return own
  const lower = kind.toLowerCase()
  return /(s|x|ch|sh)$/.test(lower) ? `${lower}es` : lower.endsWith('y') ? `${lower.slice(0, -1)}ies` : `${lower}s`
}

function served(group: string, version: string, kind: string, resource: string, namespaced: boolean): ServedKind {
  return {
    id: kindId(group, kind),
    group,
    version,
    kind,
    resource,
    singular: kind.toLowerCase(),
    shortNames: [],
    categories: [],
    namespaced,
    verbs: ['get', 'list'],
  }
}

function fileError(file: string, error: unknown): EngineError {
  const code = (error as NodeJS.ErrnoException).code ?? 'unknown error'
  return {
    code: code === 'ENOENT' ? 'not-found' : 'io',
    message: code === 'ENOENT' ? 'There is no such file or folder.' : `It cannot be read (${code}).`,
    where: file,
    todo: 'Check the path and its permissions.',
  }
}
