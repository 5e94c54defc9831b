import { z } from 'zod'
import { edgeCategories, healthOrder, mostSteps } from '../contract/index.ts'
import { clusterId, kindId, namespaces, objectId } from './namedArguments.ts'

/** Most workloads that may be shown open at a time; more are a table. */
const mostOpened = 500
const category = z.enum(edgeCategories)
const health = z.enum(healthOrder)

/** What a picture shows. */
export const graphQuery = z.strictObject({
  cluster: clusterId,
  scope: z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('cluster') }),
    z.strictObject({ type: z.literal('namespaces'), namespaces }),
    z.strictObject({ type: z.literal('object'), id: objectId, steps: z.int().min(0).max(mostSteps) }),
    z.strictObject({ type: z.literal('application'), id: objectId }),
  ]),
  categories: z.array(category).max(category.options.length).readonly().nullable(),
  lens: z.enum(['everything', 'workloads', 'network', 'storage', 'configuration', 'rbac', 'scheduling', 'delivery']).exactOptional(),
  filter: z
    .strictObject({
      kinds: z.array(kindId).max(2000).readonly().nullable(),
      health: z.array(health).max(health.options.length).readonly().nullable(),
      labels: z.string().max(4000),
      text: z.string().max(500),
    })
    .exactOptional(),
  incident: z.boolean().exactOptional(),
  guesses: z.boolean().exactOptional(),
  opened: z.array(objectId).max(mostOpened).readonly().exactOptional(),
})

/** What is asked of the graph. */
export const question = z.discriminatedUnion('ask', [
  z.strictObject({ ask: z.literal('path'), from: objectId, to: objectId }),
  ...(['impact', 'needs', 'ways-in', 'readers'] as const).map((asked) => z.strictObject({ ask: z.literal(asked), id: objectId })),
  z.strictObject({
    ask: z.literal('verdict'),
    from: objectId,
    to: objectId,
    port: z.string().min(1).max(63),
    protocol: z.enum(['TCP', 'UDP', 'SCTP']),
  }),
  z.strictObject({ ask: z.literal('orphans'), namespaces: namespaces.nullable() }),
  z.strictObject({ ask: z.literal('why'), edge: z.string().min(1).max(3100) }),
])
