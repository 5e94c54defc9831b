import { z } from 'zod'
import { ApiFailure, type ApiClient } from '../cluster/apiClient.ts'
import { statusError } from '../cluster/statusError.ts'
import type { RightAnswer, RightAsk, RightRule, WhoAmI } from '../contract/index.ts'

/** Milliseconds that a review may take. */
const deadline = 15_000

/** How soon an answer is needed: before or after what lists need. */
type Priority = 'screen' | 'background'

/** What a SelfSubjectRulesReview says of one namespace. */
export interface RulesReview {
  rules: readonly RightRule[]
  incomplete: boolean
  trouble: string
}

const texts = z
  .array(z.string())
  .nullish()
  .transform((list) => list ?? [])
const rulesSchema = z.object({
  status: z.object({
    resourceRules: z.array(z.object({ verbs: texts, apiGroups: texts, resources: texts, resourceNames: texts })).nullish(),
    incomplete: z.boolean().nullish(),
    evaluationError: z.string().nullish(),
  }),
})
const accessSchema = z.object({
  status: z.object({ allowed: z.boolean(), reason: z.string().nullish(), evaluationError: z.string().nullish() }),
})
const whoSchema = z.object({ status: z.object({ userInfo: z.object({ username: z.string(), groups: texts }) }) })

/** Posts a review, which the server answers and does not store. Throws ApiFailure when there is no answer, or none that can be read. */
async function review<T>(
  client: ApiClient,
  group: string,
  kind: string,
  spec: object | undefined,
  schema: z.ZodType<T>,
  signal: AbortSignal,
  priority: Priority,
): Promise<T> {
  const path = `/apis/${group}/v1/${kind.toLowerCase()}s`
  const body = JSON.stringify({ apiVersion: `${group}/v1`, kind, ...(spec === undefined ? {} : { spec }) })
  const answer = await client.request({ method: 'POST', path, contentType: 'application/json', body, signal, deadline, priority })
  if (answer.status >= 300) throw new ApiFailure(statusError(answer, { method: 'POST', path }))
  try {
    return schema.parse(JSON.parse(Buffer.from(answer.body).toString('utf8')))
  } catch (cause) {
    throw new ApiFailure(
      {
        code: 'server-error',
        message: `The API server's answer to a ${kind} cannot be read.`,
        where: `POST ${path}`,
        todo: 'A proxy before the API server may have answered instead of it.',
      },
      { cause },
    )
  }
}

/** All that this person may do in one namespace, rights of the whole cluster included. Throws ApiFailure. */
export async function rulesReview(client: ApiClient, namespace: string, signal: AbortSignal, priority: Priority): Promise<RulesReview> {
  const { status } = await review(client, 'authorization.k8s.io', 'SelfSubjectRulesReview', { namespace }, rulesSchema, signal, priority)
  return {
    rules: (status.resourceRules ?? []).map((rule) => ({
      verbs: rule.verbs,
      groups: rule.apiGroups,
      resources: rule.resources,
      names: rule.resourceNames,
    })),
    incomplete: status.incomplete === true,
    trouble: status.evaluationError ?? '',
  }
}

/** Whether this person may do one thing: the server's own decision. Throws ApiFailure. */
export async function accessReview(client: ApiClient, ask: RightAsk, signal: AbortSignal): Promise<RightAnswer> {
  const [resource = '', subresource] = ask.resource.split('/', 2)
  const resourceAttributes = {
    verb: ask.verb,
    group: ask.group,
    resource,
    ...(subresource === undefined ? {} : { subresource }),
    ...(ask.namespace === '' ? {} : { namespace: ask.namespace }),
    ...(ask.name === undefined ? {} : { name: ask.name }),
  }
  const spec = { resourceAttributes }
  const { status } = await review(client, 'authorization.k8s.io', 'SelfSubjectAccessReview', spec, accessSchema, signal, 'screen')
  return { allowed: status.allowed, reason: status.reason || status.evaluationError || 'The API server says so.' }
}

/** Who the server takes this person for (SelfSubjectReview, Kubernetes 1.28 and newer). Null where it is not offered. Throws ApiFailure. */
export async function whoAmI(client: ApiClient, signal: AbortSignal): Promise<WhoAmI | null> {
  try {
    const { status } = await review(client, 'authentication.k8s.io', 'SelfSubjectReview', undefined, whoSchema, signal, 'screen')
    return { username: status.userInfo.username, groups: status.userInfo.groups }
  } catch (thrown) {
    // an older server, or one that offers it to nobody
    if (thrown instanceof ApiFailure && (thrown.error.status === 404 || thrown.error.status === 403)) return null
    throw thrown
  }
}
