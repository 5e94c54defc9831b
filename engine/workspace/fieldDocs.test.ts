import { describe, expect, it } from 'vitest'
import type { ApiClient, ApiRequest } from '../cluster/apiClient.ts'
import { OpenApi } from '../cluster/openApi.ts'
import type { ServedKind } from '../cluster/servedKind.ts'
import { ClusterPicture } from './clusterPicture.ts'
import { fieldDocs } from './fieldDocs.ts'

const tenant: ServedKind = {
  id: 'acme.io/Tenant',
  group: 'acme.io',
  version: 'v1',
  kind: 'Tenant',
  resource: 'tenants',
  singular: 'tenant',
  shortNames: [],
  categories: [],
  namespaced: true,
  verbs: ['get', 'list'],
}
const definitions: ServedKind = {
  ...tenant,
  id: 'apiextensions.k8s.io/CustomResourceDefinition',
  group: 'apiextensions.k8s.io',
  kind: 'CustomResourceDefinition',
  resource: 'customresourcedefinitions',
  namespaced: false,
}
const pod: ServedKind = { ...tenant, id: 'core/Pod', group: '', kind: 'Pod', resource: 'pods' }

function schema(description: string): Record<string, unknown> {
  return {
    type: 'object',
    properties: { spec: { type: 'object', properties: { plan: { type: 'string', description, enum: ['a', 'b'] } } } },
  }
}

function picture(): ClusterPicture {
  const made = new ClusterPicture(() => 0)
  made.serve([tenant, definitions, pod])
  const definition = {
    metadata: { name: 'tenants.acme.io' },
    spec: {
      group: 'acme.io',
      names: { kind: 'Tenant', plural: 'tenants' },
      scope: 'Namespaced',
      versions: [
        { name: 'v0', served: true, schema: { openAPIV3Schema: schema('of the old version') } },
        { name: 'v1', served: true, schema: { openAPIV3Schema: schema('of the definition') } },
      ],
    },
  }
  made.store.load(definitions.id, Buffer.from(JSON.stringify(definition)))
  return made
}

/** A server that answers with these documents; everything else is forbidden. */
function server(documents: Record<string, unknown>): { client: ApiClient; asked: string[] } {
  const asked: string[] = []
  const client = {
    request: ({ path }: ApiRequest) => {
      asked.push(path)
      const found = documents[path]
      const status = found === undefined ? 403 : 200
      const body = found ?? { kind: 'Status', message: 'forbidden: User "x" cannot get path "/openapi/v3"' }
      return Promise.resolve({ status, headers: {}, body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)) })
    },
  } as unknown as ApiClient
  return { client, asked }
}

function index(hash: string): unknown {
  return { paths: { 'apis/acme.io/v1': { serverRelativeURL: `/openapi/v3/apis/acme.io/v1?hash=${hash}` } } }
}
function document(description: string): unknown {
  const gvk = [{ group: 'acme.io', version: 'v1', kind: 'Tenant' }]
  return { components: { schemas: { other: {}, 'io.acme.Tenant': { ...schema(description), 'x-kubernetes-group-version-kind': gvk } } } }
}

describe('fieldDocs', () => {
  it('asks the server once per hash, and again when the schema has changed', async () => {
    const documents: Record<string, unknown> = {
      '/openapi/v3': index('ABC'),
      '/openapi/v3/apis/acme.io/v1?hash=ABC': document('of the server'),
      '/openapi/v3/apis/acme.io/v1?hash=DEF': document('of the newer server'),
    }
    const { client, asked } = server(documents)
    const held = picture()
    const ask = () => fieldDocs(held, { client, openApi }, tenant.id, 'spec.plan')
    const openApi = new OpenApi()
    expect(await ask()).toMatchObject({ ok: true, value: { description: 'of the server', enum: ['a', 'b'], source: 'openapi' } })
    await ask()
    expect(asked.filter((path) => path.includes('hash'))).toHaveLength(1)
    documents['/openapi/v3'] = index('DEF')
    expect(await ask()).toMatchObject({ ok: true, value: { description: 'of the newer server' } })
    expect(await fieldDocs(held, { client, openApi }, tenant.id, 'spec.nothing')).toMatchObject({ ok: false, error: { code: 'not-found' } })
    held.close()
  })

  it('takes the held definition of a custom kind, in the version served, where the server says nothing', async () => {
    const held = picture()
    for (const from of [null, { client: server({}).client, openApi: new OpenApi() }])
      expect(await fieldDocs(held, from, tenant.id, 'spec.plan')).toMatchObject({
        ok: true,
        value: { description: 'of the definition', source: 'definition' },
      })
    held.close()
  })

  it('says why there are none', async () => {
    const held = picture()
    const forbidden = { client: server({}).client, openApi: new OpenApi() }
    expect(await fieldDocs(held, forbidden, 'core/Pod', 'spec')).toMatchObject({ ok: false, error: { code: 'forbidden', status: 403 } })
    expect(await fieldDocs(held, null, 'core/Pod', 'spec')).toMatchObject({
      ok: false,
      error: { code: 'offline', todo: expect.stringContaining('snapshot') },
    })
    expect(await fieldDocs(held, null, 'core/Other', 'spec')).toMatchObject({ ok: false, error: { code: 'not-found' } })
    held.close()
  })

  it('goes nowhere but to the schemas, and takes nothing else for them', async () => {
    const held = picture()
    for (const address of [
      'https://evil.example/openapi/v3/x',
      '/api/v1/secrets',
      '/openapi/v3/../../api/v1/secrets?x=1',
      '//evil.example/openapi/v3/',
    ]) {
      const { client, asked } = server({ '/openapi/v3': { paths: { 'api/v1': { serverRelativeURL: address } } } })
      expect(await fieldDocs(held, { client, openApi: new OpenApi() }, 'core/Pod', 'spec')).toMatchObject({
        ok: false,
        error: { code: 'server-error' },
      })
      expect(asked).toEqual(['/openapi/v3'])
    }
    for (const junk of ['no JSON', [], { paths: 3 }, null]) {
      const { client } = server({ '/openapi/v3': junk ?? 'null' })
      expect(await fieldDocs(held, { client, openApi: new OpenApi() }, 'core/Pod', 'spec')).toMatchObject({
        ok: false,
        error: { code: 'server-error' },
      })
    }
    held.close()
  })
})
