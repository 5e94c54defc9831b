import { afterEach, describe, expect, it } from 'vitest'
import { type ServedResource, widgetResource } from '../fakeApiServer/resources.ts'
import { FakeCluster, Stops } from '../support/fakeCluster.ts'
import { type TestCluster, TestWindow, until } from '../support/testWindow.ts'

const stops = new Stops()
afterEach(() => stops.all())

const widget = 'example.test/Widget'
const definition = {
  metadata: { name: 'widgets.example.test' },
  spec: {
    group: 'example.test',
    scope: 'Namespaced',
    names: { kind: 'Widget', plural: 'widgets', singular: 'widget', listKind: 'WidgetList' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: 'object' } },
        additionalPrinterColumns: [
          { name: 'Size', type: 'integer', jsonPath: '.spec.size' },
          { name: 'Phase', type: 'string', jsonPath: '.status.phase' },
          { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
        ],
      },
    ],
  },
  status: { conditions: [{ type: 'Established', status: 'True' }] },
}
const resources = (fake: FakeCluster): ServedResource[] => [...fake.server.etcd.collections()].map(({ resource }) => resource)

async function open(fake: FakeCluster): Promise<TestCluster> {
  const window = stops.add(await TestWindow.open({ kubeconfig: fake.kubeconfig() }))
  return window.cluster('fake')
}

/** Serves Widgets, and puts two of them. */
function serveWidgets(fake: FakeCluster): void {
  fake.server.etcd.serve(widgetResource)
  fake.server.put('example.test', 'widgets', {
    metadata: { name: 'left', namespace: 'team-0' },
    spec: { size: 3 },
    status: { phase: 'Ready' },
  })
  fake.server.put('example.test', 'widgets', {
    metadata: { name: 'right', namespace: 'team-0' },
    spec: { size: 12 },
    status: { phase: 'Broken' },
  })
}

describe('a custom resource', () => {
  it('whose definition arrives after its objects gets its columns then, in the open table', async () => {
    const fake = stops.add(await FakeCluster.start())
    serveWidgets(fake)
    fake.server.put('apiextensions.k8s.io', 'customresourcedefinitions', definition)
    // the list of definitions comes late
    fake.server.faults.arm({
      when: ({ resource }) => resource === 'customresourcedefinitions',
      times: 1,
      action: { type: 'delay', ms: 1500 },
    })
    const cluster = await open(fake)
    const table = await (await cluster.rows(widget)).shows(({ last }) => last.total === 2 && last.ledger.state === 'listed')
    const columns = () => cluster.kinds.find((kind) => kind.id === widget)?.columns.map((column) => column.title)
    expect(columns()).not.toContain('Size')
    await until(
      () => columns()?.includes('Size') === true,
      () => `the columns are ${columns()?.join(', ') ?? 'unknown'}`,
    )
    await table.shows((shown) => shown.cells('right')['Size'] === 12)
    expect(table.cells('right')['Phase']).toMatchObject({ t: 'status', text: 'Broken' })
    await table.change({
      sort: {
        column: cluster.kinds.find((kind) => kind.id === widget)?.columns.find((column) => column.title === 'Size')?.id ?? '',
        descending: true,
      },
    })
    await table.shows(({ names }) => names.join() === 'right,left')
  })

  it('is there when its definition is made while the cluster is open, and gone with it', async () => {
    const fake = stops.add(await FakeCluster.start())
    const cluster = await open(fake)
    await cluster.is('live')
    expect(cluster.kinds.map((kind) => kind.id)).not.toContain(widget)

    fake.server.put('apiextensions.k8s.io', 'customresourcedefinitions', definition)
    serveWidgets(fake)
    await until(
      () => cluster.entry(widget)?.state === 'listed',
      () => `widgets: ${JSON.stringify(cluster.entry(widget))}`,
    )
    const info = cluster.kinds.find((kind) => kind.id === widget)
    expect(info).toMatchObject({ resource: 'widgets', shortName: 'wd', namespaced: true, category: 'custom', known: false })
    expect(info?.columns.map((column) => column.title)).toEqual(expect.arrayContaining(['Size', 'Phase', 'Age']))
    const table = await (await cluster.rows(widget)).shows(({ last }) => last.total === 2)
    expect(table.cells('left')['Size']).toBe(3)
    expect(cluster.state).toBe('live')

    fake.server.delete('apiextensions.k8s.io', 'customresourcedefinitions', '', 'widgets.example.test')
    for (const name of ['left', 'right']) fake.server.delete('example.test', 'widgets', 'team-0', name)
    fake.server.etcd.unserve('example.test', 'widgets')
    expect(resources(fake).map((resource) => resource.kind)).not.toContain('Widget')
    await until(
      () => !cluster.kinds.some((kind) => kind.id === widget),
      () => `the kind stays: ${JSON.stringify(cluster.entry(widget))}`,
    )
    await table.shows(({ last }) => last.total === 0)
    expect(cluster.entry(widget)).toBeUndefined()
    expect(cluster.inside.ledger().map((entry) => entry.kind)).not.toContain(widget)
    expect(cluster.state).toBe('live')
  })

  it('with another version is read anew, and its objects stay', async () => {
    const fake = stops.add(await FakeCluster.start())
    serveWidgets(fake)
    fake.server.put('apiextensions.k8s.io', 'customresourcedefinitions', definition)
    const cluster = await open(fake)
    const table = await (await cluster.rows(widget)).shows(({ last }) => last.total === 2 && last.ledger.state === 'listed')
    fake.server.etcd.unserve('example.test', 'widgets')
    fake.server.etcd.serve({ ...widgetResource, version: 'v2' })
    fake.server.put('example.test', 'widgets', { metadata: { name: 'left', namespace: 'team-0' }, spec: { size: 4 } })
    const [first] = definition.spec.versions
    fake.server.put('apiextensions.k8s.io', 'customresourcedefinitions', {
      ...definition,
      spec: { ...definition.spec, versions: [{ ...first, name: 'v2' }] },
    })
    await until(
      () => cluster.kinds.find((kind) => kind.id === widget)?.version === 'v2',
      () => 'the version stays',
    )
    await table.shows((shown) => shown.names.join() === 'left' && shown.cells('left')['Size'] === 4)
  })
})
