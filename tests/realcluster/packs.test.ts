import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import type { ApiClient } from '../../engine/cluster/apiClient.ts'
import { Credentials } from '../../engine/cluster/credentials.ts'
import { discover } from '../../engine/cluster/discovery.ts'
import { createApiClient } from '../../engine/cluster/httpApiClient.ts'
import { Kubeconfigs } from '../../engine/cluster/kubeconfigs.ts'
import { collectionPath, type ServedKind } from '../../engine/cluster/servedKind.ts'
import { loadLive } from '../../engine/cli/liveSource.ts'
import { kindOf, type RawObject } from '../support/memoryReader.ts'

/** Two packs with objects that a real API server has checked against their projects' schemas, and counted out what must come of them. */

const file = process.env['KUBILITICS_TEST_KUBECONFIG'] ?? ''
const namespaces = ['packs-certs', 'packs-keda']
const signal = new AbortController().signal
const definitionsPath = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'
let client: ApiClient

async function send(method: 'POST' | 'DELETE', path: string, body?: RawObject): Promise<number> {
  const answer = await client.request({
    method,
    path,
    signal,
    deadline: 20_000,
    ...(body ? { body: JSON.stringify(body), contentType: 'application/json' } : {}),
  })
  // What is there already is from a run before.
  if (method === 'POST' && answer.status >= 300 && answer.status !== 409)
    throw new Error(`${path}: ${answer.status} ${new TextDecoder().decode(answer.body).slice(0, 500)}`)
  return answer.status
}

async function served(wanted: readonly string[]): Promise<readonly ServedKind[]> {
  for (const end = Date.now() + 60_000; ;) {
    const { kinds } = await discover(client, signal)
    if (wanted.every((id) => kinds.some((kind) => kind.id === id))) return kinds
    if (Date.now() > end) throw new Error(`not served: ${wanted.join(', ')}`)
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
}

describe.runIf(file !== '')('packs on a real API server', () => {
  beforeAll(async () => {
    const configs = new Kubeconfigs()
    await configs.start({ env: {}, home: '/', extra: [], only: file })
    configs.stop()
    const context = configs.contexts()[0]
    if (context === undefined) throw new Error(`no context in ${file}`)
    client = createApiClient(context, new Credentials(context, { consents: { consent: () => null } }))
    const definitions = ['cert-manager', 'keda'].flatMap(
      (name) => JSON.parse(readFileSync(new URL(`../fixtures/crds/${name}.json`, import.meta.url), 'utf8')) as RawObject[],
    )
    for (const definition of definitions) await send('POST', definitionsPath, definition)
    const kinds = await served(definitions.map(({ spec }) => `${String(spec.group)}/${String(spec.names.kind)}`))
    for (const name of ['certManager', 'keda'])
      for (const document of parseAllDocuments(readFileSync(new URL(`../fixtures/packs/${name}.yaml`, import.meta.url), 'utf8'))) {
        const object = document.toJS() as RawObject
        const kind = kinds.find(({ id }) => id === kindOf(object))
        if (kind === undefined) throw new Error(`not served: ${kindOf(object)}`)
        await send('POST', collectionPath(kind, object['metadata'].namespace as string | undefined), object)
      }
  }, 120_000)

  afterAll(async () => {
    for (const namespace of namespaces) await send('DELETE', `/api/v1/namespaces/${namespace}`)
    await send('DELETE', '/apis/cert-manager.io/v1/clusterissuers/packs-acme')
    client.close()
  })

  it('cert-manager and KEDA: every edge that was counted by hand, and no other', async () => {
    const source = await loadLive({ type: 'live', kubeconfig: file, context: null }, { kind: null, namespaces: null, deadline: 120_000 })
    try {
      await source.picture.rulesRead()
      const found = source.picture.graph
        .edges()
        .filter(
          ({ rule, source: from }) =>
            (rule === 99 || rule === 106) && (namespaces.some((n) => from.includes(n)) || from.endsWith('/packs-acme')),
        )
        .map(({ id, state }) => `${id} ${state}`)
      const certs = (kind: string, name: string): string => `cert-manager.io/${kind}/packs-certs/${name}`
      const keda = (kind: string, name: string): string => `keda.sh/${kind}/packs-keda/${name}`
      expect(found.filter((edge) => !edge.startsWith('106.autoscaler')).sort()).toEqual(
        [
          `99.credentials:${certs('Certificate', 'web')}>core/Secret/packs-certs/keystore ok`,
          `99.credentials:${certs('Issuer', 'ca')}>core/Secret/packs-certs/ca-key ok`,
          `99.issuer:${certs('Certificate', 'edge')}>cert-manager.io/ClusterIssuer/_/packs-acme ok`,
          `99.issuer:${certs('Certificate', 'web')}>${certs('Issuer', 'ca')} ok`,
          `99.issuer:networking.k8s.io/Ingress/packs-certs/web>${certs('Issuer', 'ca')} ok`,
          `99.secret:${certs('Certificate', 'edge')}>core/Secret/packs-certs/edge-tls dangling`,
          `99.secret:${certs('Certificate', 'web')}>core/Secret/packs-certs/web-tls dangling`,
          '99.solver:cert-manager.io/ClusterIssuer/_/packs-acme>networking.k8s.io/IngressClass/_/packs dangling',
          `106.authentication:${keda('ScaledJob', 'batch')}>${keda('TriggerAuthentication', 'queue')} ok`,
          `106.authentication:${keda('ScaledObject', 'worker')}>${keda('TriggerAuthentication', 'queue')} ok`,
          `106.authentication:${keda('ScaledObject', 'worker')}>keda.sh/ClusterTriggerAuthentication/_/cloud dangling`,
          `106.credentials:${keda('TriggerAuthentication', 'queue')}>core/Secret/packs-keda/queue dangling`,
          `106.target:${keda('ScaledObject', 'worker')}>apps/Deployment/packs-keda/worker ok`,
        ].sort(),
      )
      expect(source.picture.kinds().find(({ id }) => id === 'cert-manager.io/Certificate')?.references).toMatchObject({
        pack: 'cert-manager',
        unread: null,
      })
    } finally {
      await source.close()
    }
  }, 150_000)
})
