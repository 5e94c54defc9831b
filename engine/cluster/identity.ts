import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import type { EngineError } from '../contract/index.ts'
import type { ApiClient } from './apiClient.ts'
import type { ContextEntry } from './contextEntry.ts'

/** What makes a cluster the same cluster: where it is, who vouches for it, and the uid that it got when it was made. */
export interface ClusterIdentity {
  server: string
  /** sha256 of the certificate authority; empty when the system's authorities are used, or none. */
  caHash: string
  /** uid of the namespace kube-system; null when it may not be read. */
  uid: string | null
}

/** Reads the identity. A user who may not read kube-system gets one without uid. Throws ApiFailure when the link fails. */
export async function readIdentity(client: ApiClient, context: ContextEntry, signal: AbortSignal): Promise<ClusterIdentity> {
  const cluster = context.raw.cluster
  const ca = cluster?.caData
    ? Buffer.from(cluster.caData, 'base64')
    : cluster?.caFile && !cluster.skipTlsVerify
      ? await readFile(cluster.caFile)
      : null
  const answer = await client.request({ path: '/api/v1/namespaces/kube-system', signal, deadline: 10_000, priority: 'screen' })
  let uid: string | null = null
  if (answer.status === 200) {
    const parsed = z
      .object({ metadata: z.object({ uid: z.string().max(100) }) })
      .safeParse(JSON.parse(Buffer.from(answer.body).toString('utf8')))
    uid = parsed.success ? parsed.data.metadata.uid : null
  }
  return { server: context.server, caHash: ca ? createHash('sha256').update(ca).digest('hex') : '', uid }
}

/**
 * Compares what was pinned with what is there. A changed uid is another cluster, whatever else is equal. Without a uid on one side a
 * changed server or CA alone is none: certificates are renewed and addresses move.
 */
export function compareIdentity(pinned: ClusterIdentity, found: ClusterIdentity): EngineError | null {
  if (pinned.uid === null || found.uid === null) {
    if (pinned.server === found.server || pinned.caHash === found.caHash) return null
    return different(`Both the address and the certificate authority changed since the last time (${pinned.server} before).`, found)
  }
  if (pinned.uid === found.uid) return null
  return different(`This is another cluster than the last time: the uid of kube-system was ${pinned.uid}, and is ${found.uid}.`, found)
}

/** What to pin after a look that fitted: the new facts, but a known uid is never forgotten. */
export function mergeIdentity(pinned: ClusterIdentity | null, found: ClusterIdentity): ClusterIdentity {
  return { ...found, uid: found.uid ?? pinned?.uid ?? null }
}

function different(message: string, found: ClusterIdentity): EngineError {
  return {
    code: 'bad-input',
    message,
    where: found.server,
    todo: 'If the cluster was rebuilt on purpose, accept it as the new one. If not, check the kubeconfig and the network.',
  }
}
