import { ApiFailure, type ApiClient } from '../cluster/apiClient.ts'
import { statusError } from '../cluster/statusError.ts'
import type { EngineError } from '../contract/index.ts'
import { num, rec, recs, str } from '../kinds/fields.ts'
import type { TableColumnDefinition } from '../kinds/printerColumns.ts'

/** Milliseconds that one page of a table may take. */
const deadline = 30_000
/** Rows of one page, as kubectl asks for them. */
const pageSize = 500

/** One row of a server's table: the cells as it wrote them, and whose they are. */
export interface ServerRow {
  namespace: string
  name: string
  resourceVersion: string
  cells: readonly unknown[]
}

/** One page of a server's table. `next` is empty on the last page. */
export interface ServerPage {
  columns: readonly TableColumnDefinition[]
  rows: readonly ServerRow[]
  next: string
}

/** A server that makes no tables answers with a list or an object; that is an answer too: null. */
export async function readServerPage(
  client: ApiClient,
  path: string,
  next: string,
  signal: AbortSignal,
): Promise<{ page: ServerPage | null } | { error: EngineError }> {
  const query = new URLSearchParams({ limit: String(pageSize), includeObject: 'Metadata' })
  if (next !== '') query.set('continue', next)
  return ask(client, `${path}?${query.toString()}`, signal)
}

/** The row of one object. */
export async function readServerRow(
  client: ApiClient,
  path: string,
  signal: AbortSignal,
): Promise<{ page: ServerPage | null } | { error: EngineError }> {
  return ask(client, `${path}?includeObject=Metadata`, signal)
}

async function ask(client: ApiClient, path: string, signal: AbortSignal): Promise<{ page: ServerPage | null } | { error: EngineError }> {
  try {
    const answer = await client.request({
      path,
      accept: 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json',
      signal,
      deadline,
      priority: 'screen',
    })
    if (answer.status >= 300) return { error: statusError(answer, { path }) }
    return { page: pageOf(JSON.parse(Buffer.from(answer.body).toString('utf8'))) }
  } catch (cause) {
    if (cause instanceof ApiFailure) return { error: cause.error }
    if (cause instanceof SyntaxError)
      return { error: { code: 'server-error', message: `The answer is no JSON: ${cause.message}.`, where: path } }
    throw cause
  }
}

type Fields = Readonly<Record<string, unknown>>

/** `rec` and `recs` take care that these are objects. */
const one = (value: unknown): Fields => rec(value) as Fields
const many = (value: unknown): readonly Fields[] => recs(value) as readonly Fields[]

/** Reads an answer that nobody vouches for. */
function pageOf(answer: unknown): ServerPage | null {
  const table = one(answer)
  if (table['kind'] !== 'Table') return null
  return {
    columns: many(table['columnDefinitions']).map((column) => ({
      name: str(column['name']),
      type: str(column['type']),
      format: str(column['format']),
      priority: num(column['priority']),
    })),
    rows: many(table['rows']).flatMap((row): ServerRow[] => {
      const meta = one(one(row['object'])['metadata'])
      const name = str(meta['name'])
      const cells: unknown = row['cells']
      return name === '' || !Array.isArray(cells)
        ? []
        : [{ namespace: str(meta['namespace']), name, resourceVersion: str(meta['resourceVersion']), cells }]
    }),
    next: str(one(table['metadata'])['continue']),
  }
}
