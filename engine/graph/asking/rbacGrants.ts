import { objectId, parseObjectId, type KindId, type ObjectId } from '../../contract/index.ts'
import { isRecord } from '../../relations/fieldPath.ts'
import { texts } from '../../relations/readers/namedObjects.ts'
import { readSelector, selects } from '../../relations/selector.ts'
import type { StoreReader } from '../../store/storedObject.ts'
import { idOf } from '../nodeTarget.ts'
import { compare } from './ground.ts'
import { items } from './networkPolicyRules.ts'
import type { Thinking } from './thinking.ts'

const group = 'rbac.authorization.k8s.io'
const roleKinds = { Role: `${group}/Role`, ClusterRole: `${group}/ClusterRole` } as const
const bindingKinds: readonly KindId[] = [`${group}/RoleBinding`, `${group}/ClusterRoleBinding`]

/** Kinds that rights are read from. */
export const rbacKinds: readonly KindId[] = [...Object.values(roleKinds), ...bindingKinds]

/** Who asks: a user with groups, as the API server sees them. */
export interface Requester {
  user: string
  groups: readonly string[]
}

/** What is asked for. */
export interface Attributes {
  verb: string
  /** `''`: core. */
  group: string
  /** Plural, perhaps with a subresource: `secrets`, `pods/exec`. */
  resource: string
  /** Empty: in all namespaces, or of the cluster scope. */
  namespace: string
  /** Empty: of no object by name. */
  name: string
}

/** What one binding gives to one subject. */
export interface Grant {
  /** The subject as a node of the graph: an account, a user, a group. */
  subject: ObjectId
  binding: ObjectId
  role: ObjectId
  /** Where it holds; null: everywhere. */
  namespace: string | null
  rules: readonly RoleRule[]
}

/** One rule of a role. */
export interface RoleRule {
  /** `rules[2]`. */
  path: string
  verbs: readonly string[]
  apiGroups: readonly string[]
  resources: readonly string[]
  resourceNames: readonly string[]
}

/** Why somebody may do something: the grant and its rule. */
export interface Right {
  grant: Grant
  rule: RoleRule
}

/** Every grant of a cluster: bindings joined with what their roles say (rules 80 to 85). Bindings of roles that are not there grant nothing. */
export class RbacGrants {
  readonly grants: readonly Grant[]

  private constructor(grants: readonly Grant[]) {
    this.grants = grants
  }

  static *read(reader: StoreReader): Thinking<RbacGrants> {
    const roles = new Map<ObjectId, readonly RoleRule[]>()
    const grants: Grant[] = []
    for (const kind of bindingKinds) {
      for (const binding of reader.ofKind(kind)) {
        yield
        const body = reader.body(idOf(binding)) ?? {}
        const ref = isRecord(body['roleRef']) ? body['roleRef'] : {}
        const roleKind = ref['kind'] === 'Role' ? roleKinds.Role : roleKinds.ClusterRole
        const role = objectId(roleKind, roleKind === roleKinds.Role ? binding.namespace : '', String(ref['name']))
        let rules = roles.get(role)
        if (!rules) roles.set(role, (rules = rulesOf(reader, role, new Set())))
        if (rules.length === 0) continue
        const namespace = binding.namespace === '' ? null : binding.namespace
        for (const each of items(body['subjects'])) {
          const subject = subjectId(each, binding.namespace)
          if (subject !== null) grants.push({ subject, binding: idOf(binding), role, namespace, rules })
        }
      }
    }
    return new RbacGrants(grants.sort((a, b) => compare(`${a.subject} ${a.binding}`, `${b.subject} ${b.binding}`)))
  }

  /** Whether somebody may do something; null: RBAC does not let them. Members of `system:masters` may do everything, without asking RBAC. */
  can(requester: Requester, attributes: Attributes): Right | 'master' | null {
    if (requester.groups.includes('system:masters')) return 'master'
    const who = new Set(subjectsOf(requester))
    for (const right of this.rights(attributes)) if (who.has(right.grant.subject)) return right
    return null
  }

  /** Everything that lets anybody do it: of each grant the first rule that does. */
  *rights(attributes: Attributes): Iterable<Right> {
    for (const grant of this.grants) {
      if (grant.namespace !== null && (attributes.namespace === '' || grant.namespace !== attributes.namespace)) continue
      const rule = grant.rules.find((each) => lets(each, attributes))
      if (rule !== undefined) yield { grant, rule }
    }
  }
}

/** A ServiceAccount as the API server sees it when it asks. */
export function accountRequester(namespace: string, name: string): Requester {
  return {
    user: `system:serviceaccount:${namespace}:${name}`,
    groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
  }
}

/** The subjects of bindings that somebody is. */
function subjectsOf({ user, groups }: Requester): readonly ObjectId[] {
  return [userId(user), ...groups.map((name) => objectId(`${group}/Group`, '', name))]
}

function userId(name: string): ObjectId {
  const [, namespace, account] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(name) ?? []
  return namespace !== undefined && account !== undefined
    ? objectId('core/ServiceAccount', namespace, account)
    : objectId(`${group}/User`, '', name)
}

function subjectId(subject: Record<string, unknown>, namespace: string): ObjectId | null {
  const { kind, name } = subject
  if (typeof name !== 'string' || name === '') return null
  if (kind === 'User') return userId(name)
  if (kind === 'Group') return objectId(`${group}/Group`, '', name)
  const own = typeof subject['namespace'] === 'string' && subject['namespace'] !== '' ? subject['namespace'] : namespace
  return kind === 'ServiceAccount' && own !== '' ? objectId('core/ServiceAccount', own, name) : null
}

/** As the authorizer of the API server decides. A rule with names is silent about requests without one. */
function lets(rule: RoleRule, { verb, group: apiGroup, resource, name }: Attributes): boolean {
  const subresource = resource.includes('/') ? `*/${resource.slice(resource.indexOf('/') + 1)}` : null
  return (
    has(rule.verbs, verb) &&
    has(rule.apiGroups, apiGroup) &&
    (has(rule.resources, resource) || (subresource !== null && rule.resources.includes(subresource))) &&
    (rule.resourceNames.length === 0 || (name !== '' && rule.resourceNames.includes(name)))
  )
}

function has(list: readonly string[], item: string): boolean {
  return list.includes('*') || list.includes(item)
}

/** What a role says. The controller writes the rules of an aggregated role into it; where it has not yet, they are put together here. */
function rulesOf(reader: StoreReader, role: ObjectId, met: Set<ObjectId>): readonly RoleRule[] {
  if (met.has(role)) return []
  met.add(role)
  const body = reader.body(role)
  if (body === undefined) return []
  const written = items(body['rules']).map((rule, i) => ({
    path: `rules[${i}]`,
    verbs: texts(rule['verbs']),
    apiGroups: texts(rule['apiGroups']),
    resources: texts(rule['resources']),
    resourceNames: texts(rule['resourceNames']),
  }))
  if (written.length > 0 || !isRecord(body['aggregationRule'])) return written
  const selectors = items(body['aggregationRule']['clusterRoleSelectors']).map(readSelector)
  return [...reader.ofKind(roleKinds.ClusterRole)]
    .filter((other) => selectors.some((selector) => selector !== null && selects(selector, other.labels)))
    .map(idOf)
    .sort()
    .flatMap((id) => rulesOf(reader, id, met).map((rule) => ({ ...rule, path: `${rule.path} of ${parseObjectId(id)?.name ?? id}` })))
}
