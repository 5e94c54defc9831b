import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import { WebSocketServer } from 'ws'

/** How the containers of the fake cluster answer `exec` and `attach`. */
export interface TerminalBehaviour {
  /** Subprotocols that the server speaks. */
  protocols?: readonly string[]
  /** The command cannot be started: what the runtime says. */
  cannotStart?: string
}

/** What was asked of a terminal. */
export interface TerminalFacts {
  path: string
  command: readonly string[]
  container: string
  protocol: string
  /** `columns x rows`, each time it was told. */
  sizes: string[]
  /** What was typed, as it came. */
  typed: string
  /** Bytes that were said, and that nobody takes. */
  unsent: () => number
  /** How the conversation ended: null while it goes on. */
  closed: number | null
}

/**
 * Terminals of the fake cluster: a shell that echoes what is typed, as a terminal does, and knows `exit N`, `size`, `flood N`, `break` and Ctrl-C. Speaks the
 * remote command protocol of Kubernetes over WebSocket.
 */
export class PodTerminals {
  readonly seen: TerminalFacts[] = []
  behaviour: TerminalBehaviour = {}
  readonly #open = new Set<WebSocket>()

  /** Takes over a connection whose request was let in. */
  serve(request: IncomingMessage, socket: Duplex, head: Buffer, query: URLSearchParams): void {
    const spoken = this.behaviour.protocols ?? ['v5.channel.k8s.io', 'v4.channel.k8s.io']
    const server = new WebSocketServer({
      noServer: true,
      handleProtocols: (offered) => spoken.find((each) => offered.has(each)) ?? false,
    })
    server.handleUpgrade(request, socket, head, (ws) => this.#talk(ws, request.url ?? '', query))
  }

  /** Cuts every open terminal, as a crashed kubelet would. */
  cut(): void {
    for (const ws of this.#open) ws.terminate()
  }

  #talk(ws: WebSocket, path: string, query: URLSearchParams): void {
    const facts: TerminalFacts = {
      path,
      command: query.getAll('command'),
      container: query.get('container') ?? '',
      protocol: ws.protocol,
      sizes: [],
      typed: '',
      unsent: () => ws.bufferedAmount,
      closed: null,
    }
    this.seen.push(facts)
    this.#open.add(ws)
    ws.on('close', (code) => {
      facts.closed = code
      this.#open.delete(ws)
    })
    const say = (channel: number, bytes: Buffer | string): void => {
      ws.send(Buffer.concat([Buffer.from([channel]), typeof bytes === 'string' ? Buffer.from(bytes) : bytes]))
    }
    const end = (exit: number): void => {
      const status =
        exit === 0
          ? { metadata: {}, status: 'Success' }
          : {
              metadata: {},
              status: 'Failure',
              message: `command terminated with non-zero exit code: exit status ${exit}`,
              reason: 'NonZeroExitCode',
              details: { causes: [{ reason: 'ExitCode', message: String(exit) }] },
            }
      say(3, JSON.stringify(status))
      ws.close(1000)
    }
    const { cannotStart } = this.behaviour
    if (cannotStart !== undefined) {
      say(3, JSON.stringify({ metadata: {}, status: 'Failure', reason: 'InternalError', message: cannotStart }))
      ws.close(1000)
      return
    }
    if (query.get('tty') !== 'true') {
      // a program without a terminal: its lines end as files' do, and nobody echoes
      say(1, 'out\n')
      if (query.get('stderr') === 'true') say(2, 'err\n')
      ws.on('message', (data: Buffer) => {
        if (data[0] === 255) return say(1, 'input ended\n')
        facts.typed += data.subarray(1).toString()
        say(1, `heard ${data.subarray(1).toString()}`)
      })
      return
    }
    const prompt = (): void => say(1, '$ ')
    const run = (line: string): void => {
      const [word = '', argument = ''] = line.split(' ')
      if (word === 'exit') return end(Number(argument || '0'))
      if (word === 'break') return ws.terminate()
      if (word === 'size') say(1, `${facts.sizes.at(-1) ?? 'unknown'}\r\n`)
      // a character cut in two by messages
      if (word === 'euro') {
        say(1, Buffer.from('€').subarray(0, 2))
        say(1, Buffer.concat([Buffer.from('€').subarray(2), Buffer.from('\r\n')]))
      }
      if (word === 'flood') for (let i = 0; i < Number(argument); i++) say(1, `line ${i} ${'x'.repeat(60)}\r\n`)
      if (word === 'hostile')
        say(1, '\u001b]0;owned\u0007\u001b]52;c;aGk=\u0007\u001b]8;;https://example.test\u001b\\link\u001b]8;;\u001b\\\r\n')
      prompt()
    }
    let typed = ''
    ws.on('message', (data: Buffer) => {
      const channel = data[0]
      const body = data.subarray(1).toString()
      if (channel === 4) {
        const { Width, Height } = JSON.parse(body) as { Width: number; Height: number }
        facts.sizes.push(`${Width} x ${Height}`)
      }
      if (channel !== 0) return
      facts.typed += body
      for (const char of body) {
        if (char === '\u0003') {
          typed = ''
          say(1, '^C\r\n')
          prompt()
        } else if (char === '\r' || char === '\n') {
          say(1, '\r\n')
          const line = typed
          typed = ''
          run(line.trim())
        } else {
          typed += char
          say(1, char)
        }
      }
    })
    prompt()
  }
}
