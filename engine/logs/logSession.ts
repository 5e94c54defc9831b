import type { ApiClient } from '../cluster/apiClient.ts'
import {
  type ClusterId,
  type EngineError,
  err,
  type LogQuery,
  type LogSource,
  type LogSourceProblem,
  type LogStream,
  ok,
  type Result,
} from '../contract/index.ts'
import type { StoreReader } from '../store/storedObject.ts'
import type { Clock } from '../watch/clock.ts'
import { systemClock } from '../watch/clock.ts'
import { ContainerLog } from './containerLog.ts'
import { goneStanding, type LogContainer, type LogPod, unknownStanding } from './containerStanding.ts'
import { LineIntake } from './lineIntake.ts'
import { lineFlag, type LineSink } from './logPage.ts'
import { PodFinder } from './podFinder.ts'

/** A cluster whose logs are read. */
export interface LogCluster {
  store: StoreReader
  client: () => ApiClient | null
}

export interface LogSessionOptions {
  query: LogQuery
  ring: LineSink
  /** Which containers of a Pod are meant, where the query names none; all if not given. */
  choose?: (pod: LogPod) => readonly LogContainer[]
  /** The cluster of an id, or why its logs cannot be read. */
  cluster: (id: ClusterId) => Result<LogCluster>
  /** A stream came or changed its state. */
  onStreams: () => void
  /** Something failed that no stream can answer for. */
  onDefect: (thrown: unknown) => void
  clock?: Clock
  /** Nobody is there to try again; and how often what broke is tried again by itself. */
  unattended?: boolean
  retries?: number
}

/** Streams are told apart by a number of two bytes. */
const mostStreamsEver = 32_000

/** One source: its Pods are looked for, or there is a reason why not. */
interface OpenSource {
  source: LogSource
  found: { finder: PodFinder; client: () => ApiClient | null } | null
  error: EngineError | null
}

/** Not connected. */
const noClient = (): null => null

/** A container that is read, or was. */
interface OpenStream {
  shown: LogStream
  log: ContainerLog
  intake: LineIntake
  pod: LogPod
  container: string
  done: boolean
}

/** All containers that a query means, each read into one ring; Pods are taken up as they come and let go as they end. */
export class LogSession {
  readonly #o: LogSessionOptions
  readonly #clock: Clock
  readonly #abort = new AbortController()
  readonly #sources: OpenSource[]
  readonly #streams: OpenStream[] = []
  readonly #byContainer = new Map<string, OpenStream>()
  readonly #running = new Set<Promise<void>>()
  #leftOut = 0

  /** Begins to read. The error says what is wrong with the query as a whole: nothing of it can be read. */
  static open(options: LogSessionOptions): Result<LogSession> {
    const session = new LogSession(options)
    for (const each of session.#sources) session.#open(each)
    const [first] = session.#sources
    if (first?.error && session.#sources.every(({ error }) => error !== null)) {
      void session.close()
      return err(first.error)
    }
    session.#look()
    return ok(session)
  }

  private constructor(options: LogSessionOptions) {
    this.#o = options
    this.#clock = options.clock ?? systemClock
    this.#sources = options.query.sources.map((source) => ({ source, found: null, error: null }))
  }

  /** Sources that cannot be read at present, with the reason; told once for each cluster and reason. */
  get problems(): readonly LogSourceProblem[] {
    const told = new Map<string, LogSourceProblem>()
    for (const { source, error } of this.#sources)
      if (error !== null) told.set(`${source.cluster} ${error.message}`, { cluster: source.cluster, error })
    return [...told.values()]
  }

  /** In the order of their numbers. */
  get streams(): readonly LogStream[] {
    return this.#streams.map((stream) => ({ ...stream.shown, lines: stream.intake.count }))
  }

  /** Containers that were found but are not read. */
  get leftOut(): number {
    return this.#leftOut
  }

  /** Pods that the sources mean now, and the names of all their containers. */
  get podCount(): number {
    return this.#sources.reduce((sum, { found }) => sum + (found?.finder.pods().length ?? 0), 0)
  }

  get containerNames(): readonly string[] {
    const pods = this.#sources.flatMap(({ found }) => found?.finder.pods() ?? [])
    return [...new Set(pods.flatMap(({ containers }) => containers.map(({ name }) => name)))]
  }

  /** Everything that can be read is read: for who does not follow. */
  get isDone(): boolean {
    return this.#streams.every((stream) => stream.done)
  }

  /** Resolves when every stream so far is read to its end. */
  async done(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running)
  }

  /** Tries again now what waits: a cluster is connected again, or a person asked. Streams that gave up for good begin anew. */
  retry(cluster: ClusterId | null): void {
    let opened = false
    for (const each of this.#sources)
      if (each.found === null && (cluster === null || cluster === each.source.cluster)) opened = this.#open(each) || opened
    if (opened) this.#look()
    else this.#o.onStreams()
    for (const stream of this.#streams) {
      if (cluster !== null && stream.shown.cluster !== cluster) continue
      if (stream.done && stream.shown.state === 'failed') this.#start(stream)
      else stream.log.wake()
    }
  }

  /** A cluster was closed: its Pods are known no more. */
  drop(cluster: ClusterId): void {
    for (const each of this.#sources) {
      if (each.source.cluster !== cluster || each.found === null) continue
      each.found.finder.close()
      each.found = null
      each.error = { code: 'not-found', message: 'This cluster was closed.', where: cluster, todo: 'Open it again.' }
    }
    this.#look()
  }

  /** Ends all requests; resolves when nothing runs any more. */
  async close(): Promise<void> {
    this.#abort.abort()
    for (const { found } of this.#sources) found?.finder.close()
    await Promise.allSettled(this.#running)
  }

  /** Begins to look for the Pods of a source; false when that cannot be. */
  #open(each: OpenSource): boolean {
    const cluster = this.#o.cluster(each.source.cluster)
    const finder = cluster.ok ? PodFinder.open(cluster.value.store, each.source, () => this.#look()) : cluster
    each.error = finder.ok ? null : finder.error
    each.found = finder.ok && cluster.ok ? { finder: finder.value, client: cluster.value.client } : null
    return finder.ok
  }

  #look(): void {
    if (this.#abort.signal.aborted) return
    const wanted = new Map<string, { cluster: ClusterId; client: () => ApiClient | null; pod: LogPod; container: LogContainer }>()
    const names = this.#o.query.containers
    for (const { source, found } of this.#sources)
      for (const pod of found?.finder.pods() ?? [])
        for (const container of names === null ? (this.#o.choose?.(pod) ?? pod.containers) : pod.containers)
          if (names === null || container.name === '' || names.includes(container.name))
            wanted.set(keyOf(source.cluster, pod, container.name), {
              cluster: source.cluster,
              client: found?.client ?? noClient,
              pod,
              container,
            })
    for (const [key, stream] of this.#byContainer) {
      const now = wanted.get(key)
      const changed = now === undefined ? stream.pod.containers.length > 0 : now.pod !== stream.pod
      if (!changed) continue
      stream.pod = now?.pod ?? { ...stream.pod, containers: [] }
      stream.log.wake()
    }
    let reading = this.#streams.filter((stream) => !stream.done).length
    this.#leftOut = 0
    for (const [key, { cluster, client, pod, container }] of wanted) {
      // a Pod that could not be listed at first is read already, under no uid
      if (this.#byContainer.has(key) || this.#byContainer.has(keyOf(cluster, { ...pod, uid: '' }, container.name))) continue
      if (reading >= this.#o.query.mostStreams || this.#streams.length >= mostStreamsEver) {
        this.#leftOut++
        continue
      }
      reading++
      this.#byContainer.set(key, this.#take(cluster, client, pod, container.name))
    }
    this.#o.onStreams()
  }

  #take(cluster: ClusterId, client: () => ApiClient | null, pod: LogPod, container: string): OpenStream {
    const number = this.#streams.length
    const intake = new LineIntake(this.#o.ring, number, () => this.#clock.now())
    const shown: LogStream = { cluster, pod: pod.id, container, state: 'connecting', reason: '', error: null, lines: 0 }
    const stream: OpenStream = {
      shown,
      intake,
      pod,
      container,
      done: false,
      log: new ContainerLog({
        namespace: pod.namespace,
        pod: pod.name,
        container,
        query: this.#o.query,
        intake,
        clock: this.#clock,
        client,
        ...(this.#o.unattended === undefined ? {} : { unattended: this.#o.unattended }),
        ...(this.#o.retries === undefined ? {} : { retries: this.#o.retries }),
        standing: () =>
          stream.pod.containers.find(({ name }) => name === container)?.standing ?? (container === '' ? unknownStanding : goneStanding),
        onState: (state, reason, error) => {
          if (stream.shown.state === state && stream.shown.reason === reason && stream.shown.error === error) return
          stream.shown = { ...stream.shown, state, reason, error }
          this.#o.onStreams()
        },
        onRestart: () => this.#note(`${pod.name} ${container}: restarted`),
        onContainers: (containers) => {
          const known = containers.map((name) => ({ name, kind: 'main' as const, standing: unknownStanding }))
          const named = { ...stream.pod, containers: known }
          for (const name of containers)
            if (this.#o.query.containers?.includes(name) !== false)
              this.#byContainer.set(keyOf(cluster, pod, name), this.#take(cluster, client, named, name))
          stream.shown = { ...stream.shown, state: 'ended', reason: 'its containers are read one by one' }
        },
      }),
    }
    this.#streams.push(stream)
    this.#start(stream)
    return stream
  }

  #start(stream: OpenStream): void {
    stream.done = false
    const running = stream.log
      .run(this.#abort.signal)
      .catch((thrown: unknown) => {
        stream.shown = {
          ...stream.shown,
          state: 'failed',
          error: { code: 'internal', message: `An unexpected failure: ${thrown instanceof Error ? thrown.message : String(thrown)}` },
        }
        this.#o.onDefect(thrown)
      })
      .finally(() => {
        stream.done = true
        this.#running.delete(running)
        // there is room for one that was left out
        if (this.#leftOut > 0) this.#look()
        else this.#o.onStreams()
      })
    this.#running.add(running)
  }

  /** A line of the app itself, at the present moment. */
  #note(text: string): void {
    const bytes = Buffer.from(text)
    this.#o.ring.add({ at: this.#clock.now(), stream: -1, severity: 0, flags: lineFlag.note, bytes, from: 0, to: bytes.length })
  }
}

function keyOf(cluster: ClusterId, pod: LogPod, container: string): string {
  return `${cluster} ${pod.id} ${pod.uid} ${container}`
}
