import type { DetailSection, EnvVar, KindId } from '../contract/index.ts'
import { objectId } from '../contract/index.ts'
import { own, rec, recs, scalar, str } from './fields.ts'
import type { KubeObject, ObjectLookup } from './kind.ts'
import { parseQuantity } from './quantity.ts'
import { expandVariables } from './variableExpansion.ts'

/** What is needed to resolve variables: the namespace, the pod itself where there is one, and the other objects where they are at hand. */
export interface EnvironmentContext {
  namespace: string
  pod: KubeObject | null
  lookup: ObjectLookup | undefined
}

/** One block per container that sets variables. Values of Secrets are null; a value that cannot be known here is ''. */
export function environmentSections(podSpec: any, context: EnvironmentContext): readonly DetailSection[] {
  const sections: DetailSection[] = []
  for (const container of [...recs(podSpec.initContainers), ...recs(podSpec.containers)]) {
    // A later entry of the same name wins, and `env` wins over `envFrom`, as in the kubelet.
    const vars = new Map<string, EnvVar>()
    for (const source of recs(container.envFrom)) for (const item of fromAll(source, context)) vars.set(item.name, item)
    for (const item of recs(container.env)) vars.set(str(item.name), withResolved(fromOne(item, container, podSpec, context), vars))
    if (vars.size > 0) sections.push({ type: 'env', title: 'Environment', container: str(container.name), vars: [...vars.values()] })
  }
  return sections
}

/** In place of a value that the app does not hold. */
const hidden = '••••••••'

/** Only values that are written out are resolved, from what stands before them. */
function withResolved(item: EnvVar, before: ReadonlyMap<string, EnvVar>): EnvVar {
  if (item.source !== '' || item.value === null || !item.value.includes('$')) return item
  const resolved = expandVariables(item.value, (name) => {
    const found = before.get(name)
    // not set, or not known here
    if (found === undefined || found.problem !== null || (found.value === '' && found.source !== '')) return undefined
    return found.value === null ? hidden : (found.resolved ?? found.value)
  })
  return resolved === item.value ? item : { ...item, resolved }
}

interface Found {
  body: any
  problem: string | null
}

function find(kind: KindId, name: string, optional: boolean, { lookup, namespace }: EnvironmentContext): Found {
  const short = kind === 'core/Secret' ? 'Secret' : 'ConfigMap'
  if (lookup === undefined) return { body: undefined, problem: null }
  const body = lookup.body(objectId(kind, namespace, name))
  if (body !== undefined) return { body, problem: null }
  if (lookup.isForbidden(kind)) return { body: undefined, problem: 'not readable' }
  if (!lookup.isComplete(kind, namespace)) return { body: undefined, problem: null }
  return { body: undefined, problem: optional ? `not set: no ${short} ${name} (optional)` : `no ${short} ${name}` }
}

function fromAll(source: any, context: EnvironmentContext): readonly EnvVar[] {
  const secret = typeof source.secretRef === 'object' && source.secretRef !== null
  const ref = rec(secret ? source.secretRef : source.configMapRef)
  const name = str(ref.name)
  const kind = secret ? 'core/Secret' : 'core/ConfigMap'
  const { body, problem } = find(kind, name, ref.optional === true, context)
  const prefix = str(source.prefix)
  if (body === undefined) return [{ name: `${prefix}*`, value: secret ? null : '', source: `all keys of ${name}`, problem }]
  const data = rec(body.data)
  return Object.keys(data).map((key) => ({
    name: prefix + key,
    value: secret ? null : scalar(own(data, key)),
    source: `${name} \u00b7 ${key}`,
    problem: null,
  }))
}

function fromOne(item: any, container: any, podSpec: any, context: EnvironmentContext): EnvVar {
  const name = str(item.name)
  const from = item.valueFrom
  if (typeof from !== 'object' || from === null) return { name, value: scalar(item.value), source: '', problem: null }
  const { configMapKeyRef, secretKeyRef, fieldRef, resourceFieldRef } = rec(from)
  if (typeof configMapKeyRef === 'object') return fromKey(name, rec(configMapKeyRef), false, context)
  if (typeof secretKeyRef === 'object') return fromKey(name, rec(secretKeyRef), true, context)
  if (typeof fieldRef === 'object') {
    const path = str(rec(fieldRef).fieldPath)
    return { name, value: podField(context.pod, path), source: path, problem: null }
  }
  if (typeof resourceFieldRef === 'object') {
    const ref = rec(resourceFieldRef)
    return {
      name,
      value: resourceField(ref, container, podSpec),
      source: `${str(ref.resource)}${str(ref.containerName) === '' ? '' : ` of ${str(ref.containerName)}`}`,
      problem: null,
    }
  }
  return { name, value: '', source: Object.keys(rec(from))[0] ?? '', problem: null }
}

/**
 * An amount as a container is told it: in units of the divisor, rounded up. Empty where none is set: then it is what the node can give, which the Pod
 * does not say. (Kubernetes: ExtractContainerResourceValue in pkg/api/v1/resource.)
 */
function resourceField(ref: any, container: any, podSpec: any): string {
  const named = str(ref.containerName)
  const of =
    named === '' ? container : [...recs(podSpec.containers), ...recs(podSpec.initContainers)].find((each) => str(each.name) === named)
  const [part = '', resource = ''] = str(ref.resource).split(/\.(.*)/, 2)
  const amount = parseQuantity(own(own(rec(rec(of).resources), part), resource))
  const divisor = parseQuantity(ref.divisor)
  if (amount === null) return ''
  // a little less, since tenths are no binary fractions
  return String(Math.ceil(amount / (divisor === null || divisor === 0 ? 1 : divisor) - 1e-9))
}

function fromKey(name: string, ref: any, secret: boolean, context: EnvironmentContext): EnvVar {
  const object = str(ref.name)
  const key = str(ref.key)
  const source = `${object} \u00b7 ${key}`
  const optional = ref.optional === true
  const { body, problem } = find(secret ? 'core/Secret' : 'core/ConfigMap', object, optional, context)
  if (body === undefined) return { name, value: secret ? null : '', source, problem }
  const value = own(body.data, key) ?? own(body.binaryData, key)
  if (value === undefined) return { name, value: secret ? null : '', source, problem: optional ? 'not set (optional)' : 'not set' }
  return { name, value: secret ? null : scalar(value), source, problem: null }
}

/** A field of the pod that the downward API offers. */
function podField(pod: KubeObject | null, path: string): string {
  if (pod === null) return ''
  const keyed = /^metadata\.(labels|annotations)\['([^']+)'\]$/.exec(path)
  if (keyed) return scalar(own(rec(rec(pod.metadata)[keyed[1] as 'labels']), keyed[2] as string))
  if (path === 'status.podIPs' || path === 'status.hostIPs') {
    return recs(rec(pod.status)[path.slice('status.'.length)])
      .map((item) => str(item.ip))
      .join(',')
  }
  const allowed = [
    'metadata.name',
    'metadata.namespace',
    'metadata.uid',
    'spec.nodeName',
    'spec.serviceAccountName',
    'status.hostIP',
    'status.podIP',
  ]
  if (!allowed.includes(path)) return ''
  return scalar(path.split('.').reduce<any>((value, key) => own(value, key), pod))
}
