import type { MissingRight } from '../../engine/contract/index.ts'

/** YAML of a name or group: quoted, since the text comes from a server and may be anything. */
const quoted = (text: string): string => JSON.stringify(text)

/** A legal object name made of the resource's. */
const nameOf = (right: MissingRight): string => `read-${right.resource.replace(/[^a-z0-9-]+/gi, '-').toLowerCase()}`

/** What goes on in a stream is asked for by both: `get` is what a WebSocket needs, `create` what newer servers and kubectl need. */
const streamed = ['exec', 'attach', 'portforward']

function verbsToAsk({ verb, resource }: MissingRight): readonly string[] {
  const [, part] = resource.split('/')
  if (part !== undefined) return streamed.includes(part) ? ['create', 'get'] : [verb]
  return ['get', 'list', 'watch'].includes(verb) ? ['get', 'list', 'watch'] : [verb]
}

/**
 * The Role (or, for the cluster scope, ClusterRole) a person may ask for after a 403. A list that is kept up to date takes `list` and `watch`, and the drawer takes `get`:
 * so when reading is what is missing all three are named, else only the missing verb;
 * of a part of a resource (`pods/log`) the verbs it has.
 */
export function roleYaml(right: MissingRight): string {
  const verbs = verbsToAsk(right)
  const wholeCluster = right.namespace === ''
  return [
    `kind: ${wholeCluster ? 'ClusterRole' : 'Role'}`,
    'apiVersion: rbac.authorization.k8s.io/v1',
    'metadata:',
    `  name: ${nameOf(right)}`,
    ...(wholeCluster ? [] : [`  namespace: ${quoted(right.namespace)}`]),
    'rules:',
    `  - apiGroups: [${quoted(right.group)}]`,
    `    resources: [${quoted(right.resource)}]`,
    `    verbs: [${verbs.map(quoted).join(', ')}]`,
    '',
  ].join('\n')
}

/** One Role (or ClusterRole) with all of several missing rights of one scope: resources that lack the same verbs share a rule. */
export function roleFor(rights: readonly MissingRight[]): string {
  const [first] = rights
  if (first === undefined) return ''
  const verbsOf = new Map<string, { group: string; resource: string; verbs: string[] }>()
  for (const { group, resource, verb } of rights) {
    const key = JSON.stringify([group, resource])
    const one = verbsOf.get(key) ?? { group, resource, verbs: [] }
    one.verbs.push(verb)
    verbsOf.set(key, one)
  }
  const rules = new Map<string, { group: string; resources: string[]; verbs: readonly string[] }>()
  for (const { group, resource, verbs } of verbsOf.values()) {
    const key = JSON.stringify([group, verbs])
    const rule = rules.get(key) ?? { group, resources: [], verbs }
    rule.resources.push(resource)
    rules.set(key, rule)
  }
  const wholeCluster = first.namespace === ''
  return [
    `kind: ${wholeCluster ? 'ClusterRole' : 'Role'}`,
    'apiVersion: rbac.authorization.k8s.io/v1',
    'metadata:',
    '  name: additional-rights',
    ...(wholeCluster ? [] : [`  namespace: ${quoted(first.namespace)}`]),
    'rules:',
    ...[...rules.values()].flatMap(({ group, resources, verbs }) => [
      `  - apiGroups: [${quoted(group)}]`,
      `    resources: [${resources.map(quoted).join(', ')}]`,
      `    verbs: [${verbs.map(quoted).join(', ')}]`,
    ]),
    '',
  ].join('\n')
}

/** `list secrets in namespace shop`, `list pods at the cluster scope`. */
export function rightInWords(right: MissingRight): string {
  const resource = right.group === '' ? right.resource : `${right.resource}.${right.group}`
  return `${right.verb} ${resource} ${right.namespace === '' ? 'at the cluster scope' : `in namespace ${right.namespace}`}`
}
