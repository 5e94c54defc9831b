import { z } from 'zod'
import { err, ok, type EngineError, type Result } from '../contract/index.ts'
import type { ApiClient } from './apiClient.ts'
import { getBytes } from './liveObject.ts'

/** The schemas of one group version, by their names in the document. */
export type OpenApiSchemas = Readonly<Record<string, unknown>>

/** Documents kept in memory: the largest (core, apps) are a few megabytes each, and a person looks at few groups at a time. */
const mostKept = 6

const indexForm = z.object({ paths: z.record(z.string(), z.object({ serverRelativeURL: z.string() })) })
const documentForm = z.object({ components: z.object({ schemas: z.record(z.string(), z.unknown()) }) })

/**
 * The OpenAPI v3 documents of one API server, one per group version, fetched when somebody asks. The index names each with the hash of what it
 * holds, so that a document is fetched once, and again only when it has changed (as that of a group does with its CRDs).
 */
export class OpenApi {
  /** By the address with its hash, the one used last at the end. */
  readonly #kept = new Map<string, OpenApiSchemas>()

  /** Schemas of a group version; `group` is empty for the core. */
  async schemas(client: ApiClient, group: string, version: string): Promise<Result<OpenApiSchemas>> {
    const name = group === '' ? `api/${version}` : `apis/${group}/${version}`
    const index = await getJson(client, '/openapi/v3', indexForm)
    if (!index.ok) return index
    const address = Object.hasOwn(index.value.paths, name) ? index.value.paths[name]?.serverRelativeURL : undefined
    if (address === undefined)
      return err({ code: 'not-found', message: `The API server describes no fields of ${name}.`, where: 'GET /openapi/v3' })
    // the address is the server's word: it may lead nowhere but into its own schemas
    if (!/^\/openapi\/v3\/[\w./%-]+(\?hash=[\w-]+)?$/.test(address))
      return err(unreadable('the index names an address that is none of its own', '/openapi/v3'))
    const kept = this.#kept.get(address)
    if (kept !== undefined) {
      this.#kept.delete(address)
      this.#kept.set(address, kept)
      return ok(kept)
    }
    const document = await getJson(client, address, documentForm)
    if (!document.ok) return document
    const { schemas } = document.value.components
    for (const [oldest] of [...this.#kept].slice(0, Math.max(0, this.#kept.size + 1 - mostKept))) this.#kept.delete(oldest)
    // without a hash nobody can say whether it still holds
    if (address.includes('?hash=')) this.#kept.set(address, schemas)
    return ok(schemas)
  }
}

async function getJson<T>(client: ApiClient, path: string, form: z.ZodType<T>): Promise<Result<T>> {
  const bytes = await getBytes(client, path, 'application/json')
  if (!bytes.ok) return bytes
  let value: unknown
  try {
    value = JSON.parse(Buffer.from(bytes.value).toString('utf8'))
  } catch {
    return err(unreadable('it is no JSON', path))
  }
  const read = form.safeParse(value)
  return read.success ? ok(read.data) : err(unreadable('it has another form than OpenAPI v3', path))
}

function unreadable(why: string, path: string): EngineError {
  return {
    code: 'server-error',
    message: `The API server's description of its fields cannot be read: ${why}.`,
    where: `GET ${path}`,
    todo: 'Field docs need Kubernetes 1.24 or newer.',
  }
}
