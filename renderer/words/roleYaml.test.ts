import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { rightInWords, roleYaml } from './roleYaml.ts'

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

it('keeps hostile text inside its field', () => {
  const role = roleYaml({ verb: 'list', group: 'x"\n- evil', resource: 'pods/log: [', namespace: 'a\nb' })
  expect(parse(role)).toMatchObject({ metadata: { namespace: 'a\nb' }, rules: [{ apiGroups: ['x"\n- evil'], resources: ['pods/log: ['] }] })
})

it('says a right in words', () => {
  expect(rightInWords({ verb: 'list', group: '', resource: 'secrets', namespace: 'shop' })).toBe('list secrets in namespace shop')
  expect(rightInWords({ verb: 'list', group: 'apps', resource: 'deployments', namespace: '' })).toBe(
    'list deployments.apps at the cluster scope',
  )
})
