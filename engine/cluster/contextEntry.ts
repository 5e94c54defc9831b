import type { ClusterId, EngineError } from '../contract/index.ts'

/** One context of one kubeconfig file, with what is needed to connect. */
export interface ContextEntry {
  /** `ctx-` and 12 hex digits of sha256(file, NUL, context name): stable over restarts. */
  id: ClusterId
  name: string
  /** Absolute path of the kubeconfig it stands in. */
  file: string
  /** Name of the cluster entry in the kubeconfig. */
  clusterName: string
  /** Address of the API server, safe to show: without user information. Empty when the file gives none. */
  server: string
  user: string
  /** The context's default namespace. */
  namespace: string | null
  /** Certificate checks are off, or credentials cross a network unencrypted: a lasting mark. */
  insecure: boolean
  /** End of the client certificate's validity, epoch milliseconds. */
  certificateExpires: number | null
  /** Everything that is wrong with this context. */
  errors: readonly EngineError[]
  /** The first error that makes connecting pointless. */
  blocking: EngineError | null
  /** Holds credentials: never leaves engine/cluster. Not enumerable, so that a clone or JSON of the entry is without it. */
  readonly raw: RawContext
}

export interface RawContext {
  cluster: ClusterData | null
  user: UserData | null
}

/** A cluster entry; file paths are absolute. */
export interface ClusterData {
  /** Normalised URL without user information. */
  server: string
  caFile: string | null
  /** Base64 of PEM. */
  caData: string | null
  tlsServerName: string | null
  skipTlsVerify: boolean
  proxyUrl: string | null
  disableCompression: boolean
}

/** A user entry; file paths are absolute. */
export interface UserData {
  certFile: string | null
  certData: string | null
  keyFile: string | null
  keyData: string | null
  token: string | null
  tokenFile: string | null
  username: string | null
  password: string | null
  impersonate: { user: string; uid: string | null; groups: readonly string[]; extra: Readonly<Record<string, readonly string[]>> } | null
  exec: ExecConfig | null
  authProvider: { name: string; config: Readonly<Record<string, string>> } | null
}

/** An exec plugin as the kubeconfig names it. */
export interface ExecConfig {
  apiVersion: string
  command: string
  args: readonly string[]
  env: readonly { name: string; value: string }[]
  installHint: string | null
  provideClusterInfo: boolean
  interactiveMode: string
}

/** A user entry that says nothing. */
export const anonymousUser: UserData = {
  certFile: null,
  certData: null,
  keyFile: null,
  keyData: null,
  token: null,
  tokenFile: null,
  username: null,
  password: null,
  impersonate: null,
  exec: null,
  authProvider: null,
}

/** Builds an entry whose credentials are not enumerable. */
export function contextEntry(fields: Omit<ContextEntry, 'raw'>, raw: RawContext): ContextEntry {
  const entry = { ...fields }
  Object.defineProperty(entry, 'raw', { value: raw, enumerable: false })
  return entry as ContextEntry // the property was just defined
}
