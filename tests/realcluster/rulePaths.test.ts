import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ApiClient } from '../../engine/cluster/apiClient.ts'
import { Credentials } from '../../engine/cluster/credentials.ts'
import { createApiClient } from '../../engine/cluster/httpApiClient.ts'
import { Kubeconfigs } from '../../engine/cluster/kubeconfigs.ts'
import { kindId, type KindId } from '../../engine/contract/index.ts'
import { parsePath, type Step } from '../../engine/relations/fieldPath.ts'
import { podSpecPaths, rules } from '../../engine/relations/index.ts'
import type { Rule } from '../../engine/relations/rule.ts'

/** Every field that a built-in rule reads is a field of the kind, by the schema that the API server itself publishes. */

interface Schema {
  $ref?: string
  type?: string
  items?: Schema
  properties?: Readonly<Record<string, Schema>>
  additionalProperties?: Schema | boolean
  'x-kubernetes-group-version-kind'?: readonly { group: string; kind: string }[]
  'x-kubernetes-preserve-unknown-fields'?: boolean
}

const file = process.env['KUBILITICS_TEST_KUBECONFIG'] ?? ''
/** Fields of versions that servers of today no longer prefer, or no longer have. */
const former: ReadonlySet<string> = new Set([
  'spec.devices.requests[].deviceClassName', // resource.k8s.io/v1beta1
  'spec.spec.devices.requests[].deviceClassName',
])
/** Kinds that a server has only with an extension, or behind a feature gate. */
const extensions =
  /^(?:pseudo|[^/]*\.x-k8s\.io|[^/]*(?<!\.k8s)\.io|(?:snapshot\.storage|gateway\.networking|policy\.networking|autoscaling|cilium|metrics|externaldns)\.k8s\.io|[^/]*\.(?:sh|com|org|dev|aws))\/|^certificates\.k8s\.io\/ClusterTrustBundle$|^admissionregistration\.k8s\.io\/MutatingAdmissionPolicy(?:Binding)?$/
const definitions = new Map<string, Schema>()
/** The schemas of a kind, one for each version that is served. */
const kinds = new Map<KindId, Schema[]>()
let client: ApiClient

beforeAll(async () => {
  const kubeconfigs = new Kubeconfigs()
  await kubeconfigs.start({ env: {}, home: '/nowhere', extra: [], only: file })
  kubeconfigs.stop()
  const [context] = kubeconfigs.contexts()
  if (!context) throw new Error(JSON.stringify(kubeconfigs.sources()))
  client = createApiClient(context, new Credentials(context, { consents: { consent: () => null } }))
  const answer = await client.request({ method: 'GET', path: '/openapi/v2', signal: new AbortController().signal, deadline: 60_000 })
  const published = JSON.parse(new TextDecoder().decode(answer.body)) as { definitions: Record<string, Schema> }
  for (const [name, schema] of Object.entries(published.definitions)) {
    definitions.set(`#/definitions/${name}`, schema)
    for (const { group, kind } of schema['x-kubernetes-group-version-kind'] ?? []) {
      const id = kindId(group, kind)
      kinds.set(id, [...(kinds.get(id) ?? []), schema])
    }
  }
}, 90_000)

afterAll(() => client.close())

/** What a path leads to; null where the schema has no such field. Undefined schemas (free-form) allow anything. */
function follow(from: readonly (Schema | 'free')[], steps: readonly Step[]): readonly (Schema | 'free')[] {
  let at = from
  for (const { keys, each } of steps) {
    at = at.flatMap((one) =>
      keys.flatMap((key): (Schema | 'free')[] => {
        if (one === 'free') return ['free']
        const schema = resolve(one)
        const field = Object.hasOwn(schema.properties ?? {}, key) ? schema.properties?.[key] : undefined
        const open = schema.additionalProperties
        const found = field ?? (typeof open === 'object' ? open : undefined)
        const free =
          schema['x-kubernetes-preserve-unknown-fields'] === true ||
          open === true ||
          (schema.type === 'object' && !schema.properties && !open)
        if (found === undefined) return free ? ['free'] : []
        if (!each) return [found]
        const items = resolve(found).items
        return items ? [items] : []
      }),
    )
  }
  return at
}

function resolve(schema: Schema): Schema {
  return schema.$ref === undefined ? schema : (definitions.get(schema.$ref) ?? {})
}

/** Fields of the value that a rule reads besides the value itself. */
function fieldsOf({ match }: Rule): readonly string[] {
  const fields: (string | undefined)[] = []
  if (match.by === 'name') {
    fields.push(match.field, match.uid, match.part)
    if (typeof match.namespace === 'object' && 'field' in match.namespace) fields.push(match.namespace.field)
    if (typeof match.optional === 'object' && 'field' in match.optional) fields.push(match.optional.field)
  } else if (match.by === 'object') {
    fields.push(match.name, match.namespace, match.uid, match.part)
    if ('apiVersion' in match.group) fields.push(match.group.apiVersion)
    else if ('field' in match.group) fields.push(match.group.field)
    if (typeof match.kind === 'string') fields.push(match.kind)
    else if ('field' in match.kind) fields.push(match.kind.field)
  } else if (match.by === 'selector') {
    fields.push(match.field)
    if (typeof match.namespaces === 'object') fields.push(match.namespaces.selector, match.namespaces.names)
  }
  return fields.filter((field) => field !== undefined)
}

/** Paths of the whole object that a rule reads. */
function wholePathsOf(rule: Rule): readonly string[] {
  const paths = (rule.when ?? []).map((condition) => condition.path)
  const { match } = rule
  if ('optional' in match && typeof match.optional === 'object' && 'path' in match.optional) paths.push(match.optional.path)
  if ('ready' in match && typeof match.ready === 'object') paths.push(match.ready.path)
  if (match.by === 'selector' && typeof match.parts === 'string') paths.push(match.parts)
  return paths
}

describe('the paths of the rules', () => {
  it('exist in what the API server publishes of its kinds', () => {
    const wrong: string[] = []
    const unserved = new Set<KindId>()
    let checked = 0
    for (const rule of rules) {
      const from = rule.from === '*' ? ['core/Pod'] : rule.from === 'podTemplate' ? Object.keys(podSpecPaths) : rule.from
      // Which fields an extension has depends on its version and channel; those of Kubernetes itself do not.
      const served = from.filter((kind) => kinds.has(kind) && !extensions.test(kind))
      for (const kind of from) if (!kinds.has(kind) && !extensions.test(kind)) unserved.add(kind)
      for (const path of rule.at) {
        // What holds for every kind is only known of its metadata.
        if (former.has(path) || (rule.from === '*' && !path.startsWith('metadata.'))) continue
        // A rule of several kinds may have a path that only one of them has.
        const found = served.flatMap((kind) => {
          const prefix = rule.from === 'podTemplate' ? `${podSpecPaths[kind] ?? ''}.` : ''
          return follow(kinds.get(kind) ?? [], parsePath(prefix + path))
        })
        if (served.length === 0) continue
        checked++
        const said = `rule ${rule.id}${rule.variant === undefined ? '' : `.${rule.variant}`} of ${served.join(', ')}: ${path}`
        if (found.length === 0) wrong.push(said)
        else for (const field of fieldsOf(rule)) if (follow(found, parsePath(field)).length === 0) wrong.push(`${said} has no ${field}`)
      }
      for (const path of wholePathsOf(rule)) {
        // as above: what tells one kind from all others is no field of a Pod
        if (rule.from === '*' && !path.startsWith('metadata.')) continue
        if (served.length > 0 && served.every((kind) => follow(kinds.get(kind) ?? [], parsePath(path)).length === 0)) {
          wrong.push(`rule ${rule.id} of ${served.join(', ')}: ${path} (of the whole object)`)
        }
      }
    }
    expect(checked).toBeGreaterThan(100)
    expect(wrong).toEqual([])
    expect([...unserved]).toEqual([])
  })
})
