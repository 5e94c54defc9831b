import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ApiClient } from '../../engine/cluster/apiClient.ts'
import { Credentials } from '../../engine/cluster/credentials.ts'
import { discover } from '../../engine/cluster/discovery.ts'
import { createApiClient } from '../../engine/cluster/httpApiClient.ts'
import { readIdentity } from '../../engine/cluster/identity.ts'
import { Kubeconfigs } from '../../engine/cluster/kubeconfigs.ts'
import { collectionPath } from '../../engine/cluster/servedKind.ts'
import { statusError } from '../../engine/cluster/statusError.ts'
import { whoAmI } from '../../engine/rights/reviews.ts'

const file = process.env['KUBILITICS_TEST_KUBECONFIG']

/** Opens the first context of a kubeconfig. */
async function open(kubeconfig: string): Promise<{ client: ApiClient; context: ReturnType<Kubeconfigs['contexts']>[number] }> {
  const kubeconfigs = new Kubeconfigs()
  await kubeconfigs.start({ env: {}, home: '/nowhere', extra: [], only: kubeconfig })
  kubeconfigs.stop()
  const context = kubeconfigs.contexts()[0]
  if (!context) throw new Error(JSON.stringify(kubeconfigs.sources()))
  return { client: createApiClient(context, new Credentials(context, { consents: { consent: () => null } })), context }
}

describe.skipIf(!file)('a real cluster (KUBILITICS_TEST_KUBECONFIG)', () => {
  let client: ApiClient
  let context: Awaited<ReturnType<typeof open>>['context']
  const signal = new AbortController().signal

  beforeAll(async () => {
    ;({ client, context } = await open(file ?? ''))
  })
  afterAll(() => client.close())

  it('speaks HTTP/2, and serves the kinds that discovery names', async () => {
    const found = await discover(client, signal)
    expect(client.status().protocol).toBe('h2')
    expect(found.version).toMatch(/^v1\.\d+/)
    expect(found.aggregated).toBe(true)
    const ids = found.kinds.map(({ id }) => id)
    expect(ids).toEqual([...ids].sort())
    expect(ids).toEqual(
      expect.arrayContaining([
        'core/Pod',
        'apps/Deployment',
        'core/Event',
        'rbac.authorization.k8s.io/ClusterRole',
        'apiextensions.k8s.io/CustomResourceDefinition',
      ]),
    )
    expect(ids).not.toContain('events.k8s.io/Event')
    const answers = await Promise.all(
      found.kinds.map(async (kind) => ({
        id: kind.id,
        status: (await client.request({ path: `${collectionPath(kind)}?limit=1`, signal, deadline: 30_000 })).status,
      })),
    )
    expect(answers.filter(({ status }) => status !== 200)).toEqual([])
  })

  it('finds the same kinds group by group, as on a server without aggregated discovery', async () => {
    const old: ApiClient = { ...client, request: (request) => client.request({ ...request, accept: 'application/json' }) }
    const essence = ({ kinds }: Awaited<ReturnType<typeof discover>>) =>
      kinds.map(({ id, version, resource, namespaced, verbs }) => ({ id, version, resource, namespaced, verbs: [...verbs].sort() }))
    // other tests add and remove kinds meanwhile: what is compared is of a moment in which nobody did
    for (let attempt = 1; ; attempt++) {
      const aggregated = essence(await discover(client, signal))
      const single = await discover(old, signal)
      const quiet = JSON.stringify(essence(await discover(client, signal))) === JSON.stringify(aggregated)
      if (!quiet && attempt < 20) {
        await new Promise((resolve) => setTimeout(resolve, 500))
        continue
      }
      expect(single.aggregated).toBe(false)
      expect(essence(single)).toEqual(aggregated)
      return
    }
  })

  it('tells who one is and which cluster it is', async () => {
    const me = await whoAmI(client, signal)
    expect(me?.groups).toContain('system:authenticated')
    const identity = await readIdentity(client, context, signal)
    expect(identity.uid).toMatch(/^[0-9a-f-]{36}$/)
    expect(identity).toEqual(await readIdentity(client, context, signal))
  })

  it('loses no body among many short answers', async () => {
    const sizes = await Promise.all(
      Array.from({ length: 80 }, async (_, index) => {
        const stream = await client.stream({ path: '/api/v1/namespaces/kube-system', signal, deadline: 30_000, priority: 'screen' })
        await new Promise((resolve) => setTimeout(resolve, index % 20)) // read late, when the server has said all
        let size = 0
        for await (const chunk of stream.chunks) size += chunk.length
        return size
      }),
    )
    expect(new Set(sizes).size).toBe(1)
  })

  it('names the missing right of somebody who has none', async ({ skip }) => {
    const nobody = path.join(path.dirname(file ?? ''), 'nobody.kubeconfig')
    const opened = await open(nobody).catch(() => null)
    if (!opened) return skip('there is no nobody.kubeconfig beside it')
    try {
      const asked = { path: '/apis/apps/v1/namespaces/default/deployments' }
      const answer = await opened.client.request({ ...asked, signal, deadline: 10_000 })
      expect(answer.status).toBe(403)
      expect(statusError(answer, asked)).toMatchObject({
        code: 'forbidden',
        missing: { verb: 'list', group: 'apps', resource: 'deployments', namespace: 'default' },
      })
      expect((await discover(opened.client, signal)).kinds.length).toBeGreaterThan(20)
    } finally {
      opened.client.close()
    }
  })
})
