import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { brotliDecompressSync, gunzipSync, inflateRawSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { drawPlain } from '../../engine/graph/picture.ts'
import { topologyOf } from '../../engine/graph/topologyGraph.ts'
import { unseal } from '../../engine/snapshots/envelope.ts'
import { readPart } from '../../engine/snapshots/picturePart.ts'
import { FakeCluster, Stops } from '../support/fakeCluster.ts'
import { keyVault, must, sqlWasm, type TestCluster, TestWindow, until } from '../support/testWindow.ts'

const stops = new Stops()
afterEach(() => stops.all())

/** The graph of everything, without what differs by where it came from. */
function graphText(cluster: TestCluster): string {
  const { picture } = cluster.inside
  picture.store.flush()
  const query = { cluster: 'any', scope: { type: 'cluster' } as const, categories: null }
  return JSON.stringify(
    topologyOf(picture.graph, picture.store, query, drawPlain(picture.graph, picture.store, query), { ledger: [], generatedAt: null }),
  )
}

/** All rows of every kind, as a window gets them. */
async function allRows(cluster: TestCluster): Promise<Record<string, unknown>> {
  const out: Record<string, unknown> = {}
  for (const kind of [...cluster.kinds].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const total = cluster.entry(kind.id)?.count ?? 0
    const table = await (await cluster.rows(kind.id, {}, 1000)).shows(({ last }) => last.total === total && last.slots.length === total)
    out[kind.id] = { columns: kind.columns, rows: table.rows.map(({ key: _key, ...row }) => row) }
    await table.close()
  }
  return out
}

async function openLive(
  fake: FakeCluster,
  options: { userData?: string; vault?: ReturnType<typeof keyVault> } = {},
): Promise<{ window: TestWindow; cluster: TestCluster }> {
  const window = await TestWindow.open({ kubeconfig: fake.kubeconfig(), ...options })
  const cluster = await window.cluster('fake')
  await cluster.is('live')
  await until(
    () => fake.differences(cluster.inside).length === 0 && cluster.ledger('listed').length === fake.counts().size,
    () => fake.differences(cluster.inside).slice(0, 5).join('; '),
  )
  return { window, cluster }
}

describe('a snapshot', () => {
  it('of a live cluster, opened in another app without any network, has the same rows and the same graph, byte by byte', async () => {
    const fake = stops.add(await FakeCluster.start({ pods: 60, others: 200 }))
    const { window, cluster } = await openLive(fake)
    stops.add(window)
    const file = path.join(fake.folder, 'shop.kubilitics')
    const before = Date.now()
    const saved = must(await window.client.api.saveSnapshot(cluster.id, file))
    const objects = [...fake.counts().values()].reduce((sum, count) => sum + count, 0)
    expect(saved).toMatchObject({ file, cluster: 'fake', objects, version: 'v1.34.4', sample: false })
    expect(statSync(file).mode & 0o077).toBe(0)
    const [rows, graph] = [await allRows(cluster), graphText(cluster)]
    await fake.server.crash()

    const elsewhere = stops.add(await TestWindow.open())
    const id = must(await elsewhere.client.api.openSnapshot(file))
    const offline = await elsewhere.cluster(id)
    expect(offline.summary).toMatchObject({
      state: 'offline',
      source: 'snapshot',
      name: 'fake',
      objects,
      version: 'v1.34.4',
      fromCache: false,
      error: null,
    })
    expect(offline.summary.asOf).toBeGreaterThanOrEqual(before)
    expect(offline.ledger().map((entry) => entry.state)).toEqual([...fake.counts()].map(() => 'offline'))
    expect(await allRows(offline)).toEqual(rows)
    expect(graphText(offline)).toBe(graph)
    // questions that need a server say so
    expect(await elsewhere.client.api.retry(id, null)).toMatchObject({ ok: false, error: { code: 'offline' } })
    expect(await elsewhere.client.api.acceptIdentity(id)).toMatchObject({ ok: false, error: { code: 'offline' } })
    // a snapshot of the snapshot is as old as the first
    const copy = must(await elsewhere.client.api.saveSnapshot(id, path.join(fake.folder, 'copy.kubilitics')))
    expect(copy).toMatchObject({ takenAt: offline.summary.asOf, objects })
  })

  it('says what the user was not allowed to see', async () => {
    const fake = stops.add(await FakeCluster.start())
    fake.server.access.grant('dora', { verbs: ['get', 'list', 'watch'], groups: [''], resources: ['pods', 'namespaces'] })
    const window = stops.add(await TestWindow.open({ kubeconfig: fake.kubeconfig([fake.context('fake', { login: 'dora' })]) }))
    const cluster = await window.cluster('fake')
    await cluster.is('live')
    await until(
      () => cluster.ledger('forbidden').length === fake.counts().size - 2,
      () => `${cluster.ledger('forbidden').length} are forbidden`,
    )
    const file = path.join(fake.folder, 'part.kubilitics')
    must(await window.client.api.saveSnapshot(cluster.id, file))
    const offline = await window.cluster(must(await window.client.api.openSnapshot(file)))
    expect(offline.entry('core/Pod')).toMatchObject({ state: 'offline', count: 40 })
    expect(offline.entry('core/Secret')).toMatchObject({
      state: 'forbidden',
      count: 0,
      error: { code: 'forbidden', missing: { verb: 'list', resource: 'secrets' } },
    })
  })
})

describe('the last picture', () => {
  it('stands in when the app starts and the server is gone: stale, with its age; and is live when the server is back', async () => {
    const [fake, home] = [stops.add(await FakeCluster.start()), stops.add(await FakeCluster.start({ pods: 0, others: 0 }))]
    const options = { userData: home.folder, vault: keyVault() }
    const first = await openLive(fake, options)
    const objects = first.cluster.summary.objects
    const graph = graphText(first.cluster)
    await first.window.stop()
    const stoppedAt = Date.now()
    await fake.server.crash()

    const window = stops.add(await TestWindow.open({ kubeconfig: fake.kubeconfig(), ...options }))
    const cluster = await window.cluster('fake')
    // at once, before anything could be asked
    expect(cluster.view.summary).toMatchObject({ objects, fromCache: true })
    await cluster.is('stale')
    expect(cluster.summary).toMatchObject({ fromCache: true, version: 'v1.34.4', error: { code: 'unreachable' } })
    expect(stoppedAt - (cluster.summary.asOf ?? 0)).toBeLessThan(15_000)
    await until(
      () => cluster.ledger('stale').length === fake.counts().size,
      () => JSON.stringify(cluster.ledger().filter((entry) => entry.state !== 'stale')),
    )
    const table = await (await cluster.rows('core/Pod')).shows(({ last }) => last.total === 40 && last.ledger.state === 'stale')
    expect(graphText(cluster)).toBe(graph)

    fake.server.put('', 'pods', {
      metadata: { name: 'meanwhile', namespace: 'team-0' },
      spec: { containers: [] },
      status: { phase: 'Pending' },
    })
    fake.server.delete('', 'configmaps', 'team-0', 'app-0')
    await fake.server.start()
    await cluster.is('live')
    await table.shows(({ names, last }) => names.includes('meanwhile') && last.ledger.state === 'listed')
    await until(
      () => fake.differences(cluster.inside).length === 0,
      () => fake.differences(cluster.inside).join('; '),
    )
    expect(cluster.summary).toMatchObject({ fromCache: false, asOf: null, error: null })
  })

  it('is not kept without a key, not read with another, and never spoils the cluster when its file is damaged', async () => {
    const [fake, home] = [stops.add(await FakeCluster.start()), stops.add(await FakeCluster.start({ pods: 0, others: 0 }))]
    const keyless = await openLive(fake, { userData: home.folder })
    await keyless.window.stop()
    expect(readdirSync(home.folder)).not.toContain('pictures')
    const kept = await openLive(fake, { userData: home.folder, vault: keyVault() })
    await kept.window.stop()
    expect(readdirSync(path.join(home.folder, 'pictures'))).toHaveLength(1)
    const other = await openLive(fake, { userData: home.folder, vault: keyVault(new Uint8Array(32).fill(8)) })
    expect(other.cluster.view.summary).toMatchObject({ fromCache: false, objects: 0 })
    await other.window.stop()
    // said, since what was seen of the cluster without a network is gone; and made anew
    expect(other.window.problems).toMatchObject([{ code: 'io', message: expect.stringContaining('was kept with another key') as string }])
    const again = await openLive(fake, { userData: home.folder, vault: keyVault(new Uint8Array(32).fill(8)) })
    await again.window.stop()
    expect(again.window.problems).toEqual([])
  })
})

describe('the values of Secrets', () => {
  it('are in no frame, answer, YAML, search, snapshot or kept picture', async () => {
    const canary = 'canary-4f1d'
    const base64 = Buffer.from(`value ${canary} of a secret`).toString('base64')
    const [fake, home] = [stops.add(await FakeCluster.start()), stops.add(await FakeCluster.start({ pods: 0, others: 0 }))]
    const secret = {
      metadata: {
        name: 'vault',
        namespace: 'team-0',
        annotations: {
          'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify({
            apiVersion: 'v1',
            kind: 'Secret',
            metadata: { name: 'vault' },
            data: { password: base64 },
            stringData: { plain: canary },
          }),
        },
      },
      type: 'Opaque',
      data: { password: base64, other: base64 },
      stringData: { plain: canary },
    }
    fake.server.put('', 'secrets', secret)
    const { window, cluster } = await openLive(fake, { userData: home.folder, vault: keyVault() })
    // live, and changed while it is watched
    const table = await (await cluster.rows('core/Secret')).shows(({ names }) => names.includes('vault'))
    fake.server.put('', 'secrets', { ...secret, data: { ...secret.data, third: base64 } })
    await table.shows((shown) => shown.cells('vault')['Data'] === 3 || shown.cells('vault')['Data'] === 4)
    const id = 'core/Secret/team-0/vault'
    const yaml = must(await window.client.api.getYaml(cluster.id, id))
    expect(yaml).toContain('password: ')
    const detail = JSON.stringify(must(await window.client.api.getObject(cluster.id, id)))
    expect(detail).toContain('password')
    for (const words of [canary, base64, base64.slice(0, 12)])
      expect(must(await window.client.api.search(cluster.id, words, 50))).toEqual([])
    for (const filter of [canary, base64, `label:${canary}`]) {
      await table.change({ filter })
      await table.shows(({ last }) => last.matching === 0)
      await table.change({ filter: '' })
      await table.shows(({ last }) => last.matching > 0)
    }
    await (await cluster.graph({ type: 'object', id, steps: 2 })).shows(({ nodes }) => nodes.has(id))
    const file = path.join(fake.folder, 'secrets.kubilitics')
    must(await window.client.api.saveSnapshot(cluster.id, file))
    const said = window.heard.join('\n') + JSON.stringify(window.problems)
    const [key] = [keyVault().key() ?? new Uint8Array()]
    await window.stop()

    const [picture] = readdirSync(path.join(home.folder, 'pictures'))
    const sealed = readFileSync(path.join(home.folder, 'pictures', picture ?? ''))
    const opened = unseal(key, cluster.id, sealed)
    expect(opened).not.toBeNull()
    const elsewhere = stops.add(await TestWindow.open())
    const offline = await elsewhere.cluster(must(await elsewhere.client.api.openSnapshot(file)))
    const offlineYaml = must(await elsewhere.client.api.getYaml(offline.id, id))
    expect(offlineYaml).toBe(yaml)

    const places: Record<string, string> = {
      yaml,
      detail,
      offlineYaml,
      said,
      snapshot: await textOf(file),
      picture: textOfPart(opened?.bytes ?? Buffer.alloc(0)),
      sealed: sealed.toString('latin1'),
    }
    for (const [place, text] of Object.entries(places)) {
      // the questions themselves hold the words; what is heard are answers only
      expect(text.includes(canary), `${canary} in ${place}`).toBe(false)
      expect(text.includes(base64.slice(0, 24)), `base64 in ${place}`).toBe(false)
    }
  })
})

/** Every text and blob of a snapshot, unpacked: bodies are compressed, and a canary must not hide in them. */
async function textOf(source: string | Buffer): Promise<string> {
  const bytes = typeof source === 'string' ? readFileSync(source) : source
  const { default: initSqlJs } = await import('sql.js')
  const SQL = await initSqlJs({ locateFile: () => sqlWasm })
  const database = new SQL.Database(bytes)
  let text = bytes.toString('latin1')
  for (const [name] of database.exec("select name from sqlite_master where type = 'table'")[0]?.values ?? []) {
    for (const row of database.exec(`select * from "${String(name)}"`)[0]?.values ?? [])
      for (const value of row) text += `\n${value instanceof Uint8Array ? unpacked(Buffer.from(value)) : String(value)}`
  }
  database.close()
  return text
}

/** The head and every object of a kept picture, unpacked. */
function textOfPart(bytes: Buffer): string {
  const { objects, held, ...head } = readPart(bytes)
  const all = held.flatMap((kind) =>
    [...objects(kind)].map(({ namespace, name, json }) => `${namespace}/${name} ${Buffer.from(json).toString()}`),
  )
  expect(all.some((text) => text.includes('team-0/vault '))).toBe(true)
  return [bytes.toString('latin1'), JSON.stringify(head), ...all].join('\n')
}

function unpacked(blob: Buffer): string {
  for (const open of [brotliDecompressSync, inflateRawSync, gunzipSync]) {
    try {
      return open(blob).toString()
    } catch {
      // packed in another way
    }
  }
  return blob.toString()
}
