import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import type { EngineEvent, Hello } from '../../engine/contract/index.ts'
import type { Connection } from '../engine/client.ts'
import { useClusters } from './clusters.ts'
import { useEvents } from './events.ts'
import { useKinds } from './kinds.ts'
import { desktop, engine } from './link.ts'
import { useNotices } from './notices.ts'
import { useProblems } from './problems.ts'
import { useOverviews } from './overviews.ts'
import { useUsage } from './usage.ts'

/** What the window does with an engine's hello before its tables and graphs ask again; `first`: none was answered before. */
export type Welcome = (hello: Hello, first: boolean) => Promise<void>

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
      case 'events':
        useEvents().heard(event.cluster)
        break
      case 'overview':
        useOverviews().heard(event.cluster)
        break
      case 'usage':
        useUsage().heard(event.cluster)
        break
      case 'problem':
        useNotices().add('A problem of the engine', event.error)
        break
    }
  }

  async function greet(welcome: Welcome): Promise<void> {
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
    await welcome(answer.value, !greeted.value)
    for (const error of answer.value.problems) useNotices().add('At the start', error)
    generation.value++
    useUsage().resume()
    useEvents().resume()
    useOverviews().resume()
    useProblems().resume()
    greeted.value = true
  }

  /** Begins to listen; returns when the first hello was answered or refused. `welcome` runs before anyone hears of a hello. */
  function start(welcome: Welcome): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    stops = [
      engine().onEvent(hear),
      engine().onConnection((next) => {
        connection.value = next
        if (next.state === 'connected') void greet(welcome).then(resolve)
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
