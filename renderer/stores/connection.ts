import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import type { EngineEvent } from '../../engine/contract/index.ts'
import type { Connection } from '../engine/client.ts'
import { useClusters } from './clusters.ts'
import { useKinds } from './kinds.ts'
import { desktop, engine } from './link.ts'
import { useNotices } from './notices.ts'
import { useProblems } from './problems.ts'
import { useSession } from './session.ts'
import { useTabs } from './tabs.ts'
import { useUsage } from './usage.ts'

/** The link to the engine: whether it is there, since when, and what it says unasked. */
export const useConnection = defineStore('connection', () => {
  const connection = shallowRef<Connection>({ state: 'connecting' })
  /** True once the engine answered hello for the first time. */
  const greeted = ref(false)
  const version = ref('')
  /** Rises whenever a new engine said hello: open tables and graphs are opened anew. */
  const generation = ref(0)
  /** When the engine was replaced during this session; null when it never was, or when a person has seen it. */
  const restartedAt = ref<number | null>(null)
  let startedAt: number | null = null
  let stops: (() => void)[] = []

  function hear(event: EngineEvent): void {
    const clusters = useClusters()
    const kinds = useKinds()
    switch (event.type) {
      case 'clusters':
        clusters.replaceAll(event.clusters, event.sources)
        break
      case 'cluster':
        clusters.replaceOne(event.cluster)
        break
      case 'kinds':
        kinds.setKinds(event.cluster, event.kinds)
        break
      case 'ledger':
        kinds.setLedger(event.cluster, event.entries)
        break
      case 'namespaces':
        kinds.setNamespaces(event.cluster, event.namespaces)
        break
      case 'progress':
        clusters.setProgress(event.progress)
        break
      case 'cache-policy':
        clusters.setCachePolicy(event.policy)
        break
      case 'problems':
        useProblems().heard(event.cluster)
        break
      case 'usage':
        useUsage().heard(event.cluster)
        break
      case 'problem':
        useNotices().add('A problem of the engine', event.error)
        break
    }
  }

  async function greet(): Promise<void> {
    const answer = await engine().api.hello()
    if (!answer.ok) {
      // engine-gone is told by the connection itself
      if (answer.error.code !== 'engine-gone') useNotices().add('The engine did not answer', answer.error)
      return
    }
    const clusters = useClusters()
    clusters.replaceAll(answer.value.clusters, answer.value.sources)
    clusters.setCachePolicy(answer.value.cachePolicy)
    version.value = answer.value.version
    if (startedAt !== null && startedAt !== answer.value.startedAt) {
      restartedAt.value = Date.now()
    }
    startedAt = answer.value.startedAt
    const session = useSession()
    await session.read()
    await clusters.reopen(session.clusters)
    for (const error of answer.value.problems) useNotices().add('At the start', error)
    if (!greeted.value) {
      session.restore()
      const first = answer.value.opensWith
      if (first !== null && (await clusters.open(first))) useTabs().showCluster(first)
      session.keepOn()
    }
    generation.value++
    useUsage().again()
    useProblems().resume()
    greeted.value = true
  }

  /** Begins to listen; returns when the first hello was answered or refused. */
  function start(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    stops = [
      engine().onEvent(hear),
      engine().onConnection((next) => {
        connection.value = next
        if (next.state === 'connected') void greet().then(resolve)
        if (next.state !== 'gone') return
        useClusters().markStale(Date.now())
        useKinds().markStale(Date.now())
      }),
    ]
    return promise
  }

  function stop(): void {
    for (const end of stops) end()
    stops = []
  }

  async function restartEngine(): Promise<void> {
    await desktop().restartEngine()
  }

  return { connection, greeted, version, generation, restartedAt, start, stop, restartEngine }
})
