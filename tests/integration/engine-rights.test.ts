import { afterEach, describe, expect, it } from 'vitest'
import { internalError } from '../fakeApiServer/status.ts'
import type { FaultAction } from '../fakeApiServer/faults.ts'
import { FakeCluster, Stops } from '../support/fakeCluster.ts'
import { must, type TestCluster, TestWindow, until } from '../support/testWindow.ts'

const stops = new Stops()
afterEach(() => stops.all())

async function openAs(fake: FakeCluster, login: string, namespace?: string): Promise<TestCluster> {
  const window = stops.add(
    await TestWindow.open({
      kubeconfig: fake.kubeconfig([fake.context('fake', { login, ...(namespace === undefined ? {} : { namespace }) })]),
    }),
  )
  return window.cluster('fake')
}

const read = ['get', 'list', 'watch']

describe('a user with rights in two namespaces of three', () => {
  it('sees what is there, and that it is a part; cluster-wide kinds are forbidden with the missing right', async () => {
    const fake = stops.add(await FakeCluster.start({ pods: 450, others: 700 }))
    fake.server.access.grant(
      'dora',
      { verbs: ['list', 'watch', 'get'], groups: [''], resources: ['namespaces'] },
      { verbs: read, groups: ['*'], resources: ['*'], namespaces: ['team-0', 'team-2'] },
    )
    const cluster = await openAs(fake, 'dora')
    const table = await (await cluster.rows('core/Pod')).shows(({ last }) => last.ledger.state === 'partial')
    const allowed = [...(fake.server.etcd.collection('', 'pods')?.objects.values() ?? [])].filter((pod) => pod.namespace !== 'team-1')
    expect(table.last.total).toBe(allowed.length)
    expect(table.last.ledger).toMatchObject({
      namespaces: ['team-0', 'team-2'],
      count: allowed.length,
      error: { code: 'forbidden', missing: { verb: 'list', group: '', resource: 'pods', namespace: '' } },
    })
    await until(
      () => cluster.state === 'live' && cluster.ledger('partial').length + cluster.ledger('forbidden').length === fake.counts().size - 1,
      () => JSON.stringify(cluster.ledger()),
    )
    expect(cluster.entry('core/Node')).toMatchObject({
      state: 'forbidden',
      count: 0,
      error: { code: 'forbidden', missing: { verb: 'list', group: '', resource: 'nodes', namespace: '' } },
    })
    expect(cluster.entry('apps/Deployment')).toMatchObject({ state: 'partial' })
    expect(
      cluster.ledger().every((entry) => entry.state === 'partial' || entry.state === 'forbidden' || entry.kind === 'core/Namespace'),
    ).toBe(true)

    // a change in one of them arrives by watch, one in the third never does
    const lists = fake.asked('list')
    fake.server.put('', 'pods', { metadata: { name: 'seen', namespace: 'team-2' }, spec: { containers: [] }, status: { phase: 'Pending' } })
    fake.server.put('', 'pods', {
      metadata: { name: 'unseen', namespace: 'team-1' },
      spec: { containers: [] },
      status: { phase: 'Pending' },
    })
    await table.shows(({ last }) => last.total === allowed.length + 1)
    expect(fake.asked('list')).toBe(lists)
    expect(cluster.inside.picture.store.get('core/Pod/team-1/unseen')).toBeUndefined()
  })

  it('and without the right to list namespaces still sees the one that the context names', async () => {
    const fake = stops.add(await FakeCluster.start())
    fake.server.access.grant('emil', { verbs: read, groups: ['*'], resources: ['*'], namespaces: ['team-0'] })
    const cluster = await openAs(fake, 'emil', 'team-0')
    const table = await (await cluster.rows('core/Pod')).shows(({ last }) => last.ledger.state === 'partial')
    expect(table.last.ledger.namespaces).toEqual(['team-0'])
    expect(table.last.total).toBe(40)
    await until(
      () => cluster.entry('core/Namespace')?.state === 'forbidden',
      () => JSON.stringify(cluster.entry('core/Namespace')),
    )
  })

  it('sees namespaces that rules name, and those that it is told of', async () => {
    const fake = stops.add(await FakeCluster.start({ pods: 450, others: 700 }))
    fake.server.access.grant(
      'gina',
      { verbs: ['get'], groups: [''], resources: ['namespaces'], names: ['team-1'] },
      { verbs: read, groups: ['*'], resources: ['*'], namespaces: ['team-1', 'team-2'] },
    )
    const kubeconfig = fake.kubeconfig([fake.context('fake', { login: 'gina' })])
    const window = stops.add(await TestWindow.open({ kubeconfig }))
    const cluster = await window.cluster('fake')
    const table = await (await cluster.rows('core/Pod')).shows(({ last }) => last.ledger.state === 'partial')
    expect(table.last.ledger.namespaces).toEqual(['team-1'])
    expect((await window.client.api.configureCluster(cluster.id, { namespaces: ['Team_2'] })).ok).toBe(false)
    expect(await window.client.api.configureCluster(cluster.id, { namespaces: ['team-2', 'nowhere'] })).toMatchObject({ ok: true })
    await table.shows(({ last }) => last.ledger.namespaces?.includes('team-2') === true && last.ledger.state === 'partial')
    expect(table.last.ledger.namespaces).toEqual(['team-1', 'team-2'])
    expect(cluster.inside.namespaces()).toEqual(['nowhere', 'team-1', 'team-2'])
    expect(window.engine.workspace.summary(cluster.id)?.namespaces).toEqual(['nowhere', 'team-2'])

    // taken back: what was read there goes too
    await window.client.api.configureCluster(cluster.id, { namespaces: [] })
    await table.shows(({ last }) => last.ledger.namespaces?.join() === 'team-1')
    expect(cluster.inside.picture.store.namespaces()).toEqual(['team-1'])
    expect(cluster.inside.namespaces()).toEqual(['team-1'])
  })

  it('gets the whole list when the right is given while it is open, after one retry', async () => {
    const fake = stops.add(await FakeCluster.start())
    fake.server.access.grant('finn', { verbs: read, groups: ['*'], resources: ['configmaps', 'namespaces'] })
    const cluster = await openAs(fake, 'finn')
    const table = await (await cluster.rows('core/Pod')).shows(({ last }) => last.ledger.state === 'forbidden')
    fake.server.access.grant('finn', { verbs: read, groups: [''], resources: ['pods'] })
    await cluster.window.client.api.retry(cluster.id, 'core/Pod')
    await table.shows(({ last }) => last.ledger.state === 'listed' && last.total === 40)
  })
})

describe('a user who may see Pods and little else', () => {
  it('is told what may not be seen around them, and never that it is not there', async () => {
    const fake = stops.add(await FakeCluster.start())
    fake.server.access.grant('hana', { verbs: read, groups: ['', 'apps'], resources: ['pods', 'deployments'] })
    const cluster = await openAs(fake, 'hana')
    const table = await (await cluster.rows('core/Pod')).shows(({ last }) => last.ledger.state === 'listed' && last.total > 0)
    await until(
      () =>
        ['core/Event', 'apps/ReplicaSet', 'core/Service'].every((kind) => cluster.entry(kind)?.state === 'forbidden') &&
        cluster.entry('apps/Deployment')?.state === 'listed',
      () => JSON.stringify(cluster.ledger()),
    )
    const { api } = cluster.window.client
    const pod = [...(fake.server.etcd.collection('', 'pods')?.objects.values() ?? [])].find(({ name }) => name.startsWith('app-0-'))
    const detail = must(await api.getObject(cluster.id, `core/Pod/${pod?.namespace ?? ''}/${pod?.name ?? ''}`))
    expect(table.last.total).toBe(40)
    expect(detail.owners).toMatchObject([{ shortName: 'rs', exists: false, state: 'forbidden' }])
    expect(detail.events).toEqual([])
    expect(detail.eventsLack).toMatchObject({ code: 'forbidden', missing: { verb: 'list', resource: 'events', namespace: pod?.namespace } })
    expect(await api.usage(cluster.id, `apps/Deployment/${pod?.namespace ?? ''}/app-0`)).toMatchObject({
      ok: false,
      error: { code: 'forbidden', missing: { verb: 'list', group: 'apps', resource: 'replicasets', namespace: pod?.namespace } },
    })
    expect(await api.findPrometheus(cluster.id)).toMatchObject({
      ok: false,
      error: { code: 'forbidden', missing: { verb: 'list', group: '', resource: 'services', namespace: '' } },
    })

    // with the right there is nothing lacking, and still no event
    fake.server.access.grant('hana', { verbs: read, groups: [''], resources: ['events'] })
    must(await api.retry(cluster.id, 'core/Event'))
    await until(
      () => cluster.entry('core/Event')?.state === 'listed',
      () => JSON.stringify(cluster.entry('core/Event')),
    )
    expect(must(await api.getObject(cluster.id, detail.id)).eventsLack).toBeUndefined()
  })
})

describe('a user who may do nothing', () => {
  it('finds the cluster and every kind forbidden, by name of the right, and nothing empty', async () => {
    const fake = stops.add(await FakeCluster.start())
    const cluster = await openAs(fake, 'nobody')
    const summary = await cluster.is('forbidden')
    expect(summary.error).toMatchObject({ code: 'forbidden' })
    expect(summary.error?.todo).toMatch(/role binding/)
    const table = await (await cluster.rows('apps/Deployment')).shows(({ last }) => last.ledger.state === 'forbidden')
    expect(table.last.ledger.error).toMatchObject({
      code: 'forbidden',
      status: 403,
      missing: { verb: 'list', group: 'apps', resource: 'deployments', namespace: '' },
    })
    await until(
      () => cluster.ledger('forbidden').length === fake.counts().size,
      () => JSON.stringify(cluster.ledger().filter((entry) => entry.state !== 'forbidden')),
    )
    expect(cluster.ledger().map((entry) => [entry.state, entry.error?.missing?.verb])).toEqual(
      cluster.ledger().map(() => ['forbidden', 'list']),
    )
    expect(cluster.kinds.length).toBe(fake.counts().size)
    expect(await cluster.window.client.api.getObject(cluster.id, 'apps/Deployment/team-0/app-0')).toMatchObject({
      ok: false,
      error: { code: 'forbidden' },
    })
  })
})

describe('one broken kind', () => {
  const faults: [string, FaultAction, string][] = [
    ['answers 500', { type: 'status', answer: internalError('etcd is on fire') }, 'failed'],
    ['never answers', { type: 'hang' }, 'loading'],
    [
      'answers with a proxy’s error page',
      { type: 'raw', code: 200, headers: { 'content-type': 'text/html' }, body: '<html><body>Bad gateway</body></html>' },
      'failed',
    ],
    ['resets every request', { type: 'reset' }, 'failed'],
    ['ends every answer in the middle', { type: 'cut', after: 700, how: 'end' }, 'failed'],
  ]

  it.each(faults)('that %s disturbs no other', async (_name, action, state) => {
    const fake = stops.add(await FakeCluster.start())
    fake.server.faults.arm({ when: ({ resource }) => resource === 'configmaps', times: Infinity, action })
    const cluster = await openAs(fake, 'admin')
    const others = fake.counts().size - 1
    await until(
      () => cluster.ledger('listed').length === others,
      () => JSON.stringify(cluster.ledger().filter((entry) => entry.state !== 'listed')),
    )
    await until(
      () => cluster.entry('core/ConfigMap')?.state === state,
      () => JSON.stringify(cluster.entry('core/ConfigMap')),
    )
    if (state === 'failed') expect(cluster.entry('core/ConfigMap')?.error?.message).toBeTruthy()
    expect(fake.differences(cluster.inside).every((line) => line.startsWith('core/ConfigMap'))).toBe(true)

    const pods = await (await cluster.rows('core/Pod', { filter: 'late' })).shows(() => true)
    fake.server.put('', 'pods', { metadata: { name: 'late', namespace: 'team-0' }, spec: { containers: [] }, status: { phase: 'Pending' } })
    await pods.shows(({ names }) => names.includes('late'))

    // and when it is repaired it is whole, after a retry at the latest
    fake.server.faults.clear()
    await cluster.window.client.api.retry(cluster.id, 'core/ConfigMap')
    if (action.type !== 'hang')
      await until(
        () => cluster.entry('core/ConfigMap')?.state === 'listed',
        () => JSON.stringify(cluster.entry('core/ConfigMap')),
      )
    if (action.type !== 'hang') expect(fake.differences(cluster.inside)).toEqual([])
  })
})
