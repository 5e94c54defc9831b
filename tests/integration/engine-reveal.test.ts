import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { FakeCluster, Stops } from '../support/fakeCluster.ts'
import { keyVault, must, type TestCluster, TestWindow } from '../support/testWindow.ts'

const stops = new Stops()
afterEach(() => stops.all())

const value = 'hunter2-and-nothing-else'
const encoded = Buffer.from(value).toString('base64')
const secret = 'core/Secret/team-0/db'

async function open(login: string): Promise<{ fake: FakeCluster; window: TestWindow; cluster: TestCluster; userData: string }> {
  const fake = stops.add(await FakeCluster.start())
  fake.server.put('', 'secrets', {
    metadata: {
      name: 'db',
      namespace: 'team-0',
      managedFields: [{ manager: 'kubectl', operation: 'Apply', apiVersion: 'v1', fieldsV1: { 'f:data': { 'f:password': {} } } }],
      annotations: { 'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify({ data: { password: encoded } }) },
    },
    type: 'Opaque',
    data: { password: encoded, blob: Buffer.from([0, 255, 254, 1]).toString('base64') },
  })
  fake.server.access.grant('reader', { verbs: ['list', 'watch'], groups: ['*'], resources: ['*'] })
  const userData = path.join(fake.folder, 'data')
  const window = stops.add(
    await TestWindow.open({ kubeconfig: fake.kubeconfig([fake.context('fake', { login })]), userData, vault: keyVault() }),
  )
  const cluster = await window.cluster('fake')
  await (await cluster.rows('core/Secret')).shows((table) => table.names.includes('db'))
  return { fake, window, cluster, userData }
}

/** Every file below a folder, with its bytes. */
function filesIn(folder: string): { file: string; bytes: Buffer }[] {
  return readdirSync(folder).flatMap((name) => {
    const file = path.join(folder, name)
    return statSync(file).isDirectory() ? filesIn(file) : [{ file, bytes: readFileSync(file) }]
  })
}

function audit(userData: string): Record<string, unknown>[] {
  const file = path.join(userData, 'audit.jsonl')
  if (!existsSync(file)) return []
  return readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
}

describe('revealing a key of a Secret', () => {
  it('gives that one value, says so in the audit file, and leaves it nowhere', async () => {
    const { window, cluster, userData } = await open('admin')
    const { api } = window.client
    expect(must(await api.getYaml(cluster.id, secret))).not.toContain(encoded)
    const live = must(await api.getLiveYaml(cluster.id, secret))
    expect(live.managers).toBe(1)
    expect(live.text).toContain('f:password')
    expect(
      window.heard.some((each) => each.includes(value) || each.includes(encoded)),
      'before anybody asked',
    ).toBe(false)

    expect(must(await api.revealKey(cluster.id, secret, 'password'))).toEqual({ value, binary: false, size: value.length })
    expect(window.heard.filter((each) => each.includes(value))).toHaveLength(1)
    expect(must(await api.revealKey(cluster.id, secret, 'blob'))).toEqual({ value: 'AP/+AQ==', binary: true, size: 4 })
    expect(await api.revealKey(cluster.id, secret, 'constructor')).toMatchObject({ ok: false, error: { code: 'not-found' } })
    expect(await api.revealKey(cluster.id, 'core/ConfigMap/team-0/x', 'a')).toMatchObject({ ok: false, error: { code: 'bad-input' } })

    const about = { did: 'reveal', cluster: cluster.id, clusterName: 'fake', object: secret }
    expect(audit(userData)).toEqual([
      { ...about, key: 'password', outcome: 'revealed', at: expect.any(String), server: expect.stringContaining('https://127.0.0.1') },
      expect.objectContaining({ key: 'blob', outcome: 'revealed' }),
      expect.objectContaining({ key: 'constructor', outcome: 'not-found' }),
    ])
    expect(statSync(path.join(userData, 'audit.jsonl')).mode & 0o777).toBe(0o600)

    const held = cluster.inside.picture.store.bodyBytes(secret) ?? new Uint8Array()
    for (const text of [value, encoded]) expect(Buffer.from(held).includes(text), 'the store holds the value').toBe(false)

    // everything that can be written is: a snapshot, the last picture, the registry
    const snapshot = path.join(userData, 'all.kubilitics')
    must(await api.saveSnapshot(cluster.id, snapshot))
    must(await api.closeCluster(cluster.id))
    const files = filesIn(userData)
    expect(files.map(({ file }) => path.basename(file))).toContain('all.kubilitics')
    expect(files.some(({ file }) => file.includes('pictures'))).toBe(true)
    for (const { file, bytes } of files)
      for (const text of [value, encoded]) expect(bytes.includes(text), `${file} holds the value`).toBe(false)
    for (const problem of window.problems) expect(JSON.stringify(problem)).not.toContain(value)

    const offline = must(await api.openSnapshot(snapshot))
    must(await api.openCluster(offline))
    expect(must(await api.getYaml(offline, secret))).toMatch(/password: "\(not held: \d+ bytes\)/)
    const packed = window.engine.workspace.get(offline)?.picture.store.bodyBytes(secret) ?? new Uint8Array()
    for (const text of [value, encoded]) expect(Buffer.from(packed).includes(text), 'the snapshot holds the value').toBe(false)
    expect(await api.revealKey(offline, secret, 'password')).toMatchObject({ ok: false, error: { code: 'offline' } })
    expect(await api.getLiveYaml(offline, secret)).toMatchObject({ ok: false, error: { code: 'offline' } })
  })

  it('says which right is missing, and writes down that it was tried', async () => {
    const { window, cluster, userData } = await open('reader')
    const refused = await window.client.api.revealKey(cluster.id, secret, 'password')
    expect(refused).toMatchObject({
      ok: false,
      error: { code: 'forbidden', missing: { verb: 'get', group: '', resource: 'secrets', namespace: 'team-0' } },
    })
    expect(audit(userData)).toEqual([expect.objectContaining({ outcome: 'forbidden', key: 'password' })])
    expect(window.heard.some((each) => each.includes(value) || each.includes(encoded))).toBe(false)
  })

  it('that cannot be audited is not done', async () => {
    const { window, cluster, userData } = await open('admin')
    mkdirSync(path.join(userData, 'audit.jsonl'))
    expect(await window.client.api.revealKey(cluster.id, secret, 'password')).toMatchObject({
      ok: false,
      error: { code: 'io', message: expect.stringContaining('nothing is revealed') },
    })
    expect(window.heard.some((each) => each.includes(value))).toBe(false)
  })
})

describe('objects of one kind', () => {
  it('are found by namespace and name, best first, with a limit', async () => {
    const { fake, window, cluster } = await open('admin')
    for (const [namespace, name] of [
      ['team-0', 'web-2'],
      ['team-1', 'web-1'],
      ['team-1', 'front-web'],
      ['web', 'other'],
    ] as const)
      fake.server.put('', 'pods', { metadata: { namespace, name }, spec: { containers: [] } })
    await (await cluster.rows('core/Pod', { filter: 'web' })).shows((table) => table.names.includes('front-web'))
    const find = async (words: string, limit: number): Promise<readonly string[]> =>
      must(await window.client.api.findOfKind(cluster.id, 'core/Pod', words, limit))
    expect(await find('WEB', 10)).toEqual([
      'core/Pod/team-0/web-2',
      'core/Pod/team-1/web-1',
      'core/Pod/team-1/front-web',
      'core/Pod/web/other',
    ])
    expect(await find('team-1 web', 1)).toEqual(['core/Pod/team-1/front-web'])
    expect(await find('team-1/web-1', 1)).toEqual(['core/Pod/team-1/web-1'])
    expect(await find('', 5)).toHaveLength(5)
    expect(await find('nothing-like-it', 5)).toEqual([])
  })
})
