import type { Socket } from 'node:net'
import net from 'node:net'
import tls from 'node:tls'
import type { TLSSocket } from 'node:tls'
import type { TlsMaterial } from './credentials.ts'
import { bareHost, connected, openSocket } from './proxy.ts'

/** A connection that is ready for requests. */
export type Dialled = { socket: TLSSocket; protocol: 'h2' | 'h1' } | { socket: Socket; protocol: 'h1' }

/** The name that a server's certificate must be for. */
export function servername(server: URL, material: TlsMaterial): string {
  return material.servername ?? bareHost(server)
}

/** Connects to a server, through a proxy when given, with TLS for https, and lets the server choose between HTTP/2 and HTTP/1.1. */
export async function dial(
  server: URL,
  proxy: URL | null,
  material: TlsMaterial,
  protocols: readonly string[],
  signal: AbortSignal,
): Promise<Dialled> {
  const raw = await openSocket(server, proxy, signal)
  raw.setNoDelay(true)
  raw.setKeepAlive(true, 30_000)
  if (server.protocol === 'http:') return { socket: raw, protocol: 'h1' }
  const name = servername(server, material)
  let socket: TLSSocket
  try {
    socket = tls.connect({
      socket: raw,
      host: name,
      // RFC 6066 allows no address in SNI; the certificate is checked against `host`.
      ...(net.isIP(name) ? {} : { servername: name }),
      ALPNProtocols: [...protocols],
      ca: material.ca === null ? systemAuthorities() : [material.ca],
      ...(material.cert === null ? {} : { cert: material.cert }),
      ...(material.key === null ? {} : { key: material.key }),
      rejectUnauthorized: material.rejectUnauthorized,
      minVersion: 'TLSv1.2',
    })
  } catch (error) {
    raw.destroy() // the certificate or key cannot be used
    throw error
  }
  await connected(socket, 'secureConnect', signal)
  return { socket, protocol: socket.alpnProtocol === 'h2' ? 'h2' : 'h1' }
}

let authorities: string[] | null = null

/** Go trusts the system's authorities when a kubeconfig names none; Node's own list is added for systems that have none. */
function systemAuthorities(): string[] {
  if (authorities) return authorities
  // Node 22.15 and newer.
  const { getCACertificates } = tls as { getCACertificates?: (type: 'system') => string[] }
  const system = typeof getCACertificates === 'function' ? getCACertificates('system') : []
  authorities = [...new Set([...system, ...tls.rootCertificates])]
  return authorities
}
