import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadLive } from '../../engine/cli/liveSource.ts'
import type { LoadedSource } from '../../engine/cli/loadedSource.ts'
import { accountRequester, RbacGrants, type Attributes, type Requester } from '../../engine/graph/asking/rbacGrants.ts'
import { atOnce } from '../../engine/layout/inPieces.ts'
import type { RawObject } from '../support/memoryReader.ts'
import { ApiCalls } from '../support/apiCalls.ts'

/** What the graph says that somebody may do, beside what the authorizer of the API server says (as `kubectl auth can-i --as`). */

const file = process.env['KUBILITICS_TEST_KUBECONFIG'] ?? ''
const namespace = `rights-${process.pid}`
let api: ApiCalls
let source: LoadedSource

beforeAll(async () => {
  api = await ApiCalls.open(file)
  await api.call('POST', '/api/v1/namespaces', { metadata: { name: namespace } })
  const rbac = `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}`
  const role = (name: string, rules: RawObject[]): Promise<RawObject> => api.call('POST', `${rbac}/roles`, { metadata: { name }, rules })
  const bind = (name: string, kind: string, subjects: RawObject[]): Promise<RawObject> =>
    api.call('POST', `${rbac}/rolebindings`, {
      metadata: { name },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind, name },
      subjects,
    })
  const group = (name: string): RawObject => ({ kind: 'Group', apiGroup: 'rbac.authorization.k8s.io', name })
  await role('named', [{ apiGroups: [''], resources: ['secrets'], resourceNames: ['key'], verbs: ['get', 'list'] }])
  await bind('named', 'Role', [{ kind: 'ServiceAccount', namespace, name: 'web' }])
  await role('exec', [{ apiGroups: ['*'], resources: ['*/exec'], verbs: ['create'] }])
  await bind('exec', 'Role', [group(`system:serviceaccounts:${namespace}`)])
  await bind('view', 'ClusterRole', [{ kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: 'ann' }])
  await bind('admin', 'ClusterRole', [group('deployers')])
  source = await loadLive({ type: 'live', kubeconfig: file, context: null }, { kind: null, namespaces: null, deadline: 90_000 })
}, 120_000)

afterAll(async () => {
  await source.close()
  await api.call('DELETE', `/api/v1/namespaces/${namespace}`)
  api.close()
})

describe('rights', () => {
  it('are those that the API server grants, for every sample of who, what and where', async () => {
    const grants = atOnce(RbacGrants.read(source.picture.store))
    const who: readonly Requester[] = [
      accountRequester(namespace, 'web'),
      accountRequester('kube-system', 'generic-garbage-collector'),
      accountRequester('kube-system', 'default'),
      { user: 'ann', groups: ['system:authenticated'] },
      { user: 'bob', groups: ['deployers', 'system:authenticated'] },
      { user: 'system:kube-scheduler', groups: ['system:authenticated'] },
      { user: 'root', groups: ['system:masters', 'system:authenticated'] },
      { user: 'system:anonymous', groups: ['system:unauthenticated'] },
    ]
    const what: readonly Attributes[] = ['get', 'list', 'watch', 'create', 'delete'].flatMap((verb) =>
      [
        { group: '', resource: 'secrets', namespace, name: 'key' },
        { group: '', resource: 'secrets', namespace, name: '' },
        { group: '', resource: 'secrets', namespace: '', name: '' },
        { group: '', resource: 'configmaps', namespace, name: 'x' },
        { group: '', resource: 'pods/exec', namespace, name: 'x' },
        { group: '', resource: 'pods', namespace: 'kube-system', name: '' },
        { group: 'apps', resource: 'deployments', namespace, name: 'x' },
        { group: '', resource: 'nodes', namespace: '', name: '' },
      ].map((each) => ({ verb, ...each })),
    )
    const [ours, theirs]: [string[], string[]] = [[], []]
    let allowed = 0
    for (const { user, groups } of who) {
      for (const asked of what) {
        const [resource = '', subresource = ''] = asked.resource.split('/')
        const review = await api.call('POST', '/apis/authorization.k8s.io/v1/subjectaccessreviews', {
          apiVersion: 'authorization.k8s.io/v1',
          kind: 'SubjectAccessReview',
          spec: { user, groups, resourceAttributes: { ...asked, resource, subresource } },
        })
        const line = `${user} ${asked.verb} ${asked.group}/${asked.resource} ${asked.namespace} ${asked.name}`
        const granted = review['status'].allowed === true
        if (granted) allowed++
        theirs.push(`${line} ${granted}`)
        ours.push(`${line} ${grants.can({ user, groups }, asked) !== null}`)
      }
    }
    expect(ours).toEqual(theirs)
    // a sample that says no to everything, or yes, would show nothing
    expect(allowed).toBeGreaterThan(40)
    expect(allowed).toBeLessThan(ours.length - 40)
  }, 120_000)
})
