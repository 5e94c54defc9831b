import { expect, it } from 'vitest'
import { parse } from 'yaml'
import type { MissingRight } from '../../engine/contract/index.ts'
import { rightInWords, roleFor, roleYaml } from './roleYaml.ts'

it('asks for a Role in the namespace, with what a live list takes', () => {
  const role: unknown = parse(roleYaml({ verb: 'list', group: '', resource: 'secrets', namespace: 'shop' }))
  expect(role).toEqual({
    kind: 'Role',
    apiVersion: 'rbac.authorization.k8s.io/v1',
    metadata: { name: 'read-secrets', namespace: 'shop' },
    rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['get', 'list', 'watch'] }],
  })
})

it("asks for a ClusterRole at the cluster scope, in the kind's own group", () => {
  const role: unknown = parse(roleYaml({ verb: 'watch', group: 'apps', resource: 'deployments', namespace: '' }))
  expect(role).toMatchObject({ kind: 'ClusterRole', metadata: { name: 'read-deployments' }, rules: [{ apiGroups: ['apps'] }] })
})

it('asks for nothing but the verb when more than reading is missing', () => {
  expect(parse(roleYaml({ verb: 'patch', group: '', resource: 'pods', namespace: 'a' }))).toMatchObject({ rules: [{ verbs: ['patch'] }] })
})

it('asks of a part of a resource for the verbs it has: a stream takes create and get, a log is only read', () => {
  const part = (resource: string, verb: string): string => roleYaml({ verb, group: '', resource, namespace: 'shop' })
  expect(part('pods/log', 'get')).toContain('verbs: ["get"]')
  for (const resource of ['pods/exec', 'pods/attach', 'pods/portforward'])
    for (const verb of ['get', 'create']) expect(part(resource, verb)).toContain('verbs: ["create", "get"]')
})

it('keeps hostile text inside its field', () => {
  const role = roleYaml({ verb: 'list', group: 'x"\n- evil', resource: 'pods/log: [', namespace: 'a\nb' })
  expect(parse(role)).toMatchObject({ metadata: { namespace: 'a\nb' }, rules: [{ apiGroups: ['x"\n- evil'], resources: ['pods/log: ['] }] })
})

it('puts several missing rights into one Role, one rule for what lacks the same', () => {
  const of = (verb: string, resource: string, group = ''): MissingRight => ({ verb, group, resource, namespace: 'shop' })
  const role: unknown = parse(
    roleFor([
      of('create', 'pods'),
      of('delete', 'pods'),
      of('create', 'secrets'),
      of('delete', 'secrets'),
      of('create', 'pods/exec'),
      of('create', 'jobs', 'batch'),
    ]),
  )
  expect(role).toEqual({
    kind: 'Role',
    apiVersion: 'rbac.authorization.k8s.io/v1',
    metadata: { name: 'additional-rights', namespace: 'shop' },
    rules: [
      { apiGroups: [''], resources: ['pods', 'secrets'], verbs: ['create', 'delete'] },
      { apiGroups: [''], resources: ['pods/exec'], verbs: ['create'] },
      { apiGroups: ['batch'], resources: ['jobs'], verbs: ['create'] },
    ],
  })
  expect(parse(roleFor([{ ...of('list', 'nodes'), namespace: '' }]))).toMatchObject({ kind: 'ClusterRole' })
})

it('says a right in words', () => {
  expect(rightInWords({ verb: 'list', group: '', resource: 'secrets', namespace: 'shop' })).toBe('list secrets in namespace shop')
  expect(rightInWords({ verb: 'list', group: 'apps', resource: 'deployments', namespace: '' })).toBe(
    'list deployments.apps at the cluster scope',
  )
})
