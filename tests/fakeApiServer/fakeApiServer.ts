import { createSecureServer, type Http2SecureServer, type ServerHttp2Session } from 'node:http2'
import { createServer as createHttp1Server, type Server as Http1Server } from 'node:https'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { TLSSocket } from 'node:tls'
import { Access } from './access.ts'
import { Answer, type AnyRequest, type AnyResponse } from './answer.ts'
import { aggregated, plain } from './discovery.ts'
import { Etcd, type Collection, type PlainObject, type Stored } from './etcd.ts'
import { Faults, type RequestFacts } from './faults.ts'
import { apiVersionOf, builtinResources, type ServedResource } from './resources.ts'
import {
  badRequest,
  expiredContinue,
  forbidden,
  invalidWatchList,
  notFound,
  tooLargeVersion,
  unauthorized,
  type StatusAnswer,
} from './status.ts'
import { PodLogs } from './podLogs.ts'
import { PodTerminals } from './podTerminals.ts'
import { TestAuthority, type KeyPair } from '../support/certificates.ts'
import { metadataOnly, table, viewOf, type View } from './views.ts'
import { serveWatch } from './watch.ts'

export interface FakeApiServerOptions {
  resources?: readonly ServedResource[]
  /** Serve HTTP/1.1 only, as some load balancers do. */
  http1Only?: boolean
  aggregatedDiscovery?: boolean
  watchList?: boolean
  /** Bearer tokens and the users they stand for. */
  tokens?: Readonly<Record<string, string>>
  maxConcurrentStreams?: number
  port?: number
}

const firstItem = Buffer.from('{')
const nextItem = Buffer.from(',{')

/**
 * A Kubernetes API server in process, over TLS with HTTP/2 and HTTP/1.1: discovery, list, watch, WatchList, bookmarks, 410, tables,
 * metadata only, RBAC answers, faults. Bench, oracle and fault injector; `tests/realcluster/fakeApiServer.test.ts` holds it against a real one.
 */
export class FakeApiServer {
  readonly etcd: Etcd
  readonly faults: Faults = new Faults()
  readonly access: Access = new Access()
  readonly logs: PodLogs = new PodLogs()
  readonly terminals: PodTerminals = new PodTerminals()
  readonly authority: TestAuthority = new TestAuthority()
  /** Every request so far, oldest first. */
  readonly seen: RequestFacts[] = []
  readonly #options: FakeApiServerOptions
  readonly #sessions = new Set<ServerHttp2Session>()
  readonly #sockets = new Set<Socket>()
  readonly #users = new Map<string, KeyPair>()
  #server: Http2SecureServer | Http1Server | null = null
  #pair: KeyPair | null = null
  port = 0

  constructor(options: FakeApiServerOptions = {}) {
    this.#options = options
    this.etcd = new Etcd(options.resources ?? builtinResources)
    this.etcd.put(this.#must('', 'namespaces'), { metadata: { name: 'kube-system', uid: 'fa4e0000-0000-4000-8000-000000000001' } })
  }

  /** Listens; after {@link crash} again on the same port, with the same certificate. */
  async start(): Promise<void> {
    const pair = (this.#pair ??= this.authority.issue('kube-apiserver'))
    const tls = { ...pair, ca: this.authority.ca, requestCert: true, rejectUnauthorized: false }
    // an HTTP/2 server overwrites what ALPN it is given, so that one that knows only HTTP/1.1 must be another
    const server =
      this.#options.http1Only === true
        ? createHttp1Server(tls, (request, response) => this.#handle(request, response))
        : createSecureServer(
            {
              ...tls,
              allowHTTP1: true,
              // Node's own limit of 10 MB refuses streams while a large list is on its way; a real server knows none
              maxSessionMemory: 1024,
              settings: { maxConcurrentStreams: this.#options.maxConcurrentStreams ?? 250, initialWindowSize: 1 << 20 },
            },
            (request, response) => this.#handle(request, response),
          )
    server.on('session', (session: ServerHttp2Session) => {
      this.#sessions.add(session)
      session.on('close', () => this.#sessions.delete(session))
      session.on('error', () => this.#sessions.delete(session))
    })
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => this.#upgrade(request, socket, head))
    server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket)
      socket.on('error', () => socket.destroy())
      socket.on('close', () => this.#sockets.delete(socket))
    })
    await new Promise<void>((resolve) => server.listen(this.port !== 0 ? this.port : (this.#options.port ?? 0), '127.0.0.1', resolve))
    this.#server = server
    this.port = (server.address() as AddressInfo).port
  }

  async stop(): Promise<void> {
    await this.crash()
    this.authority.dispose()
  }

  /** Ends every connection and refuses new ones, until `start` is called again; the storage stays. */
  async crash(): Promise<void> {
    const server = this.#server
    this.#server = null
    this.dropConnections()
    if (server !== null) await new Promise<void>((resolve) => server.close(() => resolve()))
  }

  /** Ends every connection at once, as a crashed server would. */
  dropConnections(): void {
    for (const session of this.#sessions) session.destroy()
    for (const socket of this.#sockets) socket.destroy()
  }

  /** Says GOAWAY on every session. */
  goAway(): void {
    for (const session of this.#sessions) session.goaway(0)
  }

  get url(): string {
    return `https://127.0.0.1:${this.port}`
  }

  /** The user entry of a kubeconfig for a client certificate of this server's authority. */
  userEntry(user: string): { 'client-certificate-data': string; 'client-key-data': string } {
    let pair = this.#users.get(user)
    if (pair === undefined) this.#users.set(user, (pair = this.authority.issue(user)))
    return {
      'client-certificate-data': Buffer.from(pair.cert).toString('base64'),
      'client-key-data': Buffer.from(pair.key).toString('base64'),
    }
  }

  /** Kubeconfig text for a user with a client certificate (the common name is the user), through `port` if given. */
  kubeconfig(user = 'admin', port: number = this.port): string {
    const { 'client-certificate-data': certificate, 'client-key-data': key } = this.userEntry(user)
    return [
      'apiVersion: v1',
      'kind: Config',
      `current-context: fake-${user}`,
      `clusters: [{name: fake, cluster: {server: "https://127.0.0.1:${port}", certificate-authority-data: ${Buffer.from(this.authority.ca).toString('base64')}}}]`,
      `users: [{name: ${user}, user: {client-certificate-data: ${certificate}, client-key-data: ${key}}}]`,
      `contexts: [{name: fake-${user}, context: {cluster: fake, user: ${user}}}]`,
      '',
    ].join('\n')
  }

  /** Creates or replaces an object of a resource. */
  put(group: string, resource: string, object: PlainObject): Stored {
    return this.etcd.put(this.#must(group, resource), object)
  }

  delete(group: string, resource: string, namespace: string, name: string): void {
    this.etcd.delete(this.#must(group, resource), namespace, name)
  }

  #must(group: string, resource: string): Collection {
    const found = this.etcd.collection(group, resource)
    if (found === undefined) throw new Error(`the fake API server does not serve ${group}/${resource}`)
    return found
  }

  #userOf(request: AnyRequest): string | null {
    const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1]
    if (bearer !== undefined) return this.#options.tokens?.[bearer] ?? null
    const socket = ('stream' in request ? request.stream.session?.socket : request.socket) as TLSSocket | undefined
    const certificate = socket?.getPeerCertificate()
    const name = certificate?.subject?.CN
    return socket?.authorized === true && typeof name === 'string' ? name : null
  }

  #handle(request: AnyRequest, response: AnyResponse): void {
    const url = new URL(request.url ?? '/', 'https://fake')
    const user = this.#userOf(request)
    const target = this.#target(url, request.method ?? 'GET')
    const facts: RequestFacts = {
      method: request.method ?? 'GET',
      path: url.pathname,
      query: url.searchParams,
      user: user ?? '',
      ...target,
    }
    this.seen.push(facts)
    const fault = this.faults.take(facts)
    const answer = new Answer(request, response, fault)
    const go = () => this.#answer(request, url, facts, user, target.collection, target.name, answer, fault)
    if (fault?.type === 'hang') return
    if (fault?.type === 'reset') return answer.reset()
    if (fault?.type === 'goaway') return this.goAway()
    if (fault?.type === 'status') return answer.status(fault.answer)
    if (fault?.type === 'raw') return answer.whole(fault.code, fault.body, fault.headers)
    if (fault?.type === 'delay') setTimeout(go, fault.ms)
    else go()
  }

  /** Terminals: a request that becomes a WebSocket, refused like any other when it may not. */
  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const url = new URL(request.url ?? '/', 'https://fake')
    const user = this.#userOf(request)
    const target = this.#target(url, request.method ?? 'GET')
    this.seen.push({ method: 'GET', path: url.pathname, query: url.searchParams, user: user ?? '', ...target })
    const refuse = ({ code, body }: StatusAnswer): void => {
      const text = JSON.stringify(body)
      socket.end(`HTTP/1.1 ${code} Refused\r\ncontent-type: application/json\r\ncontent-length: ${text.length}\r\n\r\n${text}`)
    }
    if (user === null) return refuse(unauthorized())
    const { collection, namespace, name, resource } = target
    if (collection === null || (resource !== 'pods/exec' && resource !== 'pods/attach')) return refuse(notFound())
    if (!this.access.allows(user, 'get', '', resource, namespace))
      return refuse(forbidden(user, 'get', { ...collection.resource, resource }, namespace, name ?? undefined))
    if (!collection.objects.has(`${namespace ?? ''}/${name ?? ''}`)) return refuse(notFound(collection.resource, name ?? ''))
    this.terminals.serve(request, socket, head, url.searchParams)
  }

  #target(
    url: URL,
    method: string,
  ): { verb: string; resource: string; namespace: string | null; collection: Collection | null; name: string | null } {
    const none = { verb: method.toLowerCase(), resource: '', namespace: null, collection: null, name: null }
    const match = /^\/(?:api\/v1|apis\/([^/]+)\/[^/]+)(?:\/namespaces\/([^/]+)(?=\/))?\/([^/]+)(?:\/([^/]+)(?:\/([^/]+))?)?$/.exec(
      url.pathname,
    )
    if (match === null) return none
    const [, group = '', namespace, resource = '', name, subresource] = match
    const collection = this.etcd.collection(group, resource) ?? null
    const watch = url.searchParams.get('watch') === '1' || url.searchParams.get('watch') === 'true'
    const verbs: Record<string, string> = { POST: 'create', PUT: 'update', PATCH: 'patch', DELETE: 'delete' }
    const verb = verbs[method] ?? (name !== undefined ? 'get' : watch ? 'watch' : 'list')
    return {
      verb,
      resource: subresource === undefined ? resource : `${resource}/${subresource}`,
      namespace: namespace === undefined ? null : decodeURIComponent(namespace),
      collection,
      name: name === undefined ? null : decodeURIComponent(name),
    }
  }

  #answer(
    request: AnyRequest,
    url: URL,
    facts: RequestFacts,
    user: string | null,
    collection: Collection | null,
    name: string | null,
    answer: Answer,
    fault: ReturnType<Faults['take']>,
  ): void {
    if (user === null) return answer.status(unauthorized())
    if (collection === null) return this.#nonResource(request, url, user, answer)
    const { verb, namespace } = facts
    if (!this.access.allows(user, verb, collection.resource.group, facts.resource, namespace)) {
      return answer.status(forbidden(user, verb, { ...collection.resource, resource: facts.resource }, namespace, name ?? undefined))
    }
    if (facts.resource.includes('/')) return this.#subresource(url, facts, collection, name ?? '', answer)
    const view = viewOf(request.headers.accept)
    const matches = selection(url.searchParams, namespace)
    if (verb === 'get') {
      const stored = collection.objects.get(`${namespace ?? ''}/${name}`)
      if (stored === undefined) return answer.status(notFound(collection.resource, name ?? ''))
      const text =
        view === 'whole'
          ? collection.whole(stored)
          : view === 'metadata'
            ? metadataOnly(collection, stored)
            : table(collection, [stored], { resourceVersion: String(stored.version) }, Date.now())
      return answer.whole(200, text, { 'content-type': 'application/json' })
    }
    if (verb === 'list') return this.#list(url, collection, view, matches, answer)
    if (verb === 'watch') {
      const initialEvents = url.searchParams.get('sendInitialEvents') === 'true'
      const known = this.#options.watchList !== false && fault?.type !== 'noWatchList'
      if (initialEvents && (!known || url.searchParams.get('resourceVersionMatch') !== 'NotOlderThan'))
        return answer.status(invalidWatchList())
      const version = url.searchParams.get('resourceVersion')
      if (version !== null && version !== '' && !/^\d+$/.test(version))
        return answer.status(badRequest(`strconv.ParseUint: parsing "${version}": invalid syntax`))
      const render = (stored: Stored) =>
        view === 'whole'
          ? collection.whole(stored)
          : view === 'metadata'
            ? metadataOnly(collection, stored)
            : table(collection, [stored], { resourceVersion: String(stored.version) }, Date.now())
      return serveWatch(
        this.etcd,
        collection,
        {
          version: version === null || version === '' ? null : Number(version),
          initialEvents,
          bookmarks: url.searchParams.get('allowWatchBookmarks') === 'true',
          timeoutSeconds: Number(url.searchParams.get('timeoutSeconds') ?? '1800'),
          matches,
          whole: view === 'whole',
          render,
        },
        answer,
        fault,
      )
    }
    this.#write(request, collection, namespace, name, verb, answer)
  }

  #subresource(url: URL, facts: RequestFacts, collection: Collection, name: string, answer: Answer): void {
    const stored = collection.objects.get(`${facts.namespace ?? ''}/${name}`)
    if (stored === undefined) return answer.status(notFound(collection.resource, name))
    if (facts.resource === 'pods/log') return this.logs.serve(url.searchParams, JSON.parse(collection.whole(stored)) as PlainObject, answer)
    answer.status(notFound())
  }

  #list(url: URL, collection: Collection, view: View, matches: (stored: Stored) => boolean, answer: Answer): void {
    const asked = url.searchParams.get('resourceVersion') ?? ''
    if (asked !== '' && Number(asked) > this.etcd.version) return answer.status(tooLargeVersion(Number(asked), this.etcd.version))
    const limit = Number(url.searchParams.get('limit') ?? '0')
    const token = url.searchParams.get('continue')
    let version = this.etcd.version
    let stored = [...collection.objects.values()].filter(matches)
    stored.sort((a, b) => (a.key < b.key ? -1 : 1))
    if (token !== null && token !== '') {
      const [at, after] = JSON.parse(Buffer.from(token, 'base64').toString()) as [number, string]
      if (at < collection.compacted) return answer.status(expiredContinue())
      version = at
      stored = stored.filter((each) => each.key > after)
    }
    const metadata: Record<string, unknown> =
      collection.resource.custom === true && view === 'whole'
        ? { continue: '', resourceVersion: String(version) }
        : { resourceVersion: String(version) }
    // at version 0 the watch cache answers, and it knows no pages
    if (limit > 0 && asked !== '0' && stored.length > limit) {
      metadata['remainingItemCount'] = stored.length - limit
      stored = stored.slice(0, limit)
      metadata['continue'] = Buffer.from(JSON.stringify([version, stored[stored.length - 1]?.key])).toString('base64')
    }
    if (view === 'table') return answer.whole(200, table(collection, stored, metadata, Date.now()), { 'content-type': 'application/json' })
    const kind = view === 'metadata' ? 'PartialObjectMetadataList' : `${collection.resource.kind}List`
    const apiVersion = view === 'metadata' ? 'meta.k8s.io/v1' : apiVersionOf(collection.resource)
    const head = `{"kind":"${kind}","apiVersion":"${apiVersion}","metadata":${JSON.stringify(metadata)},"items":[`
    if (view === 'metadata') {
      const items = stored.map((each) => metadataOnly(collection, each))
      return answer.whole(200, `${head}${items.join(',')}]}\n`, { 'content-type': 'application/json' })
    }
    const pieces = function* (): Generator<Buffer> {
      yield Buffer.from(head)
      for (const [at, each] of stored.entries()) {
        yield at === 0 ? firstItem : nextItem
        yield collection.itemBytes(each)
      }
      yield Buffer.from(']}\n')
    }
    const length = stored.reduce((sum, { rest }) => sum + rest.length, 0)
    if (answer.zips(length)) return answer.whole(200, Buffer.concat([...pieces()]), { 'content-type': 'application/json' })
    answer.head(200, { 'content-type': 'application/json' })
    answer.flow(pieces(), () => {
      answer.end()
    })
  }

  #write(request: AnyRequest, collection: Collection, namespace: string | null, name: string | null, verb: string, answer: Answer): void {
    if (verb === 'delete' && name !== null) {
      const gone = this.etcd.delete(collection, namespace ?? '', name)
      if (gone === undefined) return answer.status(notFound(collection.resource, name))
      return answer.json(200, {
        kind: 'Status',
        apiVersion: 'v1',
        metadata: {},
        status: 'Success',
        details: { name, kind: collection.resource.resource, uid: gone.uid },
      })
    }
    if (verb !== 'create' && verb !== 'update') return answer.status(badRequest(`the fake API server does not know ${verb}`))
    void readBody(request).then((text) => {
      const object = JSON.parse(text) as PlainObject
      if (namespace !== null) object.metadata.namespace = namespace
      answer.whole(verb === 'create' ? 201 : 200, collection.whole(this.etcd.put(collection, object)), {
        'content-type': 'application/json',
      })
    })
  }

  #nonResource(request: AnyRequest, url: URL, user: string, answer: Answer): void {
    const resources = [...this.etcd.collections()].map((collection) => collection.resource)
    const path = url.pathname
    if (path === '/version')
      return answer.json(200, {
        major: '1',
        minor: '34',
        gitVersion: 'v1.34.4',
        gitCommit: '',
        gitTreeState: 'clean',
        buildDate: '2026-01-01T00:00:00Z',
        goVersion: 'go1.24',
        compiler: 'gc',
        platform: 'linux/amd64',
      })
    if (path === '/readyz' || path === '/livez') return answer.whole(200, 'ok', { 'content-type': 'text/plain' })
    if (
      (path === '/api' || path === '/apis') &&
      this.#options.aggregatedDiscovery !== false &&
      (request.headers.accept ?? '').includes('as=APIGroupDiscoveryList')
    ) {
      return answer.json(200, aggregated(resources, path === '/api'), {
        'content-type': 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList',
      })
    }
    const found = plain(resources, path)
    if (found !== null) return answer.json(200, found)
    if (request.method === 'POST' && path.endsWith('/selfsubjectreviews')) {
      return answer.json(201, {
        kind: 'SelfSubjectReview',
        apiVersion: 'authentication.k8s.io/v1',
        metadata: {},
        status: { userInfo: { username: user, groups: ['system:authenticated'] } },
      })
    }
    if (request.method === 'POST' && path.startsWith('/apis/authorization.k8s.io/v1/')) {
      void readBody(request).then((text) => {
        const body = JSON.parse(text) as {
          spec: { namespace?: string; resourceAttributes?: { verb?: string; group?: string; resource?: string; namespace?: string } }
        }
        if (path.endsWith('/selfsubjectrulesreviews')) {
          return answer.json(201, {
            ...body,
            status: { resourceRules: this.access.rules(user, body.spec.namespace ?? ''), nonResourceRules: [], incomplete: false },
          })
        }
        const a = body.spec.resourceAttributes ?? {}
        return answer.json(201, {
          ...body,
          status: {
            allowed: this.access.allows(
              user,
              a.verb ?? '',
              a.group ?? '',
              a.resource ?? '',
              a.namespace === undefined || a.namespace === '' ? null : a.namespace,
            ),
          },
        })
      })
      return
    }
    answer.whole(404, '404 page not found\n', { 'content-type': 'text/plain; charset=utf-8' })
  }
}

function selection(query: URLSearchParams, namespace: string | null): (stored: Stored) => boolean {
  const labels = [...(query.get('labelSelector') ?? '').matchAll(/([^=,!]+)==?([^,]*)/g)].map(
    (match) => [match[1] ?? '', match[2] ?? ''] as const,
  )
  const name = /metadata\.name=([^,]+)/.exec(query.get('fieldSelector') ?? '')?.[1]
  return (stored) =>
    (namespace === null || stored.namespace === namespace) &&
    (name === undefined || stored.name === name) &&
    labels.every(([key, value]) => stored.labels[key] === value)
}

async function readBody(request: AnyRequest): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}
