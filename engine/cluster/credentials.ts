import type { ExecConsent } from '../contract/index.ts'
import { ApiFailure } from './apiClient.ts'
import type { ClusterData, ContextEntry, UserData } from './contextEntry.ts'
import { anonymousUser } from './contextEntry.ts'
import { CredentialFiles } from './credentialFiles.ts'
import { resolvePlugin, runPlugin } from './execPlugin.ts'
import type { ExecCredential } from './execPlugin.ts'
import { LoginPath } from './loginPath.ts'
import { oidcHeaders, readOidcConfig, tokenEnd } from './oidcToken.ts'
import { impersonation, plainHeaders, signsInByName } from './signInHeaders.ts'

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

/** A token file is read again after so many milliseconds (client-go: one minute). */
const tokenFileAge = 60_000
/** Credentials are renewed so many milliseconds before they end. */
const renewEarly = 10_000
/** Milliseconds in which a plugin that gave the same again is not asked once more. */
const unchangedPause = 5_000

/** Authentication of one context: static credentials, files, exec plugins, OIDC. Keeps what it got until it ends. */
export class Credentials implements CredentialSource {
  readonly #context: ContextEntry
  readonly #options: CredentialOptions
  readonly #loginPath: LoginPath
  readonly #files: CredentialFiles
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
    this.#files = new CredentialFiles(context)
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
    const ca = cluster.skipTlsVerify ? null : await this.#files.pem('certificate-authority', cluster.caFile, cluster.caData)
    const exec = user.exec ? await this.#runExec(user, cluster, signal) : null
    const cert = exec?.certificate ?? (await this.#files.pem('client-certificate', user.certFile, user.certData))
    const key = exec?.key ?? (await this.#files.pem('client-key', user.keyFile, user.keyData))
    const token = exec?.token ?? (user.tokenFile ? await this.#files.token(user.tokenFile) : user.token)
    if (cert && !exec && !token) this.#files.refuseExpired(cert)
    // kept: it holds the renewed tokens, since nothing is written to the kubeconfig
    if (user.authProvider && !token) this.#oidc ??= await readOidcConfig(user.authProvider, this.#files)
    const oidc = user.authProvider && !token ? this.#oidc : null
    const byProvider = oidc && !signsInByName(user, token)
    const headers = byProvider ? await oidcHeaders(oidc, cluster, file, this.#files) : plainHeaders(user, token)
    if (/[^\x20-\x7e]/.test(headers['authorization'] ?? ''))
      throw this.#files.failure(
        'bad-input',
        'The token holds characters that a header cannot carry.',
        'Check the token of the user entry, or its file.',
      )
    const tls: TlsMaterial = { ca, cert, key, servername: cluster.tlsServerName || null, rejectUnauthorized: !cluster.skipTlsVerify }
    const expiresAt = exec?.expiresAt ?? (oidc ? tokenEnd(headers['authorization'] ?? '') : null)
    this.#current = { headers: { ...headers, ...impersonation(user) }, tls, expiresAt }
    return this.#current
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
}

function sameCredential(a: Credential, b: Credential): boolean {
  return a === b || JSON.stringify([a.headers, a.tls]) === JSON.stringify([b.headers, b.tls])
}
