import { generateKeyPairSync, sign } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import type { ApiClient } from '../../engine/cluster/apiClient.ts'
import { Credentials } from '../../engine/cluster/credentials.ts'
import { discover } from '../../engine/cluster/discovery.ts'
import { createApiClient } from '../../engine/cluster/httpApiClient.ts'
import { Kubeconfigs } from '../../engine/cluster/kubeconfigs.ts'
import type { ServedKind } from '../../engine/cluster/servedKind.ts'
import { collectionPath } from '../../engine/cluster/servedKind.ts'
import type { Cell, Column } from '../../engine/contract/index.ts'
import { kindId } from '../../engine/contract/index.ts'
import { cellText } from '../../engine/kinds/cellText.ts'
import { genericKind } from '../../engine/kinds/generic.ts'
import { kindFor, kinds } from '../../engine/kinds/index.ts'
import type { Kind, KubeObject } from '../../engine/kinds/kind.ts'
import { kindInfoFor } from '../../engine/kinds/kindInfo.ts'
import { printerColumnsOf } from '../../engine/kinds/printerColumns.ts'
import { parseQuantity } from '../../engine/kinds/quantity.ts'

const file = process.env['KUBILITICS_TEST_KUBECONFIG']
const fixtures = join(import.meta.dirname, '../fixtures')
const prefix = `kinds-${process.pid}`
const signal = new AbortController().signal

interface Table {
  columnDefinitions: { name: string; type: string; format: string; priority: number }[]
  rows: { cells: unknown[]; object: KubeObject }[]
}

/** Server columns that mean the same as one of ours under another title. */
const sameAs: Readonly<Record<string, string>> = { createdat: 'age' }

/** Kinds that a server of 1.34 has off by default: compared where they are served. */
const offByDefault: ReadonlySet<string> = new Set([
  'admissionregistration.k8s.io/MutatingAdmissionPolicy',
  'admissionregistration.k8s.io/MutatingAdmissionPolicyBinding',
  'certificates.k8s.io/ClusterTrustBundle',
  'certificates.k8s.io/PodCertificateRequest',
  'coordination.k8s.io/LeaseCandidate',
  'internal.apiserver.k8s.io/StorageVersion',
  'resource.k8s.io/DeviceTaintRule',
  'storagemigration.k8s.io/StorageVersionMigration',
])
/** Kinds whose objects only the control plane makes; of these there may be none. */
const madeByOthers: ReadonlySet<string> = new Set(['metrics.k8s.io/PodMetrics', 'metrics.k8s.io/NodeMetrics'])

/** Discovery leaves out the second view of Events; files may hold them all the same. */
const newEvents: ServedKind = {
  id: 'events.k8s.io/Event',
  group: 'events.k8s.io',
  version: 'v1',
  kind: 'Event',
  resource: 'events',
  singular: 'event',
  shortNames: ['ev'],
  categories: [],
  namespaced: true,
  verbs: ['list'],
}

function plain(title: string): string {
  const name = title.toLowerCase().replace(/[^a-z0-9]/g, '')
  return sameAs[name] ?? name
}

function serverText(cell: unknown): string {
  const text = (typeof cell === 'string' ? cell : JSON.stringify(cell ?? null)).replace(/, /g, ',').trim()
  return text === 'null' || text === 'N/A' || text === '<none>' || text === '<unset>' || text === '<unknown>' || text === '' ? '-' : text
}

/** Whether our cell says what the server's says; ages may differ by the time that passed between the two. */
function agrees(ours: Cell, server: unknown, from: number, to: number): boolean {
  const theirs = serverText(server)
  if (ours === 'not scheduled') return theirs === '-'
  // Kinds without a printer of their own show when they were made, and not their age.
  if (ours !== null && typeof ours === 'object' && ours.t === 'time' && Date.parse(theirs) === ours.at) return true
  const texts = new Set<string>()
  for (let now = from - 3000; now <= to + 3000; now += 500) texts.add(cellText(ours, now).replace(/, /g, ','))
  if (texts.has(theirs)) return true
  if (ours !== null && typeof ours === 'object') {
    // Of a path with many values the server shows the first one; of one to a list, its JSON.
    if (ours.t === 'list' && (ours.items[0] === theirs || JSON.stringify(ours.items) === theirs)) return true
    // Measured amounts are drawn rounded, and keep their value.
    if (ours.t === 'quantity') {
      const amount = parseQuantity(theirs)
      if (amount !== null && Math.abs(amount - ours.value) <= Math.abs(amount) * 1e-9) return true
    }
  }
  // The server shows the first few of a long list and counts the rest.
  const more = /^(.*) \+ (\d+) more\.\.\.$/.exec(theirs)
  if (more && ours !== null && typeof ours === 'object' && ours.t === 'list') {
    const shown = (more[1] ?? '').split(',')
    return ours.items.slice(0, shown.length).join(',') === more[1] && ours.items.length === shown.length + Number(more[2])
  }
  return false
}

describe.skipIf(!file)('kinds against the tables of a real API server (KUBILITICS_TEST_KUBECONFIG)', () => {
  let client: ApiClient
  let served: readonly ServedKind[] = []
  const made: string[] = []

  async function call(
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    path: string,
    body?: unknown,
    accept = 'application/json',
  ): Promise<any> {
    const answer = await client.request({
      method,
      path,
      accept,
      signal,
      deadline: 30_000,
      priority: 'screen',
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), contentType: method === 'PATCH' ? 'application/merge-patch+json' : 'application/json' }),
    })
    const text = Buffer.from(answer.body).toString()
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${text.slice(0, 600)}`)
    return JSON.parse(text)
  }

  function idOf(object: KubeObject): string {
    const apiVersion = object.apiVersion ?? ''
    return kindId(apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '', object.kind ?? '')
  }

  function servedFor(object: KubeObject): ServedKind {
    const id = idOf(object)
    const kind = served.find((item) => item.id === id)
    if (!kind) throw new Error(`the server has no ${id}`)
    return kind
  }

  /** The definitions of the Gateway API stay: other tests may be using them. */
  async function defineGatewayApi(): Promise<void> {
    const definitions = JSON.parse(readFileSync(join(fixtures, 'crds/gateway-api.json'), 'utf8')) as KubeObject[]
    const path = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'
    for (const definition of definitions)
      await call('POST', path, definition).catch((cause: unknown) => {
        if (!String(cause).includes('AlreadyExists')) throw cause
      })
    // What a run of other tests left there has no columns.
    for (const { metadata, spec } of definitions) {
      const there = await call('GET', `${path}/${metadata.name}`)
      const bare = (there.spec.versions as any[]).every((version) => version.additionalPrinterColumns === undefined)
      if (bare && spec.versions.some((version: any) => version.additionalPrinterColumns !== undefined))
        await call('PATCH', `${path}/${metadata.name}`, { spec: { versions: spec.versions } })
    }
    const wanted = definitions.map(({ spec }) => kindId(spec.group as string, spec.names.kind as string))
    for (const end = Date.now() + 60_000; ;) {
      served = (await discover(client, signal)).kinds
      if (wanted.every((id) => served.some((kind) => kind.id === id))) return
      if (Date.now() > end) throw new Error(`not served: ${wanted.join(', ')}`)
      await new Promise((resolve) => setTimeout(resolve, 500))
    }
  }

  async function make(object: KubeObject): Promise<string> {
    const kind = servedFor(object)
    const collection = collectionPath(kind, kind.namespaced ? prefix : undefined)
    const { status, ...rest } = object
    await call('POST', collection, rest)
    const path = `${collection}/${object.metadata.name}`
    if (!kind.namespaced) made.push(path)
    if (status !== undefined) await call('PATCH', `${path}/status`, { status })
    return path
  }

  /** As a kubelet asks for them: a key, and the uid of the Pod signed with it. One is answered with a no. */
  async function requestPodCertificates(): Promise<void> {
    const uid = '6f0c1b9e-2d0a-4f0e-9a53-0a8a4b1f2c3d'
    const { publicKey, privateKey } = generateKeyPairSync('ed25519')
    const request = (name: string): KubeObject => ({
      apiVersion: 'certificates.k8s.io/v1alpha1',
      kind: 'PodCertificateRequest',
      metadata: { name },
      spec: {
        signerName: 'kubilitics.invalid/signer',
        podName: 'web',
        podUID: uid,
        serviceAccountName: 'default',
        serviceAccountUID: uid,
        nodeName: 'node-1',
        nodeUID: uid,
        maxExpirationSeconds: 86_400,
        pkixPublicKey: publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
        proofOfPossession: sign(null, Buffer.from(uid), privateKey).toString('base64'),
      },
    })
    await make(request('pending'))
    const at = new Date().toISOString().replace(/\.\d+/, '')
    const condition = { type: 'Denied', status: 'True', reason: 'UnsupportedKeyType', message: 'no such key', lastTransitionTime: at }
    await make({ ...request('denied'), status: { conditions: [condition] } })
  }

  async function table(kind: ServedKind): Promise<{ answer: Table; from: number; to: number }> {
    const from = Date.now()
    const answer = (await call(
      'GET',
      `${collectionPath(kind)}?includeObject=Object&limit=1000`,
      undefined,
      'application/json;as=Table;v=v1;g=meta.k8s.io',
    )) as Table
    // A server of another program (aggregated APIs) may answer null for no rows.
    answer.rows ??= []
    answer.columnDefinitions ??= []
    return { answer, from, to: Date.now() }
  }

  /** Every cell that both have, compared; answers what differs, how many cells were compared, and the server's columns that ours lack. */
  function compare(kind: Kind, { answer, from, to }: { answer: Table; from: number; to: number }) {
    const differences: string[] = []
    const lacking: string[] = []
    const hidden: string[] = []
    let cells = 0
    const ours = new Map<string, { column: Column; index: number }>(
      kind.columns.map((column, index) => [plain(column.title), { column, index }]),
    )
    for (const [at, definition] of answer.columnDefinitions.entries()) {
      if (definition.name === 'Name') continue
      const own = ours.get(plain(definition.name))
      if (!own) {
        lacking.push(definition.name)
        continue
      }
      // what kubectl shows without being asked is shown here, too
      if (definition.priority === 0 && own.column.wide === true) hidden.push(definition.name)
      for (const row of answer.rows) {
        const facts = kind.read(row.object, to)
        cells += 1
        if (!agrees(facts.cells[own.index] ?? null, row.cells[at], from, to)) {
          differences.push(
            `${kind.id} ${row.object.metadata.name} ${definition.name}: ${JSON.stringify(row.cells[at])} is ${JSON.stringify(facts.cells[own.index])} here`,
          )
        }
      }
    }
    return { differences, lacking, hidden, cells }
  }

  beforeAll(async () => {
    const kubeconfigs = new Kubeconfigs()
    await kubeconfigs.start({ env: {}, home: '/nowhere', extra: [], only: file ?? '' })
    kubeconfigs.stop()
    const context = kubeconfigs.contexts()[0]
    if (!context) throw new Error(JSON.stringify(kubeconfigs.sources()))
    client = createApiClient(context, new Credentials(context, { consents: { consent: () => null } }))
    await defineGatewayApi()
    await call('POST', '/api/v1/namespaces', { metadata: { name: prefix } })

    const text = readFileSync(join(fixtures, 'clusters/everyKind.yaml'), 'utf8')
      .replaceAll('PREFIX', prefix)
      .replaceAll('NAMESPACE', prefix)
    const objects = parseAllDocuments(text).map((document) => document.toJS() as KubeObject)
    // The quota would refuse what comes after it while it is being counted.
    for (const object of objects.filter((item) => item.kind !== 'ResourceQuota')) {
      if (!served.some(({ id }) => id === idOf(object)) && offByDefault.has(idOf(object))) continue
      await make(object)
    }

    // Pods of nobody: no scheduler and no kubelet changes the status that a fixture gives them.
    for (const name of readdirSync(join(fixtures, 'objects')).filter((item) => item.startsWith('pod-'))) {
      const fixture = parse(readFileSync(join(fixtures, 'objects', name), 'utf8')) as KubeObject
      const { nodeName: _node, serviceAccountName: _account, schedulingGates: _gates, ...spec } = fixture.spec
      const deleted = fixture.metadata.deletionTimestamp !== undefined
      const path = await make({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: name.replace('.yaml', '').toLowerCase(), ...(deleted ? { finalizers: ['kubilitics.invalid/hold'] } : {}) },
        spec: { ...spec, schedulerName: 'nobody' },
        status: fixture.status,
      })
      if (deleted) await call('DELETE', path, {})
    }
    // One on a node without a kubelet: it is told to end, and nobody does it.
    const going = await make({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'going' },
      spec: { nodeName: `${prefix}-nowhere`, containers: [{ name: 'a', image: 'a' }] },
    })
    await call('DELETE', going, {})
    for (const object of objects.filter((item) => item.kind === 'ResourceQuota')) await make(object)
    if (served.some(({ id }) => id === 'certificates.k8s.io/PodCertificateRequest')) await requestPodCertificates()
    // Bindings, events and statuses of controllers settle.
    await new Promise((resolve) => setTimeout(resolve, 8000))
  })

  afterAll(async () => {
    for (const path of made.reverse()) await call('DELETE', path).catch(() => null)
    const pods = await call('GET', `/api/v1/namespaces/${prefix}/pods`)
    for (const pod of pods.items) {
      const path = `/api/v1/namespaces/${prefix}/pods/${pod.metadata.name}`
      if (pod.metadata.finalizers) await call('PATCH', path, { metadata: { finalizers: null } })
      else if (pod.metadata.name === 'going') await call('DELETE', path, { gracePeriodSeconds: 0 })
    }
    await call('DELETE', `/api/v1/namespaces/${prefix}`)
    client.close()
  })

  it.each(kinds.map((kind) => [kind.id, kind] as const))('%s says column by column what kubectl says', async (id, kind) => {
    const resource = served.find((item) => item.id === id) ?? (id === newEvents.id ? newEvents : undefined)
    if (resource === undefined && offByDefault.has(id)) return
    expect(resource, `${id} is served`).toBeDefined()
    const found = await table(resource as ServedKind)
    for (const row of found.answer.rows) kind.detail(row.object)
    const result = compare(kind, found)
    expect(result.differences).toEqual([])
    expect(result.lacking, 'columns that kubectl has and we do not').toEqual([])
    expect(result.hidden, 'columns that kubectl shows and we only when asked').toEqual([])
    if (!madeByOthers.has(id)) expect(result.cells).toBeGreaterThan(0)
  })

  it('covers the states of pods that kubectl tells apart', async () => {
    const { answer } = await table(servedFor({ apiVersion: 'v1', kind: 'Pod', metadata: { name: '' } }))
    const status = answer.columnDefinitions.findIndex((column) => column.name === 'Status')
    const states = new Set(answer.rows.filter((row) => row.object.metadata.namespace === prefix).map((row) => row.cells[status]))
    expect([...states]).toEqual(
      expect.arrayContaining([
        'CrashLoopBackOff',
        'Init:CrashLoopBackOff',
        'Init:1/2',
        'ImagePullBackOff',
        'Signal:9',
        'Evicted',
        'Completed',
        'NotReady',
        'Terminating',
        'Unknown',
        'Pending',
        'Running',
      ]),
    )
  })

  it('evaluates the printer columns of a CustomResourceDefinition as the server does', async () => {
    const group = `${prefix}.kubilitics.invalid`
    const definition = await call('GET', `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/widgets.${group}`)
    const widget: ServedKind = {
      id: `${group}/Widget`,
      group,
      version: 'v1',
      kind: 'Widget',
      resource: 'widgets',
      singular: 'widget',
      shortNames: ['wd'],
      categories: [],
      namespaced: true,
      verbs: [],
    }
    const collection = collectionPath(widget, prefix)
    await call('POST', collection, { apiVersion: `${group}/v1`, kind: 'Widget', metadata: { name: 'empty' } })
    await call('POST', collection, {
      apiVersion: `${group}/v1`,
      kind: 'Widget',
      metadata: { name: 'full', annotations: { 'acme.io/team': 'shop' } },
      spec: {
        ports: [{ name: 'a' }, { name: 'b' }],
        map: { x: 1, y: 'z' },
        size: 3,
        part: 1.5,
        fast: true,
        until: '2026-01-01T00:00:00Z',
        text: 'seven',
      },
    })
    await call('PATCH', `${collection}/full/status`, {
      status: {
        conditions: [
          { type: 'Synced', status: 'True' },
          { type: 'Ready', status: 'False', reason: 'Broken' },
        ],
      },
    })
    const kind = genericKind(widget, printerColumnsOf(definition, 'v1'))
    const result = compare(kind, await table(widget))
    expect(result.differences).toEqual([])
    expect(result.lacking).toEqual([])
    expect(result.cells).toBe(28)
  })

  it('has a title, a short name and a place for every kind that is served', async () => {
    const infos = served.map((kind) => kindInfoFor(kind))
    expect(infos.filter((info) => info.title === '' || info.shortName === '' || info.columns.length === 0)).toEqual([])
    const builtIn = infos.filter((info) => info.group === '' || info.group.endsWith('.k8s.io') || !info.group.includes('.'))
    expect(builtIn.filter((info) => info.category === 'custom').map((info) => info.id)).toEqual([])
  })

  it('has a file for every kind of Kubernetes itself that can be listed', () => {
    const builtIn = served.filter(({ group }) => group === '' || !group.includes('.') || group.endsWith('.k8s.io'))
    const others = builtIn.filter((kind) => kind.verbs.includes('list') && kindFor(kind.id) === undefined).map(({ id }) => id)
    // Extensions may be of groups of Kubernetes' own too.
    expect(others.filter((id) => !/^(snapshot|groupsnapshot|policy\.networking|gateway\.networking\.x)/.test(id))).toEqual([])
  })

  it('reads every object of every other kind, and agrees where the server has the same column', async () => {
    const differences: string[] = []
    for (const resource of served.filter((item) => kindFor(item.id) === undefined && item.verbs.includes('list'))) {
      const answer = await table(resource)
      const kind = genericKind(resource)
      for (const row of answer.answer.rows) kind.detail(row.object)
      differences.push(...compare(kind, answer).differences)
    }
    expect(differences).toEqual([])
  })
})
