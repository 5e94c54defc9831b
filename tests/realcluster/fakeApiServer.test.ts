import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FakeApiServer } from '../fakeApiServer/fakeApiServer.ts'
import { builtinResources, widgetResource } from '../fakeApiServer/resources.ts'
import { RawClient } from '../support/rawClient.ts'

// The fake API server is the oracle of many tests, so its answers must not drift from a real server's: the same objects are made on both,
// the same questions asked, and what is left after taking out times, uids and versions must be equal.

const kubeconfig = process.env['KUBILITICS_TEST_KUBECONFIG'] ?? ''
const ns = `parity-${process.pid}`
const metadata = 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io'
const tableAccept = 'application/json;as=Table;v=v1;g=meta.k8s.io'
const aggregatedAccept = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList'

let real: RawClient
let realNobody: RawClient | undefined
let fake: RawClient
let fakeNobody: RawClient
const server = new FakeApiServer({ resources: [...builtinResources, widgetResource] })

/** Takes out what must differ, and the objects that only one of the two has. */
function normal(value: any): any {
  if (Array.isArray(value)) return value.map(normal)
  if (value === null || typeof value !== 'object') return value
  const out: Record<string, unknown> = {}
  for (const [key, each] of Object.entries(value)) {
    if (['uid', 'managedFields', 'selfLink', 'remainingItemCount', 'retryAfterSeconds', 'description'].includes(key)) continue
    if (['resourceVersion', 'creationTimestamp', 'continue'].includes(key)) out[key] = each === null ? null : typeof each
    else if (key === 'cells') out[key] = (each as unknown[]).map((cell) => (typeof cell === 'string' && /^\d/.test(cell) ? 'time' : cell))
    else if (key === 'message' && typeof each === 'string') out[key] = each.replace(/\d{3,}/g, 'N').replace(/User "[^"]*"/, 'User "U"')
    else out[key] = normal(each)
  }
  return out
}

const watchLines = (text: string) =>
  text
    .trim()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => normal(JSON.parse(line)))

const configMap = (name: string) => ({
  kind: 'ConfigMap',
  apiVersion: 'v1',
  metadata: { name, namespace: ns, labels: { app: name } },
  data: { key: name },
})
const widget = (name: string) => ({ kind: 'Widget', apiVersion: 'example.test/v1', metadata: { name, namespace: ns }, spec: { size: 1 } })

beforeAll(async () => {
  real = RawClient.fromFile(kubeconfig)
  await server.start()
  fake = new RawClient(server.kubeconfig())
  fakeNobody = new RawClient(server.kubeconfig('nobody'))
  const nobody = process.env['KUBILITICS_TEST_KUBECONFIG_NOBODY']
  if (nobody !== undefined) realNobody = RawClient.fromFile(nobody)
  const crd = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'widgets.example.test' },
    spec: {
      group: 'example.test',
      scope: 'Namespaced',
      names: { plural: 'widgets', singular: 'widget', kind: 'Widget', shortNames: ['wd'] },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: {
            openAPIV3Schema: { type: 'object', properties: { spec: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } } },
          },
        },
      ],
    },
  }
  await real.send('/apis/apiextensions.k8s.io/v1/customresourcedefinitions', { method: 'POST', body: crd })
  for (const client of [real, fake]) {
    await client.send('/api/v1/namespaces', { method: 'POST', body: { metadata: { name: ns } } })
    for (const name of ['a', 'b', 'c'])
      expect((await client.send(`/api/v1/namespaces/${ns}/configmaps`, { method: 'POST', body: configMap(name) })).status).toBe(201)
    for (let attempt = 0; ; attempt++) {
      // the definition is served a moment after it was made
      const { status } = await client.send(`/apis/example.test/v1/namespaces/${ns}/widgets`, { method: 'POST', body: widget('w') })
      if (status === 201) break
      if (attempt > 50) throw new Error(`widgets are not served: ${status}`)
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
  }
  // the real one adds a ConfigMap of its own to every namespace
  for (let attempt = 0; attempt < 50; attempt++) {
    if ((await real.send(`/api/v1/namespaces/${ns}/configmaps/kube-root-ca.crt`)).status === 200) break
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}, 60_000)

afterAll(async () => {
  await real.send(`/apis/example.test/v1/namespaces/${ns}/widgets/w`, { method: 'DELETE' })
  await real.send('/apis/apiextensions.k8s.io/v1/customresourcedefinitions/widgets.example.test', { method: 'DELETE' })
  await real.send(`/api/v1/namespaces/${ns}`, { method: 'DELETE' })
  for (const client of [real, realNobody, fake, fakeNobody]) client?.close()
  await server.stop()
})

async function same(path: string, options: Parameters<RawClient['send']>[1] = {}): Promise<any> {
  const [a, b] = await Promise.all([real.send(path, options), fake.send(path, options)])
  expect(b.status).toBe(a.status)
  expect(normal(b.json)).toEqual(normal(a.json))
  return a.json
}

describe('the fake API server answers as a real one does', () => {
  const maps = `/api/v1/namespaces/${ns}/configmaps`
  const mine = `${maps}?labelSelector=app%3Da`
  const widgets = `/apis/example.test/v1/namespaces/${ns}/widgets`

  it('single objects', async () => {
    await same(`${maps}/a`)
    await same(`${widgets}/w`)
  })
  it('lists, at any version and at version 0', async () => {
    await same(mine)
    await same(`${mine}&resourceVersion=0`)
    await same(widgets)
  })
  it('metadata only', async () => {
    await same(mine, { accept: metadata })
    await same(widgets, { accept: metadata })
  })
  it('tables of custom resources', async () => {
    await same(widgets, { accept: tableAccept })
  })
  it('pages', async () => {
    const pages: string[][] = [[], []]
    for (const [at, client] of [real, fake].entries()) {
      let token = ''
      do {
        const { json } = await client.send(`${maps}?limit=2&continue=${encodeURIComponent(token)}`)
        pages[at]?.push(
          ...json.items.map((item: any) => item.metadata.name as string).filter((name: string) => name !== 'kube-root-ca.crt'),
        )
        token = json.metadata.continue ?? ''
      } while (token !== '')
    }
    expect(pages[1]).toEqual(pages[0])
  })
  it('what is not there', async () => {
    await same(`${maps}/none`)
    const [a, b] = await Promise.all([real.send('/apis/none.example/v1/nothings'), fake.send('/apis/none.example/v1/nothings')])
    expect([b.status, b.text]).toEqual([a.status, a.text])
  })
  it('a version from the future', async () => {
    const [a, b] = await Promise.all([real.send(`${mine}&resourceVersion=999999999`), fake.send(`${mine}&resourceVersion=999999999`)])
    expect([b.status, b.json.reason, normal(b.json.details)]).toEqual([a.status, a.json.reason, normal(a.json.details)])
  })
  it('a watch from now on ends with nothing but bookmarks', async () => {
    const version = (await real.send(mine)).json.metadata.resourceVersion as string
    const fakeVersion = (await fake.send(mine)).json.metadata.resourceVersion as string
    const a = await real.send(`${mine}&watch=1&timeoutSeconds=1&resourceVersion=${version}`)
    const b = await fake.send(`${mine}&watch=1&timeoutSeconds=1&resourceVersion=${fakeVersion}`)
    expect([b.status, b.text]).toEqual([a.status, a.text])
  })
  it('WatchList: the initial events and the bookmark that ends them', async () => {
    for (const path of [mine, `${widgets}?`]) {
      const query = `${path}&watch=1&timeoutSeconds=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true`
      const [a, b] = await Promise.all([real.send(query), fake.send(query)])
      expect(b.status).toBe(a.status)
      const upToEnd = (lines: any[]) => {
        const end = lines.findIndex((line) => line.type === 'BOOKMARK')
        expect(end).toBeGreaterThanOrEqual(0)
        const { kind, apiVersion, metadata: mark } = lines[end].object
        return [...lines.slice(0, end), { kind, apiVersion, annotations: mark.annotations }]
      }
      expect(upToEnd(watchLines(b.text))).toEqual(upToEnd(watchLines(a.text)))
    }
  })
  it('WatchList with the wrong match is refused', async () => {
    const query = `${mine}&watch=1&timeoutSeconds=1&sendInitialEvents=true&allowWatchBookmarks=true`
    const [a, b] = await Promise.all([real.send(query), fake.send(query)])
    expect([b.status, b.json.reason]).toEqual([a.status, a.json.reason])
  })
  it('what one may not do', async (context) => {
    if (realNobody === undefined) return context.skip('KUBILITICS_TEST_KUBECONFIG_NOBODY names no kubeconfig')
    for (const path of [
      maps,
      `${maps}/a`,
      '/api/v1/pods',
      '/apis/apps/v1/deployments',
      `/apis/apps/v1/namespaces/${ns}/deployments?watch=1`,
    ]) {
      const [a, b] = await Promise.all([realNobody.send(path), fakeNobody.send(path)])
      expect([b.status, normal(b.json)]).toEqual([a.status, normal(a.json)])
    }
  })
  it('discovery, for every resource the fake one serves', async () => {
    for (const path of ['/api', '/apis']) {
      const [a, b] = await Promise.all([real.send(path, { accept: aggregatedAccept }), fake.send(path, { accept: aggregatedAccept })])
      expect(b.headers['content-type']).toBe(a.headers['content-type'])
      for (const group of b.json.items) {
        const realGroup = a.json.items.find((each: any) => each.metadata.name === group.metadata.name)
        for (const version of group.versions) {
          const realVersion = realGroup.versions.find((each: any) => each.version === version.version)
          for (const resource of version.resources) {
            const { subresources: _one, verbs, ...mineOf } = resource
            const {
              subresources: _two,
              verbs: realVerbs,
              ...realOf
            } = realVersion.resources.find((each: any) => each.resource === resource.resource)
            expect(mineOf).toEqual(realOf)
            expect([...verbs].sort()).toEqual([...realVerbs].sort())
          }
        }
      }
    }
    for (const path of ['/api', '/api/v1', '/apis/apps/v1', '/apis/example.test/v1']) {
      const [a, b] = await Promise.all([real.send(path), fake.send(path)])
      expect(Object.keys(b.json).sort()).toEqual(Object.keys(a.json).sort())
    }
  })
})
