import { z } from 'zod'
import { kindId } from '../contract/index.ts'
import type { EngineError } from '../contract/index.ts'
import type { ApiClient, ApiResponse } from './apiClient.ts'
import { ApiFailure } from './apiClient.ts'
import type { ServedKind } from './servedKind.ts'
import { statusError } from './statusError.ts'

/** What an API server serves. */
export interface Discovery {
  /** `v1.34.4`. */
  version: string
  /** Listable kinds, each in the version that its group prefers, sorted by id. */
  kinds: readonly ServedKind[]
  /** Groups whose kinds could not be found out, or are known only from before (a stale aggregated API). */
  failures: readonly { group: string; error: EngineError }[]
  /** False: an old server, asked group by group. */
  aggregated: boolean
}

const aggregatedType =
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json'
/** Milliseconds; a dead aggregated API makes the old way slow, never this one. */
const deadline = 15_000

const names = z.array(z.string()).nullish()

const aggregatedSchema = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string().nullish() }).nullish(),
      versions: z
        .array(
          z.object({
            version: z.string(),
            freshness: z.string().nullish(),
            resources: z
              .array(
                z.object({
                  resource: z.string(),
                  responseKind: z
                    .object({ group: z.string().nullish(), version: z.string().nullish(), kind: z.string().nullish() })
                    .nullish(),
                  scope: z.string().nullish(),
                  singularResource: z.string().nullish(),
                  verbs: names,
                  shortNames: names,
                  categories: names,
                }),
              )
              .nullish(),
          }),
        )
        .nullish(),
    }),
  ),
})

const groupListSchema = z.object({
  groups: z.array(
    z.object({
      name: z.string(),
      versions: z.array(z.object({ version: z.string() })),
      preferredVersion: z.object({ version: z.string() }).nullish(),
    }),
  ),
})

const versionsSchema = z.object({ versions: z.array(z.string()) })

const resourceListSchema = z.object({
  resources: z.array(
    z.object({
      name: z.string(),
      singularName: z.string().nullish(),
      namespaced: z.boolean().nullish(),
      kind: z.string(),
      verbs: names,
      shortNames: names,
      categories: names,
    }),
  ),
})

/** A name that can be part of a URL and of an id; others are no Kubernetes resources. */
const safe = /^[A-Za-z0-9][A-Za-z0-9.-]{0,252}$/

/** Finds out what a server serves: two requests, or one for each group of a server older than 1.26. Throws {@link ApiFailure}. */
export async function discover(client: ApiClient, signal: AbortSignal): Promise<Discovery> {
  const ask = async (path: string, accept?: string): Promise<ApiResponse> =>
    client.request({ path, signal, deadline, priority: 'screen', ...(accept === undefined ? {} : { accept }) })
  const [version, core, groups] = await Promise.all([serverVersion(ask), ask('/api', aggregatedType), ask('/apis', aggregatedType)])
  for (const [path, answer] of [
    ['/api', core],
    ['/apis', groups],
  ] as const)
    if (answer.status >= 300) throw new ApiFailure(statusError(answer, { path }))
  const found = new KindTable()
  const aggregated = isAggregated(core) && isAggregated(groups)
  for (const [path, answer] of [
    ['/api', core],
    ['/apis', groups],
  ] as const) {
    if (isAggregated(answer)) readAggregated(path, answer, found)
    else if (path === '/api') await readCore(answer, ask, found)
    else await readGroups(answer, ask, found)
  }
  return { version, kinds: found.kinds(), failures: found.failures, aggregated }
}

type Ask = (path: string, accept?: string) => Promise<ApiResponse>

async function serverVersion(ask: Ask): Promise<string> {
  const answer = await ask('/version')
  // Some installations hide the version from those who may do little; that is no reason to stop.
  if (answer.status >= 300) return ''
  const parsed = z.object({ gitVersion: z.string() }).safeParse(json(answer))
  return parsed.success && /^[\w.+-]{1,60}$/.test(parsed.data.gitVersion) ? parsed.data.gitVersion : ''
}

function isAggregated(answer: ApiResponse): boolean {
  return /as=APIGroupDiscoveryList/.test(answer.headers['content-type'] ?? '')
}

function readAggregated(path: string, answer: ApiResponse, found: KindTable): void {
  const parsed = aggregatedSchema.safeParse(json(answer))
  if (!parsed.success) throw new ApiFailure(unexpected(path, parsed.error))
  for (const item of parsed.data.items) {
    const group = item.metadata?.name ?? ''
    // Versions come in the order of preference.
    for (const { version, freshness, resources } of item.versions ?? []) {
      if (freshness === 'Stale') {
        found.fail(group, {
          code: 'server-error',
          message: `The API behind ${group}/${version} does not answer; what it serves is known from before, or not at all.`,
          where: `GET ${path}`,
          todo: `Look at: kubectl get apiservice ${version}.${group}`,
        })
      }
      for (const entry of resources ?? []) {
        found.add(entry.responseKind?.group || group, {
          group,
          version,
          kind: entry.responseKind?.kind ?? '',
          resource: entry.resource,
          singular: entry.singularResource ?? '',
          shortNames: entry.shortNames ?? [],
          categories: entry.categories ?? [],
          namespaced: entry.scope === 'Namespaced',
          verbs: entry.verbs ?? [],
        })
      }
    }
  }
}

async function readCore(answer: ApiResponse, ask: Ask, found: KindTable): Promise<void> {
  const parsed = versionsSchema.safeParse(json(answer))
  if (!parsed.success) throw new ApiFailure(unexpected('/api', parsed.error))
  for (const version of parsed.data.versions) await readResources('', version, `/api/${version}`, ask, found)
}

async function readGroups(answer: ApiResponse, ask: Ask, found: KindTable): Promise<void> {
  const parsed = groupListSchema.safeParse(json(answer))
  if (!parsed.success) throw new ApiFailure(unexpected('/apis', parsed.error))
  let next = 0
  const work = async () => {
    for (let group = parsed.data.groups[next++]; group; group = parsed.data.groups[next++]) {
      const preferred = group.preferredVersion?.version
      const versions = [...new Set([...(preferred === undefined ? [] : [preferred]), ...group.versions.map(({ version }) => version)])]
      for (const version of versions)
        await readResources(group.name, version, `/apis/${encodeURIComponent(group.name)}/${encodeURIComponent(version)}`, ask, found)
    }
  }
  await Promise.all(Array.from({ length: 8 }, work))
}

/** One group that fails is told and disturbs no other; a broken link ends all. */
async function readResources(group: string, version: string, path: string, ask: Ask, found: KindTable): Promise<void> {
  let answer: ApiResponse
  try {
    answer = await ask(path)
  } catch (error) {
    if (!(error instanceof ApiFailure) || error.error.code !== 'timeout') throw error
    found.fail(group, error.error)
    return
  }
  if (answer.status >= 300) {
    found.fail(group, statusError(answer, { path }))
    return
  }
  const parsed = resourceListSchema.safeParse(json(answer))
  if (!parsed.success) {
    found.fail(group, unexpected(path, parsed.error))
    return
  }
  for (const entry of parsed.data.resources) {
    found.add(group, {
      group,
      version,
      kind: entry.kind,
      resource: entry.name,
      singular: entry.singularName ?? '',
      shortNames: entry.shortNames ?? [],
      categories: entry.categories ?? [],
      namespaced: entry.namespaced ?? false,
      verbs: entry.verbs ?? [],
    })
  }
}

/** The kinds found so far: the first version of a kind stays, because versions come in the order of preference. */
class KindTable {
  readonly failures: { group: string; error: EngineError }[] = []
  readonly #kinds = new Map<string, ServedKind>()

  add(objectGroup: string, kind: Omit<ServedKind, 'id'>): void {
    if (!kind.verbs.includes('list') || kind.resource.includes('/')) return
    if (!safe.test(kind.kind) || !safe.test(kind.resource) || !safe.test(kind.version) || (kind.group !== '' && !safe.test(kind.group)))
      return
    // A resource whose objects are of another group (subresources mostly) is not a kind of its own.
    if (objectGroup !== kind.group) return
    const id = kindId(kind.group, kind.kind)
    if (!this.#kinds.has(id)) this.#kinds.set(id, { id, ...kind })
  }

  fail(group: string, error: EngineError): void {
    if (!this.failures.some((failure) => failure.group === group && failure.error.message === error.message))
      this.failures.push({ group, error })
  }

  kinds(): ServedKind[] {
    // The same objects under two names: core/v1 and events.k8s.io/v1. One is enough.
    if (this.#kinds.has('core/Event')) this.#kinds.delete('events.k8s.io/Event')
    return [...this.#kinds.values()].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
  }
}

/** Whether objects of a kind exist in the cluster's storage. Those of metrics.k8s.io are computed at each request and cannot be watched. */
export function isStored(kind: ServedKind): boolean {
  return kind.group !== 'metrics.k8s.io' && !kind.group.endsWith('.metrics.k8s.io')
}

function json(answer: ApiResponse): unknown {
  try {
    return JSON.parse(Buffer.from(answer.body).toString('utf8')) as unknown
  } catch {
    return null // refused by the schema that follows
  }
}

function unexpected(path: string, error: z.ZodError): EngineError {
  const field = error.issues[0]?.path.map(String).join('.') ?? ''
  return {
    code: 'server-error',
    message: `The answer is not that of a Kubernetes API server${field === '' ? '' : ` (${field.slice(0, 100)})`}.`,
    where: `GET ${path}`,
    todo: 'Check the server address of the kubeconfig, and proxies between.',
  }
}
