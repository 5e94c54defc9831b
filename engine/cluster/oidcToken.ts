import { ApiFailure } from './apiClient.ts'
import type { ClusterData } from './contextEntry.ts'
import type { CredentialFiles } from './credentialFiles.ts'

/** Milliseconds that an OIDC provider may take. */
const deadline = 20_000
/** Only these are given on: the package would start a program that `exec` or `cmd-path` names, without consent. */
const keys = [
  'client-id',
  'client-secret',
  'id-token',
  'refresh-token',
  'idp-issuer-url',
  'idp-certificate-authority',
  'idp-certificate-authority-data',
] as const

/** Reads the entry of an auth provider. Throws {@link ApiFailure} for what cannot be used. */
export async function readOidcConfig(
  provider: { name: string; config: Readonly<Record<string, string>> },
  files: CredentialFiles,
): Promise<Record<string, string>> {
  if (provider.name !== 'oidc') {
    throw files.failure(
      'unauthorized',
      `The auth provider "${provider.name.slice(0, 40)}" is no longer part of Kubernetes (removed in 1.26).`,
      provider.name === 'gcp'
        ? 'Install gke-gcloud-auth-plugin and run: gcloud container clusters get-credentials'
        : provider.name === 'azure'
          ? 'Install kubelogin and run: kubelogin convert-kubeconfig'
          : 'Use an exec plugin in its place.',
    )
  }
  const config: Record<string, string> = {}
  for (const key of keys) {
    const value = provider.config[key]
    if (value !== undefined) config[key] = value
  }
  if (config['idp-certificate-authority']) {
    const authority = await files.text('idp-certificate-authority', config['idp-certificate-authority'])
    config['idp-certificate-authority-data'] = Buffer.from(authority).toString('base64')
    delete config['idp-certificate-authority']
  }
  if (!config['id-token'])
    throw files.failure('unauthorized', 'The OIDC user entry has no id-token yet.', 'Sign in with your OIDC tool first.')
  if (tokenEnd(`Bearer ${config['id-token']}`) === null)
    throw files.failure('bad-input', 'The id-token of the OIDC user entry is not a token.', 'Sign in with your OIDC tool again.')
  const issuer = config['idp-issuer-url']
  if (issuer !== undefined && !issuer.startsWith('https://'))
    throw files.failure('bad-input', 'The idp-issuer-url of the OIDC user entry is not an https address.', 'Correct it in the kubeconfig.')
  return config
}

/**
 * The package renews OIDC tokens, into `oidc`. It is loaded only for that: it takes a third of a second and 30 MB, and certificates and tokens need none
 * of it. Files are read before: here it reads and starts nothing.
 * @param where the kubeconfig, for errors
 */
export async function oidcHeaders(
  oidc: Record<string, string>,
  cluster: ClusterData,
  where: string,
  files: CredentialFiles,
): Promise<Record<string, string>> {
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
    await within(config.applyToHTTPSOptions(options), deadline)
  } catch {
    throw new ApiFailure(
      {
        code: 'unauthorized',
        message: 'The OIDC provider did not renew the token.',
        where,
        todo: 'Check the network and idp-issuer-url; sign in again to get a new refresh token.',
      },
      { cause: new Error('OIDC refresh failed') }, // the provider's own text may hold the token
    )
  }
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(options.headers ?? {})) headers[name.toLowerCase()] = value
  if (headers['authorization'] === undefined)
    throw files.failure(
      'unauthorized',
      'The OIDC token has expired and cannot be renewed: refresh-token, client-id or idp-issuer-url is missing.',
      'Sign in again with your OIDC tool.',
    )
  return headers
}

/** Epoch milliseconds at which a JWT ends; null when it is none. */
export function tokenEnd(header: string): number | null {
  const part = header.replace(/^Bearer /, '').split('.')[1]
  if (part === undefined) return null
  try {
    const { exp } = JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as { exp?: unknown }
    return typeof exp === 'number' ? exp * 1000 : null
  } catch {
    return null // not a JWT
  }
}

/** Rejects when a promise takes longer; the promise itself cannot be stopped. */
function within<T>(promise: Promise<T>, milliseconds: number): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('deadline')), milliseconds)
    promise.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
