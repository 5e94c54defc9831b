import type { Reference } from '../../engine/relations/reference.ts'

/** What references say, without the numbers by which a table tells them apart. */
export function said(references: readonly Reference[] | undefined): unknown[] | undefined {
  return references?.map(({ number: _, ...rest }) => rest)
}
