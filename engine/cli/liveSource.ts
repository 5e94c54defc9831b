import { homedir } from 'node:os'
import { createApiClient } from '../cluster/httpApiClient.ts'
import type { ApiClient } from '../cluster/apiClient.ts'
import { ApiFailure } from '../cluster/apiClient.ts'
import type { ContextEntry } from '../cluster/contextEntry.ts'
import { Credentials } from '../cluster/credentials.ts'
import { discover } from '../cluster/discovery.ts'
import { readIdentity } from '../cluster/identity.ts'
import { Kubeconfigs } from '../cluster/kubeconfigs.ts'
import { collectionPath, type ServedKind } from '../cluster/servedKind.ts'
import { type EngineError, type KindId, type LedgerEntry, noHealth } from '../contract/index.ts'
import { systemClock } from '../watch/clock.ts'
import { readList } from '../watch/listRun.ts'
import { Trouble } from '../watch/trouble.ts'
import { ClusterPicture } from '../workspace/clusterPicture.ts'
import type { SourceChoice } from './commandLine.ts'
import { CommandFailure } from './exitCode.ts'
import { matchKind } from './kindNames.ts'
import type { LoadedSource, Need } from './loadedSource.ts'

/** Lists at the same time. */
const atOnce = 6
const listDeadline = 30_000

/** All kubeconfigs of the command line, read once. */
export async function readKubeconfigs(kubeconfig: string | null): Promise<Kubeconfigs> {
  const configs = new Kubeconfigs()
  await configs.start({ env: process.env, home: homedir(), extra: [], ...(kubeconfig === null ? {} : { only: kubeconfig }) })
  return configs
}

/** Reads a live cluster once: discovery, then one list per kind. A kind that cannot be listed is an entry of the ledger, not a failure. */
export async function loadLive(choice: Extract<SourceChoice, { type: 'live' }>, need: Need): Promise<LoadedSource> {
  const [context] = await chooseContexts(choice.kubeconfig, choice.context === null ? [] : [choice.context])
  if (context === undefined) throw new Error('one context is chosen')
  const credentials = new Credentials(context, { consents: { consent: () => null } })
  const client = createApiClient(context, credentials)
  const limit = AbortSignal.timeout(need.deadline)
  const picture = new ClusterPicture(() => Date.now())
  const close = async (): Promise<void> => {
    client.close()
    credentials.close()
    picture.close()
    return Promise.resolve()
  }
  try {
    const [found, identity] = await Promise.all([discover(client, limit), readIdentity(client, context, limit)])
    picture.serve(found.kinds)
    const wanted = kindsToList(found.kinds, need)
    const namespaces = need.namespaces ?? (need.ownNamespace === true ? [context.namespace ?? 'default'] : null)
    const ledger = await listAll(client, picture, wanted, namespaces, limit)
    for (const kind of found.kinds) if (!wanted.includes(kind)) ledger.push(entryOf(picture, kind.id, 'waiting'))
    picture.takeLedger(ledger)
    picture.store.flush()
    return {
      picture,
      ledger,
      clusterId: context.id,
      asOf: Date.now(),
      defaultNamespace: context.namespace ?? 'default',
      close,
      meta: {
        cluster: context.name,
        server: context.server,
        version: found.version === '' ? null : found.version,
        clusterUid: identity.uid,
        sample: false,
      },
    }
  } catch (error) {
    await close()
    if (limit.aborted)
      throw new CommandFailure({
        code: 'timeout',
        message: `The cluster was not read within ${need.deadline / 1000} s.`,
        where: context.server,
        todo: 'Give it longer with --timeout.',
      })
    if (error instanceof ApiFailure) throw new CommandFailure(consentHint(error.error))
    if (error instanceof Trouble) throw new CommandFailure(error.error)
    throw error
  }
}

/** The contexts of some names; without any, the current one. */
export async function chooseContexts(kubeconfig: string | null, names: readonly string[]): Promise<readonly ContextEntry[]> {
  const configs = await readKubeconfigs(kubeconfig)
  configs.stop()
  return names.length === 0 ? [contextOf(configs, null)] : [...new Set(names)].map((name) => contextOf(configs, name))
}

function contextOf(configs: Kubeconfigs, name: string | null): ContextEntry {
  const contexts = configs.contexts()
  const wanted = name ?? configs.currentContext()
  const found = wanted === null ? (contexts.length === 1 ? contexts[0] : undefined) : contexts.find((context) => context.name === wanted)
  if (found !== undefined && found.blocking === null) return found
  const problem = found?.blocking ?? configs.sources().flatMap((source) => source.errors)[0]
  if (found === undefined && contexts.length > 0) {
    throw new CommandFailure({
      code: 'not-found',
      message: wanted === null ? 'No context is named, and the kubeconfigs have no current one.' : `There is no context "${wanted}".`,
      todo: `Choose one with --context: ${contexts
        .slice(0, 10)
        .map((context) => context.name)
        .join(', ')}${contexts.length > 10 ? ', …' : ''}.`,
    })
  }
  throw new CommandFailure(
    problem ?? {
      code: 'not-found',
      message: 'There is no kubeconfig with a context.',
      todo: 'Give one with --kubeconfig FILE, or use --snapshot or --from.',
    },
  )
}

function kindsToList(kinds: readonly ServedKind[], need: Need): readonly ServedKind[] {
  if (need.kind === null) return kinds.filter((kind) => kind.verbs.includes('list') && kind.verbs.includes('watch'))
  const kind = matchKind(need.kind, kinds)
  // its definition says how a custom resource is shown
  const definitions = kinds.find((each) => each.id === 'apiextensions.k8s.io/CustomResourceDefinition')
  return definitions === undefined || kind.group === '' || definitions === kind ? [kind] : [definitions, kind]
}

async function listAll(
  client: ApiClient,
  picture: ClusterPicture,
  kinds: readonly ServedKind[],
  namespaces: readonly string[] | null,
  signal: AbortSignal,
): Promise<LedgerEntry[]> {
  const entries: LedgerEntry[] = []
  let next = 0
  const work = async (): Promise<void> => {
    for (let kind = kinds[next++]; kind !== undefined; kind = kinds[next++])
      entries.push(await listOne(client, picture, kind, namespaces, signal))
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return entries
}

async function listOne(
  client: ApiClient,
  picture: ClusterPicture,
  kind: ServedKind,
  namespaces: readonly string[] | null,
  signal: AbortSignal,
): Promise<LedgerEntry> {
  const sink = picture.store.sink(kind.id)
  const paths =
    kind.namespaced && namespaces !== null ? namespaces.map((namespace) => collectionPath(kind, namespace)) : [collectionPath(kind)]
  const skipped: string[] = []
  try {
    for (const path of paths) {
      await readList({
        client,
        clock: systemClock,
        path,
        asked: { path },
        signal,
        resourceVersion: '',
        limit: 1000,
        deadline: listDeadline,
        silence: listDeadline,
        screen: true,
        onItem: (json) => {
          const why = sink.upsert(json)
          if (why !== null) skipped.push(why)
        },
        onBytes: () => undefined,
        onRemaining: () => undefined,
      })
    }
  } catch (error) {
    if (!(error instanceof Trouble) || signal.aborted) throw error
    return { ...entryOf(picture, kind.id, error.error.code === 'forbidden' ? 'forbidden' : 'failed'), error: error.error }
  }
  const partial = kind.namespaced && namespaces !== null
  if (skipped[0] !== undefined)
    return {
      ...entryOf(picture, kind.id, 'failed'),
      error: { code: 'server-error', message: `${String(skipped.length)} objects could not be read: ${skipped[0]}.`, where: kind.id },
    }
  return { ...entryOf(picture, kind.id, partial ? 'partial' : 'listed'), ...(partial ? { namespaces } : {}) }
}

function entryOf(picture: ClusterPicture, kind: KindId, state: LedgerEntry['state']): LedgerEntry {
  return {
    kind,
    state,
    count: picture.store.count(kind),
    since: Date.now(),
    mode: 'list',
    health: state === 'waiting' ? noHealth() : picture.store.healthCounts(kind),
  }
}

/** What the command line says where the app would ask. */
export function consentHint(error: EngineError): EngineError {
  if (error.code !== 'needs-consent') return error
  return {
    ...error,
    todo: 'The command line starts no program of a kubeconfig by itself: allow it in the app, or use a context with a token or certificate.',
  }
}
