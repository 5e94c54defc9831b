import net from 'node:net'
import tls from 'node:tls'
import type { ClientRequest } from 'node:http'
import { ProxyRefusal } from './connectError.ts'

/** Variables of the environment that proxies are named in. */
export type ProxyEnv = Readonly<Record<string, string | undefined>>

/** The schemes of proxies that can be used. */
const schemes = new Set(['http:', 'https:', 'socks:', 'socks4:', 'socks4a:', 'socks5:', 'socks5h:'])

/**
 * The proxy on the way to a server: the kubeconfig's `proxy-url`, else HTTPS_PROXY (HTTP_PROXY for http) or ALL_PROXY unless NO_PROXY
 * names the server. Like kubectl, a server on the loopback is never reached through a proxy of the environment.
 * Throws a TypeError when the address is not one; the text holds no password.
 */
export function proxyFor(server: URL, proxyUrl: string | null, env: ProxyEnv): URL | null {
  if (proxyUrl) return parseProxy(proxyUrl, 'proxy-url of the kubeconfig')
  const host = bareHost(server)
  if (isLoopback(host) || noProxy(host, port(server), read(env, 'NO_PROXY'))) return null
  const name = server.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY'
  const value = read(env, name)
  if (value) return parseProxy(value, name)
  const all = read(env, 'ALL_PROXY')
  return all ? parseProxy(all, 'ALL_PROXY') : null
}

/** A proxy's address without name and password. */
export function showProxy(proxy: URL): string {
  return `${proxy.protocol}//${proxy.host}`
}

/** Host of a URL, without the brackets of an IPv6 address. */
export function bareHost(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '')
}

/** Port of a URL, with the scheme's default. */
export function port(url: URL): number {
  return url.port === '' ? (url.protocol === 'https:' ? 443 : url.protocol.startsWith('socks') ? 1080 : 80) : Number(url.port)
}

/** `localhost`, 127.0.0.0/8 and ::1. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || host === '::1' || (net.isIPv4(host) && host.startsWith('127.'))
}

/** Opens a TCP connection to a server, through a proxy when one is given. The signal's reason is thrown when it aborts. */
export async function openSocket(server: URL, proxy: URL | null, signal: AbortSignal): Promise<net.Socket> {
  if (!proxy)
    return connected(net.connect({ host: bareHost(server), port: port(server), noDelay: true } as net.NetConnectOpts), 'connect', signal)
  if (proxy.protocol.startsWith('socks')) return socks(server, proxy, signal)
  const options = { host: bareHost(proxy), port: port(proxy) }
  const socket =
    proxy.protocol === 'https:'
      ? await connected(
          tls.connect({ ...options, ...(net.isIP(options.host) ? {} : { servername: options.host }) }),
          'secureConnect',
          signal,
        )
      : await connected(net.connect(options), 'connect', signal)
  return tunnel(socket, server, proxy, signal)
}

/** Waits for a socket's own word that it is connected. */
export function connected<T extends net.Socket>(socket: T, event: 'connect' | 'secureConnect', signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const finish = (error: Error | null) => {
      socket.removeListener(event, won)
      socket.removeListener('error', finish)
      socket.removeListener('close', closed)
      signal.removeEventListener('abort', stop)
      // Until the next owner listens, and after a socket is given up, an error must not end the process: 'close' follows it.
      socket.on('error', () => undefined)
      if (!error) {
        resolve(socket)
        return
      }
      socket.destroy()
      reject(error)
    }
    const won = () => finish(null)
    const closed = () => finish(Object.assign(new Error('closed while connecting'), { code: 'ECONNRESET' }))
    const stop = () => finish(abortReason(signal))
    socket.once(event, won)
    socket.once('error', finish)
    socket.once('close', closed)
    signal.addEventListener('abort', stop)
    if (signal.aborted) stop()
  })
}

function abortReason(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new Error('aborted')
}

/** The CONNECT method of HTTP (RFC 9110, 9.3.6). Written here because an HTTP/2 session needs the bare socket. */
function tunnel(socket: net.Socket, server: URL, proxy: URL, signal: AbortSignal): Promise<net.Socket> {
  const authority = `${server.hostname}:${port(server)}`
  const lines = [`CONNECT ${authority} HTTP/1.1`, `Host: ${authority}`]
  if (proxy.username !== '') {
    const pair = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`
    lines.push(`Proxy-Authorization: Basic ${Buffer.from(pair).toString('base64')}`)
  }
  return new Promise((resolve, reject) => {
    let head = Buffer.alloc(0)
    const finish = (error: Error | null) => {
      socket.removeListener('data', read)
      socket.removeListener('error', finish)
      socket.removeListener('close', closed)
      signal.removeEventListener('abort', stop)
      if (!error) {
        resolve(socket)
        return
      }
      socket.destroy()
      reject(error)
    }
    const closed = () => finish(Object.assign(new Error('proxy closed the connection'), { code: 'ECONNRESET' }))
    const stop = () => finish(abortReason(signal))
    const read = (chunk: Buffer) => {
      head = Buffer.concat([head, chunk])
      const end = head.indexOf('\r\n\r\n')
      if (end < 0) {
        if (head.length > 65_536) finish(Object.assign(new Error('proxy sent no answer'), { code: 'EPROTO' }))
        return
      }
      const status = /^HTTP\/1\.[01] (\d{3})/.exec(head.toString('latin1'))
      if (status?.[1]?.[0] !== '2') {
        finish(status ? new ProxyRefusal(Number(status[1])) : Object.assign(new Error('proxy does not speak HTTP'), { code: 'EPROTO' }))
        return
      }
      socket.pause()
      const rest = head.subarray(end + 4)
      finish(null)
      if (rest.length > 0) socket.unshift(rest)
    }
    socket.on('data', read)
    socket.once('error', finish)
    socket.once('close', closed)
    signal.addEventListener('abort', stop)
    if (signal.aborted) return stop()
    socket.write(`${lines.join('\r\n')}\r\n\r\n`)
  })
}

async function socks(server: URL, proxy: URL, signal: AbortSignal): Promise<net.Socket> {
  const { SocksProxyAgent } = await import('socks-proxy-agent')
  // As in Go, the proxy resolves the server's name: it may be known only behind it.
  const agent = new SocksProxyAgent(proxy.href.replace(/^socks5?:/, 'socks5h:').replace(/^socks4:/, 'socks4a:'), { timeout: 20_000 })
  const { EventEmitter } = await import('node:events')
  // The agent uses its request only to say that it connected.
  const request = new EventEmitter() as unknown as ClientRequest
  const pending = agent.connect(request, { host: bareHost(server), port: port(server), secureEndpoint: false })
  return new Promise((resolve, reject) => {
    const stop = () => reject(abortReason(signal))
    signal.addEventListener('abort', stop)
    if (signal.aborted) stop()
    pending.then(
      (socket) => {
        signal.removeEventListener('abort', stop)
        if (signal.aborted) return socket.destroy()
        socket.setTimeout(0)
        socket.removeAllListeners('timeout')
        return resolve(socket)
      },
      (reason: unknown) => {
        const error = reason as NodeJS.ErrnoException // what the package rejects with
        signal.removeEventListener('abort', stop)
        // The package names the system's error only in its text; then it is the proxy itself that cannot be reached.
        const native =
          error.code ?? /\bE[A-Z]{4,}\b/.exec(error.message)?.[0] ?? (/timed out/i.test(error.message) ? 'ETIMEDOUT' : undefined)
        if (native !== undefined) return reject(Object.assign(error, { code: native }))
        const code = /authentication/i.test(error.message)
          ? 407
          : /reject|not allowed|refused|unreachable|failure/i.test(error.message)
            ? 502
            : 0
        return reject(code ? new ProxyRefusal(code) : error)
      },
    )
  })
}

function parseProxy(text: string, source: string): URL {
  let url: URL
  try {
    url = new URL(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`)
  } catch {
    throw new TypeError(`The ${source} is not a URL.`) // the text may hold a password: not repeated
  }
  if (!schemes.has(url.protocol))
    throw new TypeError(`The ${source} has the scheme ${url.protocol.slice(0, -1)}; http, https and socks5 are possible.`)
  if (url.hostname === '') throw new TypeError(`The ${source} names no host.`)
  return url
}

function read(env: ProxyEnv, name: string): string {
  return (env[name] ?? env[name.toLowerCase()] ?? '').trim()
}

/** NO_PROXY as Go reads it: `*`, host, `.suffix`, `host:port`, address, CIDR of IPv4. */
function noProxy(host: string, serverPort: number, list: string): boolean {
  for (const entry of list.split(/[\s,]+/)) {
    if (entry === '') continue
    if (entry === '*') return true
    const match = /^(\[[^\]]+\]|[^:]+)(?::(\d+))?$/.exec(entry)
    const name = (match?.[1] ?? entry).replace(/^\[|\]$/g, '').toLowerCase()
    if (match?.[2] && Number(match[2]) !== serverPort) continue
    if (name.includes('/')) {
      const [base, bits] = name.split('/')
      if (base && bits && net.isIPv4(base) && net.isIPv4(host) && Number(bits) >= 0 && Number(bits) <= 32) {
        const block = new net.BlockList()
        block.addSubnet(base, Number(bits), 'ipv4')
        if (block.check(host, 'ipv4')) return true
      }
      continue
    }
    const suffix = name.replace(/^\*?\./, '')
    if (host === suffix || host.endsWith(`.${suffix}`)) return true
  }
  return false
}
