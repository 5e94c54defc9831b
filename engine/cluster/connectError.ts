import type { EngineError } from '../contract/index.ts'
import { ApiFailure } from './apiClient.ts'

/** What a connection was being made to, for messages. */
export interface ConnectTarget {
  /** `https://host:port`, without user information. */
  server: string
  /** `http://proxy:3128`, without user information. */
  proxy: string | null
  /** The name that the server's certificate was checked against. */
  servername: string
}

interface Explanation {
  message: string
  todo: string
}

type Explain = (target: ConnectTarget, error: NodeJS.ErrnoException) => Explanation

const systemErrors: Readonly<Record<string, Explain>> = {
  ECONNREFUSED: (t) => ({
    message: `${door(t)} refuses the connection.`,
    todo: t.proxy
      ? 'Check that the proxy runs and that its address is right.'
      : 'Check that the API server runs and that the port is right.',
  }),
  ENOTFOUND: (t) => ({ message: `The name of ${door(t)} cannot be resolved.`, todo: 'Check the address, the VPN and the DNS settings.' }),
  EAI_AGAIN: (t) => ({
    message: `The name of ${door(t)} cannot be resolved now: DNS does not answer.`,
    todo: 'Check the network, the VPN and the DNS settings.',
  }),
  ETIMEDOUT: (t) => ({ message: `${door(t)} does not answer.`, todo: 'Check the network, the VPN and firewalls.' }),
  EHOSTUNREACH: (t) => ({ message: `There is no route to ${door(t)}.`, todo: 'Check the network and the VPN.' }),
  ENETUNREACH: (t) => ({ message: `There is no network on which ${door(t)} can be reached.`, todo: 'Check the network and the VPN.' }),
  ECONNRESET: (t) => ({
    message: `${door(t)} cut the connection.`,
    todo: 'Check the port, proxies and firewalls between; it is tried again.',
  }),
  EPIPE: (t) => ({ message: `${door(t)} cut the connection.`, todo: 'Check the port, proxies and firewalls between; it is tried again.' }),
  EPROTO: (t) => ({
    message: `${door(t)} does not speak TLS on this port, or an incompatible version of it.`,
    todo: 'Check the scheme (http or https) and the port of the server address.',
  }),
}

const serverCertificate: Readonly<Record<string, Explain>> = {
  CERT_HAS_EXPIRED: (t) => ({
    message: `The certificate of ${t.server} has expired.`,
    todo: 'Renew the certificate of the API server, or correct the clock of this computer.',
  }),
  CERT_NOT_YET_VALID: (t) => ({
    message: `The certificate of ${t.server} is not valid yet.`,
    todo: 'Correct the clock of this computer or of the server.',
  }),
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: unknownAuthority,
  UNABLE_TO_GET_ISSUER_CERT: unknownAuthority,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknownAuthority,
  SELF_SIGNED_CERT_IN_CHAIN: unknownAuthority,
  CERT_SIGNATURE_FAILURE: (t) => ({
    message: `The certificate of ${t.server} is not signed by the authority that the kubeconfig names (same name, another key).`,
    todo: 'Get a new kubeconfig: the cluster was probably rebuilt. If it was not, somebody may be between you and the server.',
  }),
  DEPTH_ZERO_SELF_SIGNED_CERT: (t) => ({
    message: `${t.server} shows a self-signed certificate that the kubeconfig does not trust.`,
    todo: 'Put the certificate into certificate-authority-data of the cluster entry.',
  }),
  ERR_TLS_CERT_ALTNAME_INVALID: (t, error) => ({
    message: `The certificate of ${t.server} is not for ${t.servername}${altNames(error)}.`,
    todo: 'Use an address that the certificate names, or set tls-server-name in the cluster entry.',
  }),
  HOSTNAME_MISMATCH: (t) => ({
    message: `The certificate of ${t.server} is not for ${t.servername}.`,
    todo: 'Use an address that the certificate names, or set tls-server-name in the cluster entry.',
  }),
  CERT_REVOKED: (t) => ({ message: `The certificate of ${t.server} is revoked.`, todo: 'Renew the certificate of the API server.' }),
  INVALID_CA: unknownAuthority,
}

/** Parts of codes and texts of TLS libraries: alerts that the other side sends, and material that cannot be used. */
const tlsErrors: readonly [RegExp, Explain][] = [
  [
    /ALERT_CERTIFICATE_EXPIRED/i,
    (t) => ({
      message: `${t.server} says that the client certificate has expired.`,
      todo: 'Renew the client certificate and update the kubeconfig.',
    }),
  ],
  [
    /ALERT_CERTIFICATE_REVOKED/i,
    (t) => ({ message: `${t.server} says that the client certificate is revoked.`, todo: 'Get a new client certificate.' }),
  ],
  [
    /ALERT_BAD_CERTIFICATE|ALERT_UNSUPPORTED_CERTIFICATE|ALERT_CERTIFICATE_UNKNOWN/i,
    (t) => ({
      message: `${t.server} does not accept the client certificate.`,
      todo: 'Get a new kubeconfig: the certificate may be of another cluster, or expired.',
    }),
  ],
  [
    /CERTIFICATE_REQUIRED|DID_NOT_RETURN_A_CERTIFICATE/i,
    (t) => ({
      message: `${t.server} wants a client certificate and the kubeconfig gives none.`,
      todo: 'Add client-certificate and client-key to the user entry.',
    }),
  ],
  [
    /ALERT_UNKNOWN_CA/i,
    (t) => ({
      message: `${t.server} does not know the authority that signed the client certificate.`,
      todo: 'Get a new kubeconfig: the certificate is of another cluster.',
    }),
  ],
  [
    /ALERT_HANDSHAKE_FAILURE|ALERT_PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL|NO_PROTOCOLS|VERSION_TOO_LOW/i,
    (t) => ({
      message: `${t.server} and this app have no TLS version or cipher in common.`,
      todo: 'The server must offer TLS 1.2 or newer.',
    }),
  ],
  [
    /WRONG_VERSION_NUMBER|HTTP_REQUEST|PACKET_LENGTH_TOO_LONG/i,
    (t) => ({
      message: `${t.server} does not speak TLS on this port.`,
      todo: 'Check the scheme (http or https) and the port of the server address.',
    }),
  ],
  [
    /KEY_VALUES_MISMATCH/i,
    () => ({
      message: 'The client key does not belong to the client certificate.',
      todo: 'Correct client-certificate and client-key of the user entry.',
    }),
  ],
  [
    /NO_START_LINE|BAD_BASE64|BAD_END_LINE|ASN1|DECODER|PEM_/i,
    () => ({
      message: 'A certificate or key of the kubeconfig cannot be read.',
      todo: 'Check certificate-authority, client-certificate and client-key: they must be PEM.',
    }),
  ],
]

/** Our own code for a proxy that answered with an error. */
export class ProxyRefusal extends Error {
  readonly status: number

  constructor(status: number) {
    super(`proxy answered ${status}`)
    this.name = 'ProxyRefusal'
    this.status = status
  }
}

/** Our own code for a link whose pings are not answered. */
export class PingTimeout extends Error {
  readonly silent: number

  /** @param silent milliseconds without a byte */
  constructor(silent: number) {
    super('ping timeout')
    this.name = 'PingTimeout'
    this.silent = silent
  }
}

/** Says what a failed connection means and what to do. Takes nothing from the error's own text but codes and names in certificates. */
export function connectError(error: unknown, target: ConnectTarget): EngineError {
  if (error instanceof ApiFailure) return error.error
  const where = target.proxy ? `${target.server} through ${target.proxy}` : target.server
  if (error instanceof ProxyRefusal) {
    return error.status === 407
      ? {
          code: 'unreachable',
          message: `The proxy ${target.proxy} wants a sign-in (407).`,
          where,
          todo: 'Put name and password into the proxy address: http://name:password@host:port.',
        }
      : {
          code: 'unreachable',
          message: `The proxy ${target.proxy} refuses to connect to ${target.server} (${error.status}).`,
          where,
          todo: 'Check the proxy settings, and whether the proxy may reach the server.',
        }
  }
  if (error instanceof PingTimeout) {
    return {
      code: 'unreachable',
      message: `${target.server} has not answered for ${Math.round(error.silent / 1000)} s.`,
      where,
      todo: 'Check the network and the VPN; it is tried again.',
    }
  }
  const native = unwrap(error)
  const code = native.code ?? ''
  // Codes of TLS libraries differ (OpenSSL of Node, BoringSSL of Electron, their versions), and some name the alert only in the text.
  const tls = /^(ERR_O?SSL|EPROTO$|$)/.test(code) ? `${code} ${native.message}`.replace(/[ -]/g, '_') : ''
  const chosen = tlsErrors.find(([pattern]) => pattern.test(tls))?.[1] ?? systemErrors[code] ?? serverCertificate[code]
  if (chosen) return { code: 'unreachable', ...chosen(target, native), where }
  if (
    code.startsWith('ERR_HTTP2') ||
    code.startsWith('NGHTTP2') ||
    code === 'ERR_STREAM_PREMATURE_CLOSE' ||
    code === 'HPE_INVALID_CONSTANT' ||
    code.startsWith('HPE_')
  ) {
    return { code: 'unreachable', message: `The link to ${target.server} broke.`, where, reason: code, todo: 'It is tried again.' }
  }
  if (tls.startsWith('ERR_')) {
    return {
      code: 'unreachable',
      message: `The TLS handshake with ${target.server} failed (${code}).`,
      where,
      todo: 'The server may want a client certificate, or refuse the one of the kubeconfig.',
    }
  }
  return {
    code: 'unreachable',
    message: `${door(target)} cannot be reached${code ? ` (${code})` : ''}.`,
    where,
    todo: 'Check the network, the VPN and the server address.',
  }
}

/** Node 20 and newer give one AggregateError for all addresses of a name. */
function unwrap(error: unknown): NodeJS.ErrnoException {
  if (error instanceof AggregateError && error.errors.length > 0) {
    const inner = error.errors[0] as NodeJS.ErrnoException
    return inner
  }
  if (!(error instanceof Error)) return new Error(String(error))
  const native = error as NodeJS.ErrnoException
  return native.code === undefined && native.cause instanceof Error ? unwrap(native.cause) : native
}

function door(target: ConnectTarget): string {
  return target.proxy ? `${target.server} (or the proxy ${target.proxy} before it)` : target.server
}

function unknownAuthority(target: ConnectTarget): Explanation {
  return {
    message: `The certificate of ${target.server} is signed by an authority that is not trusted here.`,
    todo: 'Put the CA of the cluster into certificate-authority-data of the cluster entry. If it is there, the cluster was rebuilt or somebody is between you and the server.',
  }
}

/** The names a certificate is for: hostile text, so only plain characters and a few of them. */
function altNames(error: NodeJS.ErrnoException): string {
  const names = (error as { cert?: { subjectaltname?: string } }).cert?.subjectaltname
  if (typeof names !== 'string') return ''
  const plain = names.replace(/[^\w.:*, -]/g, '?')
  return ` but for ${plain.length > 200 ? `${plain.slice(0, 200)}…` : plain}`
}
