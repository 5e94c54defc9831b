import { z } from 'zod'
import { mostExtraColumns, mostMergedClusters } from '../contract/index.ts'
import { clusterId, kindId, name, namespaces } from './namedArguments.ts'

/** The question of a table. */
export const rowsQuery = z
  .strictObject({
    cluster: clusterId,
    beside: z
      .array(clusterId)
      .max(mostMergedClusters - 1)
      .readonly()
      .exactOptional(),
    kind: kindId,
    namespaces: namespaces.nullable(),
    filter: z.string().max(4000),
    sort: z.strictObject({ column: name, descending: z.boolean() }).nullable(),
    problemsOnly: z.boolean(),
    extra: z.array(name).max(mostExtraColumns).readonly().exactOptional(),
  })
  .refine(({ cluster, beside = [] }) => new Set([cluster, ...beside]).size === 1 + beside.length, 'a cluster stands in a list once')
