import { execFileSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ApiCalls } from '../support/apiCalls.ts'
import { must, type TestCluster, TestWindow } from '../support/testWindow.ts'

/** Single objects, beside what kubectl says of them. */

const kubeconfig = process.env['KUBILITICS_TEST_KUBECONFIG'] ?? ''
const namespace = `objects-${process.pid}`
let api: ApiCalls
let window: TestWindow
let cluster: TestCluster

function kubectl(...args: string[]): string {
  return execFileSync('kubectl', ['--kubeconfig', kubeconfig, ...args], { encoding: 'utf8', timeout: 60_000 })
}

beforeAll(async () => {
  api = await ApiCalls.open(kubeconfig)
  await api.call('POST', '/api/v1/namespaces', { metadata: { name: namespace } })
  await api.call('POST', `/api/v1/namespaces/${namespace}/secrets`, { metadata: { name: 'db' }, stringData: { password: 'grün & more' } })
  window = await TestWindow.open({ kubeconfig })
  cluster = await window.liveCluster()
}, 120_000)

afterAll(async () => {
  await window.stop()
  await api.call('DELETE', `/api/v1/namespaces/${namespace}`)
  api.close()
})

describe('field docs', () => {
  it('are those that kubectl explains', async () => {
    for (const [kind, resource, version, path] of [
      ['apps/Deployment', 'deployments', 'apps/v1', 'spec.template.spec.containers[0].imagePullPolicy'],
      ['apps/Deployment', 'deployments', 'apps/v1', 'spec.strategy.rollingUpdate.maxSurge'],
      ['core/Pod', 'pods', 'v1', 'spec.tolerations[2].effect'],
      ['core/Service', 'services', 'v1', 'metadata.ownerReferences[0].blockOwnerDeletion'],
      ['networking.k8s.io/NetworkPolicy', 'networkpolicies', 'networking.k8s.io/v1', 'spec.policyTypes'],
      ['apiextensions.k8s.io/CustomResourceDefinition', 'customresourcedefinitions', 'apiextensions.k8s.io/v1', 'spec.versions[0].schema'],
    ] as const) {
      const docs = must(await window.client.api.fieldDocs(cluster.id, kind, path))
      const plain = (text: string): string => text.replace(/\s+/g, '')
      const explained = plain(kubectl('explain', `${resource}.${path.replace(/\[\d+\]/g, '')}`, '--api-version', version))
      expect(docs.description.length, path).toBeGreaterThan(20)
      expect(explained, path).toContain(plain(docs.description))
      for (const one of docs.enum) expect(explained, path).toContain(one)
    }
  })
})

describe('the object as it is now', () => {
  it('has as many managers as the server says, and a Secret keeps its values for itself until one is asked for', async () => {
    const id = `core/Secret/${namespace}/db`
    const live = must(await window.client.api.getLiveYaml(cluster.id, id))
    const said = JSON.parse(kubectl('get', 'secret', 'db', '-n', namespace, '-o', 'json', '--show-managed-fields')) as {
      metadata: { managedFields: unknown[] }
      data: { password: string }
    }
    expect(live.managers).toBe(said.metadata.managedFields.length)
    expect(live.text).not.toContain(said.data.password)
    expect(must(await window.client.api.revealKey(cluster.id, id, 'password'))).toEqual({ value: 'grün & more', binary: false, size: 12 })
  })
})
