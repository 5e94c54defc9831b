import type { EngineError } from '../contract/index.ts'
import type {
  ApiClient,
  ApiRequest,
  ApiResponse,
  ApiSocketAnswer,
  ApiSocketHandlers,
  ApiSocketRequest,
  ApiStream,
  LinkStatus,
} from './apiClient.ts'
import { ApiFailure } from './apiClient.ts'
import { BodyChunks, unzip } from './bodyChunks.ts'
import { connectError } from './connectError.ts'
import type { ContextEntry } from './contextEntry.ts'
import type { Credential, CredentialSource } from './credentials.ts'
import { LinkPool } from './linkPool.ts'
import type { LinkResponse, PingIntervals } from './link.ts'
import { bareHost, isLoopback } from './proxy.ts'
import type { ProxyEnv } from './proxy.ts'
import { TokenBucket } from './tokenBucket.ts'
import { place, Watchdog } from './watchdog.ts'
import { webSocket } from './webSocket.ts'

/** What tests and unusual installations change. */
export interface ApiClientOptions {
  pings?: PingIntervals
  /** Milliseconds that a connection (proxy, TCP, TLS, SETTINGS) may take. */
  connectDeadline?: number
  /** Where HTTPS_PROXY and NO_PROXY are read. */
  env?: ProxyEnv
  bucket?: TokenBucket
  userAgent?: string
  /** Ask for gzip; without it: for every server that is not on this computer. */
  gzip?: boolean
  /** Asked before each piece of a body is handed on: null, go on; else wait for it. Without it nobody waits. */
  turn?: () => Promise<void> | null
}

/** Answers of `request` are held whole: more than this is a mistake, or an attack by a small gzip. */
const wholeAnswerLimit = 512 * 1024 * 1024
/** How often 429 and 503 with Retry-After are tried again before the answer is handed on. */
const retries = 3
/** Requests queue for their token at most so long, in milliseconds: 60 s are 3,000 requests. */
const bucketDeadline = 60_000

/** Builds the way to one API server. Nothing is connected before the first request. */
export function createApiClient(context: ContextEntry, credentials: CredentialSource, options: ApiClientOptions = {}): ApiClient {
  return new HttpApiClient(context, credentials, options)
}

class HttpApiClient implements ApiClient {
  readonly #credentials: CredentialSource
  readonly #pool: LinkPool
  readonly #bucket: TokenBucket
  readonly #base: URL
  readonly #userAgent: string
  readonly #gzip: boolean
  readonly #turn: (() => Promise<void> | null) | undefined
  readonly #blocking: EngineError | null
  readonly #closing = new AbortController()

  constructor(context: ContextEntry, credentials: CredentialSource, options: ApiClientOptions) {
    const cluster = context.raw.cluster
    this.#blocking =
      context.blocking ?? (cluster ? null : { code: 'bad-input', message: 'The context has no cluster.', where: context.file })
    this.#base = new URL(cluster?.server ?? 'https://missing.invalid')
    this.#credentials = credentials
    this.#bucket = options.bucket ?? new TokenBucket()
    this.#userAgent = options.userAgent ?? 'kubilitics'
    this.#gzip = options.gzip ?? !(isLoopback(bareHost(this.#base)) || cluster?.disableCompression === true)
    this.#turn = options.turn
    this.#pool = new LinkPool(this.#base, cluster?.proxyUrl ?? null, {
      pings: options.pings ?? { idle: 30_000, answer: 15_000 },
      connectDeadline: options.connectDeadline ?? 20_000,
      env: options.env ?? process.env,
    })
  }

  status(): LinkStatus {
    return this.#pool.status()
  }

  onLink(listener: (up: boolean, error: EngineError | null) => void): () => void {
    return this.#pool.onLink(listener)
  }

  close(): void {
    this.#closing.abort()
    this.#bucket.close()
    this.#pool.close()
  }

  async request(request: ApiRequest): Promise<ApiResponse> {
    const watchdog = new Watchdog(request, this.#closing.signal, this.#pool.target())
    try {
      const answer = await this.#answer(request, watchdog)
      const parts: Uint8Array[] = []
      const largest = request.largest ?? wholeAnswerLimit
      let size = 0
      for await (const chunk of this.#chunks(answer, watchdog)) {
        size += chunk.length
        if (size > largest) {
          throw new ApiFailure({
            code: 'server-error',
            message: `The answer is larger than ${largest / 1024 / 1024} MB.`,
            where: place(request),
            todo: 'Ask for less: a shorter time, one namespace, or one object.',
          })
        }
        parts.push(chunk)
      }
      return {
        status: answer.status,
        headers: answer.headers,
        body: parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts, size),
      }
    } finally {
      watchdog.end()
    }
  }

  async stream(request: ApiRequest): Promise<ApiStream> {
    const watchdog = new Watchdog(request, this.#closing.signal, this.#pool.target())
    try {
      const answer = await this.#answer(request, watchdog)
      watchdog.headersArrived()
      answer.body.once('close', () => watchdog.end())
      return { status: answer.status, headers: answer.headers, chunks: this.#chunks(answer, watchdog) }
    } catch (error) {
      watchdog.end()
      throw error
    }
  }

  async socket(request: ApiSocketRequest, handlers: ApiSocketHandlers): Promise<ApiSocketAnswer> {
    const watchdog = new Watchdog(request, this.#closing.signal, this.#pool.target())
    let open = false
    try {
      if (this.#blocking) throw new ApiFailure(this.#blocking)
      watchdog.start()
      let credential = await this.#credentials.get(watchdog.cancelled)
      for (let renewed = false; ; renewed = true) {
        const connection = await this.#pool.dialApart(credential.tls, watchdog.signal)
        const answer = await webSocket(
          connection,
          {
            host: this.#base.host,
            path: `${this.#base.pathname.replace(/\/$/, '')}${request.path}`,
            protocols: request.protocols,
            headers: { 'user-agent': this.#userAgent, ...credential.headers },
            signal: watchdog.signal,
          },
          {
            onMessage: (message) => handlers.onMessage(message),
            onClose: (code, reason) => {
              watchdog.end()
              handlers.onClose(code, reason)
            },
          },
        )
        open = answer.type === 'open'
        if (open) watchdog.headersArrived()
        if (answer.type === 'open' || answer.answer.status !== 401 || renewed) return answer
        const fresh = await this.#credentials.renew(credential, watchdog.signal)
        if (fresh === null) return answer
        credential = fresh
      }
    } catch (error) {
      if (watchdog.signal.aborted) throw watchdog.failure()
      throw this.#failure(error, null)
    } finally {
      // an open one goes on to hear of its cancelling
      if (!open) watchdog.end()
    }
  }

  /** Sends until there is an answer to hand on: renews the credential once on 401, waits for Retry-After, uses a new link once when one broke. */
  async #answer(request: ApiRequest, watchdog: Watchdog): Promise<LinkResponse> {
    if (this.#blocking) throw new ApiFailure(this.#blocking)
    let credential = await this.#credentials.get(watchdog.cancelled)
    let renewed = false
    let relinked = false
    let tries = 0
    for (;;) {
      await this.#takeToken(request, watchdog)
      watchdog.start()
      let answer
      try {
        answer = await this.#pool.send(credential.tls, {
          method: request.method ?? 'GET',
          path: `${this.#base.pathname.replace(/\/$/, '')}${request.path}`,
          headers: this.#headers(request, credential),
          body: request.body,
          signal: watchdog.signal,
        })
      } catch (error) {
        if (watchdog.signal.aborted) throw watchdog.failure()
        if (!(error instanceof ApiFailure) && (request.method ?? 'GET') === 'GET' && !relinked) {
          relinked = true // GOAWAY and idle time-outs cut requests that were never served
          continue
        }
        throw this.#failure(error, credential)
      }
      if (answer.status === 401 && !renewed) {
        renewed = true
        const fresh = await this.#credentials.renew(credential, watchdog.signal)
        if (fresh) {
          answer.body.destroy()
          credential = fresh
          continue
        }
      }
      const wait = retryAfter(answer.status, answer.headers, request)
      if (wait !== null && tries < retries && wait < watchdog.left()) {
        tries += 1
        answer.body.destroy()
        await watchdog.sleep(wait)
        continue
      }
      return answer.headers['content-encoding'] === 'gzip' ? { ...answer, body: unzip(answer.body) } : answer
    }
  }

  async #takeToken(request: ApiRequest, watchdog: Watchdog): Promise<void> {
    const late = new AbortController()
    const timer = setTimeout(() => late.abort(), bucketDeadline)
    const stop = () => late.abort()
    watchdog.signal.addEventListener('abort', stop)
    if (watchdog.signal.aborted) stop()
    try {
      await this.#bucket.take(request.priority ?? 'background', late.signal)
    } catch (error) {
      if (watchdog.signal.aborted) throw watchdog.failure()
      if (this.#closing.signal.aborted) throw error
      throw new ApiFailure(
        {
          code: 'timeout',
          message: `More than ${bucketDeadline / 1000} s of requests are queued for this cluster.`,
          where: place(request),
        },
        { cause: error },
      )
    } finally {
      clearTimeout(timer)
      watchdog.signal.removeEventListener('abort', stop)
    }
  }

  #headers(request: ApiRequest, credential: Credential): Record<string, string | readonly string[]> {
    return {
      accept: request.accept ?? 'application/json',
      'user-agent': this.#userAgent,
      // The server does not compress watches, what is followed must not wait for a full block, and for a server on this computer it costs more than it saves.
      'accept-encoding': this.#gzip && !/[?&](watch=(1|true)|follow=true)\b/.test(request.path) ? 'gzip' : 'identity',
      ...(request.body === undefined ? {} : { 'content-type': request.contentType ?? 'application/json' }),
      ...credential.headers,
    }
  }

  #chunks({ body, link }: LinkResponse, watchdog: Watchdog): AsyncIterable<Uint8Array> {
    return new BodyChunks(body, {
      ...(this.#turn === undefined ? {} : { turn: this.#turn }),
      verdict: (error) => {
        if (watchdog.signal.aborted) return watchdog.failure()
        return error === null ? null : this.#failure(link.error ?? error, null)
      },
    })
  }

  #failure(error: unknown, credential: Credential | null): ApiFailure {
    if (error instanceof ApiFailure) return error
    return new ApiFailure(connectError(error, this.#pool.target(credential?.tls)), { cause: error })
  }
}

/** Milliseconds to wait before the same GET is sent again; null when the answer is final. */
function retryAfter(status: number, headers: Readonly<Record<string, string>>, request: ApiRequest): number | null {
  if ((status !== 429 && status !== 503) || (request.method ?? 'GET') !== 'GET') return null
  const value = headers['retry-after']
  if (value === undefined) return null
  if (/^\d{1,6}$/.test(value.trim())) return Number(value) * 1000
  const date = Date.parse(value)
  return Number.isNaN(date) ? null : Math.max(0, date - Date.now())
}
