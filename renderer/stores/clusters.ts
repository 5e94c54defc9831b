import { defineStore } from 'pinia'
import { computed, ref, shallowRef, triggerRef } from 'vue'
import type {
  CachePolicy,
  ClusterId,
  ClusterSettings,
  ClusterSummary,
  KubeconfigSource,
  Progress,
  Result,
} from '../../engine/contract/index.ts'
import { clusterName } from '../words/clusterState.ts'
import { useKinds } from './kinds.ts'
import { desktop, engine } from './link.ts'
import { useNotices } from './notices.ts'

/** All clusters the app knows, and which of them this window has open. */
export const useClusters = defineStore('clusters', () => {
  const byId = shallowRef(new Map<ClusterId, ClusterSummary>())
  const sources = shallowRef<readonly KubeconfigSource[]>([])
  const cachePolicy = ref<CachePolicy>({ mode: 'off', backend: 'unavailable' })
  const progress = shallowRef<ReadonlyMap<number, Progress>>(new Map())
  /** In the order in which they were opened; the rail shows them. */
  const opened = ref<ClusterId[]>([])
  const all = computed(() => [...byId.value.values()])
  const openClusters = computed(() => opened.value.flatMap((id) => byId.value.get(id) ?? []))

  const get = (id: ClusterId): ClusterSummary | null => byId.value.get(id) ?? null
  /** Who one is there, for words about rights; empty where that is not known. */
  const userOf = (id: ClusterId | null): string => (id === null ? '' : (get(id)?.user ?? ''))

  function replaceAll(list: readonly ClusterSummary[], from: readonly KubeconfigSource[]): void {
    byId.value = new Map(list.map((cluster) => [cluster.id, cluster]))
    sources.value = from
    const left = opened.value.filter((id) => byId.value.has(id))
    if (left.length !== opened.value.length) opened.value = left
  }

  function replaceOne(cluster: ClusterSummary): void {
    byId.value.set(cluster.id, cluster)
    triggerRef(byId)
  }

  /** The engine is gone: nothing is live any more, whatever it said last. */
  function markStale(at: number): void {
    for (const cluster of byId.value.values()) {
      if (cluster.state === 'live' || cluster.state === 'syncing' || cluster.state === 'connecting')
        byId.value.set(cluster.id, { ...cluster, state: 'stale', since: at, asOf: cluster.asOf ?? at, retryAt: null })
    }
    triggerRef(byId)
  }

  function setCachePolicy(policy: CachePolicy): void {
    cachePolicy.value = policy
  }

  function setProgress(one: Progress): void {
    const next = new Map(progress.value)
    if (one.total !== null && one.done >= one.total) next.delete(one.id)
    else next.set(one.id, one)
    progress.value = next
  }

  /** True when the cluster is open afterwards. A cluster that cannot be reached is open too: it shows why. */
  async function open(id: ClusterId): Promise<boolean> {
    const answer = await engine().api.openCluster(id)
    if (!answer.ok) {
      useNotices().add(`${clusterName(get(id) ?? { alias: null, name: id })} could not be opened`, answer.error)
      return false
    }
    if (!opened.value.includes(id)) opened.value = [...opened.value, id]
    replaceOne(answer.value.summary)
    useKinds().setView(id, answer.value)
    return true
  }

  async function close(id: ClusterId): Promise<void> {
    opened.value = opened.value.filter((other) => other !== id)
    useKinds().forget(id)
    const answer = await engine().api.closeCluster(id)
    if (!answer.ok && answer.error.code !== 'not-found') useNotices().add('Closing failed', answer.error)
  }

  /** After hello: what was open in this window, or else in the session before, is opened again. */
  async function reopen(before: readonly ClusterId[]): Promise<void> {
    const wanted = opened.value.length > 0 ? opened.value : before.filter((id) => byId.value.has(id))
    await Promise.all(wanted.map((id) => open(id)))
  }

  async function say(what: string, question: Promise<Result<null>>): Promise<boolean> {
    const answer = await question
    if (!answer.ok) useNotices().add(what, answer.error)
    return answer.ok
  }

  const retry = (id: ClusterId, kind: string | null): Promise<boolean> => say('Retry failed', engine().api.retry(id, kind))
  const configure = (id: ClusterId, settings: ClusterSettings): Promise<boolean> =>
    say('The setting was not kept', engine().api.configureCluster(id, settings))
  /** As {@link configure}, for who says at the field what is wrong. */
  const tryConfigure = (id: ClusterId, settings: ClusterSettings): Promise<Result<null>> => engine().api.configureCluster(id, settings)
  const answerConsent = (id: ClusterId, allow: boolean): Promise<boolean> =>
    say('The answer was not kept', engine().api.answerConsent(id, allow))
  const acceptIdentity = (id: ClusterId): Promise<boolean> => say('The identity was not accepted', engine().api.acceptIdentity(id))
  const addSource = (path: string): Promise<boolean> => say(`${path} was not added`, engine().api.addSource(path))
  const removeSource = (path: string): Promise<boolean> => say(`${path} was not removed`, engine().api.removeSource(path))
  const pasteSource = (text: string): Promise<Result<null>> => engine().api.pasteSource(text)

  /** True when something was added. */
  async function pickFiles(): Promise<boolean> {
    let added = false
    for (const path of await desktop().pickKubeconfigFiles()) added = (await addSource(path)) || added
    return added
  }

  async function pickFolder(): Promise<void> {
    const path = await desktop().pickKubeconfigFolder()
    if (path !== null) await addSource(path)
  }

  /** Opens a snapshot file; asks for it when no path is given. Null: cancelled or refused. */
  async function openSnapshot(path: string | null): Promise<ClusterId | null> {
    const file = path ?? (await desktop().pickSnapshot())
    if (file === null) return null
    const answer = await engine().api.openSnapshot(file)
    if (!answer.ok) {
      useNotices().add(`${file} could not be opened`, answer.error)
      return null
    }
    return (await open(answer.value)) ? answer.value : null
  }

  async function saveSnapshot(id: ClusterId): Promise<void> {
    const cluster = get(id)
    if (cluster === null) return
    const day = new Date().toISOString().slice(0, 16).replace(/[:T]/g, '-')
    const path = await desktop().pickSnapshotTarget(`${clusterName(cluster).replace(/[^\w.-]+/g, '-')}-${day}.kubilitics`)
    if (path === null) return
    const answer = await engine().api.saveSnapshot(id, path)
    useNotices().add(
      answer.ok
        ? `Snapshot of ${clusterName(cluster)} written: ${answer.value.objects} objects, ${answer.value.file}`
        : 'The snapshot was not written',
      answer.ok ? null : answer.error,
    )
  }

  /** A dropped file: a snapshot is opened, everything else is added as a kubeconfig source. */
  async function drop(file: File): Promise<void> {
    const path = desktop().pathOfDrop(file)
    if (path === null) {
      useNotices().add(`${file.name} was not added`, {
        code: 'bad-input',
        message: 'This is not a file on this machine.',
        todo: 'Save it to a file and drop that.',
      })
    } else if (path.endsWith('.kubilitics')) await openSnapshot(path)
    else await addSource(path)
  }

  async function decideCache(allow: boolean): Promise<void> {
    const answer = await engine().api.setCachePolicy(allow)
    if (answer.ok) setCachePolicy(answer.value)
    else useNotices().add('The decision was not kept', answer.error)
  }

  return {
    byId,
    all,
    sources,
    cachePolicy,
    progress,
    opened,
    openClusters,
    get,
    userOf,
    replaceAll,
    replaceOne,
    markStale,
    setCachePolicy,
    setProgress,
    open,
    close,
    reopen,
    retry,
    configure,
    tryConfigure,
    answerConsent,
    acceptIdentity,
    addSource,
    removeSource,
    pasteSource,
    pickFiles,
    pickFolder,
    openSnapshot,
    saveSnapshot,
    drop,
    decideCache,
  }
})
