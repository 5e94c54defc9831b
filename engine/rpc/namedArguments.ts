import { z } from 'zod'
import { isRowId, parseObjectId } from '../contract/index.ts'

/** Most rows that one table may ask for at a time: far above any screen, far below what would hurt. */
const mostRows = 1000

export const name = z.string().min(1).max(300)
export const clusterId = name.max(300)
export const kindId = name.regex(/^[^/\s]+\/[^/\s]+$/, 'expected group/Kind')
export const objectId = z
  .string()
  .max(1500)
  .refine((id) => parseObjectId(id) !== null, 'expected group/Kind/namespace/name')
/** An object's id, in questions about a merged list with its cluster in front. */
export const rowIdText = z
  .string()
  .max(1800)
  .refine(isRowId, 'expected group/Kind/namespace/name, after the id of its cluster and a space in a merged list')
export const path = z
  .string()
  .min(1)
  .max(4096)
  .refine((text) => !text.includes('\0'), 'a path holds no NUL')
export const subscription = z.int().min(1)
export const slot = z.int().min(0).max(1_000_000_000)
export const rowCount = z.int().min(0).max(mostRows)
export const namespaces = z.array(name).max(20_000).readonly()
