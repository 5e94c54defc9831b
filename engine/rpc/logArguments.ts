import { z } from 'zod'
import { logKeepRange, severities } from '../contract/index.ts'
import { clusterId, name, objectId } from './namedArguments.ts'

/** Sources of one merged log: several selected objects of several clusters. */
const mostLogSources = 200

const severity = z.enum(severities)
const { lines: keptLines, bytes: keptBytes } = logKeepRange
const logKeep = z.strictObject({
  lines: z.int().min(keptLines.least).max(keptLines.most),
  bytes: z.int().min(keptBytes.least).max(keptBytes.most),
})
/** What a log reads. */
export const logQuery = z.strictObject({
  sources: z
    .array(
      z.discriminatedUnion('type', [
        z.strictObject({ type: z.literal('object'), cluster: clusterId, id: objectId }),
        z.strictObject({ type: z.literal('selector'), cluster: clusterId, namespace: name.nullable(), selector: z.string().max(4000) }),
      ]),
    )
    .min(1)
    .max(mostLogSources)
    .readonly(),
  containers: z.array(name).max(200).readonly().nullable(),
  tail: z.int().min(0).max(10_000_000).nullable(),
  since: z.int().min(1).max(315_360_000).nullable(),
  previous: z.boolean(),
  follow: z.boolean(),
  mostStreams: z.int().min(1).max(1000),
  keep: logKeep.nullable(),
})
/** What is looked for in lines. */
export const expression = z.string().max(4000)
/** Slots of older lines that a filter finds later lie below 0. */
export const logSlot = z.int().min(-1_000_000_000).max(1_000_000_000_000)
/** Which lines of it are shown. */
export const logFilter = z.strictObject({
  include: expression,
  exclude: expression,
  mark: expression.exactOptional(),
  ignoreCase: z.boolean(),
  severities: z.array(severity).max(severities.length).readonly().nullable(),
  hidden: z.array(z.int().min(0).max(40_000)).max(2000).readonly(),
})
