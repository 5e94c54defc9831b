import { z } from 'zod'
import type { ApiClient } from './apiClient.ts'

/** Who the API server takes this person for. */
export interface WhoAmI {
  username: string
  groups: readonly string[]
}

const schema = z.object({ status: z.object({ userInfo: z.object({ username: z.string(), groups: z.array(z.string()).nullish() }) }) })

/** Asks by SelfSubjectReview (Kubernetes 1.28 and newer; it stores nothing). Null where it is not offered. Throws ApiFailure when the link fails. */
export async function whoAmI(client: ApiClient, signal: AbortSignal): Promise<WhoAmI | null> {
  const answer = await client.request({
    method: 'POST',
    path: '/apis/authentication.k8s.io/v1/selfsubjectreviews',
    signal,
    deadline: 10_000,
    priority: 'screen',
    body: JSON.stringify({ apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' }),
  })
  if (answer.status >= 300) return null
  const parsed = schema.safeParse(JSON.parse(Buffer.from(answer.body).toString('utf8')))
  return parsed.success ? { username: parsed.data.status.userInfo.username, groups: parsed.data.status.userInfo.groups ?? [] } : null
}
