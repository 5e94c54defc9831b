import { createHash, X509Certificate } from 'node:crypto'
import type { EngineError } from '../contract/index.ts'
import { contextEntry } from './contextEntry.ts'
import type { ContextEntry } from './contextEntry.ts'
import type { KubeconfigFile } from './kubeconfigFile.ts'
import type { LocalFacts } from './localFacts.ts'
import { bareHost, isLoopback } from './proxy.ts'
import { shownName } from './shownName.ts'

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
    const where = `${config.file}, context ${shownName(context.name)}`
    const fatal: EngineError[] = context.error ? [context.error] : []
    const mild: EngineError[] = []
    const lacks = (what: string, name: string, section: string) =>
      name === ''
        ? fatal.push({ code: 'bad-input', message: `The context names no ${what}.`, where, todo: `Add ${what}: to the context.` })
        : fatal.push({
            code: 'not-found',
            message: `The context names the ${what} ${shownName(name)}, which the kubeconfig does not have.`,
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
          message: `The ${what} ${shownName(file ?? '')} ${problem}.`,
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

function crossesUnencrypted(server: string): boolean {
  return server.startsWith('http:') && !isLoopback(bareHost(new URL(server)))
}

function validTo(pem: Buffer): number | null {
  try {
    const at = Date.parse(new X509Certificate(pem).validTo)
    return Number.isNaN(at) ? null : at
  } catch {
    return null // said by the caller
  }
}
