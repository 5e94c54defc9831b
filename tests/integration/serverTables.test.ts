import { afterEach, describe, expect, it } from 'vitest'
import { type ServedResource, widgetResource } from '../fakeApiServer/resources.ts'
import { forbidden } from '../fakeApiServer/status.ts'
import { FakeCluster, Stops } from '../support/fakeCluster.ts'
import { type TestCluster, TestWindow, until } from '../support/testWindow.ts'

const stops = new Stops()
afterEach(() => stops.all())

const widget = 'example.test/Widget'
const definitions: ServedResource = { ...widgetResource, group: 'apiextensions.k8s.io', resource: 'customresourcedefinitions' }
/** What an aggregated API is: served by discovery, with a table of its own, and no definition anywhere. */
const aggregated: ServedResource = {
  ...widgetResource,
  tableColumns: [
    { name: 'Size', type: 'integer', cell: (object) => (object['spec']?.size as unknown) ?? null },
    { name: 'Phase', type: 'string', cell: (object) => (object['status']?.phase as unknown) ?? '<none>' },
  ],
}

function put(fake: FakeCluster, name: string, size: number): void {
  fake.server.put('example.test', 'widgets', { metadata: { name, namespace: 'team-0' }, spec: { size }, status: { phase: 'Ready' } })
}

/** Counts the requests for tables, by their paths. */
function tablesAsked(fake: FakeCluster): string[] {
  const asked: string[] = []
  fake.server.faults.arm({
    when: ({ query, path, resource }) => {
      if (resource === 'widgets' && query.get('includeObject') === 'Metadata') asked.push(path)
      return false
    },
    times: 1,
    action: { type: 'delay', ms: 0 },
  })
  return asked
}

async function open(fake: FakeCluster): Promise<TestCluster> {
  const window = stops.add(await TestWindow.open({ kubeconfig: fake.kubeconfig() }))
  return window.cluster('fake')
}

const titles = (cluster: TestCluster): readonly string[] =>
  cluster.kinds.find((kind) => kind.id === widget)?.columns.map(({ title }) => title) ?? []

describe('the columns of a kind that nobody here knows', () => {
  it("are those of the server's table: read when somebody looks, and then only for what changed", async () => {
    const fake = stops.add(await FakeCluster.start())
    fake.server.etcd.serve(aggregated)
    put(fake, 'left', 3)
    put(fake, 'right', 12)
    const asked = tablesAsked(fake)
    const cluster = await open(fake)
    await cluster.is('live')
    await until(
      () => cluster.entry(widget)?.state === 'listed',
      () => `widgets: ${JSON.stringify(cluster.entry(widget))}`,
    )
    // Nobody looks: nothing is asked.
    expect(titles(cluster)).toEqual(['Age'])
    expect(asked).toEqual([])

    const table = await cluster.rows(widget)
    await table.shows((shown) => shown.names.length === 2 && shown.cells('right')['Size'] === 12)
    expect(titles(cluster)).toEqual(['Size', 'Phase', 'Age'])
    expect(table.cells('left')['Phase']).toMatchObject({ t: 'status', text: 'Ready' })
    expect(asked).toEqual(['/apis/example.test/v1/widgets'])

    put(fake, 'left', 4)
    put(fake, 'new', 7)
    await table.shows((shown) => shown.names.length === 3 && shown.cells('left')['Size'] === 4 && shown.cells('new')['Size'] === 7)
    expect(table.cells('right')['Size']).toBe(12)
    // One question per object that changed, and no second list.
    expect(asked.slice(1).sort()).toEqual([
      '/apis/example.test/v1/namespaces/team-0/widgets/left',
      '/apis/example.test/v1/namespaces/team-0/widgets/new',
    ])
  })

  it('are there too where the definitions may not be read', async () => {
    const fake = stops.add(await FakeCluster.start())
    fake.server.etcd.serve(aggregated)
    put(fake, 'left', 3)
    fake.server.faults.arm({
      when: ({ resource }) => resource === 'customresourcedefinitions',
      times: Infinity,
      action: { type: 'status', answer: forbidden('nobody', 'list', definitions, null) },
    })
    const cluster = await open(fake)
    const table = await (await cluster.rows(widget)).shows((shown) => shown.names.length === 1 && shown.cells('left')['Size'] === 3)
    expect(cluster.entry('apiextensions.k8s.io/CustomResourceDefinition')?.state).toBe('forbidden')
    expect(table.cells('left')['Phase']).toMatchObject({ text: 'Ready' })
  })

  it('are read as a whole again when much changes at once', async () => {
    const fake = stops.add(await FakeCluster.start())
    fake.server.etcd.serve(aggregated)
    for (let n = 0; n < 700; n++) put(fake, `w${n}`, n)
    const asked = tablesAsked(fake)
    const cluster = await open(fake)
    const table = await (
      await cluster.rows(widget)
    ).shows((shown) => shown.last.total === 700 && shown.cells(shown.names[0] ?? '')['Size'] !== null)
    await until(
      () => asked.length === 2,
      () => `asked ${asked.join(' ')}`,
    )
    // Two pages of 500.
    expect(asked).toEqual(['/apis/example.test/v1/widgets', '/apis/example.test/v1/widgets'])
    for (let n = 0; n < 60; n++) put(fake, `w${n}`, 10_000)
    await table.shows((shown) => shown.cells('w0')['Size'] === 10_000)
    expect(asked.every((path) => path === '/apis/example.test/v1/widgets')).toBe(true)
  })

  it('are not asked for where there is a definition', async () => {
    const fake = stops.add(await FakeCluster.start())
    fake.server.etcd.serve(aggregated)
    put(fake, 'left', 3)
    fake.server.put('apiextensions.k8s.io', 'customresourcedefinitions', {
      metadata: { name: 'widgets.example.test' },
      spec: {
        group: 'example.test',
        scope: 'Namespaced',
        names: { kind: 'Widget', plural: 'widgets' },
        versions: [
          {
            name: 'v1',
            served: true,
            storage: true,
            additionalPrinterColumns: [{ name: 'Wide', type: 'integer', jsonPath: '.spec.size' }],
          },
        ],
      },
    })
    const asked = tablesAsked(fake)
    const cluster = await open(fake)
    await (await cluster.rows(widget)).shows((shown) => shown.names.length === 1 && shown.cells('left')['Wide'] === 3)
    expect(titles(cluster)).toEqual(['Wide', 'Age'])
    expect(asked).toEqual([])
  })
})
