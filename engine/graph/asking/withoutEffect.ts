import { type Finding, type Hop, type KindId, type ObjectId } from '../../contract/index.ts'
import { isRecord, readPath } from '../../relations/fieldPath.ts'
import type { Rule } from '../../relations/rule.ts'
import type { StoredObject } from '../../store/storedObject.ts'
import type { Link } from '../link.ts'
import { idOf } from '../nodeTarget.ts'
import { called, hopOf, type Ground } from './ground.ts'
import { items } from './networkPolicyRules.ts'

const rbac = 'rbac.authorization.k8s.io'

/** Objects that are written but do nothing: they select nothing, send nowhere, grant nothing. */
const checks: Readonly<Record<KindId, (ground: Ground, object: StoredObject) => Finding | null>> = {
  'core/Service': service,
  'policy/PodDisruptionBudget': budget,
  'networking.k8s.io/NetworkPolicy': (ground, policy) =>
    says(ground, policy, (rule) => rule.id === 64)
      ? null
      : finding('Selects nothing', policy, 'isolates no Pod: its podSelector selects none.', 'paused'),
  'networking.k8s.io/Ingress': (ground, ingress) => {
    const body = ground.reader.body(idOf(ingress))
    const anywhere = says(ground, ingress, (rule) => rule.id === 50 || rule.id === 51)
    return anywhere || body === undefined ? null : finding('Leads nowhere', ingress, 'has no backend at all.', 'warning')
  },
  [`${rbac}/RoleBinding`]: binding,
  [`${rbac}/ClusterRoleBinding`]: binding,
  [`${rbac}/Role`]: role,
  [`${rbac}/ClusterRole`]: role,
}

/** What an object that has no effect is told as; null when it has one, or its kind is not looked at. */
export function effectFinding(ground: Ground, object: StoredObject): Finding | null {
  const check = Object.hasOwn(checks, object.kind) ? checks[object.kind] : undefined
  return check?.(ground, object) ?? null
}

/** Whether a field of the object itself makes an edge by one of these rules. */
function says({ graph }: Ground, object: StoredObject, wanted: (rule: Rule) => boolean): boolean {
  for (const { reference } of graph.declaredFrom(object)) if (wanted(reference.rule)) return true
  return false
}

function service(ground: Ground, object: StoredObject): Finding | null {
  const body = ground.reader.body(idOf(object))
  const id = idOf(object)
  // the API server keeps the endpoints of its own Service; another name needs none
  if (body === undefined || id === 'core/Service/default/kubernetes' || readPath(body, 'spec.type') === 'ExternalName') return null
  const selector = readPath(body, 'spec.selector')
  if (isRecord(selector) && Object.keys(selector).length > 0) {
    const pods = [...ground.graph.declaredFrom(object)].filter((link) => link.reference.rule.id === 41)
    if (pods.length === 0) return finding('Leads nowhere', object, 'selects no Pod.', 'warning')
    if (pods.every(({ reference, target }) => ground.graph.stateOf(reference, target) === 'not-ready'))
      return {
        ...finding(
          'Leads nowhere',
          object,
          `has ${pods.length === 1 ? 'one Pod, which is not ready' : `${pods.length} Pods, none of them ready`}.`,
          'failing',
        ),
        hops: hops(ground, pods.slice(0, 1), id),
      }
    return null
  }
  const endpoints = ground.graph
    .links(id)
    .some(({ reference: { rule } }) => rule.id === 42 || (rule.id === 44 && rule.variant === undefined))
  return endpoints ? null : finding('Leads nowhere', object, 'has neither a selector nor endpoints.', 'warning')
}

function budget(ground: Ground, object: StoredObject): Finding | null {
  if (!says(ground, object, (rule) => rule.id === 38))
    return finding('Selects nothing', object, 'protects no Pod: its selector selects none.', 'paused')
  const status = readPath(ground.reader.body(idOf(object)), 'status')
  if (!isRecord(status)) return null
  const [allowed, healthy, desired, expected] = ['disruptionsAllowed', 'currentHealthy', 'desiredHealthy', 'expectedPods'].map((field) =>
    Number(status[field] ?? NaN),
  )
  if (allowed !== 0 || !(Number(expected) > 0)) return null
  return Number(desired) >= Number(expected)
    ? finding(
        'Blocks every eviction',
        object,
        `wants all of its ${expected} Pods to be healthy, so that no Node of theirs can ever be drained.`,
        'warning',
      )
    : finding(
        'Blocks every eviction',
        object,
        `lets nothing be evicted now: ${healthy} of ${expected} Pods are healthy, ${desired} must be.`,
        'warning',
      )
}

function binding(ground: Ground, object: StoredObject): Finding | null {
  const body = ground.reader.body(idOf(object))
  return body !== undefined && items(body['subjects']).length === 0 ? finding('Grants nothing', object, 'has no subjects.', 'paused') : null
}

function role({ graph }: Ground, object: StoredObject): Finding | null {
  const id = idOf(object)
  const bound = graph
    .linksTo(object)
    .some(({ target, reference: { rule } }) => target.id === id && (rule.id === 80 || rule.id === 81 || rule.id === 83))
  if (bound || object.references.some((reference) => reference.by === 'uid')) return null
  // the API server makes its own roles for whom they may concern; roles that are put together from others are meant for people
  if (object.labels['kubernetes.io/bootstrapping'] === 'rbac-defaults') return null
  if (Object.keys(object.labels).some((key) => key.startsWith(`${rbac}/aggregate-to-`))) return null
  return finding('Grants nothing', object, 'is granted by no binding.', 'paused')
}

function finding(group: string, object: StoredObject, text: string, level: Finding['level']): Finding {
  return { group, target: idOf(object), text: `${called(idOf(object))} ${text}`, level, hops: [] }
}

function hops(ground: Ground, links: readonly Link[], from: ObjectId): readonly Hop[] {
  return links.map((link) => hopOf(ground, [link], from)).filter((hop) => hop !== null)
}

/** The heading of an edge that leads to what is not there, by its rule. */
export function brokenGroup(rule: number): string {
  return brokenGroups[rule] ?? 'Names what is missing'
}

const brokenGroups: Readonly<Record<number, string>> = {
  1: 'Its owner is gone',
  35: 'Scales nothing',
  37: 'Scales nothing',
  41: 'Leads nowhere',
  45: 'Leads nowhere',
  50: 'Leads nowhere',
  51: 'Leads nowhere',
  57: 'Leads nowhere',
  58: 'Leads nowhere',
  80: 'Grants nothing',
  81: 'Grants nothing',
  82: 'Grants to nobody',
}

/** True for ReplicaSets that are kept for the history: what their templates name need not be there any more. */
export function isPast(object: StoredObject): boolean {
  return object.kind === 'apps/ReplicaSet' && object.health.level === 'paused'
}
