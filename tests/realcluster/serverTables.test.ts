import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { ApiCalls } from '../support/apiCalls.ts'
import { kubeconfigText } from '../support/kubeconfigText.ts'
import { TestWindow } from '../support/testWindow.ts'

/** A custom resource whose definition its reader may not see: the columns are those of the server's own table, live. */

const file = process.env['KUBILITICS_TEST_KUBECONFIG'] ?? ''
const name = `tables-${process.pid}`
const group = `${name}.kubilitics.invalid`
const collection = `/apis/${group}/v1/namespaces/${name}/gadgets`
const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'
const rights = '/apis/rbac.authorization.k8s.io/v1'

describe.runIf(file !== '')('a custom resource without a readable definition', () => {
  let api: ApiCalls
  let folder: string
  let window: TestWindow | null = null

  const gadget = (each: string, size: number): Record<string, unknown> => ({
    apiVersion: `${group}/v1`,
    kind: 'Gadget',
    metadata: { name: each },
    spec: { size, names: [`${each}-a`, `${each}-b`] },
  })

  beforeAll(async () => {
    api = await ApiCalls.open(file)
    folder = await mkdtemp(join(tmpdir(), 'kubilitics-tables-'))
    await api.call('POST', '/api/v1/namespaces', { metadata: { name } })
    await api.call('POST', definitions, {
      metadata: { name: `gadgets.${group}` },
      spec: {
        group,
        scope: 'Namespaced',
        names: { kind: 'Gadget', plural: 'gadgets', singular: 'gadget' },
        versions: [
          {
            name: 'v1',
            served: true,
            storage: true,
            schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
            additionalPrinterColumns: [
              { name: 'Size', type: 'integer', jsonPath: '.spec.size' },
              { name: 'Names', type: 'string', jsonPath: '.spec.names' },
            ],
          },
        ],
      },
    })
    await api.call('POST', `${rights}/clusterroles`, {
      metadata: { name },
      rules: [{ apiGroups: [group], resources: ['gadgets'], verbs: ['get', 'list', 'watch'] }],
    })
    await api.call('POST', `${rights}/clusterrolebindings`, {
      metadata: { name },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
      subjects: [{ kind: 'ServiceAccount', namespace: name, name: 'reader' }],
    })
    await api.call('POST', `/api/v1/namespaces/${name}/serviceaccounts`, { metadata: { name: 'reader' } })
    const token = await api.call('POST', `/api/v1/namespaces/${name}/serviceaccounts/reader/token`, { spec: {} })
    const config = parse(await readFile(file, 'utf8')) as { clusters: { cluster: Record<string, string> }[] }
    const { server = '', 'certificate-authority-data': ca = '' } = config.clusters[0]?.cluster ?? {}
    await writeFile(
      join(folder, 'config'),
      kubeconfigText([
        { name: 'reader', server, ca: Buffer.from(ca, 'base64').toString(), user: { token: token['status'].token as string } },
      ]),
    )
    for (const end = Date.now() + 30_000; (await api.send('POST', collection, gadget('first', 1))).status >= 300;)
      if (Date.now() > end) throw new Error('gadgets are not served')
      else await new Promise((resolve) => setTimeout(resolve, 300))
  }, 60_000)

  afterAll(async () => {
    await window?.stop()
    await api.send('DELETE', `${definitions}/gadgets.${group}`)
    await api.send('DELETE', `${rights}/clusterrolebindings/${name}`)
    await api.send('DELETE', `${rights}/clusterroles/${name}`)
    await api.send('DELETE', `/api/v1/namespaces/${name}`)
    api.close()
    await rm(folder, { recursive: true, force: true })
  })

  it('has the columns and cells of kubectl, also after changes', async () => {
    window = await TestWindow.open({ kubeconfig: join(folder, 'config') })
    const cluster = await window.cluster('reader')
    const table = await cluster.rows(`${group}/Gadget`)
    await table.shows((shown) => shown.names.join() === 'first' && shown.cells('first')['Size'] === 1)
    expect(cluster.kinds.find(({ id }) => id === `${group}/Gadget`)?.columns.map(({ title }) => title)).toEqual(['Size', 'Names', 'Age'])
    expect(table.cells('first')['Names']).toBe('["first-a","first-b"]')
    expect(cluster.entry('apiextensions.k8s.io/CustomResourceDefinition')?.state).toBe('forbidden')
    await api.call('POST', collection, gadget('second', 2))
    await table.shows((shown) => shown.names.length === 2 && shown.cells('second')['Size'] === 2)
    await api.call('DELETE', `${collection}/first`)
    await api.call('POST', collection, gadget('first', 9))
    await table.shows((shown) => shown.names.length === 2 && shown.cells('first')['Size'] === 9)
  }, 60_000)
})
