import type { ClusterData, ContextEntry, UserData } from '../cluster/contextEntry.ts'

/**
 * A kubeconfig of one context alone, as JSON, which is YAML as well: for a shell of one's own. It holds the credentials of that context, so whoever
 * writes it keeps it from others. Paths in it are absolute.
 */
export function contextKubeconfig(context: ContextEntry): string {
  const { cluster, user } = context.raw
  return `${JSON.stringify(
    {
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': context.name,
      contexts: [
        {
          name: context.name,
          context: { cluster: 'cluster', user: 'user', ...(context.namespace === null ? {} : { namespace: context.namespace }) },
        },
      ],
      clusters: [{ name: 'cluster', cluster: cluster === null ? {} : clusterEntry(cluster) }],
      users: [{ name: 'user', user: user === null ? {} : userEntry(user) }],
    },
    null,
    2,
  )}\n`
}

function clusterEntry(cluster: ClusterData): Record<string, unknown> {
  return said({
    server: cluster.server,
    'certificate-authority': cluster.caFile,
    'certificate-authority-data': cluster.caData,
    'tls-server-name': cluster.tlsServerName,
    'insecure-skip-tls-verify': cluster.skipTlsVerify ? true : null,
    'proxy-url': cluster.proxyUrl,
    'disable-compression': cluster.disableCompression ? true : null,
  })
}

function userEntry(user: UserData): Record<string, unknown> {
  const { exec, authProvider, impersonate } = user
  return said({
    'client-certificate': user.certFile,
    'client-certificate-data': user.certData,
    'client-key': user.keyFile,
    'client-key-data': user.keyData,
    token: user.token,
    tokenFile: user.tokenFile,
    username: user.username,
    password: user.password,
    as: impersonate?.user ?? null,
    'as-uid': impersonate?.uid ?? null,
    'as-groups': impersonate === null || impersonate.groups.length === 0 ? null : impersonate.groups,
    'as-user-extra': impersonate === null || Object.keys(impersonate.extra).length === 0 ? null : impersonate.extra,
    exec:
      exec === null
        ? null
        : {
            apiVersion: exec.apiVersion,
            command: exec.command,
            args: exec.args,
            env: exec.env,
            provideClusterInfo: exec.provideClusterInfo,
            interactiveMode: exec.interactiveMode,
          },
    'auth-provider': authProvider,
  })
}

/** Only what the entry says. */
function said(entry: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== null))
}
