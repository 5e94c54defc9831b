import type { ApiClient, ApiSocket } from '../cluster/apiClient.ts'
import { ApiFailure } from '../cluster/apiClient.ts'
import { statusError } from '../cluster/statusError.ts'
import { type EngineError, parseObjectId, type TerminalState, type TerminalTarget, visibleText } from '../contract/index.ts'
import type { ContainerStreams } from './containerStreams.ts'
import { LineInput } from './lineInput.ts'
import { channel, commandEnd, framed, protocols, resizeMessage } from './remoteCommand.ts'
import { SkippedOutput } from './skippedOutput.ts'

/** Milliseconds until the server must have begun the conversation: the image's shell is started by then. */
const openDeadline = 30_000
/** A conversation that is silent is kept alive past proxies that cut what says nothing. */
const pingEvery = 30_000
/** What waits for the window; more, and the server waits. UTF-16 units. */
const mostWaiting = 250_000
/** Milliseconds since the window was last behind, within which it counts as being so. */
const latelyBehind = 2_000
/** Ctrl-C and Ctrl-\\: what a terminal flushes its output for. (POSIX: INTR and QUIT without NOFLSH.) */
const interrupts = /[\u0003\u001c]/

/** bash where the image has one, sh otherwise. What a program draws is meant for this kind of terminal. */
const shell = ['/bin/sh', '-c', 'TERM=xterm-256color; export TERM; command -v bash >/dev/null 2>&1 && exec bash; exec sh']

export interface RemoteTerminalOptions {
  target: TerminalTarget
  /** What is on the other side: for `exec` always a terminal of its own. */
  streams: ContainerStreams
  client: () => ApiClient | null
  columns: number
  rows: number
  /** There is something to tell. */
  onChange: () => void
}

/** A command in a container with a terminal of its own, or a container that is attached to as it is, over one WebSocket. */
export class RemoteTerminal {
  readonly #o: RemoteTerminalOptions
  #columns: number
  #rows: number
  #abort: AbortController | null = null
  #socket: ApiSocket | null = null
  #pings: ReturnType<typeof setInterval> | null = null
  #waiting = ''
  #paused = false
  /** When output last had to wait; epoch milliseconds. */
  #behindAt = 0
  /** Somebody interrupted while output was waiting: what of it still comes is not drawn. */
  #skipped: SkippedOutput | null = null
  #typing = new LineInput()
  state: TerminalState = 'connecting'
  session = 0
  exit: number | null = null
  reason = ''
  error: EngineError | null = null

  constructor(options: RemoteTerminalOptions) {
    this.#o = options
    this.#columns = options.columns
    this.#rows = options.rows
  }

  /** Starts the command; after it ended, or the connection broke, a new one. */
  connect(): void {
    this.close()
    this.session++
    this.exit = null
    this.#waiting = ''
    this.#typing = new LineInput()
    const abort = new AbortController()
    this.#abort = abort
    this.#set('connecting', '', null)
    this.#run(abort).catch((thrown: unknown) => {
      if (abort.signal.aborted || this.#abort !== abort) return
      const error: EngineError =
        thrown instanceof ApiFailure
          ? thrown.error
          : { code: 'internal', message: `An unexpected failure: ${thrown instanceof Error ? thrown.message : String(thrown)}` }
      this.#set(error.code === 'unreachable' || error.code === 'timeout' ? 'lost' : 'failed', '', error)
    })
  }

  write(text: string): void {
    const { stdin, tty } = this.#o.streams
    if (!stdin || this.#socket === null) return
    if (tty) {
      this.#socket.send(framed(channel.stdin, new TextEncoder().encode(text)))
      if (interrupts.test(text) && Date.now() - this.#behindAt < latelyBehind) this.#skip()
      return
    }
    const { echo, send, end } = this.#typing.take(text)
    if (echo !== '') this.#say(echo)
    if (send !== '') this.#socket.send(framed(channel.stdin, new TextEncoder().encode(send)))
    // only v5 can say so
    if (end && this.#socket.protocol === protocols[0]) this.#socket.send(framed(channel.close, Uint8Array.of(channel.stdin)))
  }

  resize(columns: number, rows: number): void {
    this.#columns = columns
    this.#rows = rows
    if (this.#o.streams.tty) this.#socket?.send(resizeMessage(columns, rows))
  }

  /** Leaves what was attached to: the connection ends, and nothing on the other side is told to. */
  detach(): void {
    if (this.#o.target.type !== 'attach' || (this.state !== 'open' && this.state !== 'connecting')) return
    this.close()
    this.#set('ended', 'detached; the container goes on', null)
  }

  /** What was said since the last time. */
  take(): string {
    const text = this.#waiting
    this.#waiting = ''
    this.#goOn()
    return text
  }

  /** Ends the command: its terminal is hung up. */
  close(): void {
    if (this.#pings !== null) clearInterval(this.#pings)
    this.#pings = null
    this.#skipped?.end()
    this.#skipped = null
    this.#socket?.close()
    this.#socket = null
    const abort = this.#abort
    this.#abort = null
    abort?.abort()
  }

  async #run(abort: AbortController): Promise<void> {
    const client = this.#o.client()
    if (client === null) {
      this.#set('lost', 'the cluster is not connected', {
        code: 'unreachable',
        message: 'The cluster is not connected.',
        todo: 'Wait until it is, and connect again.',
      })
      return
    }
    const path = this.#path()
    // a character may come in two messages
    const decoders = new Map([channel.stdout, channel.stderr].map((of) => [of as number, new TextDecoder()]))
    const command = { ended: false }
    const mine = (): boolean => this.#abort === abort
    const answer = await client.socket(
      { path, protocols, signal: abort.signal, deadline: openDeadline },
      {
        onMessage: (message) => {
          if (!mine() || message.length === 0) return
          const [of = 0] = message
          const decoder = decoders.get(of)
          if (decoder !== undefined) this.#say(this.#drawn(decoder.decode(message.subarray(1), { stream: true })))
          else if (of === channel.error) {
            command.ended = true
            this.#end(commandEnd(message.subarray(1)))
          }
        },
        onClose: (code, reason) => {
          if (!mine()) return
          this.#stopPings()
          // the server says how the command ended before it closes
          if (!command.ended)
            this.#set('lost', visibleText(`the connection broke (${code}${reason === '' ? '' : `, ${reason}`})`, 300), null)
        },
      },
    )
    if (!mine()) return
    if (answer.type === 'refused') {
      const error = statusError(answer.answer, { path, method: 'GET' })
      this.#set('failed', '', answer.answer.status < 400 ? noWebSocket(path) : error)
      return
    }
    this.#socket = answer.socket
    if (!(protocols as readonly string[]).includes(answer.socket.protocol)) {
      this.close()
      this.#set('failed', '', noWebSocket(path))
      return
    }
    this.#pings = setInterval(() => answer.socket.ping(), pingEvery)
    this.#pings.unref()
    if (this.#o.streams.tty) answer.socket.send(resizeMessage(this.#columns, this.#rows))
    // the end of a quick command may have been told before this line runs
    if (!command.ended) this.#set('open', this.#standing(answer.socket.protocol), null)
  }

  /** What a person should know of an open terminal. */
  #standing(protocol: string): string {
    const { target, streams } = this.#o
    const old = protocol === protocols[0] ? [] : ['An older server: it speaks v4 of the protocol.']
    if (target.type === 'exec') return old.join('')
    const about = !streams.stdin
      ? ['Output only: the container takes no input (stdin is not set).']
      : [
          streams.tty
            ? 'Attached to the container’s own process: Enter brings a prompt.'
            : 'Attached without a screen (tty is not set): lines are sent with Enter.',
          ...(streams.stdinOnce ? ['Its input ends when this is left (stdinOnce).'] : []),
        ]
    return [...about, ...old].join(' ')
  }

  /** A container without a terminal ends its lines as files do. */
  #drawn(text: string): string {
    return this.#o.streams.tty ? text : text.replace(/\r?\n/g, '\r\n')
  }

  #say(text: string): void {
    if (this.#skipped !== null) return this.#skipped.take(text)
    this.#waiting += text
    if (this.#waiting.length > mostWaiting) {
      this.#behindAt = Date.now()
      if (!this.#paused) {
        this.#paused = true
        this.#socket?.pause()
      }
    }
    this.#o.onChange()
  }

  #goOn(): void {
    if (!this.#paused) return
    this.#behindAt = Date.now()
    this.#paused = false
    this.#socket?.resume()
  }

  #skip(): void {
    this.#skipped ??= new SkippedOutput(() => this.#endSkip())
    this.#skipped.take(this.#waiting)
    this.#waiting = ''
    this.#goOn()
  }

  #endSkip(): void {
    const skipped = this.#skipped
    this.#skipped = null
    if (skipped !== null) this.#say(skipped.end())
  }

  #end({ exit, message }: { exit: number | null; message: string }): void {
    this.#stopPings()
    this.exit = exit
    if (exit !== null) return this.#set('ended', exit === 0 ? 'exit 0' : `exit ${exit}`, null)
    const { target } = this.#o
    if (target.type === 'attach') {
      this.#set('failed', '', attachRefused(message, target))
      return
    }
    const noShell = /executable file not found|no such file or directory|not found in \$PATH/i.test(message)
    this.#set('failed', '', {
      code: 'server-error',
      message: visibleText(message, 500) || 'The command could not be started.',
      where: target.pod,
      todo:
        noShell && target.command === null
          ? 'The image has no shell. Add an ephemeral debug container, or name a command that the image has.'
          : 'Look at the container, and at the kubelet of its node.',
    })
  }

  #stopPings(): void {
    this.#endSkip()
    if (this.#pings !== null) clearInterval(this.#pings)
    this.#pings = null
    this.#socket = null
  }

  #set(state: TerminalState, reason: string, error: EngineError | null): void {
    this.state = state
    this.reason = reason
    this.error = error
    this.#o.onChange()
  }

  #path(): string {
    const { target } = this.#o
    const { namespace = '', name = '' } = parseObjectId(target.pod) ?? {}
    const { stdin, tty } = this.#o.streams
    const wanted = new URLSearchParams({ container: target.container, stdout: 'true' })
    if (stdin) wanted.set('stdin', 'true')
    if (tty) wanted.set('tty', 'true')
    // with a terminal both are one stream
    else wanted.set('stderr', 'true')
    if (target.type === 'exec') for (const word of target.command ?? shell) wanted.append('command', word)
    return `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(name)}/${target.type}?${wanted.toString()}`
  }
}

/** The API server let it through, and what runs the container refused it. */
function attachRefused(message: string, { pod, container }: TerminalTarget): EngineError {
  return {
    code: 'server-error',
    message: `The container cannot be attached to: ${visibleText(message, 500) || 'its runtime gives no reason'}`,
    where: container === '' ? pod : `${pod}, container ${container}`,
    todo: 'The kubelet of its node refused it, not the API server. Read its log, or open a shell in it; some runtimes allow no attaching.',
  }
}

function noWebSocket(path: string): EngineError {
  return {
    code: 'server-error',
    message: 'The server does not speak WebSocket for terminals (v5 or v4 of channel.k8s.io).',
    where: `GET ${path}`,
    todo: 'A proxy may stand in between that lets no WebSocket through; servers from 1.29 on speak it by themselves.',
  }
}
