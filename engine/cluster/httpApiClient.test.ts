import { execFileSync } from 'node:child_process'
import http from 'node:http'
import http2 from 'node:http2'
import https from 'node:https'
import net from 'node:net'
import type { AddressInfo } from 'node:net'
import type tls from 'node:tls'
import zlib from 'node:zlib'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { KeyPair } from '../../tests/support/certificates.ts'
import { TestAuthority } from '../../tests/support/certificates.ts'
import { TcpGate } from '../../tests/fakeApiServer/tcpGate.ts'
import type { ApiClient, ApiRequest } from './apiClient.ts'
import { ApiFailure } from './apiClient.ts'
import { anonymousUser, contextEntry } from './contextEntry.ts'
import type { ClusterData } from './contextEntry.ts'
import type { Credential, CredentialSource } from './credentials.ts'
import { createApiClient } from './httpApiClient.ts'
import type { ApiClientOptions } from './httpApiClient.ts'
import { TokenBucket } from './tokenBucket.ts'

/** Also used for HTTP/1.1, whose requests have all that is read here but `stream`. */
type Handler = (request: http2.Http2ServerRequest, response: http2.Http2ServerResponse) => void

let authority: TestAuthority
let server: KeyPair
let user: KeyPair
const cleanups: (() => void | Promise<void>)[] = []

beforeAll(() => {
  authority = new TestAuthority()
  server = authority.issue('server')
  user = authority.issue('anna', { organisation: 'staff' })
}, 30_000)
afterAll(() => authority.dispose())
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

/** Starts a server; gives its port. */
async function listen(created: net.Server): Promise<number> {
  const sockets = new Set<net.Socket>()
  created.on('connection', (socket: net.Socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.once('close', () => sockets.delete(socket))
  })
  created.on('session', (session: http2.ServerHttp2Session) => session.on('error', () => undefined))
  await new Promise<void>((resolve) => created.listen(0, '127.0.0.1', resolve))
  cleanups.push(() => {
    created.close()
    for (const socket of sockets) socket.destroy()
  })
  return (created.address() as AddressInfo).port
}

const h2 = (handler: Handler, options: http2.SecureServerOptions = {}) =>
  listen(http2.createSecureServer({ ...server, ...options }, handler))
const h1 = (handler: Handler) => listen(https.createServer(server, handler as unknown as http.RequestListener))

function client(
  port: number,
  options: ApiClientOptions & {
    cluster?: Partial<ClusterData>
    tls?: Partial<Credential['tls']>
    credentials?: CredentialSource
    scheme?: string
    path?: string
  } = {},
): ApiClient {
  const url = `${options.scheme ?? 'https'}://127.0.0.1:${port}${options.path ?? ''}`
  const cluster: ClusterData = {
    server: url,
    caFile: null,
    caData: null,
    tlsServerName: null,
    skipTlsVerify: false,
    proxyUrl: null,
    disableCompression: false,
    ...options.cluster,
  }
  const context = contextEntry(
    {
      id: 'ctx-test',
      name: 'test',
      file: '/kubeconfig',
      clusterName: 'k',
      server: cluster.server,
      user: 'u',
      namespace: null,
      insecure: false,
      certificateExpires: null,
      errors: [],
      blocking: null,
    },
    { cluster, user: anonymousUser },
  )
  const credential: Credential = {
    headers: { authorization: 'Bearer c4n4ry' },
    tls: { ca: authority.ca, cert: null, key: null, servername: null, rejectUnauthorized: true, ...options.tls },
    expiresAt: null,
  }
  const created = createApiClient(context, options.credentials ?? { get: async () => credential, renew: async () => null }, {
    env: {},
    ...options,
  })
  cleanups.push(() => created.close())
  return created
}

const ask = (path: string, more: Partial<ApiRequest> = {}): ApiRequest => ({
  path,
  signal: new AbortController().signal,
  deadline: 10_000,
  ...more,
})

/** The error of a request that must fail. Credentials never stand in it. */
async function failure(promise: Promise<unknown>): Promise<ApiFailure['error']> {
  const error = await promise.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(ApiFailure)
  expect(JSON.stringify(error) + String((error as Error).stack)).not.toContain('c4n4ry')
  return (error as ApiFailure).error
}

/** The common name in the certificate of who asks. */
const peerName = (request: http2.Http2ServerRequest) => String((request.socket as tls.TLSSocket).getPeerCertificate().subject.CN)

const text = (body: Uint8Array) => Buffer.from(body).toString()

describe('over HTTP/2', () => {
  it('sends path, headers and body, and gives status, headers and body', async () => {
    const port = await h2((request, response) => {
      let body = ''
      request.on('data', (chunk: Buffer) => (body += chunk.toString()))
      request.on('end', () => {
        response.writeHead(201, {
          'x-seen': `${request.method} ${request.url} ${request.headers.authorization} ${request.headers['content-type']} ${request.httpVersion}`,
        })
        response.end(body.toUpperCase())
      })
    })
    const answer = await client(port, { path: '/k8s/clusters/c-1' }).request(ask('/api/v1/pods?limit=1', { method: 'POST', body: 'abc' }))
    expect([answer.status, text(answer.body), answer.headers['x-seen']]).toEqual([
      201,
      'ABC',
      'POST /k8s/clusters/c-1/api/v1/pods?limit=1 Bearer c4n4ry application/json 2.0',
    ])
  })

  it('shows its client certificate', async () => {
    const port = await h2((request, response) => response.end(peerName(request)), { requestCert: true, ca: authority.ca })
    expect(text((await client(port, { tls: { cert: user.cert, key: user.key } }).request(ask('/'))).body)).toBe('anna')
  })

  it('uses one session for requests together, and spares past the limit of streams', async () => {
    const sessions = new Set<unknown>()
    const held = hold()
    const port = await h2(
      (request, response) => {
        sessions.add(request.stream.session)
        held.answer(response)
      },
      { settings: { maxConcurrentStreams: 10 } },
    )
    const api = client(port)
    held.until(10)
    await Promise.all(Array.from({ length: 10 }, () => api.request(ask('/'))))
    expect(sessions.size).toBe(1)
    held.until(35)
    const answers = await Promise.all(Array.from({ length: 35 }, () => api.request(ask('/'))))
    expect(answers.every(({ status }) => status === 200)).toBe(true)
    expect(sessions.size).toBe(4)
  })

  it('waits for room when every session is full', async () => {
    const sessions = new Set<unknown>()
    const held = hold()
    const port = await h2(
      (request, response) => {
        sessions.add(request.stream.session)
        held.answer(response)
      },
      { settings: { maxConcurrentStreams: 1 } },
    )
    held.until(16)
    const api = client(port)
    const answers = await Promise.all(Array.from({ length: 60 }, () => api.request(ask('/'))))
    expect(answers).toHaveLength(60)
    expect(sessions.size).toBe(16)
  })

  it('gives short bodies whole to those who read late', async () => {
    const port = await h2((_request, response) => response.end('short'))
    const api = client(port)
    const bodies = await Promise.all(
      Array.from({ length: 50 }, async (_, index) => {
        const stream = await api.stream(ask('/'))
        await new Promise((resolve) => setTimeout(resolve, index))
        let body = ''
        for await (const chunk of stream.chunks) body += text(chunk)
        return body
      }),
    )
    expect(new Set(bodies)).toEqual(new Set(['short']))
  })

  it('moves to a new session after GOAWAY, and lets what flows on the old one end', async () => {
    const sessions: http2.Http2Session[] = []
    const port = await h2((request, response) => {
      const { session } = request.stream
      if (session && !sessions.includes(session)) sessions.push(session)
      if (request.url === '/watch') {
        response.write('a')
        setTimeout(() => response.end('b'), 200)
      } else response.end(String(sessions.indexOf(session as http2.Http2Session)))
    })
    const api = client(port)
    const links: boolean[] = []
    api.onLink((up) => links.push(up))
    const watch = await api.stream(ask('/watch'))
    sessions[0]?.goaway(0)
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(text((await api.request(ask('/'))).body)).toBe('1')
    let body = ''
    for await (const chunk of watch.chunks) body += text(chunk)
    expect(body).toBe('ab')
    expect(links).toEqual([true])
  })

  it('asks again when a session dies before it has answered, but never sends a write twice', async () => {
    const seen: string[] = []
    const port = await h2((request, response) => {
      seen.push(request.method ?? '')
      if (seen.length % 2 === 1) request.stream.session?.destroy()
      else response.end('fine')
    })
    const api = client(port)
    expect(text((await api.request(ask('/'))).body)).toBe('fine')
    expect((await failure(api.request(ask('/', { method: 'POST', body: '{}' })))).code).toBe('unreachable')
    expect(seen).toEqual(['GET', 'GET', 'POST'])
  })

  it('fails streams of a black-holed link in seconds, says so, and says when it is back', async () => {
    const port = await h2((request, response) => {
      response.write('x')
      if (request.url === '/once') response.end()
    })
    const gate = new TcpGate(port)
    await gate.open()
    cleanups.push(() => gate.close())
    const api = client(gate.port, { pings: { idle: 60, answer: 80 }, connectDeadline: 300 })
    const links: [boolean, string | undefined][] = []
    api.onLink((up, error) => links.push([up, error?.message]))
    const stream = await api.stream(ask('/watch'))
    const read = (async () => {
      for await (const chunk of stream.chunks) expect(text(chunk)).toBe('x')
    })()
    await new Promise((resolve) => setTimeout(resolve, 300)) // pings are answered: nothing happens
    expect(links).toEqual([[true, undefined]])
    gate.freeze()
    expect((await failure(read)).message).toMatch(/has not answered for \d+ s/)
    await expect.poll(() => links.at(-1)).toEqual([false, expect.stringMatching(/has not answered/)])
    expect((await failure(api.request(ask('/once')))).message).toMatch(/does not answer|did not answer/)
    gate.thaw()
    expect((await api.request(ask('/once'))).status).toBe(200)
    expect(links.at(-1)).toEqual([true, undefined])
    expect(api.status()).toMatchObject({ protocol: 'h2', latency: expect.any(Number), heardAt: expect.any(Number) })
  })

  it('throws when a body is cut, however it is cut', async () => {
    const port = await h2((request, response) => {
      response.write('half')
      const { stream } = request
      setTimeout(() => {
        if (request.url === '/reset') stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR)
        else if (request.url === '/cancel') stream.close(http2.constants.NGHTTP2_CANCEL)
        else if (request.url === '/session') stream.session?.destroy()
        else (stream.session?.socket as unknown as net.Socket).destroy()
      }, 20)
    })
    for (const path of ['/reset', '/cancel', '/session', '/socket']) {
      const api = client(port)
      expect((await failure(api.request(ask(path)))).code, path).toBe('unreachable')
    }
  })
})

describe('over HTTP/1.1', () => {
  it('falls back where the server has no HTTP/2, keeps connections, and takes one for each open stream', async () => {
    const sockets = new Set<unknown>()
    const port = await h1((request, response) => {
      sockets.add(request.socket)
      response.write(request.httpVersion)
      if (request.url !== '/watch') response.end()
    })
    const api = client(port)
    for (let index = 0; index < 5; index++) expect(text((await api.request(ask('/'))).body)).toBe('1.1')
    expect(sockets.size).toBe(1)
    const stop = new AbortController()
    const streams = await Promise.all(Array.from({ length: 5 }, () => api.stream(ask('/watch', { signal: stop.signal }))))
    expect(sockets.size).toBe(5)
    expect(api.status().protocol).toBe('h1')
    stop.abort()
    expect(
      (
        await failure(
          (async () => {
            for await (const chunk of streams[0]?.chunks ?? []) text(chunk)
          })(),
        )
      ).code,
    ).toBe('cancelled')
  })

  it('serves plain http', async () => {
    const port = await listen(http.createServer((request, response) => response.end(request.headers.host)))
    expect(text((await client(port, { scheme: 'http' }).request(ask('/'))).body)).toBe(`127.0.0.1:${port}`)
  })

  it('notices a black-holed link by a small request beside the streams', async () => {
    const port = await h1((request, response) => {
      response.write('x')
      if (request.url === '/version') response.end()
    })
    const gate = new TcpGate(port)
    await gate.open()
    cleanups.push(() => gate.close())
    const api = client(gate.port, { pings: { idle: 60, answer: 80 } })
    const links: boolean[] = []
    api.onLink((up) => links.push(up))
    const stream = await api.stream(ask('/watch'))
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(links).toEqual([true])
    gate.freeze()
    expect(
      (
        await failure(
          (async () => {
            for await (const chunk of stream.chunks) text(chunk)
          })(),
        )
      ).message,
    ).toMatch(/has not answered/)
    await expect.poll(() => links).toEqual([true, false])
  })

  it('throws when a body is cut', async () => {
    const port = await h1((request, response) => {
      response.writeHead(200, request.url === '/length' ? { 'content-length': '100' } : {})
      response.write('half')
      setTimeout(() => request.socket.destroy(), 20)
    })
    for (const path of ['/length', '/chunked']) expect((await failure(client(port).request(ask(path)))).code).toBe('unreachable')
  })
})

describe('a request', () => {
  it('ends at its deadline, before and after the headers', async () => {
    const port = await h2((request, response) => {
      if (request.url === '/body') response.write('x')
    })
    const api = client(port)
    for (const path of ['/headers', '/body']) {
      expect(await failure(api.request(ask(path, { deadline: 100 })))).toMatchObject({
        code: 'timeout',
        where: `GET ${path}`,
        message: expect.stringContaining('0.1 s'),
      })
    }
    const stream = await api.stream(ask('/body', { deadline: 100 }))
    await new Promise((resolve) => setTimeout(resolve, 200)) // a stream has no deadline after its headers
    const chunks = stream.chunks[Symbol.asyncIterator]()
    expect(text((await chunks.next()).value as Uint8Array)).toBe('x')
    await chunks.return?.()
  })

  it('is cancelled by its signal at any time, and by close', async () => {
    const port = await h2((request, response) => {
      if (request.url === '/body') response.write('x')
    })
    const api = client(port)
    expect((await failure(api.request(ask('/', { signal: AbortSignal.abort() })))).code).toBe('cancelled')
    for (const path of ['/headers', '/body']) {
      const stop = new AbortController()
      setTimeout(() => stop.abort(), 50)
      expect((await failure(api.request(ask(path, { signal: stop.signal })))).code).toBe('cancelled')
    }
    setTimeout(() => api.close(), 50)
    expect((await failure(api.request(ask('/headers')))).code).toBe('cancelled')
    expect((await failure(api.request(ask('/headers')))).code).toBe('cancelled')
  })

  it('renews the credential once on 401, and hands a second 401 on', async () => {
    const seen: (string | undefined)[] = []
    const port = await h2((request, response) => {
      seen.push(request.headers.authorization)
      response.writeHead(request.headers.authorization === 'Bearer new' ? 200 : 401)
      response.end()
    })
    let token = 'old'
    let next = 'new'
    const credentials: CredentialSource = {
      get: async () => ({
        headers: { authorization: `Bearer ${token}` },
        tls: { ca: authority.ca, cert: null, key: null, servername: null, rejectUnauthorized: true },
        expiresAt: null,
      }),
      renew: async (_used, signal) => {
        token = next
        return credentials.get(signal)
      },
    }
    const api = client(port, { credentials })
    expect((await api.request(ask('/', { method: 'POST', body: '{}' }))).status).toBe(200)
    token = 'old'
    next = 'worse'
    expect((await api.request(ask('/'))).status).toBe(401)
    expect(seen).toEqual(['Bearer old', 'Bearer new', 'Bearer old', 'Bearer worse'])
  })

  it('makes new links when a renewed credential has another certificate', async () => {
    const other = authority.issue('berta')
    const port = await h2(
      (request, response) => {
        const CN = peerName(request)
        response.writeHead(CN === 'berta' ? 200 : 401)
        response.end(CN)
      },
      { requestCert: true, ca: authority.ca },
    )
    const credential = (pair: KeyPair): Credential => ({
      headers: {},
      tls: { ca: authority.ca, cert: pair.cert, key: pair.key, servername: null, rejectUnauthorized: true },
      expiresAt: null,
    })
    let current = credential(user)
    const api = client(port, { credentials: { get: async () => current, renew: async () => (current = credential(other)) } })
    expect(text((await api.request(ask('/'))).body)).toBe('berta')
  })

  it('waits for Retry-After of 429 and 503, at most three times, and never with a write', async () => {
    let count = 0
    const port = await h2((request, response) => {
      count += 1
      response.writeHead(request.url === '/twice' && count > 2 ? 200 : count % 2 ? 429 : 503, { 'retry-after': '0' })
      response.end()
    })
    const api = client(port)
    expect([(await api.request(ask('/twice'))).status, count]).toEqual([200, 3])
    count = 0
    expect([(await api.request(ask('/always'))).status, count]).toEqual([503, 4])
    count = 0
    expect([(await api.request(ask('/always', { method: 'POST', body: '{}' }))).status, count]).toEqual([429, 1])
  })

  it('hands a 429 on when waiting would pass the deadline, or the server names no time', async () => {
    let count = 0
    const port = await h2((request, response) => {
      count += 1
      response.writeHead(429, request.url === '/long' ? { 'retry-after': '600' } : {})
      response.end()
    })
    expect((await client(port).request(ask('/long'))).status).toBe(429)
    expect((await client(port).request(ask('/'))).status).toBe(429)
    expect(count).toBe(2)
  })

  it('unzips answers as they flow, and asks for gzip only where it helps', async () => {
    const port = await h2((request, response) => {
      const accepted = String(request.headers['accept-encoding'])
      response.writeHead(200, { 'x-accepted': accepted, ...(accepted === 'gzip' ? { 'content-encoding': 'gzip' } : {}) })
      if (accepted !== 'gzip') {
        response.end('plain')
        return
      }
      const gzip = zlib.createGzip()
      gzip.on('data', (chunk: Buffer) => response.write(chunk))
      gzip.on('end', () => response.end())
      gzip.write('a'.repeat(300_000))
      if (request.url === '/cut') gzip.flush(() => setTimeout(() => request.stream.close(2), 20))
      else gzip.end()
    })
    const api = client(port, { gzip: true })
    expect((await api.request(ask('/list'))).body).toHaveLength(300_000)
    const stream = await api.stream(ask('/list'))
    let size = 0
    for await (const chunk of stream.chunks) size += chunk.length
    expect(size).toBe(300_000)
    expect((await api.request(ask('/pods?watch=true'))).headers['x-accepted']).toBe('identity')
    expect((await failure(api.request(ask('/cut')))).code).toBe('unreachable')
    expect((await client(port).request(ask('/list'))).headers['x-accepted']).toBe('identity') // this computer
  })

  it('goes before those of the background when tokens are short', async () => {
    const order: string[] = []
    const port = await h2((request, response) => {
      order.push(request.url ?? '')
      response.end()
    })
    const api = client(port, { bucket: new TokenBucket(50, 1) })
    await Promise.all([
      api.request(ask('/first')),
      ...['/b1', '/b2', '/b3'].map((path) => api.request(ask(path))),
      api.request(ask('/s1', { priority: 'screen' })),
    ])
    expect(order.slice(0, 2)).toEqual(['/first', '/s1'])
  })
})

describe('a connection that cannot be made', () => {
  it.each([
    ['nobody listens', async () => client(1), /refuses the connection/],
    [
      'nobody listens at the proxy',
      async () => client(1, { cluster: { server: 'https://k.example', proxyUrl: 'socks5://127.0.0.1:1' } }),
      /proxy socks5:\/\/127\.0\.0\.1:1 before it\) refuses/,
    ],
    ['the name is unknown', async () => client(1, { cluster: { server: 'https://no-such-host.invalid' } }), /cannot be resolved/],
    [
      'another authority signed the server',
      async () => {
        const other = new TestAuthority()
        cleanups.push(() => other.dispose())
        return client(await h2(() => undefined), { tls: { ca: other.ca } })
      },
      /signed by an authority that is not trusted|not signed by the authority/,
    ],
    [
      'no authority is named',
      async () => client(await h2(() => undefined), { tls: { ca: null } }),
      /signed by an authority that is not trusted/,
    ],
    [
      'the certificate is for another name',
      async () => client(await h2(() => undefined), { tls: { servername: 'api.example' } }),
      /not for api\.example but for DNS:localhost/,
    ],
    [
      'the certificate has expired',
      async () => client(await h2(() => undefined, authority.issue('old', { days: -1 }))),
      /certificate of https:\/\/127\.0\.0\.1:\d+ has expired/,
    ],
    [
      'the server signed itself',
      async () => {
        const self = selfSigned()
        return client(await h2(() => undefined, self))
      },
      /self-signed/,
    ],
    [
      'the server wants a certificate',
      async () => client(await h2(() => undefined, { requestCert: true, rejectUnauthorized: true, ca: authority.ca })),
      /wants a client certificate/,
    ],
    [
      'the server does not accept the certificate',
      async () => {
        const other = new TestAuthority()
        cleanups.push(() => other.dispose())
        const foreign = other.issue('eve')
        return client(await h2(() => undefined, { requestCert: true, rejectUnauthorized: true, ca: authority.ca }), { tls: foreign })
      },
      /does not know the authority|does not accept|cut the connection/,
    ],
    ['the port speaks no TLS', async () => client(await listen(http.createServer())), /does not speak TLS/],
    ['the port says nothing', async () => client(await listen(net.createServer()), { connectDeadline: 100 }), /does not answer/],
    ['the port closes at once', async () => client(await listen(net.createServer((socket) => socket.destroy()))), /cut the connection/],
    [
      'the certificate is no PEM',
      async () => client(await h2(() => undefined), { tls: { cert: 'x', key: 'y' } }),
      /certificate or key of the kubeconfig cannot be read/,
    ],
    [
      'the key is of another certificate',
      async () => client(await h2(() => undefined), { tls: { cert: user.cert, key: server.key } }),
      /key does not belong/,
    ],
  ])('because %s says what and what to do', async (_name, make, message) => {
    const api = await make()
    const links: boolean[] = []
    api.onLink((up) => links.push(up))
    const error = await failure(api.request(ask('/api', { deadline: 3_000 })))
    expect(error).toMatchObject({
      code: 'unreachable',
      message: expect.stringMatching(message),
      where: expect.stringContaining('https://'),
      todo: expect.stringMatching(/\w/),
    })
    expect(links.at(-1)).toBe(false)
  })

  it('is made all the same with insecure-skip-tls-verify, or with the name that the certificate has', async () => {
    const port = await h2((_request, response) => response.end('in'))
    expect(text((await client(port, { tls: { ca: null, rejectUnauthorized: false } }).request(ask('/'))).body)).toBe('in')
    expect(text((await client(port, { tls: { servername: 'localhost' } }).request(ask('/'))).body)).toBe('in')
  })
})

describe('through a proxy', () => {
  /** A CONNECT proxy that writes down what was asked. */
  async function connectProxy(seen: string[], refuse: number | null = null): Promise<number> {
    const proxy = http.createServer()
    proxy.on('connect', (request, socket: net.Socket) => {
      seen.push(`${request.url} ${request.headers['proxy-authorization'] ?? ''}`)
      if (refuse !== null) {
        socket.end(`HTTP/1.1 ${refuse} No\r\n\r\n`)
        return
      }
      const [host, port] = (request.url ?? '').split(':')
      const far = net.connect(Number(port), host, () => {
        socket.write('HTTP/1.1 200 Connection established\r\nX: y\r\n\r\n')
        far.pipe(socket)
        socket.pipe(far)
      })
      far.on('error', () => socket.destroy())
      socket.on('error', () => far.destroy())
      socket.on('close', () => far.destroy())
    })
    return listen(proxy)
  }

  it('of the kubeconfig, by CONNECT, with its name and password, for HTTP/2 and HTTP/1.1', async () => {
    const seen: string[] = []
    const proxy = await connectProxy(seen)
    for (const start of [h2, h1]) {
      const port = await start((request, response) => response.end(request.httpVersion))
      const answer = await client(port, { cluster: { proxyUrl: `http://anna:c4n4ry@127.0.0.1:${proxy}` } }).request(ask('/'))
      expect(text(answer.body)).toBe(start === h2 ? '2.0' : '1.1')
      expect(seen.at(-1)).toBe(`127.0.0.1:${port} Basic ${Buffer.from('anna:c4n4ry').toString('base64')}`)
    }
  })

  it('of the environment, but not for this computer, and not where NO_PROXY says so', async () => {
    const seen: string[] = []
    const proxy = await connectProxy(seen, 503)
    const env = { HTTPS_PROXY: `http://127.0.0.1:${proxy}`, NO_PROXY: 'a.example,.internal,10.0.0.0/8' }
    const get = async (address: string) =>
      failure(client(1, { env, cluster: { server: address }, connectDeadline: 200 }).request(ask('/', { deadline: 500 })))
    expect((await get('https://api.example')).message).toMatch(/refuses to connect to https:\/\/api\.example \(503\)/)
    await get('https://127.0.0.1:1')
    await get('https://a.example.invalid.internal')
    expect(seen).toEqual(['api.example:443 '])
  })

  it('that wants a sign-in says so, without the password', async () => {
    const proxy = await connectProxy([], 407)
    const error = await failure(
      client(1, { cluster: { proxyUrl: `http://anna:c4n4ry@127.0.0.1:${proxy}`, server: 'https://k' } }).request(ask('/')),
    )
    expect(error).toMatchObject({
      message: expect.stringMatching(/wants a sign-in \(407\)/),
      where: `https://k through http://127.0.0.1:${proxy}`,
    })
  })

  it.each(['ftp://x', 'http://', '::', 'javascript:alert(1)'])('named %s is refused with a reason', async (proxyUrl) => {
    expect(await failure(client(1, { cluster: { proxyUrl } }).request(ask('/')))).toMatchObject({
      code: 'bad-input',
      message: expect.stringContaining('proxy-url'),
    })
  })

  it('of SOCKS5', async () => {
    const seen: string[] = []
    const proxy = await listen(
      net.createServer((socket) => {
        socket.once('data', () => {
          socket.write(Buffer.from([5, 0]))
          socket.once('data', (ask: Buffer) => {
            const kind = ask[3]
            const host = kind === 1 ? [...ask.subarray(4, 8)].join('.') : ask.subarray(5, 5 + (ask[4] ?? 0)).toString()
            const port = ask.readUInt16BE(ask.length - 2)
            seen.push(`${host}:${port}`)
            const far = net.connect(port, '127.0.0.1', () => {
              socket.write(Buffer.from([5, 0, 0, 1, 127, 0, 0, 1, 0, 0]))
              far.pipe(socket)
              socket.pipe(far)
            })
            far.on('error', () => socket.destroy())
            socket.on('close', () => far.destroy())
          })
        })
      }),
    )
    const port = await h2((_request, response) => response.end('in'))
    const answer = await client(port, {
      cluster: { server: `https://api.internal:${port}`, proxyUrl: `socks5://127.0.0.1:${proxy}` },
      tls: { servername: 'localhost' },
    }).request(ask('/'))
    expect([text(answer.body), seen]).toEqual(['in', [`api.internal:${port}`]])
  })
})

/** Answers when so many requests are open together; once they were, at once. */
function hold(): { until(count: number): void; answer(response: http2.Http2ServerResponse): void } {
  let wanted = 0
  let reached = true
  const waiting: http2.Http2ServerResponse[] = []
  return {
    until(count) {
      wanted = count
      reached = false
    },
    answer(response) {
      waiting.push(response)
      reached ||= waiting.length >= wanted
      if (reached) for (const each of waiting.splice(0)) each.end('x')
    },
  }
}

/** A certificate that vouches for itself. */
function selfSigned(): KeyPair {
  const both = execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-subj',
      '/CN=self',
      '-addext',
      'subjectAltName=IP:127.0.0.1',
      '-days',
      '1',
      '-keyout',
      '-',
      '-out',
      '-',
    ],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  ).toString()
  const part = (name: string) => new RegExp(`-----BEGIN ${name}-----[^]*?-----END ${name}-----`).exec(both)?.[0] ?? ''
  return { cert: part('CERTIFICATE'), key: part('PRIVATE KEY') }
}
