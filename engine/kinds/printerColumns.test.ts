import { describe, expect, it } from 'vitest'
import { health } from './cells.ts'
import { genericKind } from './generic.ts'
import type { KubeObject } from './kind.ts'
import { kindInfoFor } from './kindInfo.ts'
import { printerColumnsOf, printerTable, tableColumns } from './printerColumns.ts'

const definition = {
  metadata: { name: 'certificates.cert-manager.io' },
  spec: {
    versions: [
      { name: 'v1alpha1', storage: false },
      {
        name: 'v1',
        storage: true,
        additionalPrinterColumns: [
          { name: 'Ready', type: 'string', jsonPath: '.status.conditions[?(@.type == "Ready")].status' },
          { name: 'Secret', type: 'string', jsonPath: '.spec.secretName' },
          { name: 'Until', type: 'date', jsonPath: '.status.notAfter' },
          { name: 'Revision', type: 'integer', jsonPath: '.status.revision' },
          { name: 'CA', type: 'boolean', jsonPath: '.spec.isCA' },
          { name: 'Names', type: 'string', jsonPath: '.spec.dnsNames', priority: 1 },
          { name: 'Name', type: 'string', jsonPath: '.spec.commonName' },
          { name: 'Broken', type: 'string', jsonPath: '.spec[' },
        ],
      },
    ],
  },
} satisfies KubeObject

const certificate: KubeObject = {
  metadata: { name: 'a', creationTimestamp: '2026-01-01T00:00:00Z', generation: 1 },
  spec: { secretName: 'a-tls', isCA: false, dnsNames: ['a', 'b'] },
  status: {
    notAfter: '2026-03-01T00:00:00Z',
    revision: 3,
    conditions: [{ type: 'Ready', status: 'False', reason: 'Failed', message: 'no' }],
  },
}

const served = {
  id: 'cert-manager.io/Certificate',
  group: 'cert-manager.io',
  version: 'v1',
  kind: 'Certificate',
  resource: 'certificates',
  singular: 'certificate',
  shortNames: ['cert'],
  categories: [],
  namespaced: true,
  verbs: ['list'],
}

describe('printer columns', () => {
  it('are evaluated as the server evaluates them, with the age added', () => {
    const kind = genericKind(served, printerColumnsOf(definition))
    expect(kind.columns.map((column) => [column.id, column.type, column.wide ?? false])).toEqual([
      ['ready', 'status', false],
      ['secret', 'text', false],
      ['until', 'time', false],
      ['revision', 'number', false],
      ['ca', 'text', false],
      ['names', 'text', true],
      ['name-2', 'text', false],
      ['broken', 'text', false],
      ['age', 'time', false],
    ])
    const facts = kind.read(certificate, 0)
    expect(facts.health).toEqual({ level: 'failing', reason: 'Failed', message: 'no' })
    expect(facts.cells).toEqual([
      { t: 'status', text: 'False', level: 'failing' },
      'a-tls',
      { t: 'time', at: Date.parse('2026-03-01T00:00:00Z') },
      3,
      'false',
      '["a","b"]',
      null,
      null,
      { t: 'time', at: Date.parse('2026-01-01T00:00:00Z') },
    ])
    expect(kind.read({ metadata: { name: 'empty' } }, 0).cells.every((cell) => cell === null)).toBe(true)
  })

  it("of another version are another version's", () => {
    expect(printerColumnsOf(definition, 'v1alpha1')).toEqual([])
    expect(printerTable([]).columns.map((column) => column.id)).toEqual(['age'])
  })
})

describe("the server's table", () => {
  it('becomes our columns and cells', () => {
    const table = tableColumns([
      { name: 'Name', type: 'string', format: 'name', priority: 0 },
      { name: 'Controller', type: 'string', format: '', priority: 0 },
      { name: 'Drivers', type: 'integer', format: '', priority: 1 },
      { name: 'Age', type: 'string', format: '', priority: 0 },
    ])
    expect(table.columns.map((column) => [column.id, column.type, column.wide ?? false])).toEqual([
      ['controller', 'text', false],
      ['drivers', 'number', true],
      ['age', 'time', false],
    ])
    expect(table.cells(['x', '<none>', 2, '3d'], certificate, health('healthy', ''))).toEqual([
      null,
      2,
      { t: 'time', at: Date.parse('2026-01-01T00:00:00Z') },
    ])
    expect(table.cells(['x', 'acme', 2, '3d'], undefined, health('healthy', ''))).toEqual(['acme', 2, '3d'])
  })
})

describe('what windows learn of a kind', () => {
  const kindOf = (id: string, resource: string, shortNames: string[] = []) => {
    const [group = '', kind = ''] = id.split('/')
    return kindInfoFor({ ...served, id, group: group === 'core' ? '' : group, kind, resource, singular: kind.toLowerCase(), shortNames })
  }

  it.each([
    ['core/Pod', 'pods', 'Pods', 'po', 'workloads', true],
    ['autoscaling/HorizontalPodAutoscaler', 'horizontalpodautoscalers', 'HPAs', 'hpa', 'configuration', true],
    ['networking.k8s.io/IngressClass', 'ingressclasses', 'IngressClasses', 'ingressclass', 'network', true],
    ['coordination.k8s.io/Lease', 'leases', 'Leases', 'lease', 'cluster', true],
    ['gateway.networking.k8s.io/Gateway', 'gateways', 'Gateways', 'gtw', 'network', true],
    ['cilium.io/CiliumNetworkPolicy', 'ciliumnetworkpolicies', 'CiliumNetworkPolicies', 'ciliumnetworkpolicy', 'custom', false],
    ['metrics.k8s.io/NodeMetrics', 'nodes', 'Node metrics', 'nodemetrics', 'cluster', true],
    ['acme.io/Fish', 'fish', 'Fish', 'fish', 'custom', false],
  ] as const)('%s', (id, resource, title, shortName, category, known) => {
    expect(kindOf(id, resource)).toMatchObject({ id, title, shortName, category, known })
  })
})
