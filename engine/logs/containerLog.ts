import type { EngineError, LogQuery, LogStreamState } from '../contract/index.ts'
import type { ApiClient, ApiStream } from '../cluster/apiClient.ts'
import { ApiFailure } from '../cluster/apiClient.ts'
import { statusError } from '../cluster/statusError.ts'
import { readRefusal } from '../watch/answerBody.ts'
import { Backoff } from '../watch/backoff.ts'
import type { Clock } from '../watch/clock.ts'
import { linkedAbort, isAborted } from '../watch/linkedAbort.ts'
import type { ContainerStanding } from './containerStanding.ts'
import type { LineIntake } from './lineIntake.ts'

/** What a log of one container is made from. */
export interface ContainerLogOptions {
  namespace: string
  pod: string
  /** Empty: the server's default, since the containers are not known. */
  container: string
  query: Pick<LogQuery, 'tail' | 'since' | 'previous' | 'follow'>
  intake: LineIntake
  clock: Clock
  /** The way to the API server; null while not connected. */
  client: () => ApiClient | null
  /** Nobody is there to try again: what a person would decide ends the log. */
  unattended?: boolean
  /** How often in a row what broke is tried again; without end if not given. */
  retries?: number
  standing: () => ContainerStanding
  onState: (state: LogStreamState, reason: string, error: EngineError | null) => void
  /** The same container runs again. */
  onRestart: (ended: string) => void
  /** The server wants a container named, and says which there are. */
  onContainers: (names: readonly string[]) => void
}

/** An answer that ends by itself begins within so many milliseconds. */
const readDeadline = 30_000
/** A container that is silent sends not even headers: the answer is asked for anew after so long. A dead link is noticed by pings before. */
const silentDeadline = 3_600_000
/** After so many milliseconds without a failure a request counts as following, though nothing has come. */
const quietAfter = 1_500
/** How long a change of the Pod is waited for before the server is asked anyway: where Pods may not be watched. */
const standingPatience = 10_000
/** A clean end of an answer while the container still counts as running: the news of its end is on its way, or a proxy cut it. */
const endLag = 1_000

const reconnecting = { initial: 500, factor: 2, jitter: 0.5, cap: 15_000, resetAfter: 60_000 }

/** What the loop does next. */
type Next = 'again' | 'await-change' | 'await-person' | 'done'

/**
 * Reads one container's log: waits until it has started, follows, goes on after a broken connection without losing or doubling a line, and after
 * a restart with the new run. Ends with the container, or when nothing is followed with the answer.
 */
export class ContainerLog {
  readonly #o: ContainerLogOptions
  readonly #backoff: Backoff
  #wake: (() => void) | null = null
  #woken = false
  #failures = 0
  /** The run that was read last. */
  #run: string | null = null

  constructor(options: ContainerLogOptions) {
    this.#o = options
    this.#backoff = new Backoff(options.clock, reconnecting)
  }

  /** The Pod changed, the cluster is connected again, or a person wants it tried now. */
  wake(): void {
    this.#woken = true
    this.#wake?.()
  }

  /** Runs until everything is read, or the signal is aborted. Never rejects but for a defect. */
  async run(signal: AbortSignal): Promise<void> {
    while (!isAborted(signal)) {
      this.#woken = false
      const next = await this.#step(signal)
      if (isAborted(signal) || next === 'done' || (next === 'await-person' && this.#o.unattended === true)) return
      if (next === 'again') await this.#pause(this.#backoff.next(), signal)
      else await this.#pause(next === 'await-change' ? standingPatience : Number.POSITIVE_INFINITY, signal)
    }
  }

  async #step(signal: AbortSignal): Promise<Next> {
    const { query, onState } = this.#o
    const standing = this.#o.standing()
    if (!query.previous) {
      if (standing.phase === 'gone' && this.#run !== null) return this.#end(standing.reason)
      // what ran before may still be read while the next run is waited for
      if (standing.phase === 'waiting' && (!standing.hasRun || this.#run !== null)) {
        if (standing.final || !query.follow) return this.#end(standing.reason)
        onState('waiting', standing.reason, null)
        return 'await-change'
      }
      if (standing.phase === 'ended' && this.#run === standing.run) {
        if (standing.final) return this.#end(standing.reason)
        onState('waiting', `${standing.reason}; waiting for the next run`, null)
        return 'await-change'
      }
    }
    const client = this.#o.client()
    if (client === null) {
      onState('lost', 'the cluster is not connected', null)
      return 'again'
    }
    if (this.#run !== null && this.#run !== standing.run && standing.phase === 'running') this.#o.onRestart(standing.reason)
    return this.#read(client, standing, signal)
  }

  async #read(client: ApiClient, standing: ContainerStanding, signal: AbortSignal): Promise<Next> {
    const { clock, intake, onState, query } = this.#o
    const follow = query.follow && !query.previous && standing.phase !== 'waiting' && standing.phase !== 'ended'
    const path = this.#path(follow)
    const abort = linkedAbort(signal)
    onState('connecting', '', null)
    const quiet = follow ? clock.setTimer(quietAfter, () => onState('following', 'no output yet', null)) : () => undefined
    let stream: ApiStream | null = null
    try {
      stream = await client.stream({
        path,
        accept: '*/*',
        signal: abort.signal,
        deadline: follow ? silentDeadline : readDeadline,
        priority: 'screen',
      })
      quiet()
      if (stream.status !== 200) return await this.#refused(stream, path, standing)
      onState(follow ? 'following' : 'reading', '', null)
      this.#run = standing.run
      intake.begin()
      for await (const chunk of stream.chunks) {
        intake.push(chunk)
        this.#backoff.reset()
        this.#failures = 0
        const room = intake.room()
        if (room !== null) await room
      }
    } catch (thrown) {
      quiet()
      intake.end(false)
      if (isAborted(signal)) return 'done'
      return this.#broke(thrown, stream !== null)
    } finally {
      abort.abort()
      abort.unlink()
    }
    if (!query.follow || query.previous) {
      intake.end(true)
      return this.#end(query.previous ? 'the run before' : '')
    }
    return this.#afterEnd(signal)
  }

  /** The answer ended cleanly: the container has ended, and the news of it may be behind. */
  async #afterEnd(signal: AbortSignal): Promise<Next> {
    const before = this.#o.standing()
    if (before.phase === 'running' && before.run === this.#run) await this.#pause(endLag, signal)
    const standing = this.#o.standing()
    const goesOn = (standing.phase === 'running' && standing.run === this.#run) || standing.phase === 'unknown'
    // half a line will be said again by an answer that goes on; of a run that is over it is the last
    this.#o.intake.end(!goesOn)
    if (standing.final) return this.#end(standing.reason)
    if (standing.phase === 'running' || standing.phase === 'unknown') return 'again'
    // its own step says what it waits for
    return this.#step(signal)
  }

  async #refused(stream: ApiStream, path: string, standing: ContainerStanding): Promise<Next> {
    const { onState, query } = this.#o
    const error = statusError(await readRefusal(stream), { path })
    const { message } = error
    if (error.code === 'forbidden') {
      onState('forbidden', '', error)
      return 'await-person'
    }
    const names = /a container name must be specified for pod [^,]{1,253}, choose one of: \[([^\]]{1,4000})\]/.exec(message)?.[1]
    if (stream.status === 400 && names !== undefined && this.#o.container === '') {
      const initial = /or one of the init containers: \[([^\]]{1,4000})\]/.exec(message)?.[1] ?? ''
      this.#o.onContainers(`${names} ${initial}`.split(/\s+/).filter((name) => /^[a-z0-9-]{1,63}$/.test(name)))
      return 'done'
    }
    if (stream.status === 400 && /previous terminated container .* not found/.test(message)) return this.#end('there was no run before')
    if (stream.status === 400 && /is waiting to start|is not running|PodInitializing|ContainerCreating/.test(message)) {
      if (!query.follow) return this.#end(standing.reason === '' ? 'not started yet' : standing.reason)
      onState('waiting', standing.reason === '' ? 'not started yet' : standing.reason, null)
      return 'await-change'
    }
    if (stream.status === 404 && this.#o.standing().phase === 'gone') return this.#end('the Pod is gone')
    if (stream.status >= 500 || stream.status === 429) {
      return this.#lost('the server answered with an error', { ...error, todo: serverTodo(message) })
    }
    onState('failed', '', error)
    return query.follow ? 'await-person' : 'done'
  }

  #broke(thrown: unknown, answered: boolean): Next {
    const { onState } = this.#o
    if (!(thrown instanceof ApiFailure)) throw thrown
    const { error } = thrown
    // a container that says nothing: the question is asked anew, nothing is wrong
    if (error.code === 'timeout' && !answered && this.#o.query.follow) return 'again'
    if (error.code === 'unauthorized' || error.code === 'needs-consent' || error.code === 'bad-input') {
      onState('failed', '', error)
      return 'await-person'
    }
    return this.#lost('the connection broke', error)
  }

  #lost(reason: string, error: EngineError): Next {
    const last = this.#failures++ >= (this.#o.retries ?? Infinity)
    this.#o.onState(last ? 'failed' : 'lost', reason, error)
    return last ? 'done' : 'again'
  }

  #end(reason: string): Next {
    this.#o.onState('ended', reason, null)
    return 'done'
  }

  #path(follow: boolean): string {
    const { namespace, pod, container, query, intake } = this.#o
    const wanted = new URLSearchParams({ timestamps: 'true' })
    if (container !== '') wanted.set('container', container)
    if (follow) wanted.set('follow', 'true')
    if (query.previous) wanted.set('previous', 'true')
    const resumeAt = intake.resumeAt
    // the server knows whole seconds only: what it says twice is left out
    if (resumeAt !== null) wanted.set('sinceTime', `${new Date(resumeAt * 1000).toISOString().slice(0, 19)}Z`)
    else {
      if (query.since !== null) wanted.set('sinceSeconds', String(query.since))
      if (query.tail !== null) wanted.set('tailLines', String(query.tail))
    }
    return `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}/log?${wanted.toString()}`
  }

  /** Sleeps, unless something happened meanwhile. */
  async #pause(ms: number, signal: AbortSignal): Promise<void> {
    if (this.#woken) return
    const abort = linkedAbort(signal)
    this.#wake = () => abort.abort()
    await this.#o.clock.sleep(ms, abort.signal)
    this.#wake = null
    abort.unlink()
  }
}

/** The server passes on what the node's kubelet says, or that it cannot be reached. */
function serverTodo(message: string): string {
  return /dial tcp|no route|connection refused|i\/o timeout|proxy error/.test(message)
    ? 'The API server does not reach the kubelet of the node; it is tried again. Look at the node.'
    : 'It is tried again. Look at the node and its kubelet if it stays.'
}
