import { X509Certificate } from 'node:crypto'
import type { EngineError, ExecConsent } from '../contract/index.ts'
import { ApiFailure } from './apiClient.ts'
import type { ClusterData, ContextEntry, UserData } from './contextEntry.ts'
import { anonymousUser } from './contextEntry.ts'
import { resolvePlugin, runPlugin } from './execPlugin.ts'
import type { ExecCredential } from './execPlugin.ts'
import { LocalFileError, readLocalFile } from './localFile.ts'
import { LoginPath } from './loginPath.ts'

/** What TLS needs; PEM text. */
export interface TlsMaterial {
  /** Null: the system's authorities. */
  ca: string | null
  cert: string | null
  key: string | null
  servername: string | null
  rejectUnauthorized: boolean
}

/** What one request needs to be let in. Never leaves engine/cluster. */
export interface Credential {
  headers: Readonly<Record<string, string | readonly string[]>>
  tls: TlsMaterial
  /** Epoch milliseconds, when known. */
  expiresAt: number | null
}

/** Where the transport gets credentials. Both throw {@link ApiFailure}. */
export interface CredentialSource {
  get(signal: AbortSignal): Promise<Credential>
  /** After a 401: a new credential, or null when there can be none. */
  renew(used: Credential, signal: AbortSignal): Promise<Credential | null>
}

/** Remembers which exec plugins a person has agreed to. */
export interface ConsentBook {
  /** True: agreed, false: refused, null: not asked yet. */
  consent(hash: string): boolean | null
}

export interface CredentialOptions {
  consents: ConsentBook
  loginPath?: LoginPath
  /** Milliseconds that an exec plugin may take. */
  execDeadline?: number
}

/** Certificates, keys and tokens are small. */
const fileLimit = 1024 * 1024
/** A token file is read again after so many milliseconds (client-go: one minute). */
const tokenFileAge = 60_000
/** Credentials are renewed so many milliseconds before they end. */
const renewEarly = 10_000
/** Milliseconds in which a plugin that gave the same again is not asked once more. */
const unchangedPause = 5_000
/** Milliseconds that an OIDC provider may take. */
const oidcDeadline = 20_000
const oidcKeys = [
  'client-id',
  'client-secret',
  'id-token',
  'refresh-token',
  'idp-issuer-url',
  'idp-certificate-authority',
  'idp-certificate-authority-data',
] as const

/** Authentication of one context: static credentials, files, exec plugins, OIDC. Keeps what it got until it ends. */
export class Credentials implements CredentialSource {
  readonly #context: ContextEntry
  readonly #options: CredentialOptions
  readonly #loginPath: LoginPath
  readonly #closing = new AbortController()
  #current: Credential | null = null
  /** When to make a new one although the old has not ended. */
  #staleAt = Infinity
  #making: Promise<Credential> | null = null
  #exec: ExecCredential | null = null
  /** When renewing last gave what was there before. */
  #unchangedAt = -Infinity
  #oidc: Record<string, string> | null = null
  #consent: ExecConsent | null = null
  #hash: string | null = null

  constructor(context: ContextEntry, options: CredentialOptions) {
    this.#context = context
    this.#options = options
    this.#loginPath = options.loginPath ?? new LoginPath(process.env)
  }

  /** The exec plugin that waits for a yes; null when none does. */
  get pendingConsent(): ExecConsent | null {
    return this.#consent
  }

  /** What the yes or no is to be recorded under; null before a plugin was found. */
  get consentHash(): string | null {
    return this.#hash
  }

  async get(signal: AbortSignal): Promise<Credential> {
    const now = Date.now()
    const current = this.#current
    if (current && now < this.#staleAt && (current.expiresAt === null || now < current.expiresAt - renewEarly)) return current
    // One at a time: twenty kinds that start together must not start a plugin twenty times.
    this.#making ??= this.#make(this.#closing.signal).finally(() => (this.#making = null))
    const making = this.#making
    return new Promise((resolve, reject) => {
      const stop = () => reject(new ApiFailure({ code: 'cancelled', message: 'Signing in was cancelled.' }))
      signal.addEventListener('abort', stop)
      making.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
      if (signal.aborted) stop()
    })
  }

  /** Ends a plugin that still runs. */
  close(): void {
    this.#closing.abort()
    this.forget()
  }

  async renew(used: Credential, signal: AbortSignal): Promise<Credential | null> {
    if (this.#current && !sameCredential(this.#current, used)) return this.#current // another request has renewed it
    const user = this.#context.raw.user
    if (!user || !(user.exec || user.authProvider || user.tokenFile || user.certFile)) return null
    // Sixty watches that are refused together must not start a plugin sixty times for the same answer.
    if ((user.exec || user.authProvider) && Date.now() - this.#unchangedAt < unchangedPause) return null
    this.forget()
    const fresh = await this.get(signal)
    if (!sameCredential(fresh, used)) return fresh
    this.#unchangedAt = Date.now()
    return null
  }

  /** Forgets what was got, after an answer to a consent or a changed kubeconfig. */
  forget(): void {
    this.#current = null
    this.#exec = null
  }

  async #make(signal: AbortSignal): Promise<Credential> {
    const { raw, file, blocking } = this.#context
    if (blocking) throw new ApiFailure(blocking)
    const cluster = raw.cluster
    if (!cluster) throw new ApiFailure({ code: 'bad-input', message: 'The context names no cluster.', where: file })
    const user = raw.user ?? anonymousUser
    this.#staleAt = user.tokenFile || user.certFile ? Date.now() + tokenFileAge : Infinity
    const ca = cluster.skipTlsVerify ? null : await this.#pem('certificate-authority', cluster.caFile, cluster.caData)
    const exec = user.exec ? await this.#runExec(user, cluster, signal) : null
    const cert = exec?.certificate ?? (await this.#pem('client-certificate', user.certFile, user.certData))
    const key = exec?.key ?? (await this.#pem('client-key', user.keyFile, user.keyData))
    const token = exec?.token ?? (user.tokenFile ? await this.#tokenFile(user.tokenFile) : user.token)
    if (cert && !exec && !token) this.#refuseExpired(cert)
    const oidc = user.authProvider && !token ? await this.#oidcConfig(user.authProvider) : null
    const headers = oidc && !basic(user, token) ? await this.#oidcHeaders(oidc, cluster) : plainHeaders(user, token)
    if (/[^\x20-\x7e]/.test(headers['authorization'] ?? ''))
      throw this.#bad(
        'bad-input',
        'The token holds characters that a header cannot carry.',
        'Check the token of the user entry, or its file.',
      )
    const tls: TlsMaterial = { ca, cert, key, servername: cluster.tlsServerName || null, rejectUnauthorized: !cluster.skipTlsVerify }
    const expiresAt = exec?.expiresAt ?? (oidc ? tokenEnd(headers['authorization'] ?? '') : null)
    this.#current = { headers: { ...headers, ...impersonation(user) }, tls, expiresAt }
    return this.#current
  }

  /**
   * The package renews OIDC tokens. It is loaded only for that: it takes a third of a second and 30 MB, and certificates and tokens need none
   * of it. Files are read before: here it reads and starts nothing.
   */
  async #oidcHeaders(oidc: Record<string, string>, cluster: ClusterData): Promise<Record<string, string>> {
    const { KubeConfig } = await import('@kubernetes/client-node')
    const config = new KubeConfig()
    config.loadFromOptions({
      clusters: [{ name: 'c', server: cluster.server, skipTLSVerify: cluster.skipTlsVerify }],
      users: [{ name: 'u', authProvider: { name: 'oidc', config: oidc } }],
      contexts: [{ name: 'x', cluster: 'c', user: 'u' }],
      currentContext: 'x',
    })
    const options: { headers?: Record<string, string> } = {}
    try {
      await within(config.applyToHTTPSOptions(options), oidcDeadline)
    } catch {
      throw new ApiFailure(
        {
          code: 'unauthorized',
          message: 'The OIDC provider did not renew the token.',
          where: this.#context.file,
          todo: 'Check the network and idp-issuer-url; sign in again to get a new refresh token.',
        },
        { cause: new Error('OIDC refresh failed') }, // the provider's own text may hold the token
      )
    }
    const headers: Record<string, string> = {}
    for (const [name, value] of Object.entries(options.headers ?? {})) headers[name.toLowerCase()] = value
    if (headers['authorization'] === undefined)
      throw this.#bad(
        'unauthorized',
        'The OIDC token has expired and cannot be renewed: refresh-token, client-id or idp-issuer-url is missing.',
        'Sign in again with your OIDC tool.',
      )
    return headers
  }

  async #runExec(user: UserData, cluster: ClusterData, signal: AbortSignal): Promise<ExecCredential> {
    if (!user.exec) throw new Error('no exec plugin')
    if (this.#exec && (this.#exec.expiresAt === null || Date.now() < this.#exec.expiresAt - renewEarly)) return this.#exec
    const searchPath = await this.#loginPath.get()
    const plugin = await resolvePlugin(user.exec, this.#context.file, searchPath)
    this.#hash = plugin.hash
    const answer = this.#options.consents.consent(plugin.hash)
    if (answer !== true) {
      // after a no as well: it can be thought over
      this.#consent = plugin.consent
      throw new ApiFailure({
        code: 'needs-consent',
        message:
          answer === null
            ? `Signing in runs the program ${plugin.consent.command}. It waits for a yes.`
            : `Running ${plugin.consent.command} was refused, so there is no credential.`,
        where: this.#context.file,
        todo: 'Look at the command and its arguments, and allow it if they are what you expect.',
      })
    }
    this.#consent = null
    this.#exec = await runPlugin(plugin, user.exec, cluster, searchPath, signal, this.#options.execDeadline)
    return this.#exec
  }

  async #oidcConfig(provider: { name: string; config: Readonly<Record<string, string>> }): Promise<Record<string, string>> {
    if (provider.name !== 'oidc') {
      throw this.#bad(
        'unauthorized',
        `The auth provider "${provider.name.slice(0, 40)}" is no longer part of Kubernetes (removed in 1.26).`,
        provider.name === 'gcp'
          ? 'Install gke-gcloud-auth-plugin and run: gcloud container clusters get-credentials'
          : provider.name === 'azure'
            ? 'Install kubelogin and run: kubelogin convert-kubeconfig'
            : 'Use an exec plugin in its place.',
      )
    }
    if (this.#oidc) return this.#oidc // holds the renewed tokens: nothing is written to the kubeconfig
    // Only these keys: the package would start a program that `exec` or `cmd-path` names, without consent.
    const config: Record<string, string> = {}
    for (const key of oidcKeys) {
      const value = provider.config[key]
      if (value !== undefined) config[key] = value
    }
    if (config['idp-certificate-authority']) {
      config['idp-certificate-authority-data'] = base64(await this.#file('idp-certificate-authority', config['idp-certificate-authority']))
      delete config['idp-certificate-authority']
    }
    if (!config['id-token'])
      throw this.#bad('unauthorized', 'The OIDC user entry has no id-token yet.', 'Sign in with your OIDC tool first.')
    if (tokenEnd(`Bearer ${config['id-token']}`) === null)
      throw this.#bad('bad-input', 'The id-token of the OIDC user entry is not a token.', 'Sign in with your OIDC tool again.')
    const issuer = config['idp-issuer-url']
    if (issuer !== undefined && !issuer.startsWith('https://'))
      throw this.#bad('bad-input', 'The idp-issuer-url of the OIDC user entry is not an https address.', 'Correct it in the kubeconfig.')
    this.#oidc = config
    return config
  }

  /** Data goes before the file, as in client-go. */
  async #pem(what: string, file: string | null, data: string | null): Promise<string | null> {
    const text = data ? Buffer.from(data, 'base64').toString('utf8') : file ? await this.#file(what, file) : null
    if (text !== null && !text.includes('-----BEGIN ')) {
      throw this.#bad(
        'bad-input',
        `The ${what}${data ? '-data' : ` ${file}`} is not PEM.`,
        'It must begin with -----BEGIN (in the kubeconfig: base64 of that).',
      )
    }
    return text
  }

  async #tokenFile(file: string): Promise<string> {
    const token = (await this.#file('tokenFile', file)).trim()
    if (token === '') throw this.#bad('unauthorized', `The token file ${file} is empty.`, 'Write a token into it.')
    return token
  }

  async #file(what: string, file: string): Promise<string> {
    try {
      return (await readLocalFile(file, fileLimit)).toString('utf8')
    } catch (error) {
      if (!(error instanceof LocalFileError)) throw error
      throw this.#bad('io', `The ${what} ${error.path} ${error.reason}.`, 'Correct the path in the kubeconfig, or put the file there.')
    }
  }

  #refuseExpired(cert: string): void {
    let until: number
    try {
      until = Date.parse(new X509Certificate(cert).validTo)
    } catch {
      throw this.#bad('bad-input', 'The client certificate cannot be read.', 'Check client-certificate of the user entry.')
    }
    if (until < Date.now())
      throw this.#bad(
        'unauthorized',
        `The client certificate expired on ${new Date(until).toISOString().slice(0, 10)}.`,
        'Get a new kubeconfig, or renew the certificate.',
      )
  }

  #bad(code: EngineError['code'], message: string, todo: string): ApiFailure {
    return new ApiFailure({ code, message, where: `${this.#context.file}, user ${this.#context.user}`, todo })
  }
}

/** A token goes before name and password, as in client-go. */
function basic(user: UserData, token: string | null): boolean {
  return Boolean(user.username) && !token
}

function plainHeaders(user: UserData, token: string | null): Record<string, string> {
  if (token) return { authorization: `Bearer ${token}` }
  if (!basic(user, token)) return {}
  return { authorization: `Basic ${Buffer.from(`${user.username ?? ''}:${user.password ?? ''}`).toString('base64')}` }
}

function impersonation(user: UserData): Record<string, string | readonly string[]> {
  const as = user.impersonate
  if (!as) return {}
  const headers: Record<string, string | readonly string[]> = { 'impersonate-user': as.user }
  if (as.uid) headers['impersonate-uid'] = as.uid
  // Several values are several headers: the server does not split at commas.
  if (as.groups.length > 0) headers['impersonate-group'] = as.groups
  for (const [key, values] of Object.entries(as.extra)) headers[`impersonate-extra-${encodeURIComponent(key).toLowerCase()}`] = values
  return headers
}

/** Epoch milliseconds at which a JWT ends; null when it is none. */
function tokenEnd(header: string): number | null {
  const part = header.replace(/^Bearer /, '').split('.')[1]
  if (part === undefined) return null
  try {
    const { exp } = JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as { exp?: unknown }
    return typeof exp === 'number' ? exp * 1000 : null
  } catch {
    return null // not a JWT
  }
}

function sameCredential(a: Credential, b: Credential): boolean {
  return a === b || JSON.stringify([a.headers, a.tls]) === JSON.stringify([b.headers, b.tls])
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64')
}

/** Rejects when a promise takes longer; the promise itself cannot be stopped. */
function within<T>(promise: Promise<T>, milliseconds: number): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('deadline')), milliseconds)
    promise.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
