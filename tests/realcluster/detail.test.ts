import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DetailSection, ObjectDetail } from '../../engine/contract/index.ts'
import { cellText } from '../../engine/kinds/cellText.ts'
import { ApiCalls } from '../support/apiCalls.ts'
import { must, type TestCluster, TestWindow } from '../support/testWindow.ts'

/** What drawers say, beside what kubectl says; also to somebody who may not list the definitions of custom resources. */

const kubeconfig = process.env['KUBILITICS_TEST_KUBECONFIG'] ?? ''
const namespace = `detail-${process.pid}`
const group = `${namespace}.kubilitics.invalid`
const folder = mkdtempSync(path.join(tmpdir(), 'kubilitics-detail-'))
let api: ApiCalls
let window: TestWindow
let cluster: TestCluster

function kubectl(...args: string[]): string {
  return execFileSync('kubectl', ['--kubeconfig', kubeconfig, ...args], { encoding: 'utf8', timeout: 60_000 })
}

const string = { type: 'string' }
const schema = {
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      required: ['size'],
      properties: {
        flavour: { ...string, description: 'How it tastes.\nOf two kinds.', enum: ['sweet', 'sour'] },
        old: { ...string, description: 'Deprecated: use flavour.' },
        secretName: { ...string, description: 'Where its key is.' },
        size: { type: 'integer', minimum: 1, description: 'How large.' },
        token: { ...string, format: 'password' },
      },
    },
  },
}

beforeAll(async () => {
  api = await ApiCalls.open(kubeconfig)
  await api.call('POST', '/api/v1/namespaces', { metadata: { name: namespace } })
  await api.call('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `cakes.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: { plural: 'cakes', singular: 'cake', kind: 'Cake' },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          deprecated: true,
          deprecationWarning: 'Cakes are baked by hand now.',
          schema: { openAPIV3Schema: schema },
          additionalPrinterColumns: [{ name: 'Flavour', type: 'string', jsonPath: '.spec.flavour' }],
        },
      ],
    },
  })
  kubectl('wait', '--for=condition=Established', `crd/cakes.${group}`, '--timeout=30s')
  const spec = { flavour: 'sweet', old: 'x', size: 3, secretName: 'key', token: 'hunter2' }
  for (const end = Date.now() + 30_000; ;) {
    const made = await api
      .call('POST', `/apis/${group}/v1/namespaces/${namespace}/cakes`, {
        apiVersion: `${group}/v1`,
        kind: 'Cake',
        metadata: { name: 'one' },
        spec,
      })
      .catch((cause: unknown) => cause)
    if (!(made instanceof Error)) break
    if (Date.now() > end) throw made
    await new Promise((resolve) => setTimeout(resolve, 300))
  }
  // one who may read cakes, and nothing of their definition
  const rbac = `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}`
  await api.call('POST', `/api/v1/namespaces/${namespace}/serviceaccounts`, { metadata: { name: 'eater' } })
  await api.call('POST', `${rbac}/roles`, {
    metadata: { name: 'eater' },
    rules: [{ apiGroups: [group], resources: ['cakes'], verbs: ['get', 'list', 'watch'] }],
  })
  await api.call('POST', `${rbac}/rolebindings`, {
    metadata: { name: 'eater' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'eater' },
    subjects: [{ kind: 'ServiceAccount', namespace, name: 'eater' }],
  })
  // nobody answers for what no Pod stands behind
  for (const [name, selector] of [
    ['lost', { app: 'nobody' }],
    ['asleep', { app: 'asleep' }],
  ] as const)
    await api.call('POST', `/api/v1/namespaces/${namespace}/services`, { metadata: { name }, spec: { selector, ports: [{ port: 80 }] } })
  await api.call('POST', `/apis/apps/v1/namespaces/${namespace}/deployments`, {
    metadata: { name: 'asleep' },
    spec: {
      replicas: 0,
      selector: { matchLabels: { app: 'asleep' } },
      template: { metadata: { labels: { app: 'asleep' } }, spec: { containers: [{ name: 'a', image: 'registry.invalid/a' }] } },
    },
  })
  window = await TestWindow.open({ kubeconfig })
  cluster = await window.liveCluster()
}, 180_000)

afterAll(async () => {
  await window.stop()
  await api.call('DELETE', `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/cakes.${group}`)
  await api.call('DELETE', `/api/v1/namespaces/${namespace}`)
  api.close()
  rmSync(folder, { recursive: true })
})

function table(detail: ObjectDetail, title: RegExp): Extract<DetailSection, { type: 'table' }> {
  const found = detail.sections.find((section) => section.type === 'table' && title.test(section.title))
  if (found?.type !== 'table') throw new Error(`no table ${String(title)} in ${detail.sections.map((each) => each.title).join(', ')}`)
  return found
}

function expectCake(detail: ObjectDetail): void {
  const fields = detail.sections.flatMap((section) => (section.type === 'fields' ? section.fields : []))
  const field = (label: string) => fields.find((each) => each.label === label)
  expect(field('flavour')?.hint).toEqual({
    type: 'string',
    text: 'How it tastes. Of two kinds.',
    allowed: ['sweet', 'sour'],
    deprecated: false,
    problem: null,
  })
  expect(field('old')?.hint?.deprecated).toBe(true)
  expect(JSON.stringify(detail)).not.toContain('hunter2')
  const spec = detail.sections.find(({ title }) => title === 'Spec')
  expect(spec?.type === 'fields' && spec.fields[0]?.label).toBe('size')
}

describe('a custom resource', () => {
  it('is drawn by the schema of its definition', async () => {
    const detail = must(await window.client.api.getObject(cluster.id, `${group}/Cake/${namespace}/one`))
    expectCake(detail)
    expect(JSON.stringify(detail.sections)).toContain('Cakes are baked by hand now.')
  })

  it('is listed, and drawn by the schema that the server publishes, for one who may not see definitions', async () => {
    const token = kubectl('create', 'token', 'eater', '-n', namespace).trim()
    const view = JSON.parse(kubectl('config', 'view', '--raw', '--minify', '-o', 'json')) as {
      clusters: { name: string; cluster: object }[]
    }
    const file = path.join(folder, 'eater.json')
    const context = { name: 'eater', context: { cluster: view.clusters[0]?.name, user: 'eater', namespace } }
    const text = {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: view.clusters,
      users: [{ name: 'eater', user: { token } }],
      contexts: [context],
      'current-context': 'eater',
    }
    writeFileSync(file, JSON.stringify(text), { mode: 0o600 })
    const theirs = await TestWindow.open({ kubeconfig: file })
    try {
      const [first] = await theirs.clusters()
      must(await theirs.client.api.configureCluster(first?.id ?? '', { namespaces: [namespace] }))
      const eaten = await theirs.cluster(first?.id ?? '')
      await eaten.is('live', 90_000)
      const id = `${group}/Cake/${namespace}/one`
      for (const end = Date.now() + 30_000; ;) {
        const answer = await theirs.client.api.getObject(eaten.id, id)
        if (answer.ok || Date.now() > end) {
          expectCake(must(answer))
          break
        }
        await new Promise((resolve) => setTimeout(resolve, 200))
      }
      expect(theirs.ledgerOf(eaten.id).get('apiextensions.k8s.io/CustomResourceDefinition')?.state).toBe('forbidden')
    } finally {
      await theirs.stop()
    }
  })
})

describe('a Node', () => {
  it('says what is allocated on it as kubectl describe does', async () => {
    const nodes = (JSON.parse(kubectl('get', 'nodes', '-o', 'json')) as { items: { metadata: { name: string } }[] }).items
    let compared = 0
    for (const { metadata } of nodes.slice(0, 5)) {
      const agree = async (): Promise<string[]> => {
        const detail = must(await window.client.api.getObject(cluster.id, `core/Node/_/${metadata.name}`))
        const said = kubectl('describe', 'node', metadata.name)
        const allocated = table(detail, /^Allocated to/)
        const pods = /Non-terminated Pods:\s+\((\d+) in total\)/.exec(said)?.[1]
        const differing = pods === /^Allocated to (\d+)/.exec(allocated.title)?.[1] ? [] : [`${pods} Pods: ${allocated.title}`]
        for (const [resource, requests, limits] of allocated.rows.map((row) => row.map((cell) => cellText(cell, 0)))) {
          const line = new RegExp(`^  ${resource} +(\\S+ \\(\\d+%\\)|\\S+) +(\\S+ \\(\\d+%\\)|\\S+)$`, 'm').exec(
            said.slice(said.indexOf('Allocated resources:')),
          )
          compared += 1
          if (line?.[1] !== requests || line?.[2] !== limits)
            differing.push(`${metadata.name} ${resource}: ${requests} ${limits}, kubectl: ${line?.[0]}`)
        }
        return differing
      }
      // Pods of other tests come and go between the two answers
      for (let attempt = 0; ; attempt++) {
        const differing = await agree()
        if (attempt === 5) expect(differing).toEqual([])
        if (differing.length === 0) break
        await new Promise((resolve) => setTimeout(resolve, 1000))
      }
    }
    expect(compared).toBeGreaterThan(1)
  })
})

describe('a Service', () => {
  const healthOf = async (name: string): Promise<string> => {
    const detail = must(await window.client.api.getObject(cluster.id, `core/Service/${namespace}/${name}`))
    return `${detail.health.level} ${detail.health.reason}`
  }
  const until = async (name: string, wanted: string): Promise<void> => {
    for (const end = Date.now() + 30_000; (await healthOf(name)) !== wanted;) {
      if (Date.now() > end) expect(await healthOf(name)).toBe(wanted)
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
  }

  it('without endpoints is not well, until there are some', async () => {
    await until('lost', 'warning NoEndpoints')
    await until('asleep', 'healthy ScaledToZero')
    await api.call('PATCH', `/apis/apps/v1/namespaces/${namespace}/deployments/asleep`, { spec: { replicas: 1 } })
    await until('asleep', 'healthy Active')
    await api.call('PATCH', `/apis/apps/v1/namespaces/${namespace}/deployments/asleep`, { spec: { replicas: 0 } })
    await until('asleep', 'healthy ScaledToZero')
  })
})
