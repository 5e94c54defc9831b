import type { ContextEntry } from '../cluster/contextEntry.ts'
import { type EngineError, ok, parseObjectId, visibleText, type LogStream } from '../contract/index.ts'
import type { LogContainer, LogPod } from '../logs/containerStanding.ts'
import { LineMerge, type MergedLine, streamsOfSource } from '../logs/lineMerge.ts'
import { LogSession } from '../logs/logSession.ts'
import { lineFlag } from '../logs/logPage.ts'
import { systemClock } from '../watch/clock.ts'
import type { Command } from './commandLine.ts'
import type { Outcome } from './commands.ts'
import { CommandFailure, exitCode, type ExitCode } from './exitCode.ts'
import { KeptCluster } from './keptCluster.ts'
import { chooseContexts } from './liveSource.ts'
import { LineChoice, type LineLook, writtenLine } from './logLines.ts'
import { kindsFor, logTarget, type LogTarget, sourcesOf } from './logTarget.ts'
import { usage } from './optionValues.ts'
import { interruption, TextStream } from './textStream.ts'

/** Containers read at a time, of one context. */
const mostStreams = 1_000
/** Lines of each container of a selector, unless said otherwise: as kubectl. */
const selectorTail = 10
/** Milliseconds that a followed line waits for older ones of others. */
const followPatience = 300
/** Milliseconds that lines wait for a cluster or container that does not answer. */
const silentPatience = 5_000
/** How often a broken answer is tried again, where nothing is followed. */
const retries = 2

/** Writes logs of one or several contexts to standard output, merged by time, while they come. */
export async function logs(command: Command): Promise<Outcome> {
  if (command.source.type !== 'live') throw usage('Logs are read from a live cluster: leave out --snapshot and --from.')
  if (command.out !== null) throw usage('logs writes to standard output while lines come: send it to a file with >.')
  const target = logTarget(command)
  const choice = new LineChoice(command.logs)
  const contexts = await chooseContexts(command.source.kubeconfig, command.contexts)
  const run = new LogsRun(command, target, contexts, choice)
  return run.run()
}

/** One context while it is read. */
interface Read {
  context: ContextEntry
  cluster: KeptCluster | null
  session: LogSession | null
  streams: readonly LogStream[]
  connecting: boolean
  error: EngineError | null
}

class LogsRun {
  readonly #command: Command
  readonly #target: LogTarget
  readonly #choice: LineChoice
  readonly #reads: readonly Read[]
  readonly #out = new TextStream()
  readonly #merge: LineMerge
  readonly #told = new Set<string>()
  readonly #stop = new AbortController()
  /** Lines say where they are from. */
  readonly #several: boolean

  constructor(command: Command, target: LogTarget, contexts: readonly ContextEntry[], choice: LineChoice) {
    const { logs: options } = command
    this.#command = command
    this.#target = target
    this.#choice = choice
    this.#reads = contexts.map((context) => ({ context, cluster: null, session: null, streams: [], connecting: true, error: null }))
    // known before the first line, so that all lines look alike
    this.#several = contexts.length > 1 || options.allContainers || target.type === 'selector' || !isPod(target)
    this.#merge = new LineMerge({
      clock: systemClock,
      linePatience: options.follow ? followPatience : Infinity,
      streamPatience: silentPatience,
      live: () => this.#live(),
      write: (lines) => this.#write(lines),
    })
  }

  async run(): Promise<Outcome> {
    const interrupted = interruption()
    const stop = (): void => this.#stop.abort()
    interrupted.addEventListener('abort', stop)
    this.#out.gone.addEventListener('abort', stop)
    try {
      await Promise.all(this.#reads.map((read, at) => this.#read(read, at)))
      // what came before Ctrl-C is still written
      await this.#merge.finish()
    } finally {
      this.#merge.close()
      for (const { session, cluster } of this.#reads) {
        await session?.close()
        await cluster?.close()
      }
    }
    return this.#outcome(interrupted.aborted)
  }

  async #read(read: Read, at: number): Promise<void> {
    const { logs: options } = this.#command
    const signal = this.#stop.signal
    try {
      read.cluster = await KeptCluster.open(
        read.context,
        (kinds) => kindsFor(this.#target, this.#command, read.context, kinds),
        this.#command.deadline,
        signal,
      )
      const { picture, client } = read.cluster
      const session = LogSession.open({
        query: {
          sources: sourcesOf(this.#target, this.#command, read.cluster),
          containers: options.container === null ? null : [options.container],
          tail: options.tail === 'usual' ? (this.#target.type === 'selector' ? selectorTail : null) : options.tail,
          since: options.since,
          previous: options.previous,
          follow: options.follow,
          mostStreams,
          keep: { lines: 0, bytes: 0 },
        },
        ring: this.#merge.source(at),
        cluster: () => ok({ store: picture.store, client: () => client }),
        choose: (pod) => this.#chosen(pod),
        onStreams: () => this.#look(read),
        onDefect: (thrown) => this.#fail(thrown),
        unattended: true,
        ...(options.follow ? {} : { retries }),
      })
      if (!session.ok) throw new CommandFailure(session.error)
      read.session = session.value
      read.connecting = false
      this.#look(read)
      this.#checkContainer(read)
      await this.#ended(session.value, signal)
    } catch (thrown) {
      if (!signal.aborted) {
        if (!(thrown instanceof CommandFailure)) throw thrown
        read.error = thrown.error
        // told now: the others may go on for hours
        if (this.#reads.length > 1) this.#tell(`${read.context.name}: ${thrown.error.message}`)
      }
    } finally {
      read.connecting = false
      this.#merge.look()
    }
  }

  /** Resolves when everything is read; what is followed beyond single Pods goes on until it is stopped. */
  async #ended(session: LogSession, signal: AbortSignal): Promise<void> {
    const stopped = new Promise<void>((resolve) => {
      if (signal.aborted) resolve()
      else signal.addEventListener('abort', () => resolve(), { once: true })
    })
    const goesOn = this.#command.logs.follow && (this.#target.type === 'selector' || !isPod(this.#target))
    await Promise.race([goesOn ? stopped : session.done(), stopped])
  }

  /** The containers of a Pod that are read when none is named: the one its annotation names, else its first. */
  #chosen(pod: LogPod): readonly LogContainer[] {
    if (this.#command.logs.allContainers) return pod.containers
    const main = pod.containers.filter(({ kind }) => kind === 'main')
    const chosen = pod.containers.find(({ name }) => name === pod.usualContainer) ?? main[0]
    if (chosen === undefined) return pod.containers
    if (pod.containers.length > 1)
      this.#tell(`Of ${pod.name}, container "${chosen.name}" is read; there are ${pod.containers.map(({ name }) => name).join(', ')}.`)
    return [chosen]
  }

  #checkContainer({ session, cluster, context }: Read): void {
    const { container } = this.#command.logs
    if (session === null || cluster === null || session.streams.length > 0) return
    if (container !== null && session.podCount > 0)
      throw new CommandFailure({
        code: 'not-found',
        message: `No Pod has a container "${container}".`,
        where: context.name,
        todo: `There are ${session.containerNames.join(', ')}.`,
      })
    this.#tell(`${this.#reads.length > 1 ? `${context.name}: ` : ''}There are no Pods${this.#command.logs.follow ? ' yet' : ''}.`)
  }

  /** A stream came or changed: what of it a person should know is told once. */
  #look(read: Read): void {
    if (read.session === null) return
    read.streams = read.session.streams
    for (const stream of read.streams) {
      const name = [this.#reads.length > 1 ? read.context.name : '', parseObjectId(stream.pod)?.name ?? '', stream.container]
        .filter((part) => part !== '')
        .join(' ')
      if (stream.state === 'waiting') this.#tell(`${name} waits: ${stream.reason}.`)
      else if (stream.state === 'lost') this.#tell(`${name}: ${stream.reason}: ${stream.error?.message ?? ''} It is tried again.`)
      else if (stream.state === 'forbidden' || stream.state === 'failed') {
        // of one container it is said at the end, with what to do
        if (read.streams.length > 1) this.#tell(`${name}: ${stream.error?.message ?? stream.reason}`)
      } else if (stream.state === 'ended' && stream.lines === 0 && stream.reason !== '') this.#tell(`${name}: ${stream.reason}.`)
    }
    if (read.session.leftOut > 0) this.#tell(`${read.session.leftOut} containers more are not read: ${mostStreams} are at a time.`)
    this.#merge.look()
  }

  /** What may still say something older than what is here. */
  #live(): number[] {
    return this.#reads.flatMap(({ connecting, streams }, at) => {
      const first = at * streamsOfSource
      if (connecting) return [first + streamsOfSource - 2]
      return streams.flatMap(({ state }, number) =>
        state === 'connecting' || state === 'reading' || state === 'following' ? [first + number] : [],
      )
    })
  }

  async #write(lines: readonly MergedLine[]): Promise<void> {
    const { logs: options, output } = this.#command
    const parts: string[] = []
    for (const line of lines) {
      if ((line.flags & lineFlag.note) !== 0) this.#out.tell(Buffer.from(line.text).toString('utf8'))
      else if (this.#choice.has(line)) {
        const read = this.#reads[line.source]
        const look: LineLook = {
          json: output === 'json',
          timestamps: options.timestamps,
          prefix: options.prefix ?? this.#several,
          context: this.#reads.length > 1 ? visibleText(read?.context.name ?? '', 100) : null,
        }
        parts.push(writtenLine(line, read?.streams[line.stream], look))
      }
    }
    await this.#out.write(parts.join(''))
  }

  #tell(text: string): void {
    if (this.#told.has(text)) return
    this.#told.add(text)
    this.#out.tell(text)
  }

  #fail(thrown: unknown): void {
    this.#out.tell(`An unexpected failure: ${thrown instanceof Error ? thrown.message : String(thrown)}`)
  }

  #outcome(interrupted: boolean): Outcome {
    const notices: string[] = []
    if (this.#merge.late > 0) notices.push(`${this.#merge.late} lines came late, and stand behind later ones.`)
    if (interrupted) return { output: '', notices, code: exitCode.interrupted }
    const errors = this.#reads.flatMap(({ error, streams }) => [
      ...(error === null ? [] : [error]),
      ...streams.flatMap((stream) => ((stream.state === 'forbidden' || stream.state === 'failed') && stream.error ? [stream.error] : [])),
    ])
    const [first] = errors
    const leftOut = this.#reads.some(({ session }) => (session?.leftOut ?? 0) > 0)
    const read = this.#reads.reduce((sum, { streams, error }) => sum + (error === null ? Math.max(1, streams.length) : 1), 0)
    // nothing at all could be read: that is the failure itself
    if (first !== undefined && errors.length >= read && !this.#out.gone.aborted) throw new CommandFailure(first)
    const code: ExitCode = first !== undefined || leftOut ? exitCode.incomplete : exitCode.ok
    return { output: '', notices, code }
  }
}

function isPod(target: Extract<LogTarget, { type: 'object' }>): boolean {
  return /^(?:po|pods?|core\/pod)$/i.test(target.word)
}
