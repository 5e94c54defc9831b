import { z } from 'zod'
import type { TopologyGraph } from '../../engine/contract/index.ts'

/**
 * The topology contract as a schema: `docs/topology.schema.json` is written from it, and checked by `topologySchema.test.ts` to be the
 * TypeScript type of the contract, field by field.
 */
const health = z.enum(['healthy', 'progressing', 'warning', 'failing', 'paused', 'unknown'])
const counts = z.object({
  healthy: z.number(),
  progressing: z.number(),
  warning: z.number(),
  failing: z.number(),
  paused: z.number(),
  unknown: z.number(),
})
const objectId = z.string().describe('group/Kind/namespace/name; `core` for the core group, `_` for a cluster-scoped object')
const kindId = z.string().describe('group/Kind')
const place = z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() }).describe('centre and size in layout units')

const scope = z.union([
  z.object({ type: z.literal('cluster') }),
  z.object({ type: z.literal('namespaces'), namespaces: z.array(z.string()).readonly() }),
  z.object({ type: z.literal('object'), id: objectId, steps: z.number() }),
  z.object({ type: z.literal('application'), id: objectId }),
])

const error = z.object({
  code: z.enum([
    'bad-input',
    'not-found',
    'forbidden',
    'unauthorized',
    'needs-consent',
    'unreachable',
    'server-error',
    'offline',
    'timeout',
    'cancelled',
    'engine-gone',
    'io',
    'internal',
  ]),
  message: z.string(),
  where: z.string().exactOptional(),
  todo: z.string().exactOptional(),
  status: z.number().exactOptional(),
  reason: z.string().exactOptional(),
  missing: z.object({ verb: z.string(), group: z.string(), resource: z.string(), namespace: z.string() }).exactOptional(),
  requestId: z.string().exactOptional(),
})

const ledgerEntry = z.object({
  kind: kindId,
  state: z.enum(['waiting', 'loading', 'listed', 'polled', 'stale', 'partial', 'forbidden', 'failed', 'offline']),
  count: z.number(),
  expected: z.number().exactOptional(),
  since: z.number(),
  heardAt: z.number().exactOptional(),
  error: error.exactOptional(),
  retryAt: z.number().exactOptional(),
  namespaces: z.array(z.string()).readonly().exactOptional(),
  mode: z.string().exactOptional(),
  health: counts,
})

const node = z.object({
  id: objectId,
  kind: kindId,
  apiVersion: z.string(),
  namespace: z.string(),
  name: z.string(),
  metadata: z.object({ labels: z.record(z.string(), z.string()), createdAt: z.number().nullable() }),
  computed: z.object({
    health,
    reason: z.string(),
    state: z.enum(['present', 'missing', 'forbidden', 'unknown']).describe('anything but `present` is a ghost: named, not held'),
    ready: z.object({ have: z.number(), want: z.number() }).exactOptional(),
    text: z.string().exactOptional(),
    restarts: z.number().exactOptional(),
    warnings: z.number().exactOptional().describe('warning events of the last hour'),
  }),
  position: place.exactOptional(),
  group: z.string().exactOptional(),
  foldedInto: objectId.exactOptional(),
})

const edge = z.object({
  id: z.string(),
  source: objectId,
  target: objectId,
  relationshipType: z.string(),
  rule: z.number().describe('number in the catalogue of relationship rules'),
  category: z.enum([
    'ownership',
    'containment',
    'grouping',
    'traffic',
    'configuration',
    'storage',
    'identity',
    'rbac',
    'scheduling',
    'policy',
    'scaling',
    'admission',
    'delivery',
    'monitoring',
  ]),
  confidence: z.enum(['declared', 'selector', 'observed', 'inferred']),
  state: z.enum(['ok', 'dangling', 'optional-missing', 'forbidden', 'unknown', 'blocked', 'not-ready']),
  reason: z.string().exactOptional().describe('what is wrong, where the state alone does not tell'),
  evidence: z.array(z.object({ path: z.string(), value: z.string(), holder: objectId.exactOptional() })).readonly(),
})

const group = z.object({
  id: z.string(),
  type: z.enum(['namespace', 'application', 'cluster']),
  title: z.string(),
  parent: z.string().nullable(),
  members: z.array(objectId).readonly(),
  counts: z.record(kindId, z.number()),
  health: counts,
  worstHealth: health,
  position: place.exactOptional(),
})

export const topologySchema = z.strictObject({
  schemaVersion: z.literal(1),
  metadata: z.strictObject({
    clusterId: z.string(),
    scope,
    generatedAt: z.string().nullable(),
    layoutSeed: z.string(),
    isComplete: z.boolean(),
    ledger: z.array(ledgerEntry).readonly(),
    nodeCount: z.number(),
    edgeCount: z.number(),
  }),
  nodes: z.array(z.strictObject(node.shape)).readonly(),
  edges: z.array(z.strictObject(edge.shape)).readonly(),
  groups: z.array(z.strictObject(group.shape)).readonly(),
})

type Plain<T> = T extends object ? { -readonly [K in keyof T]: Plain<T[K]> } : T
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false

/** Fails to compile when the schema and the type of the contract part. */
export const schemaIsTheType: Same<Plain<z.infer<typeof topologySchema>>, Plain<TopologyGraph>> = true

/** The text of `docs/topology.schema.json`. */
export function schemaText(): string {
  const title = { $id: 'https://kubilitics.invalid/topology.schema.json', title: 'Kubilitics topology' }
  return `${JSON.stringify({ ...title, ...z.toJSONSchema(topologySchema) }, null, 2)}\n`
}
