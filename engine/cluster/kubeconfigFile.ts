import { createHash, X509Certificate } from 'node:crypto'
import path from 'node:path'
import { z } from 'zod'
import type { EngineError } from '../contract/index.ts'
import { contextEntry } from './contextEntry.ts'
import type { ClusterData, ContextEntry, UserData } from './contextEntry.ts'
import type { LocalFacts } from './localFacts.ts'
import { isLoopback, bareHost } from './proxy.ts'
import { parseYamlText } from './yamlText.ts'
import { YamlTextError } from './yamlValue.ts'
import type { YamlValue } from './yamlValue.ts'

/** A kubeconfig is text for people: more than this is something else, or an attack. */
export const kubeconfigLimit = 5 * 1024 * 1024

/** One kubeconfig file, taken apart. */
export interface KubeconfigFile {
  file: string
  /** False: the text is no kubeconfig at all (a folder may hold such files). */
  isKubeconfig: boolean
  contexts: readonly RawContextEntry[]
  clusters: ReadonlyMap<string, Named<ClusterData>>
  users: ReadonlyMap<string, Named<UserData>>
  currentContext: string | null
  /** Problems of the file as a whole. */
  errors: readonly EngineError[]
}

interface RawContextEntry {
  name: string
  cluster: string
  user: string
  namespace: string | null
  error: EngineError | null
}

interface Named<T> {
  value: T | null
  error: EngineError | null
}

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

const contextSchema = z.object({ cluster: optionalText, user: optionalText, namespace: optionalText })

/** Takes a kubeconfig's text apart. Never throws for what is in the text: problems become errors of the file, or of the one entry they are in. */
export function parseKubeconfig(file: string, source: string): KubeconfigFile {
  const empty = { file, contexts: [], clusters: new Map(), users: new Map(), currentContext: null }
  let root: YamlValue
  try {
    root = parseYamlText(source.replace(/^\uFEFF/, ''))
  } catch (error) {
    if (!(error instanceof YamlTextError)) throw error
    const place = error.line === null ? '' : ` at line ${error.line}, column ${error.column}`
    return {
      ...empty,
      isKubeconfig: looksLikeKubeconfig(source),
      errors: [
        {
          code: 'bad-input',
          message: `The file is not a kubeconfig: ${error.message}${place}.`,
          where: error.line === null ? file : `${file}:${error.line}`,
          todo: 'Correct the file. Nothing of it is used until then.',
        },
      ],
    }
  }
  if (!(root instanceof Map)) {
    const message = root === null ? 'The file is empty.' : 'The file is not a kubeconfig: it is not a YAML mapping.'
    return {
      ...empty,
      isKubeconfig: false,
      errors: [{ code: 'bad-input', message, where: file, todo: 'Choose a kubeconfig, or take the file out of the sources.' }],
    }
  }
  const kind = root.get('kind')
  const known = root.has('contexts') || root.has('clusters') || root.has('users')
  if (!known || (typeof kind === 'string' && kind !== 'Config')) {
    const what = typeof kind === 'string' && kind !== 'Config' ? `it holds a ${shown(kind)}` : 'it has no contexts, clusters or users'
    return {
      ...empty,
      isKubeconfig: kind === 'Config',
      errors: [
        {
          code: 'bad-input',
          message: `The file is not a kubeconfig: ${what}.`,
          where: file,
          todo: 'Choose a kubeconfig, or take the file out of the sources.',
        },
      ],
    }
  }
  const errors: EngineError[] = []
  const folder = path.dirname(file)
  const clusters = entries(root.get('clusters'), 'clusters', 'cluster', file, errors, (value) => readCluster(value, folder))
  const users = entries(root.get('users'), 'users', 'user', file, errors, (value) => readUser(value, folder))
  const contexts = entries(root.get('contexts'), 'contexts', 'context', file, errors, (value) => contextSchema.safeParse(fields(value)))
  const current = root.get('current-context')
  if (contexts.size === 0 && errors.length === 0) {
    errors.push({
      code: 'bad-input',
      message: 'The kubeconfig has no contexts.',
      where: file,
      todo: 'Add a context: kubectl config set-context NAME --cluster=… --user=…',
    })
  }
  return {
    file,
    isKubeconfig: true,
    contexts: [...contexts].map(([name, { value, error }]) => ({
      name,
      cluster: value?.cluster ?? '',
      user: value?.user ?? '',
      namespace: value?.namespace ?? null,
      error,
    })),
    clusters,
    users,
    currentContext: typeof current === 'string' ? current : null,
    errors,
  }
}

/** Joins a file's contexts with their clusters and users; like kubectl, also with those of other files of `$KUBECONFIG`. */
export function contextsOf(config: KubeconfigFile, others: readonly KubeconfigFile[], facts: LocalFacts): ContextEntry[] {
  const find = <T>(pick: (file: KubeconfigFile) => ReadonlyMap<string, T>, name: string): T | undefined => {
    const own = pick(config).get(name)
    if (own !== undefined) return own
    for (const other of others) {
      const found = pick(other).get(name)
      if (found !== undefined) return found
    }
    return undefined
  }
  return config.contexts.map((context) => {
    const where = `${config.file}, context ${shown(context.name)}`
    const fatal: EngineError[] = context.error ? [context.error] : []
    const mild: EngineError[] = []
    const lacks = (what: string, name: string, section: string) =>
      name === ''
        ? fatal.push({ code: 'bad-input', message: `The context names no ${what}.`, where, todo: `Add ${what}: to the context.` })
        : fatal.push({
            code: 'not-found',
            message: `The context names the ${what} ${shown(name)}, which the kubeconfig does not have.`,
            where,
            todo: `Add it to ${section}, or correct the name.`,
          })
    const cluster = find((file) => file.clusters, context.cluster)
    const user = context.user === '' ? undefined : find((file) => file.users, context.user)
    if (!context.error) {
      if (!cluster) lacks('cluster', context.cluster, 'clusters')
      else if (cluster.error) fatal.push(cluster.error)
      // A context without user is anonymous access, which kubectl allows.
      if (context.user !== '' && !user) lacks('user', context.user, 'users')
      else if (user?.error) fatal.push(user.error)
    }
    const files: [string, string | null | undefined, string | null | undefined][] = [
      ['certificate-authority', cluster?.value?.skipTlsVerify ? null : cluster?.value?.caFile, cluster?.value?.caData],
      ['client-certificate', user?.value?.certFile, user?.value?.certData],
      ['client-key', user?.value?.keyFile, user?.value?.keyData],
      ['tokenFile', user?.value?.tokenFile, null],
    ]
    for (const [what, file, data] of files) {
      const problem = file && !data ? facts.problem(file) : null
      if (problem)
        fatal.push({
          code: 'io',
          message: `The ${what} ${shown(file ?? '')} ${problem}.`,
          where,
          todo: 'Correct the path in the kubeconfig, or put the file there.',
        })
    }
    const certificate = user?.value?.certData
      ? Buffer.from(user.value.certData, 'base64')
      : user?.value?.certFile
        ? facts.text(user.value.certFile)
        : null
    const certificateExpires = certificate ? validTo(certificate) : null
    if (certificate && certificateExpires === null && fatal.length === 0) {
      fatal.push({
        code: 'bad-input',
        message: 'The client certificate cannot be read.',
        where,
        todo: 'client-certificate must be PEM (client-certificate-data: base64 of it).',
      })
    }
    if (certificateExpires !== null && certificateExpires < Date.now()) {
      mild.push({
        code: 'unauthorized',
        message: `The client certificate expired on ${new Date(certificateExpires).toISOString().slice(0, 10)}.`,
        where,
        todo: 'Get a new kubeconfig, or renew the certificate.',
      })
    }
    const server = cluster?.value?.server ?? ''
    return contextEntry(
      {
        id: contextId(config.file, context.name),
        name: context.name,
        file: config.file,
        clusterName: context.cluster,
        server,
        user: context.user,
        namespace: context.namespace,
        insecure: cluster?.value?.skipTlsVerify === true || crossesUnencrypted(server),
        certificateExpires,
        errors: [...fatal, ...mild],
        blocking: fatal[0] ?? null,
      },
      { cluster: cluster?.value ?? null, user: user?.value ?? null },
    )
  })
}

/** Stable id of a context. */
export function contextId(file: string, name: string): string {
  return `ctx-${createHash('sha256').update(`${file}\0${name}`).digest('hex').slice(0, 12)}`
}

/** Paths of files that a kubeconfig's contexts refer to. */
export function referredFiles(config: KubeconfigFile): string[] {
  const paths: string[] = []
  for (const { value } of config.clusters.values()) if (value?.caFile && !value.caData) paths.push(value.caFile)
  for (const { value } of config.users.values()) {
    if (!value) continue
    if (value.certFile && !value.certData) paths.push(value.certFile)
    if (value.keyFile && !value.keyData) paths.push(value.keyFile)
    if (value.tokenFile) paths.push(value.tokenFile)
  }
  return paths
}

/** Whether a text that is not YAML was meant to be a kubeconfig. */
export function looksLikeKubeconfig(source: string): boolean {
  const head = source.slice(0, 100_000)
  return /^\s*"?kind"?\s*:\s*"?Config\b/m.test(head) || /^"?(current-context|contexts)"?\s*:/m.test(head)
}

type Parsed<T> = { success: true; data: T } | { success: false; error: z.ZodError | string }

/** Reads a list of `{name, <inner>: {...}}`. The first of two equal names counts, as in kubectl. */
function entries<T>(
  list: YamlValue | undefined,
  section: string,
  inner: string,
  file: string,
  errors: EngineError[],
  read: (value: Map<string, YamlValue>) => Parsed<T>,
): Map<string, Named<T>> {
  const found = new Map<string, Named<T>>()
  if (list === undefined || list === null) return found
  if (!Array.isArray(list)) {
    errors.push({
      code: 'bad-input',
      message: `${section} is not a list.`,
      where: file,
      todo: `Write ${section} as a list of entries with a name.`,
    })
    return found
  }
  list.forEach((item, index) => {
    const name = item instanceof Map ? item.get('name') : undefined
    if (!(item instanceof Map) || typeof name !== 'string' || name === '') {
      errors.push({
        code: 'bad-input',
        message: `Entry ${index + 1} of ${section} has no name.`,
        where: file,
        todo: 'Give it a name, or remove it.',
      })
      return
    }
    const where = `${file}, ${inner} ${shown(name)}`
    if (found.has(name)) {
      errors.push({
        code: 'bad-input',
        message: `The ${inner} ${shown(name)} is there twice; the first one counts.`,
        where: file,
        todo: `Rename or remove one of them in ${section}.`,
      })
      return
    }
    const body = item.get(inner)
    if (body !== undefined && body !== null && !(body instanceof Map)) {
      found.set(name, {
        value: null,
        error: { code: 'bad-input', message: `${inner} is not a mapping.`, where, todo: 'Correct the entry.' },
      })
      return
    }
    const parsed = read(body ?? new Map())
    if (parsed.success) found.set(name, { value: parsed.data, error: null })
    else {
      const message = typeof parsed.error === 'string' ? parsed.error : schemaMessage(parsed.error)
      found.set(name, { value: null, error: { code: 'bad-input', message, where, todo: 'Correct the entry.' } })
    }
  })
  return found
}

/** Names the field, never its value. */
function schemaMessage(error: z.ZodError): string {
  const issue = error.issues[0]
  const field = issue?.path.map(String).join('.') ?? ''
  return field === '' ? 'The entry has an unexpected form.' : `${shown(field)} has an unexpected form.`
}

function readCluster(value: Map<string, YamlValue>, folder: string): Parsed<ClusterData> {
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

function readUser(value: Map<string, YamlValue>, folder: string): Parsed<UserData> {
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
    return { success: false, error: `The server address has the scheme ${shown(url.protocol.slice(0, -1))}; https is needed.` }
  if (url.hostname === '' || url.search !== '' || url.hash !== '')
    return { success: false, error: 'The server address is not one of an API server.' }
  url.username = ''
  url.password = ''
  return { success: true, data: url.href.replace(/\/$/, '') }
}

function crossesUnencrypted(server: string): boolean {
  return server.startsWith('http:') && !isLoopback(bareHost(new URL(server)))
}

function absolute(folder: string, file: string | null | undefined): string | null {
  return file ? path.resolve(folder, file) : null
}

function isBase64(data: string): boolean {
  return /^[A-Za-z0-9+/\s]+={0,2}\s*$/.test(data)
}

function validTo(pem: Buffer): number | null {
  try {
    const at = Date.parse(new X509Certificate(pem).validTo)
    return Number.isNaN(at) ? null : at
  } catch {
    return null // said by the caller
  }
}

/** The schemas work on objects; of a map only plain fields go over, so `__proto__` is a name like any other. */
function fields(map: Map<string, YamlValue>): Record<string, unknown> {
  const object = Object.create(null) as Record<string, unknown>
  for (const [key, value] of map) object[key] = value
  return object
}

/** A name out of a file on its way into a message: control characters and length tamed. */
function shown(name: string): string {
  const plain = name.replace(/[\p{Cc}\p{Cf}]+/gu, '�')
  return plain.length > 120 ? `${plain.slice(0, 120)}…` : plain
}
