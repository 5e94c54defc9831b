import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { kindId, objectId } from '../../engine/contract/index.ts'
import { kubilitics, readTable } from '../support/commandLine.ts'
import { RawClient } from '../support/rawClient.ts'
import { Stops } from '../support/fakeCluster.ts'
import { asked, type TestCluster, TestWindow, until } from '../support/testWindow.ts'

const file = process.env['KUBILITICS_TEST_KUBECONFIG'] ?? ''
/** The kubeconfig of another user: named, or beside the admin's. */
const beside = (user: string): string =>
  process.env[`KUBILITICS_TEST_KUBECONFIG_${user.toUpperCase()}`] ?? path.join(path.dirname(file), `${user}.kubeconfig`)
const group = `engine-${process.pid}.test`
const gadget = `${group}/Gadget`
const run = promisify(execFile)

/** The server's own answer, asked as plainly as can be. */
interface Served {
  id: string
  path: string
  namespaced: boolean
}

async function servedKinds(raw: RawClient): Promise<Served[]> {
  const out = new Map<string, Served>()
  const read = async (base: string, groupName: string) => {
    for (const resource of (await raw.send(base)).json.resources ?? []) {
      if (resource.name.includes('/') || !resource.verbs.includes('list') || !resource.verbs.includes('watch')) continue
      out.set(kindId(groupName, resource.kind), {
        id: kindId(groupName, resource.kind),
        path: `${base}/${String(resource.name)}`,
        namespaced: resource.namespaced,
      })
    }
  }
  await read('/api/v1', '')
  for (const each of (await raw.send('/apis')).json.groups) await read(`/apis/${String(each.preferredVersion.groupVersion)}`, each.name)
  // the same objects under two names
  out.delete('events.k8s.io/Event')
  return [...out.values()]
}

async function idsOf(raw: RawClient, kind: Served): Promise<string[]> {
  const answer = await raw.send(kind.path)
  if (answer.status !== 200) throw new Error(`${kind.path}: ${answer.status}`)
  return (answer.json.items as { metadata: { namespace?: string; name: string } }[])
    .map(({ metadata }) => objectId(kind.id, metadata.namespace ?? '', metadata.name))
    .sort()
}

function held(cluster: TestCluster, kind: string): string[] {
  const { store } = cluster.inside.picture
  store.flush()
  return [...store.ofKind(kind)].map((object) => objectId(kind, object.namespace, object.name)).sort()
}

describe.skipIf(file === '')('the engine on a real cluster (KUBILITICS_TEST_KUBECONFIG)', () => {
  const stops = new Stops()
  let raw: RawClient
  let cluster: TestCluster
  let kinds: Served[]

  const open = async (kubeconfig: string): Promise<TestCluster> => {
    const window = stops.add(await TestWindow.open({ kubeconfig }))
    const [first] = await window.clusters()
    return window.cluster(first?.id ?? '')
  }
  /** Everything that is asked for has come to an end, good or bad. */
  const settled = (each: TestCluster) =>
    until(
      () => each.ledger().length > 0 && each.ledger('loading').length === 0 && ['live', 'forbidden'].includes(each.state),
      () =>
        `${each.state}; loading: ${each
          .ledger('loading')
          .map((entry) => entry.kind)
          .join(', ')}`,
      60_000,
    )

  beforeAll(async () => {
    raw = RawClient.fromFile(file)
    stops.on(() => raw.close())
    const made = await raw.send('/apis/apiextensions.k8s.io/v1/customresourcedefinitions', {
      method: 'POST',
      body: {
        apiVersion: 'apiextensions.k8s.io/v1',
        kind: 'CustomResourceDefinition',
        metadata: { name: `gadgets.${group}` },
        spec: {
          group,
          scope: 'Namespaced',
          names: { kind: 'Gadget', plural: 'gadgets', singular: 'gadget', shortNames: ['gdg'] },
          versions: [
            {
              name: 'v1',
              served: true,
              storage: true,
              schema: {
                openAPIV3Schema: {
                  type: 'object',
                  properties: { spec: { type: 'object', properties: { size: { type: 'integer' }, colour: { type: 'string' } } } },
                },
              },
              additionalPrinterColumns: [
                { name: 'Size', type: 'integer', jsonPath: '.spec.size' },
                { name: 'Colour', type: 'string', jsonPath: '.spec.colour' },
                { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
              ],
            },
          ],
        },
      },
    })
    expect(made.status).toBe(201)
    stops.on(() => raw.send(`/apis/apiextensions.k8s.io/v1/customresourcedefinitions/gadgets.${group}`, { method: 'DELETE' }))
    const make = (name: string, size: number, colour: string) =>
      raw.send(`/apis/${group}/v1/namespaces/default/gadgets`, {
        method: 'POST',
        body: { apiVersion: `${group}/v1`, kind: 'Gadget', metadata: { name }, spec: { size, colour } },
      })
    expect(
      await asked(
        async () => (await make('first', 3, 'red')).status,
        (status) => status === 201,
      ),
    ).toBe(201)
    expect((await make('second', 12, 'blue')).status).toBe(201)
    cluster = await open(file)
    await settled(cluster)
    kinds = await servedKinds(raw)
  })
  afterAll(() => stops.all())

  it('counts in a picture of everything what the ledger counts, kind by kind, also while events and Pods come and go', async () => {
    const namespace = `sum-${process.pid}`
    const graph = await cluster.graph({ type: 'cluster' })
    const { store } = cluster.inside.picture
    const sums = (): { ledger: number; graph: number; store: number } => ({
      ledger: cluster.ledger().reduce((sum, { count }) => sum + count, 0),
      graph: graph.frames.at(-1)?.totals.objects ?? -1,
      store: store.count(),
    })
    /** They are told one after the other: of a cluster that lives, they are equal again and again. */
    const agree = () =>
      until(
        () => sums().ledger === sums().graph && sums().graph === sums().store,
        () => JSON.stringify({ ...sums(), kinds: cluster.ledger().filter(({ kind, count }) => store.count(kind) !== count) }),
        60_000,
      )
    await agree()
    const seen = graph.frames.length
    try {
      expect((await raw.send('/api/v1/namespaces', { method: 'POST', body: { metadata: { name: namespace } } })).status).toBe(201)
      for (let i = 0; i < 12; i++) {
        const involvedObject = { kind: 'Pod', namespace, name: `nobody-${i}` }
        const event = { metadata: { name: `note-${i}`, namespace }, involvedObject, type: 'Normal', reason: 'Noted', message: 'counted' }
        expect((await raw.send(`/api/v1/namespaces/${namespace}/events`, { method: 'POST', body: event })).status).toBe(201)
      }
      const body = { metadata: { name: 'one' }, spec: { containers: [{ name: 'main', image: 'example/app' }] } }
      await asked(
        () => raw.send(`/api/v1/namespaces/${namespace}/pods`, { method: 'POST', body }),
        ({ status }) => status === 201 || status === 409,
      )
      await until(
        () => store.get(`core/Event/${namespace}/note-11`) !== undefined && store.get(`core/Pod/${namespace}/one`) !== undefined,
        () => 'what was made is not held',
      )
      await agree()
      expect(graph.frames.length).toBeGreaterThan(seen)
      for (const { totals } of graph.frames) expect(totals.drawn + totals.folded + totals.notDrawn).toBe(totals.objects)
    } finally {
      await raw.send(`/api/v1/namespaces/${namespace}`, { method: 'DELETE' })
    }
    await until(
      () => store.get(`core/Pod/${namespace}/one`) === undefined && store.get(`core/Event/${namespace}/note-11`) === undefined,
      () => 'what was deleted is still held',
      60_000,
    )
    await agree()
  })

  it('lists every kind that the server can watch, and every object of it', async () => {
    expect(kinds.length).toBeGreaterThan(40)
    const wrong: string[] = []
    for (const kind of kinds) {
      // a cluster lives: what differs now may be the same in a moment
      let why = ''
      for (let tries = 0; tries < 20; tries++) {
        const [theirs, ours] = [await idsOf(raw, kind), held(cluster, kind.id)]
        const entry = cluster.entry(kind.id)
        why =
          theirs.join() !== ours.join()
            ? `${kind.id}: ${theirs.length} there, ${ours.length} here`
            : entry?.state !== 'listed'
              ? `${kind.id} is ${entry?.state ?? 'not in the ledger'}`
              : entry.count !== ours.length
                ? `${kind.id}: the ledger counts ${entry.count} of ${ours.length}`
                : ''
        if (why === '') break
        await new Promise((resolve) => setTimeout(resolve, 250))
      }
      if (why !== '') wrong.push(why)
    }
    expect(wrong).toEqual([])
    expect(cluster.state).toBe('live')
    expect(cluster.window.problems).toEqual([])
  })

  it('names nothing more than kubectl does', async ({ skip }) => {
    const kubectl = await run('kubectl', ['--kubeconfig', file, 'api-resources', '--verbs=list,watch', '-o', 'name']).catch(() => null)
    if (kubectl === null) return skip('there is no kubectl here')
    const theirs = kubectl.stdout
      .trim()
      .split('\n')
      .filter((name) => name !== 'events.events.k8s.io')
      .sort()
    const ours = cluster.kinds
      .filter((kind) => cluster.entry(kind.id)?.state === 'listed')
      .map((kind) => (kind.group === '' ? kind.resource : `${kind.resource}.${kind.group}`))
      .sort()
    expect(ours).toEqual(theirs)
    const { stdout } = await run('kubectl', ['--kubeconfig', file, 'get', 'clusterroles', '-o', 'name'])
    expect(held(cluster, 'rbac.authorization.k8s.io/ClusterRole')).toEqual(
      stdout
        .trim()
        .split('\n')
        .map((name) => `rbac.authorization.k8s.io/ClusterRole/_/${name.slice(name.indexOf('/') + 1)}`)
        .sort(),
    )
  })

  it('shows a custom resource with the columns of its definition, and follows it', async () => {
    const table = await (await cluster.rows(gadget)).shows(({ last }) => last.total === 2 && last.ledger.state === 'listed')
    expect(cluster.kinds.find((kind) => kind.id === gadget)).toMatchObject({ shortName: 'gdg', namespaced: true, category: 'custom' })
    await table.shows((shown) => shown.cells('second')['Size'] === 12 && shown.cells('second')['Colour'] === 'blue')
    await raw.send(`/apis/${group}/v1/namespaces/default/gadgets/first`, {
      method: 'PATCH',
      contentType: 'application/merge-patch+json',
      body: { spec: { size: 4 } },
    })
    await table.shows((shown) => shown.cells('first')['Size'] === 4)
    await raw.send(`/apis/${group}/v1/namespaces/default/gadgets/second`, { method: 'DELETE' })
    await table.shows(({ names }) => names.join() === 'first')
  })

  it('follows what happens, without a list', async () => {
    const name = `engine-test-${process.pid}`
    const table = await (
      await cluster.rows('core/ConfigMap', { filter: name })
    ).shows(({ last }) => last.ledger.state === 'listed' && last.matching === 0)
    const make = await raw.send('/api/v1/namespaces/default/configmaps', {
      method: 'POST',
      body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { a: '1' } },
    })
    expect(make.status).toBe(201)
    await table.shows(({ names }) => names.includes(name))
    expect(cluster.entry('core/ConfigMap')?.mode).toMatch(/watch/)
    await raw.send(`/api/v1/namespaces/default/configmaps/${name}`, { method: 'DELETE' })
    await table.shows(({ last }) => last.matching === 0)
  })

  it.each(['viewer', 'nobody'])('says of each kind what %s may not do, and shows all that may be seen', async (user) => {
    if (!existsSync(beside(user)))
      throw new Error(`There is no kubeconfig for ${user}: set KUBILITICS_TEST_KUBECONFIG_${user.toUpperCase()}.`)
    const theirs = RawClient.fromFile(beside(user))
    stops.on(() => theirs.close())
    const as = await open(beside(user))
    await settled(as)
    const wrong: string[] = []
    let forbidden = 0
    for (const kind of kinds) {
      const { status } = await theirs.send(`${kind.path}?limit=1`)
      const entry = as.entry(kind.id)
      if (status === 403) forbidden++
      if (status === 403 && (entry?.state !== 'forbidden' || entry.error?.missing?.verb !== 'list' || entry.count !== 0))
        wrong.push(`${kind.id} is refused, and is ${JSON.stringify(entry)}`)
      if (status === 200 && entry?.state !== 'listed') wrong.push(`${kind.id} is allowed, and is ${JSON.stringify(entry)}`)
      if (status === 200 && !(await comesToAgree(as, kind, theirs))) wrong.push(`${kind.id} differs`)
    }
    expect(wrong).toEqual([])
    expect(forbidden).toBeGreaterThan(5)
    expect(as.state).toBe(user === 'nobody' ? 'forbidden' : 'live')
    if (user === 'nobody') expect(as.summary.error).toMatchObject({ code: 'forbidden' })
  })

  it('prints pods on the command line as kubectl prints them', async ({ skip }) => {
    const name = `printed-${process.pid}`
    await raw.send('/api/v1/namespaces/default/pods', {
      method: 'POST',
      body: { apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec: { containers: [{ name: 'main', image: 'nginx' }] } },
    })
    stops.on(() => raw.send(`/api/v1/namespaces/default/pods/${name}`, { method: 'DELETE' }))
    expect(
      await asked(
        async () => (await raw.send(`/api/v1/namespaces/default/pods/${name}`)).json.status.phase as string,
        (phase) => phase === 'Running',
        60_000,
      ),
    ).toBe('Running')
    const compare = async (): Promise<string[]> => {
      const [theirs, ours] = await Promise.all([
        run('kubectl', ['--kubeconfig', file, 'get', 'pods', '-A'], { maxBuffer: 1 << 26 }).catch(() => null),
        kubilitics(['get', 'pods', '-A', '--kubeconfig', file]),
      ])
      if (theirs === null) return skip('there is no kubectl here')
      expect(ours).toMatchObject({ code: 0, stderr: '' })
      const [a, b] = [readTable(theirs.stdout), readTable(ours.stdout)]
      if (a.length !== b.length) return [`${a.length} there, ${b.length} here`]
      return a.flatMap((row, at) =>
        Object.entries(row)
          .filter(([title, text]) => !same(title, text, b[at]?.[title] ?? ''))
          .map(([title, text]) => `${row['NAME'] ?? ''} ${title}: ${text} there, ${b[at]?.[title] ?? 'nothing'} here`),
      )
    }
    let differences = await compare()
    for (let tries = 0; differences.length > 0 && tries < 5; tries++) differences = await compare()
    expect(differences).toEqual([])
  })
})

/** Ages go on between the two questions. */
function same(title: string, theirs: string, ours: string): boolean {
  if (theirs === ours || (theirs === '<none>' && ours === '-')) return true
  if (title !== 'AGE' && title !== 'RESTARTS') return false
  const [a, b] = [theirs, ours].map((text) => /^(?:(\d+) \()?(.*?)(?: ago\))?$/.exec(text))
  return a?.[1] === b?.[1] && Math.abs(seconds(a?.[2] ?? '') - seconds(b?.[2] ?? '')) <= Math.max(5, seconds(a?.[2] ?? '') / 50)
}

function seconds(age: string): number {
  const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, y: 31_536_000 }
  return [...age.matchAll(/(\d+)([smhdy])/g)].reduce((sum, [, figure, unit]) => sum + Number(figure) * (units[unit ?? 's'] ?? 1), 0)
}

/** Whether what is held becomes what the server lists: its controllers may still be tidying up after another test while the two are asked. */
async function comesToAgree(as: TestCluster, kind: Served, theirs: RawClient): Promise<boolean> {
  for (let looks = 0; looks < 50; looks++) {
    if (held(as, kind.id).join() === (await idsOf(theirs, kind)).join()) return true
    await sleep(200)
  }
  return false
}
