import type { ApiClient, ApiRequest, ApiResponse, ApiStream } from '../../engine/cluster/apiClient.ts'
import { ApiFailure } from '../../engine/cluster/apiClient.ts'
import type { ServedKind } from '../../engine/cluster/servedKind.ts'
import { collectionPath } from '../../engine/cluster/servedKind.ts'
import type { Clock } from '../../engine/watch/clock.ts'
import { ByteQueue } from './byteQueue.ts'

/** An object as the server holds it: its text as it is sent (without the closing brace of the watch event around it). */
export interface ModelObject {
  namespace: string
  name: string
  uid: string
  version: number
  text: string
}

interface Happening {
  version: number
  type: 'ADDED' | 'MODIFIED' | 'DELETED'
  kind: string
  object: ModelObject
}

/** A request as a fault sees it. */
export interface ModelRequest {
  kind: ServedKind
  namespace: string | null
  query: URLSearchParams
  watch: boolean
  signal: AbortSignal
  deadline: number
}

/** What goes wrong with one request. */
export type ModelFault =
  | { do: 'refuse' } // no connection
  | { do: 'hang' } // no headers
  | { do: 'status'; status: number; body?: string; headers?: Record<string, string> }
  | { do: 'body'; status?: number; text: string } // 200, but something else
  | { do: 'cut'; after: number; how: 'reset' | 'end' | 'stall' } // the body stops after so many bytes
  | { do: 'drip' } // one byte at a time
  | { do: 'corrupt'; at: number } // one byte of the body is NUL, which is sound nowhere in JSON
  | { do: 'no-end-bookmark' }
  | { do: 'no-bookmarks' }
  | { do: 'refuse-watchlist'; status: number }

/** An open watch. */
export interface ModelWatch {
  kind: ServedKind
  namespace: string | null
  /** One line; without a newline. */
  line(text: string | Uint8Array): void
  /** The connection breaks. */
  reset(): void
  /** The server closes it. */
  close(): void
  /** Nothing comes any more, and nobody says so. */
  stall(): void
  /** The next event is sent as this gives it, or left out. */
  tamper: ((line: string) => string | Uint8Array | null) | null
}

const encoder = new TextEncoder()
const bookmarkEvery = 60_000

/**
 * An API server's storage and its list and watch, in memory and in the tests' own time: versions, history with compaction, pages,
 * WatchList, bookmarks, time limits. What goes wrong is scripted from outside. It is the truth that reflectors are held against.
 */
export class ModelServer {
  readonly #clock: Clock
  readonly #kinds = new Map<string, ServedKind>()
  #log: Happening[] = []
  #version = 100
  #compacted = 0
  #uids = 0
  readonly #watches = new Set<ModelWatch & { offer(happening: Happening): void }>()
  readonly #pages = new Map<string, { version: number; rest: ModelObject[] }>()
  readonly #linkListeners = new Set<(up: boolean) => void>()
  /** Asked for every request; null lets it through. */
  fault: (request: ModelRequest) => ModelFault | null = () => null
  /** Whether sendInitialEvents is known here. */
  offersWatchList = true
  /** Every request, oldest first. */
  readonly requests: string[] = []
  /** Requests whose answer is still open. */
  open = 0
  /** How far lists at resourceVersion 0 may lag behind, in changes. */
  lag = 0
  /** A server may give shorter pages than it was asked for. */
  longestPage = Number.POSITIVE_INFINITY
  /** Milliseconds between two pieces of an answer, at most. */
  delay = 0
  /** Answers for other paths. */
  other: (request: ApiRequest) => ApiResponse | Promise<ApiResponse> = () => answer(404, '{}')
  #heardAt: number | null = null

  constructor(clock: Clock, kinds: readonly ServedKind[]) {
    this.#clock = clock
    for (const kind of kinds) this.#kinds.set(collectionPath(kind), kind)
  }

  get version(): number {
    return this.#version
  }

  serve(kind: ServedKind): void {
    this.#kinds.set(collectionPath(kind), kind)
  }

  /** The kind is not served any more: its objects are gone, its watches end. */
  unserve(kind: ServedKind): void {
    this.#kinds.delete(collectionPath(kind))
    this.#log = this.#log.filter((happening) => happening.kind !== kind.id)
    for (const watch of this.watches(kind)) watch.close()
  }

  /** Creates or changes an object; `body` are further members as JSON text: `"data":{"a":"1"}`. */
  put(kind: ServedKind, namespace: string, name: string, body: string): ModelObject {
    const held = this.objects(kind).get(`${namespace}/${name}`)
    const version = ++this.#version
    const uid = held?.uid ?? `uid-${String(++this.#uids)}`
    const object = { namespace, name, uid, version, text: textOf(namespace, name, uid, version, body) }
    this.#happen({ version, type: held === undefined ? 'ADDED' : 'MODIFIED', kind: kind.id, object })
    return object
  }

  remove(kind: ServedKind, namespace: string, name: string): void {
    const held = this.objects(kind).get(`${namespace}/${name}`)
    if (held === undefined) return
    const version = ++this.#version
    // The event carries the version of the deletion.
    const object = {
      ...held,
      version,
      text: held.text.replace(`"resourceVersion":"${String(held.version)}"`, `"resourceVersion":"${String(version)}"`),
    }
    this.#happen({ version, type: 'DELETED', kind: kind.id, object })
  }

  /** The objects as they are now, or were at a version; by namespace/name. */
  objects(kind: ServedKind, version = this.#version): Map<string, ModelObject> {
    const held = new Map<string, ModelObject>()
    for (const happening of this.#log) {
      if (happening.version > version || happening.kind !== kind.id) continue
      const key = `${happening.object.namespace}/${happening.object.name}`
      if (happening.type === 'DELETED') held.delete(key)
      else held.set(key, happening.object)
    }
    return held
  }

  /** Forgets the history: watches and page tokens from before get 410. */
  compact(): void {
    this.#compacted = this.#version
  }

  /** Back to an earlier state, as after a restore from a backup: everything after `version` never happened, all connections break. */
  restore(version: number): void {
    this.#log = this.#log.filter((happening) => happening.version <= version)
    this.#version = version
    for (const watch of [...this.#watches]) watch.reset()
  }

  /** The same, and no connection breaks: watches from the lost future stay silent until their version has come again, as on a real server. */
  restoreQuietly(version: number): void {
    this.#log = this.#log.filter((happening) => happening.version <= version)
    this.#version = version
  }

  watches(kind: ServedKind | null = null): ModelWatch[] {
    return [...this.#watches].filter((watch) => kind === null || watch.kind.id === kind.id)
  }

  tellLink(up: boolean): void {
    for (const listener of this.#linkListeners) listener(up)
  }

  client(): ApiClient {
    return {
      request: (request) => this.#whole(request),
      stream: (request) => this.#stream(request),
      socket: () => Promise.reject(new Error('this server has no terminals')),
      status: () => ({ protocol: 'h2', latency: 1, heardAt: this.#heardAt }),
      onLink: (listener) => {
        const tell = (up: boolean): void => {
          listener(up, null)
        }
        this.#linkListeners.add(tell)
        return () => this.#linkListeners.delete(tell)
      },
      close: () => undefined,
    }
  }

  /** The deadline of a whole answer covers its body. */
  async #whole(request: ApiRequest): Promise<ApiResponse> {
    const abort = new AbortController()
    const read = async (): Promise<ApiResponse> => {
      const stream = await this.#stream({ ...request, signal: abort.signal })
      const parts: Uint8Array[] = []
      for await (const chunk of stream.chunks) parts.push(chunk)
      return { status: stream.status, headers: stream.headers, body: Buffer.concat(parts) }
    }
    try {
      return await this.#within(request, read())
    } finally {
      abort.abort()
    }
  }

  #happen(happening: Happening): void {
    this.#log.push(happening)
    for (const watch of [...this.#watches]) watch.offer(happening)
  }

  async #stream(request: ApiRequest): Promise<ApiStream> {
    if (request.signal.aborted) throw cancelled()
    const [path = '', text = ''] = request.path.split('?')
    this.requests.push(request.path)
    this.open++
    let finished = false
    const finish = (): void => {
      if (finished) return
      finished = true
      this.open--
    }
    let body: ByteQueue | null = null
    let onAbort = (): void => {
      body?.fail(cancelled())
    }
    request.signal.addEventListener(
      'abort',
      () => {
        onAbort()
        finish()
      },
      { once: true },
    )
    const wrap = (status: number, headers: Record<string, string>, queue: ByteQueue): ApiStream => {
      body = queue
      const heard = (): void => {
        this.#heardAt = this.#clock.now()
      }
      heard()
      async function* chunks(): AsyncGenerator<Uint8Array, void, undefined> {
        try {
          for await (const chunk of queue) {
            heard()
            yield chunk
          }
        } finally {
          finish()
        }
      }
      return { status, headers, chunks: chunks() }
    }
    try {
      const target = this.#target(path)
      if (target === null) {
        const answered = await this.#within(request, Promise.resolve(this.other(request)))
        const queue = new ByteQueue()
        queue.push(answered.body)
        queue.end()
        return wrap(answered.status, answered.headers, queue)
      }
      const query = new URLSearchParams(text)
      const facts: ModelRequest = {
        ...target,
        query,
        watch: query.get('watch') === 'true',
        signal: request.signal,
        deadline: request.deadline,
      }
      const fault = this.fault(facts)
      if (fault?.do === 'refuse') throw unreachable('connection refused')
      if (fault?.do === 'hang') return await this.#within(request, new Promise<never>(() => undefined))
      if (fault?.do === 'status') return wrap(fault.status, fault.headers ?? {}, filled(fault.body ?? statusText(fault.status)))
      if (fault?.do === 'body') return wrap(fault.status ?? 200, {}, filled(fault.text))
      const queue = new ByteQueue()
      const refusal = facts.watch
        ? this.#watch(facts, queue, fault, (hook) => {
            onAbort = hook
          })
        : this.#list(facts, queue, fault)
      if (refusal !== null) return wrap(refusal.status, {}, filled(refusal.body))
      return wrap(200, {}, queue)
    } catch (error) {
      finish()
      throw error
    }
  }

  /** Resolves with the work, or rejects at the deadline or when cancelled. */
  #within<T>(request: ApiRequest, work: Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const cancel = this.#clock.setTimer(request.deadline, () => {
        reject(new ApiFailure({ code: 'timeout', message: 'the deadline passed' }))
      })
      const onAbort = (): void => {
        cancel()
        reject(cancelled())
      }
      request.signal.addEventListener('abort', onAbort, { once: true })
      work.then(
        (value) => {
          cancel()
          request.signal.removeEventListener('abort', onAbort)
          resolve(value)
        },
        (error: unknown) => {
          cancel()
          reject(error instanceof Error ? error : new Error(String(error)))
        },
      )
    })
  }

  #target(path: string): { kind: ServedKind; namespace: string | null } | null {
    const whole = this.#kinds.get(path)
    if (whole !== undefined) return { kind: whole, namespace: null }
    const match = /^(.*)\/namespaces\/([^/]+)\/([^/]+)$/.exec(path)
    const kind = match === null ? undefined : this.#kinds.get(`${match[1] ?? ''}/${match[3] ?? ''}`)
    return kind === undefined ? null : { kind, namespace: match?.[2] ?? null }
  }

  #list(request: ModelRequest, queue: ByteQueue, fault: ModelFault | null): { status: number; body: string } | null {
    const { kind, query } = request
    const wanted = query.get('resourceVersion') ?? ''
    const token = query.get('continue')
    const limit = Number(query.get('limit') ?? '0')
    let version = this.#version
    let rest: ModelObject[]
    if (token !== null) {
      const page = this.#pages.get(token)
      if (page === undefined || page.version < this.#compacted)
        return { status: 410, body: statusText(410, 'The provided continue parameter is too old', 'Expired') }
      ;({ version, rest } = page)
    } else {
      if (wanted !== '' && !/^\d+$/.test(wanted)) return { status: 400, body: statusText(400, 'invalid resource version', 'BadRequest') }
      if (Number(wanted) > this.#version) return tooLarge(this.#version)
      // What a server has in memory may be a little old, but never older than asked for.
      if (wanted === '0' && this.lag > 0)
        version = Math.max(this.#version - Math.floor(this.#clock.random() * (this.lag + 1)), this.#compacted, 100)
      rest = [...this.objects(kind, version).values()].filter(
        ({ namespace }) => request.namespace === null || namespace === request.namespace,
      )
    }
    const paged = limit > 0 && (wanted === '' || token !== null)
    const items = paged ? rest.slice(0, Math.min(limit, this.longestPage)) : rest
    const left = rest.slice(items.length)
    let next = ''
    if (left.length > 0) {
      next = `page-${String(version)}-${String(this.#pages.size)}`
      this.#pages.set(next, { version, rest: left })
    }
    const metadata = `"metadata":{"resourceVersion":"${String(version)}"${next === '' ? '' : `,"continue":"${next}","remainingItemCount":${String(left.length)}`}}`
    const list = `"items":[${items.map(({ text }) => text).join(',')}]`
    const head = `"kind":"${kind.kind}List","apiVersion":"${kind.group === '' ? kind.version : `${kind.group}/${kind.version}`}"`
    // Custom resources are written by a map, whose keys are sorted: metadata comes last.
    const text = kind.group.includes('.example')
      ? `{"apiVersion":"x","items":${list.slice(8)},"kind":"${kind.kind}List",${metadata}}`
      : `{${head},${metadata},${list}}\n`
    this.#send(queue, encoder.encode(text), fault, true)
    return null
  }

  #watch(
    request: ModelRequest,
    queue: ByteQueue,
    fault: ModelFault | null,
    onAbort: (hook: () => void) => void,
  ): { status: number; body: string } | null {
    const { kind, namespace, query } = request
    const wanted = query.get('resourceVersion') ?? ''
    const initial = query.get('sendInitialEvents') === 'true'
    if (initial && fault?.do === 'refuse-watchlist')
      return {
        status: fault.status,
        body: statusText(fault.status, 'sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled', 'Invalid'),
      }
    if (initial && !this.offersWatchList)
      return {
        status: 422,
        body: statusText(422, 'sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled', 'Invalid'),
      }
    if (wanted !== '' && !/^\d+$/.test(wanted)) return { status: 400, body: statusText(400, 'invalid resource version', 'BadRequest') }
    const from = Number(wanted === '' ? 0 : wanted)
    if (from > this.#version) return tooLarge(this.#version)
    if (!initial && from > 0 && from < this.#compacted) {
      // Old servers say it at once, newer ones by an event.
      if (this.#clock.random() < 0.5) return { status: 410, body: statusText(410, 'too old resource version', 'Expired') }
      this.#send(queue, encoder.encode(`${errorLine(410, 'too old resource version', 'Expired')}\n`), null, true)
      return null
    }
    const apiVersion = kind.group === '' ? kind.version : `${kind.group}/${kind.version}`
    const wrap = (type: string, object: ModelObject): string =>
      `{"type":"${type}","object":{"kind":"${kind.kind}","apiVersion":"${apiVersion}",${object.text.slice(1)}}`
    let dead = false
    let stalled = false
    let said = from
    const say = (line: string | Uint8Array): void => {
      if (dead || stalled) return
      const bytes = typeof line === 'string' ? encoder.encode(line) : line
      const whole = new Uint8Array(bytes.length + 1)
      whole.set(bytes)
      whole[bytes.length] = 10
      this.#send(queue, whole, fault?.do === 'drip' ? fault : null, false)
    }
    const visible = (object: ModelObject): boolean => namespace === null || object.namespace === namespace
    const timers: (() => void)[] = []
    const over = (end: () => void): void => {
      if (dead) return
      dead = true
      for (const cancel of timers) cancel()
      this.#watches.delete(watch)
      end()
    }
    const bookmark = (more = ''): string =>
      `{"type":"BOOKMARK","object":{"kind":"${kind.kind}","apiVersion":"${apiVersion}","metadata":{"resourceVersion":"${String(said)}","creationTimestamp":null${more}}}}`
    const watch = {
      kind,
      namespace,
      tamper: null as ModelWatch['tamper'],
      line: say,
      reset: () => {
        over(() => {
          queue.fail(unreachable('connection reset'))
        })
      },
      close: () => {
        over(() => {
          this.#finish(queue)
        })
      },
      stall: () => {
        stalled = true
      },
      offer: (happening: Happening) => {
        if (happening.version <= said) return
        said = happening.version
        if (happening.kind !== kind.id || !visible(happening.object)) return
        const line = wrap(happening.type, happening.object)
        const tamper = watch.tamper
        watch.tamper = null
        const sent = tamper === null ? line : tamper(line)
        if (sent !== null) say(sent)
      },
    }
    this.#watches.add(watch)
    onAbort(() => {
      over(() => {
        queue.fail(cancelled())
      })
    })
    if (fault?.do === 'cut') {
      // The first bytes come, then it ends in that way, in the middle of whatever is being sent.
      timers.push(
        this.#clock.setTimer(fault.after * 10, () => {
          if (fault.how === 'reset') watch.reset()
          else if (fault.how === 'end') watch.close()
          else watch.stall()
        }),
      )
    }
    if (initial || from === 0) {
      said = this.#version
      for (const object of this.objects(kind).values()) if (visible(object)) say(wrap('ADDED', object))
      if (initial && fault?.do !== 'no-end-bookmark') say(bookmark(',"annotations":{"k8s.io/initial-events-end":"true"}'))
    } else {
      for (const happening of this.#log) watch.offer(happening)
    }
    const bookmarks = query.get('allowWatchBookmarks') === 'true' && fault?.do !== 'no-bookmarks' && fault?.do !== 'no-end-bookmark'
    const mark = (): void => {
      say(bookmark())
      timers.push(this.#clock.setTimer(bookmarkEvery, mark))
    }
    if (bookmarks) timers.push(this.#clock.setTimer(bookmarkEvery, mark))
    const seconds = Number(query.get('timeoutSeconds') ?? '1800')
    timers.push(
      this.#clock.setTimer(seconds * 1000, () => {
        if (!stalled) watch.close()
      }),
    )
    return null
  }

  readonly #tails = new WeakMap<ByteQueue, { at: number }>()

  /** Sends bytes in pieces, each a little later than the one before. */
  #send(queue: ByteQueue, bytes: Uint8Array, fault: ModelFault | null, last: boolean): void {
    let data = bytes
    if (fault?.do === 'corrupt') {
      data = new Uint8Array(bytes)
      const at = Math.floor(fault.at * data.length)
      data[at] = 0
    }
    const cut = fault?.do === 'cut' && last ? Math.floor((fault.after / 100) * data.length) : null
    if (cut !== null) data = data.subarray(0, cut)
    const size = fault?.do === 'drip' ? 1 : this.delay > 0 ? 1 + Math.floor(this.#clock.random() * 400) : data.length
    for (let at = 0; at < data.length; at += size) {
      const piece = data.subarray(at, at + size)
      this.#later(queue, fault?.do === 'drip' ? 0 : this.delay, () => {
        queue.push(piece)
      })
    }
    if (!last) return
    if (cut === null || (fault?.do === 'cut' && fault.how === 'end')) this.#finish(queue)
    else if (fault?.do === 'cut' && fault.how === 'reset')
      this.#later(queue, this.delay, () => {
        queue.fail(unreachable('connection reset'))
      })
  }

  #finish(queue: ByteQueue): void {
    this.#later(queue, 0, () => {
      queue.end()
    })
  }

  /** In order, each after the one before. */
  #later(queue: ByteQueue, delay: number, act: () => void): void {
    if (this.delay === 0) {
      act()
      return
    }
    const tail = this.#tails.get(queue) ?? { at: 0 }
    this.#tails.set(queue, tail)
    tail.at = Math.max(tail.at, this.#clock.now()) + this.#clock.random() * delay
    this.#clock.setTimer(tail.at - this.#clock.now(), act)
  }
}

/** A Status as API servers write it. */
export function statusText(code: number, message = 'scripted', reason = 'Scripted', details = ''): string {
  return `{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"${message}","reason":"${reason}"${details},"code":${String(code)}}`
}

/** An ERROR event. */
export function errorLine(code: number, message = 'scripted', reason = 'Scripted'): string {
  return `{"type":"ERROR","object":${statusText(code, message, reason)}}`
}

/** A whole answer. */
export function answer(status: number, body: string, headers: Record<string, string> = {}): ApiResponse {
  return { status, headers, body: encoder.encode(body) }
}

/** A kind for the model. */
export function modelKind(
  group: string,
  kind: string,
  namespaced: boolean,
  verbs: readonly string[] = ['list', 'watch', 'get'],
): ServedKind {
  const resource = `${kind.toLowerCase()}s`
  return {
    id: `${group === '' ? 'core' : group}/${kind}`,
    group,
    version: 'v1',
    kind,
    resource,
    singular: '',
    shortNames: [],
    categories: [],
    namespaced,
    verbs,
  }
}

function textOf(namespace: string, name: string, uid: string, version: number, body: string): string {
  const place = namespace === '' ? '' : `"namespace":"${namespace}",`
  return `{"metadata":{"name":"${name}",${place}"uid":"${uid}","resourceVersion":"${String(version)}","creationTimestamp":"2026-01-01T00:00:00Z"}${body === '' ? '' : `,${body}`}}`
}

function tooLarge(version: number): { status: number; body: string } {
  return {
    status: 504,
    body: statusText(
      504,
      `Too large resource version: current: ${String(version)}`,
      'Timeout',
      ',"details":{"causes":[{"reason":"ResourceVersionTooLarge","message":"Too large resource version"}],"retryAfterSeconds":1}',
    ),
  }
}

function filled(text: string): ByteQueue {
  const queue = new ByteQueue()
  if (text !== '') queue.push(encoder.encode(text))
  queue.end()
  return queue
}

function unreachable(message: string): ApiFailure {
  return new ApiFailure({ code: 'unreachable', message })
}

function cancelled(): ApiFailure {
  return new ApiFailure({ code: 'cancelled', message: 'cancelled' })
}
