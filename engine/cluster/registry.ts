import { createHash } from 'node:crypto'
import { mkdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { err, ok } from '../contract/index.ts'
import type { ClusterId, ClusterSettings, EngineError, ExecConsent, KeptConsent, Result } from '../contract/index.ts'
import { writeAtomically } from '../files/atomicFile.ts'
import type { ClusterIdentity } from './identity.ts'
import { parseKubeconfig } from './kubeconfigFile.ts'
import { readRegistryFile, registryError, registryFile } from './registryFile.ts'
import { clusterForm, hues, settingTodo, type Stored, type StoredCluster } from './registryForm.ts'

/** Of so many clusters without a colour one is chosen by what the others have: with more, every colour is had by many anyway. */
const chosenHues = 100

const idForm = /^[a-z]+-[A-Za-z0-9._-]{1,80}$/

/** Bytes of a pasted kubeconfig. */
const pasteLimit = 5 * 1024 * 1024

/** What the app remembers beside the kubeconfigs: sources, looks of clusters, consents, pinned identities. One JSON file, replaced whole. */
export class Registry {
  readonly #folder: string
  readonly #file: string
  #data: Stored
  #writing: Promise<Result<null>> = Promise.resolve(ok(null))

  /** Opens (or begins) the registry in the app's data folder. A file that cannot be read is put aside and told, and a new one begun. */
  static async open(folder: string): Promise<{ registry: Registry; errors: readonly EngineError[] }> {
    const { data, errors } = await readRegistryFile(folder)
    return { registry: new Registry(folder, data), errors }
  }

  constructor(folder: string, data: Stored) {
    this.#folder = folder
    this.#file = registryFile(folder)
    this.#data = data
  }

  /** Files and folders that a person added. */
  sources(): readonly string[] {
    return this.#data.sources
  }

  addSource(source: string): Promise<Result<null>> {
    const absolute = path.resolve(source)
    if (this.#data.sources.includes(absolute)) return Promise.resolve(ok(null))
    return this.#change({ sources: [...this.#data.sources, absolute] })
  }

  /** Forgets a source; a file that was made from pasted text is deleted with it. */
  async removeSource(source: string): Promise<Result<null>> {
    const absolute = path.resolve(source)
    if (!this.#data.sources.includes(absolute))
      return err({
        code: 'not-found',
        message: 'This file or folder is not among the added ones.',
        where: absolute,
        todo: 'Files of $KUBECONFIG and ~/.kube/config are always shown.',
      })
    const changed = await this.#change({ sources: this.#data.sources.filter((other) => other !== absolute) })
    if (changed.ok && path.dirname(absolute) === path.join(this.#folder, 'pasted')) {
      try {
        await rm(absolute, { force: true })
      } catch (error) {
        return err(registryError('The pasted kubeconfig could not be deleted', absolute, error))
      }
    }
    return changed
  }

  /** Keeps pasted kubeconfig text as a file that only this person may read; gives its path. */
  async pasteSource(text: string): Promise<Result<string>> {
    if (Buffer.byteLength(text) > pasteLimit)
      return err({ code: 'bad-input', message: 'The text is larger than 5 MB.', todo: 'Save it as a file, and add that.' })
    const folder = path.join(this.#folder, 'pasted')
    const file = path.join(folder, `${createHash('sha256').update(text).digest('hex').slice(0, 12)}.yaml`)
    const problem = parseKubeconfig('pasted text', text).errors[0]
    if (problem) return err(problem)
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      await writeAtomically(file, Buffer.from(text))
    } catch (error) {
      return err(registryError('The pasted kubeconfig could not be stored', file, error))
    }
    const added = await this.addSource(file)
    return added.ok ? ok(file) : added
  }

  /**
   * Gives those without a colour one that the fewest of all listed clusters have, so that a few are told apart, and keeps it. Colours that were given or chosen before
   * stay. An error says that they could not be written.
   */
  async giveHues(ids: readonly ClusterId[]): Promise<Result<null>> {
    const used = new Map<number, number>(hues.map((hue) => [hue, 0]))
    const without: ClusterId[] = []
    for (const id of ids) {
      const { hue } = this.#cluster(id)
      if (hue === undefined) without.push(id)
      else used.set(hue, (used.get(hue) ?? 0) + 1)
    }
    if (without.length === 0 || without.length > chosenHues) return ok(null)
    const given: Record<string, StoredCluster> = {}
    for (const id of without.filter((each) => idForm.test(each))) {
      // of those that are had equally often, the one that its name would give it
      const begin = hueOf(id) - 1
      const order = [...hues.slice(begin), ...hues.slice(0, begin)]
      const hue = order.reduce((best, each) => ((used.get(each) ?? 0) < (used.get(best) ?? 0) ? each : best))
      used.set(hue, (used.get(hue) ?? 0) + 1)
      given[id] = { ...this.#cluster(id), hue }
    }
    return this.#change({ clusters: { ...this.#data.clusters, ...given } })
  }

  /** What a person has set; without a colour of their own, the one that was given to it, or that its id says. */
  settings(id: ClusterId): Required<ClusterSettings> {
    const stored = this.#cluster(id)
    return {
      alias: stored.alias ?? null,
      hue: stored.hue ?? hueOf(id),
      favourite: stored.favourite ?? false,
      protected: stored.protected ?? false,
      group: stored.group ?? null,
      namespaces: stored.namespaces ?? [],
      prometheus: stored.prometheus ?? null,
      grafana: stored.grafana ?? null,
    }
  }

  async configure(id: ClusterId, settings: ClusterSettings): Promise<Result<null>> {
    const parsed = clusterForm
      .pick({ alias: true, hue: true, favourite: true, protected: true, group: true, namespaces: true, prometheus: true, grafana: true })
      .strict()
      .partial()
      .safeParse(settings)
    if (!parsed.success)
      return err({
        code: 'bad-input',
        message: `The setting ${parsed.error.issues[0]?.path.map(String).join('.') ?? ''} is not possible.`,
        where: id,
        todo: settingTodo(parsed.error.issues[0]),
      })
    const trim = (text: string | null | undefined) => (text === undefined ? undefined : text?.trim() || null)
    return this.#changeCluster(id, {
      ...parsed.data,
      ...('alias' in parsed.data ? { alias: trim(parsed.data.alias) } : {}),
      ...(parsed.data.namespaces === undefined ? {} : { namespaces: [...new Set(parsed.data.namespaces)].sort() }),
      ...('group' in parsed.data ? { group: trim(parsed.data.group) } : {}),
    })
  }

  /** True: agreed, false: refused, null: not asked yet. */
  consent(hash: string): boolean | null {
    return Object.hasOwn(this.#data.consents, hash) ? (this.#data.consents[hash]?.allow ?? null) : null
  }

  recordConsent(hash: string, consent: ExecConsent, allow: boolean): Promise<Result<null>> {
    if (!/^[0-9a-f]{64}$/.test(hash))
      return Promise.resolve(err({ code: 'bad-input', message: 'There is no program that waits for a consent.' }))
    return this.#change({
      consents: { ...this.#data.consents, [hash]: { allow, file: consent.file, command: consent.command, at: Date.now() } },
    })
  }

  /** All answers, newest first. */
  consents(): readonly KeptConsent[] {
    return Object.entries(this.#data.consents)
      .map(([id, consent]) => ({ id, ...consent }))
      .sort((a, b) => b.at - a.at)
  }

  /** Takes back an answer, so that it is asked again. */
  forgetConsent(hash: string): Promise<Result<null>> {
    const { [hash]: _gone, ...rest } = this.#data.consents
    return this.#change({ consents: rest })
  }

  identity(id: ClusterId): ClusterIdentity | null {
    return this.#cluster(id).identity ?? null
  }

  pinIdentity(id: ClusterId, identity: ClusterIdentity): Promise<Result<null>> {
    const { server, caHash, uid } = identity
    return this.#changeCluster(id, { identity: { server, caHash, uid } })
  }

  /** When a cluster was last heard of, and what version it had. */
  lastSeen(id: ClusterId): { at: number | null; version: string | null } {
    const { seenAt, version } = this.#cluster(id)
    return { at: seenAt ?? null, version: version ?? null }
  }

  recordSeen(id: ClusterId, at: number, version: string | null): Promise<Result<null>> {
    return this.#changeCluster(id, { seenAt: at, ...(version === null ? {} : { version }) })
  }

  /** Resolves when everything is on the disk. */
  async flush(): Promise<Result<null>> {
    return this.#writing
  }

  #cluster(id: ClusterId): StoredCluster {
    return (Object.hasOwn(this.#data.clusters, id) ? this.#data.clusters[id] : undefined) ?? {}
  }

  #changeCluster(id: ClusterId, change: StoredCluster): Promise<Result<null>> {
    if (!idForm.test(id)) return Promise.resolve(err({ code: 'not-found', message: 'There is no such cluster.', where: id.slice(0, 100) }))
    return this.#change({ clusters: { ...this.#data.clusters, [id]: { ...this.#cluster(id), ...change } } })
  }

  /** What is in memory is true at once; writes follow one another, each with the newest state. */
  #change(change: Partial<Stored>): Promise<Result<null>> {
    this.#data = { ...this.#data, ...change }
    this.#writing = this.#writing.then(async () => {
      try {
        await writeAtomically(this.#file, Buffer.from(`${JSON.stringify(this.#data, null, 2)}\n`))
        return ok(null)
      } catch (error) {
        return err(registryError('The list of clusters could not be written', this.#file, error))
      }
    })
    return this.#writing
  }
}

/** A colour that depends on the id alone. */
function hueOf(id: ClusterId): number {
  return ((createHash('sha256').update(id).digest()[0] ?? 0) % hues.length) + 1
}
