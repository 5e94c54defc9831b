import { isRecord } from '../fieldPath.ts'
import type { Holder, ReadSet, ReadTarget } from '../rule.ts'
import { textAt } from './podSpec.ts'

const rbacGroup = 'rbac.authorization.k8s.io'

/**
 * Reads one of a binding's `subjects`. A ServiceAccount may also be written as the user that it is for the API server
 * (`system:serviceaccount:<namespace>:<name>`); without a namespace a RoleBinding means its own.
 */
export function subject(value: unknown, holder: Holder): readonly ReadTarget[] {
  const kind = textAt(value, 'kind')
  const name = textAt(value, 'name')
  const group = textAt(value, 'apiGroup')
  if (name === '' || group !== (kind === 'ServiceAccount' ? '' : group === '' ? '' : rbacGroup)) return []
  if (kind === 'ServiceAccount') return account(textAt(value, 'namespace') || holder.namespace, name, 'name')
  if (kind === 'User') return user(name, 'name')
  if (kind === 'Group') return [{ kind: `${rbacGroup}/Group`, namespace: '', name, at: 'name', value: name }]
  return []
}

/** Reads the ServiceAccounts that belong to a group by its very name: those of all namespaces, or of one. */
export function subjectMembers(value: unknown): readonly ReadSet[] {
  return textAt(value, 'kind') === 'Group' ? members(textAt(value, 'name'), 'name') : []
}

/** Reads one of a FlowSchema's `subjects`: like a binding's, each kind under a field of its own; the account `*` is all of a namespace. */
export function flowSubject(value: unknown): readonly (ReadTarget | ReadSet)[] {
  if (!isRecord(value)) return []
  const kind = textAt(value, 'kind')
  if (kind === 'User') {
    const name = textAt(value['user'], 'name')
    return name === '' ? [] : user(name, 'user.name')
  }
  if (kind === 'Group') {
    const name = textAt(value['group'], 'name')
    return name === '' ? [] : [{ kind: `${rbacGroup}/Group`, namespace: '', name, at: 'group.name', value: name }]
  }
  const name = textAt(value['serviceAccount'], 'name')
  const namespace = textAt(value['serviceAccount'], 'namespace')
  if (kind !== 'ServiceAccount' || name === '' || namespace === '') return []
  if (name !== '*') return account(namespace, name, 'serviceAccount.name')
  return [{ kind: 'core/ServiceAccount', select: {}, namespaces: { names: [namespace] }, at: 'serviceAccount.name', value: name }]
}

function account(namespace: string, name: string, at: string): readonly ReadTarget[] {
  return namespace === '' ? [] : [{ kind: 'core/ServiceAccount', namespace, name, at, value: name }]
}

function user(name: string, at: string): readonly ReadTarget[] {
  const [, namespace, account_] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(name) ?? []
  if (namespace !== undefined && account_ !== undefined)
    return [{ kind: 'core/ServiceAccount', namespace, name: account_, at, value: name }]
  return [{ kind: `${rbacGroup}/User`, namespace: '', name, at, value: name }]
}

function members(group: string, at: string): readonly ReadSet[] {
  const all = { kind: 'core/ServiceAccount', select: {}, at, value: group } as const
  if (group === 'system:serviceaccounts' || group === 'system:authenticated') return [{ ...all, namespaces: 'all' }]
  const [, namespace] = /^system:serviceaccounts:([^:]+)$/.exec(group) ?? []
  return namespace === undefined ? [] : [{ ...all, namespaces: { names: [namespace] } }]
}
