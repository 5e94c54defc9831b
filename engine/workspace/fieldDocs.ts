import type { ApiClient } from '../cluster/apiClient.ts'
import type { OpenApi } from '../cluster/openApi.ts'
import { err, ok, type EngineError, type FieldDocs, type KindId, type KindInfo, type ObjectId, type Result } from '../contract/index.ts'
import { describeField, type SchemaSource } from '../kinds/fieldSchema.ts'
import { readAll, readPath } from '../relations/fieldPath.ts'
import type { ClusterPicture } from './clusterPicture.ts'

/** The way to a server's schemas, while it is connected. */
export interface SchemaServer {
  client: ApiClient
  openApi: OpenApi
}

/** What the schema of a kind says of a field: from the server where there is one, else from the definition of the custom kind that is held. */
export async function fieldDocs(
  picture: ClusterPicture,
  server: SchemaServer | null,
  kind: KindId,
  path: string,
): Promise<Result<FieldDocs>> {
  const info = picture.kindInfo(kind)
  if (info === undefined) return err({ code: 'not-found', message: `There is no kind ${kind.slice(0, 300)} here.` })
  const served = server === null ? null : await fromServer(server, info)
  if (served?.ok === true) return described(served.value, info, path)
  const defined = fromDefinition(picture, info)
  if (defined !== null) return described(defined, info, path)
  return served ?? err(notHeld(info))
}

function described(from: SchemaSource, info: KindInfo, path: string): Result<FieldDocs> {
  const docs = describeField(from, path)
  if (docs !== null) return ok(docs)
  return err({
    code: 'not-found',
    message: `The schema of ${info.kind} knows no field of this name.`,
    where: path.slice(0, 300),
    todo: 'The API server drops or keeps such a field without looking at it.',
  })
}

/** The schema of a kind as the server publishes it. */
export async function fromServer({ client, openApi }: SchemaServer, info: KindInfo): Promise<Result<SchemaSource>> {
  const schemas = await openApi.schemas(client, info.group, info.version)
  if (!schemas.ok) return schemas
  const root = Object.values(schemas.value).find((schema) =>
    readAll(schema, 'x-kubernetes-group-version-kind[]').some(
      (each) =>
        readPath(each, 'group') === info.group && readPath(each, 'version') === info.version && readPath(each, 'kind') === info.kind,
    ),
  )
  if (root === undefined)
    return err({
      code: 'not-found',
      message: `The API server publishes no schema of ${info.kind}.`,
      where: `${info.group}/${info.version}`,
    })
  return ok({ root, schemas: schemas.value, source: 'openapi' })
}

/** The definition that a custom kind would have. */
export function definitionOf(info: KindInfo): ObjectId {
  return `apiextensions.k8s.io/CustomResourceDefinition/_/${info.resource}.${info.group}`
}

/** The schema in the definition of a custom kind; null where that is not held. */
export function fromDefinition(picture: ClusterPicture, info: KindInfo): SchemaSource | null {
  const body = picture.store.body(definitionOf(info))
  const version = readAll(body, 'spec.versions[]').find((each) => readPath(each, 'name') === info.version)
  const root = readPath(version, 'schema.openAPIV3Schema')
  return root === undefined ? null : { root, schemas: {}, source: 'definition' }
}

function notHeld(info: KindInfo): EngineError {
  return {
    code: 'offline',
    message: `What the fields of ${info.kind} mean is the API server's to say, and this cluster is not connected.`,
    todo: 'Of custom resources a snapshot holds the schemas, if their definitions may be listed; of built-in kinds it holds none.',
  }
}
