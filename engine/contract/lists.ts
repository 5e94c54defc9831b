import type { ExportedFile } from './exports.ts'
import type { ClusterId, ObjectId } from './refs.ts'
import type { Result } from './result.ts'
import type { RowId } from './rows.ts'

/** Most objects whose YAML is given in one text. */
export const mostYamlObjects = 500

/** Most identities that are given, or named, at a time. */
export const mostListed = 20_000

/** What could be typed next in the query bar. */
export interface FilterOffer {
  /** The whole term or the beginning of one: `status:`, `label:app=`, `ns:prod`. */
  term: string
  /** Objects it would find; null where that is not counted. */
  count: number | null
  /** What it means, where the term does not say it: the title of a column. */
  note: string
}

/** Questions about open tables as wholes. */
export interface ListsApi {
  /** Identities of rows in their order, from a slot, at most 20,000, once all rows have been sorted. */
  rowIds(subscription: number, start: number, count: number): Promise<Result<readonly RowId[]>>
  /** YAML documents of objects of a cluster, as held, one after the other; at most 500. Objects that are gone are left out. */
  objectsYaml(cluster: ClusterId, ids: readonly ObjectId[]): Promise<Result<string>>
  /** Those of these objects, at most 500, that a cluster has not. What it does not tell (it hangs, forbids the kind) is not among them: nobody knows. */
  missingObjects(cluster: ClusterId, ids: readonly ObjectId[]): Promise<Result<readonly ObjectId[]>>
  /**
   * Writes the rows of a table as CSV (RFC 4180) in their order, with these columns (`name`, `namespace`, `cluster`, ids), replaced whole or not at all; with `only`
   * those rows alone. Ended by `cancelExport`.
   */
  exportRows(subscription: number, path: string, columns: readonly string[], only: readonly RowId[] | null): Promise<Result<ExportedFile>>
  /** What a term of the filter that begins with this text could become, most useful first; at most 50. */
  offerTerms(subscription: number, text: string): Promise<Result<readonly FilterOffer[]>>
  /**
   * Rows of a table stay in their slots from now on, whatever changes: cells are those of now, and frames count what would stand elsewhere. False: they
   * stand where they belong again.
   */
  holdRows(subscription: number, on: boolean): Promise<Result<null>>
}

/** The names of these questions, for the gate. */
export const listsMethods: Readonly<Record<keyof ListsApi, true>> = {
  rowIds: true,
  objectsYaml: true,
  missingObjects: true,
  exportRows: true,
  offerTerms: true,
  holdRows: true,
}
