/** One context of a kubeconfig that a test writes. */
export interface ContextText {
  name: string
  /** `https://127.0.0.1:6443` */
  server: string
  /** PEM. */
  ca: string
  /** As under `users[].user`: JSON is YAML. */
  user: Record<string, unknown>
  namespace?: string
}

/** Kubeconfig text with any number of contexts, each with a cluster and a user of its own. */
export function kubeconfigText(contexts: readonly ContextText[]): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': contexts[0]?.name ?? '',
    clusters: contexts.map(({ name, server, ca }) => ({
      name,
      cluster: { server, 'certificate-authority-data': Buffer.from(ca).toString('base64') },
    })),
    users: contexts.map(({ name, user }) => ({ name, user })),
    contexts: contexts.map(({ name, namespace }) => ({
      name,
      context: { cluster: name, user: name, ...(namespace === undefined ? {} : { namespace }) },
    })),
  })
}
