import path from 'node:path'
import { z } from 'zod'
import type { ClusterData, UserData } from './contextEntry.ts'
import { shownName } from './shownName.ts'
import type { YamlValue } from './yamlValue.ts'

/** What an entry of a kubeconfig gave: its data, or what is wrong with it, safe to show. */
export type Parsed<T> = { success: true; data: T } | { success: false; error: z.ZodError | string }

const text = z.string()
const optionalText = z.string().nullish()
const flag = z
  .string()
  .nullish()
  .transform((value) => value === 'true' || value === 'True' || value === 'TRUE')
const textMap = z.map(text, z.unknown()).nullish()

const clusterSchema = z.object({
  server: optionalText,
  'certificate-authority': optionalText,
  'certificate-authority-data': optionalText,
  'insecure-skip-tls-verify': flag,
  'tls-server-name': optionalText,
  'proxy-url': optionalText,
  'disable-compression': flag,
})

const execSchema = z.object({
  apiVersion: optionalText,
  command: optionalText,
  args: z.array(z.string().nullable()).nullish(),
  env: z.array(z.map(text, z.unknown())).nullish(),
  installHint: optionalText,
  provideClusterInfo: flag,
  interactiveMode: optionalText,
})

const userSchema = z.object({
  'client-certificate': optionalText,
  'client-certificate-data': optionalText,
  'client-key': optionalText,
  'client-key-data': optionalText,
  token: optionalText,
  tokenFile: optionalText,
  username: optionalText,
  password: optionalText,
  as: optionalText,
  'as-uid': optionalText,
  'as-groups': z.array(text).nullish(),
  'as-user-extra': z.map(text, z.array(text)).nullish(),
  exec: textMap,
  'auth-provider': textMap,
})

/** Names the field, never its value. */
export function schemaMessage(error: z.ZodError): string {
  const issue = error.issues[0]
  const field = issue?.path.map(String).join('.') ?? ''
  return field === '' ? 'The entry has an unexpected form.' : `${shownName(field)} has an unexpected form.`
}

/** Reads an entry of `clusters`; paths are taken from the kubeconfig's own folder. */
export function readCluster(value: Map<string, YamlValue>, folder: string): Parsed<ClusterData> {
  const parsed = clusterSchema.safeParse(fields(value))
  if (!parsed.success) return parsed
  const entry = parsed.data
  const caFile = absolute(folder, entry['certificate-authority'])
  const caData = entry['certificate-authority-data'] || null
  const server = serverUrl(entry.server ?? '', caFile !== null || caData !== null || entry['insecure-skip-tls-verify'])
  if (!server.success) return server
  if (caData && !isBase64(caData)) return { success: false, error: 'certificate-authority-data is not base64.' }
  const tlsServerName = entry['tls-server-name'] || null
  if (tlsServerName && !/^[\w.:-]{1,253}$/.test(tlsServerName)) return { success: false, error: 'tls-server-name is not a host name.' }
  return {
    success: true,
    data: {
      server: server.data,
      caFile,
      caData,
      tlsServerName,
      skipTlsVerify: entry['insecure-skip-tls-verify'],
      proxyUrl: entry['proxy-url'] || null,
      disableCompression: entry['disable-compression'],
    },
  }
}

/** Reads an entry of `users`. */
export function readUser(value: Map<string, YamlValue>, folder: string): Parsed<UserData> {
  const parsed = userSchema.safeParse(fields(value))
  if (!parsed.success) return parsed
  const entry = parsed.data
  for (const key of ['client-certificate-data', 'client-key-data'] as const) {
    if (entry[key] && !isBase64(entry[key])) return { success: false, error: `${key} is not base64.` }
  }
  const hasCert = Boolean(entry['client-certificate'] || entry['client-certificate-data'])
  const hasKey = Boolean(entry['client-key'] || entry['client-key-data'])
  if (hasCert !== hasKey)
    return {
      success: false,
      error: hasCert ? 'There is a client certificate, but no client-key.' : 'There is a client-key, but no client certificate.',
    }
  let exec: UserData['exec'] = null
  if (entry.exec) {
    const plugin = execSchema.safeParse(fields(entry.exec as Map<string, YamlValue>))
    if (!plugin.success) return { success: false, error: `exec: ${schemaMessage(plugin.error)}` }
    const env = (plugin.data.env ?? []).map((item) => ({ name: item.get('name'), value: item.get('value') ?? '' }))
    if (!env.every((item): item is { name: string; value: string } => typeof item.name === 'string' && typeof item.value === 'string'))
      return { success: false, error: 'exec.env has an entry without name, or with a value that is not text.' }
    exec = {
      apiVersion: plugin.data.apiVersion ?? 'client.authentication.k8s.io/v1',
      command: plugin.data.command ?? '',
      args: (plugin.data.args ?? []).map((argument) => argument ?? ''),
      env,
      installHint: plugin.data.installHint ?? null,
      provideClusterInfo: plugin.data.provideClusterInfo,
      interactiveMode: plugin.data.interactiveMode ?? 'IfAvailable',
    }
    if (exec.command === '') return { success: false, error: 'exec names no command.' }
  }
  let authProvider: UserData['authProvider'] = null
  if (entry['auth-provider']) {
    const name = entry['auth-provider'].get('name')
    const config = entry['auth-provider'].get('config')
    if (typeof name !== 'string') return { success: false, error: 'auth-provider has no name.' }
    const pairs =
      config instanceof Map
        ? [...(config as Map<string, YamlValue>)].filter((pair): pair is [string, string] => typeof pair[1] === 'string')
        : []
    authProvider = {
      name,
      config: Object.fromEntries(
        pairs.map(([key, item]) => [key, key === 'idp-certificate-authority' ? (absolute(folder, item) ?? item) : item]),
      ),
    }
  }
  return {
    success: true,
    data: {
      certFile: absolute(folder, entry['client-certificate']),
      certData: entry['client-certificate-data'] || null,
      keyFile: absolute(folder, entry['client-key']),
      keyData: entry['client-key-data'] || null,
      token: entry.token || null,
      tokenFile: absolute(folder, entry.tokenFile),
      username: entry.username || null,
      password: entry.password ?? null,
      impersonate: entry.as
        ? {
            user: entry.as,
            uid: entry['as-uid'] ?? null,
            groups: entry['as-groups'] ?? [],
            extra: Object.fromEntries(entry['as-user-extra'] ?? []),
          }
        : null,
      exec,
      authProvider,
    },
  }
}

/** The server's URL as client-go reads it: without a scheme it is http, or https when TLS is spoken of. User information is dropped. */
function serverUrl(server: string, tls: boolean): Parsed<string> {
  if (server.trim() === '') return { success: false, error: 'The cluster has no server address.' }
  let url: URL
  try {
    url = new URL(/^[a-z][a-z0-9+.-]*:\/\//i.test(server.trim()) ? server.trim() : `${tls ? 'https' : 'http'}://${server.trim()}`)
  } catch {
    return { success: false, error: 'The server address is not a URL.' }
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    return { success: false, error: `The server address has the scheme ${shownName(url.protocol.slice(0, -1))}; https is needed.` }
  if (url.hostname === '' || url.search !== '' || url.hash !== '')
    return { success: false, error: 'The server address is not one of an API server.' }
  url.username = ''
  url.password = ''
  return { success: true, data: url.href.replace(/\/$/, '') }
}

function absolute(folder: string, file: string | null | undefined): string | null {
  return file ? path.resolve(folder, file) : null
}

function isBase64(data: string): boolean {
  return /^[A-Za-z0-9+/\s]+={0,2}\s*$/.test(data)
}

/** The schemas work on objects; of a map only plain fields go over, so `__proto__` is a name like any other. */
export function fields(map: Map<string, YamlValue>): Record<string, unknown> {
  const object = Object.create(null) as Record<string, unknown>
  for (const [key, value] of map) object[key] = value
  return object
}
