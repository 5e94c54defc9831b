import { afterEach, describe, expect, it } from 'vitest'
import { FakeCluster, Stops } from '../support/fakeCluster.ts'
import { must, type TestCluster, type TestGraph, TestWindow, until } from '../support/testWindow.ts'

const stops = new Stops()
afterEach(() => stops.all())

/** A cluster with a small shop in it, and the picture of that namespace. */
async function openShop(): Promise<{ fake: FakeCluster; cluster: TestCluster; graph: TestGraph }> {
  const fake = stops.add(await FakeCluster.start())
  const { server } = fake
  server.put('', 'namespaces', { metadata: { name: 'shop' } })
  server.put('', 'configmaps', { metadata: { name: 'settings', namespace: 'shop' }, data: { a: '1' } })
  server.put('', 'services', { metadata: { name: 'web', namespace: 'shop' }, spec: { selector: { app: 'web' }, ports: [{ port: 80 }] } })
  for (const name of ['web-a', 'web-b', 'web-c'])
    server.put('', 'pods', {
      metadata: { name, namespace: 'shop', labels: { app: 'web' } },
      spec: { containers: [], volumes: [{ name: 'settings', configMap: { name: 'settings' } }] },
      status: { phase: 'Running' },
    })
  const window = stops.add(await TestWindow.open({ kubeconfig: fake.kubeconfig() }))
  const cluster = await window.cluster('fake')
  await cluster.is('live')
  const graph = await cluster.graph({ type: 'namespaces', namespaces: ['shop'] })
  await graph.shows(({ nodes, frames }) => nodes.has('core/Pod/shop/web-c') && frames.some((frame) => frame.isComplete))
  return { fake, cluster, graph }
}

const boxes = (graph: TestGraph): Map<string, { x: number; y: number; pinned: boolean }> => {
  const found = new Map<string, { x: number; y: number; pinned: boolean }>()
  for (const { full, picture } of graph.frames) {
    if (full) found.clear()
    for (const id of picture.removedBoxes) found.delete(id)
    for (const { id, x, y, pinned } of picture.boxes) found.set(id, { x, y, pinned })
  }
  return found
}

describe('an open graph, asked by its window', () => {
  it('keeps a box where it is pinned, lets it go, and forgets all places when it is tidied', async () => {
    const { cluster, graph } = await openShop()
    const { api } = cluster.window.client
    const box = [...boxes(graph).keys()].find((id) => id.includes('shop') && !id.includes('/')) ?? [...boxes(graph).keys()][0] ?? ''
    const home = boxes(graph).get(box)
    const pinned = async (is: boolean): Promise<void> => {
      await until(
        () => boxes(graph).get(box)?.pinned === is,
        () => `${box} is ${JSON.stringify(boxes(graph).get(box))}`,
      )
    }
    must(await api.pinGraph(graph.subscription, box, { x: 1_200, y: 800 }))
    await pinned(true)
    expect(boxes(graph).get(box)).toEqual({ x: 1_200, y: 800, pinned: true })
    must(await api.pinGraph(graph.subscription, box, null))
    await pinned(false)
    must(await api.pinGraph(graph.subscription, box, { x: 1_200, y: 800 }))
    await pinned(true)
    must(await api.tidyGraph(graph.subscription))
    await pinned(false)
    expect(boxes(graph).get(box)).toEqual(home)
    expect(await api.pinGraph(graph.subscription, 'no such box', { x: 0, y: 0 })).toMatchObject({ ok: false, error: { code: 'not-found' } })
    expect(await api.tidyGraph(999_999)).toMatchObject({ ok: false })
    expect(await api.pinGraph(graph.subscription, box, { x: Number.POSITIVE_INFINITY, y: 0 })).toMatchObject({ ok: false })
  })

  it('gives the evidence of the edges of its frames, and no edge that has gone', async () => {
    const { fake, cluster, graph } = await openShop()
    const { api } = cluster.window.client
    const mounts = [...graph.edges.values()].filter(
      (edge) => edge.target === 'core/ConfigMap/shop/settings' && edge.category === 'configuration',
    )
    expect(mounts).toHaveLength(3)
    for (const edge of mounts) expect(edge.evidence).toEqual([])
    const told = must(await api.graphEdges(graph.subscription, [...mounts.map(({ id }) => id), 'no such edge']))
    expect(told.map(({ id }) => id).sort()).toEqual(mounts.map(({ id }) => id).sort())
    for (const edge of told) expect(edge.evidence).toEqual([{ path: 'spec.volumes[0].configMap.name', value: 'settings' }])
    const all = must(await api.graphEdgesOf(graph.subscription, 'core/Pod/shop/web-a'))
    expect(all.map(({ target }) => target)).toContain('core/ConfigMap/shop/settings')
    const gone = mounts.find(({ source }) => source === 'core/Pod/shop/web-a')?.id ?? ''
    fake.server.delete('', 'pods', 'shop', 'web-a')
    await graph.shows(({ edges }) => !edges.has(gone))
    expect(must(await api.graphEdges(graph.subscription, [gone]))).toEqual([])
  })

  it('gives what a tile stands for, page by page, worst first', async () => {
    const { fake, cluster, graph } = await openShop()
    const { api } = cluster.window.client
    const uid = 'web-uid'
    fake.server.put('apps', 'deployments', {
      metadata: { name: 'web', namespace: 'shop', uid },
      spec: {
        replicas: 3,
        selector: { matchLabels: { app: 'web' } },
        template: { metadata: { labels: { app: 'web' } }, spec: { containers: [] } },
      },
    })
    await graph.shows(({ nodes }) => nodes.has('apps/Deployment/shop/web'))
    const owner = [...cluster.inside.picture.store.ofKind('apps/Deployment')].find(
      ({ name, namespace }) => name === 'web' && namespace === 'shop',
    )
    for (const name of ['web-a', 'web-b', 'web-c'])
      fake.server.put('', 'pods', {
        metadata: {
          name,
          namespace: 'shop',
          labels: { app: 'web' },
          ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', uid: owner?.uid ?? '', controller: true }],
        },
        spec: { containers: [] },
        status: { phase: name === 'web-c' ? 'Failed' : 'Running' },
      })
    await graph.shows(({ nodes }) => ['web-a', 'web-b', 'web-c'].every((name) => !nodes.has(`core/Pod/shop/${name}`)))
    const tile = 'apps/Deployment/shop/web'
    const { total, nodes } = must(await api.graphMembers(graph.subscription, tile, 0, 2))
    expect(total).toBe(4)
    expect(nodes.map(({ id }) => id)).toEqual([tile, 'core/Pod/shop/web-c'])
    expect(must(await api.graphMembers(graph.subscription, tile, 2, 10)).nodes.map(({ name }) => name)).toEqual(['web-a', 'web-b'])
    expect(must(await api.graphTile(graph.subscription, 'core/Pod/shop/web-a'))).toBe(tile)
    expect(await api.graphMembers(graph.subscription, 'core/Pod/shop/nobody', 0, 10)).toMatchObject({
      ok: false,
      error: { code: 'not-found' },
    })
  })

  it('counts as many objects as the ledger, all of it, also after events that change no picture', async () => {
    const { fake, cluster } = await openShop()
    const whole = await cluster.graph({ type: 'cluster' })
    const agree = async (): Promise<void> => {
      const counts = (): { ledger: number; graph: number; store: number } => ({
        ledger: cluster.ledger().reduce((sum, { count }) => sum + count, 0),
        graph: whole.frames.at(-1)?.totals.objects ?? -1,
        store: cluster.inside.picture.store.count(),
      })
      await until(
        () => counts().ledger === counts().graph && counts().graph === counts().store,
        () => JSON.stringify(counts()),
      )
      const { objects = 0, drawn = 0, folded = 0, notDrawn = 0 } = whole.frames.at(-1)?.totals ?? {}
      expect(drawn + folded + notDrawn).toBe(objects)
    }
    await agree()
    const held = cluster.inside.picture.store.count()
    for (let i = 0; i < 8; i++)
      fake.server.put('', 'events', {
        metadata: { name: `note-${i}`, namespace: 'shop' },
        type: 'Normal',
        reason: 'Noted',
        involvedObject: {},
      })
    await until(
      () => cluster.inside.picture.store.count() === held + 8,
      () => `${cluster.inside.picture.store.count()} of ${held + 8}`,
    )
    await agree()
    fake.server.put('', 'configmaps', { metadata: { name: 'more', namespace: 'shop' } })
    for (const i of [3, 4, 5]) fake.server.delete('', 'events', 'shop', `note-${i}`)
    await until(
      () => cluster.inside.picture.store.count() === held + 6,
      () => `${cluster.inside.picture.store.count()} of ${held + 6}`,
    )
    await agree()
  })
})
