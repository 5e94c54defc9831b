import { getLiveObject } from '../cluster/liveObject.ts'
import {
  err,
  ok,
  parseObjectId,
  type ClusterSummary,
  type EngineError,
  type LiveYaml,
  type ObjectId,
  type Result,
  type RevealedValue,
} from '../contract/index.ts'
import { own } from '../kinds/fields.ts'
import { findManagedFields } from '../store/managedFieldsCutter.ts'
import { maskSecret } from '../store/secretCutter.ts'
import type { AuditFile } from './auditFile.ts'
import type { LiveCluster } from './liveCluster.ts'
import { yamlText } from './yamlText.ts'

const secrets = 'core/Secret'

/** YAML of an object as the API server has it now. Values of a Secret are cut from the bytes before anything is parsed, as everywhere. */
export async function liveYaml(cluster: LiveCluster, id: ObjectId): Promise<Result<LiveYaml>> {
  const bytes = await fetched(cluster, id)
  if (!bytes.ok) return bytes
  const kept = parseObjectId(id)?.kind === secrets ? maskedWithManagers(bytes.value) : parsed(bytes.value)
  if (kept === null) return err(notAnObject(id))
  const managers = (kept['metadata'] as { managedFields?: unknown } | undefined)?.managedFields
  return ok({ text: yamlText(id, kept), managers: Array.isArray(managers) ? managers.length : 0 })
}

/**
 * Fetches one value of a Secret for a person who asked. It is in no store, cache, snapshot or log; the audit file says that it was revealed before
 * it is given.
 */
export async function revealKey(
  cluster: LiveCluster,
  about: ClusterSummary,
  audit: AuditFile,
  id: ObjectId,
  key: string,
): Promise<Result<RevealedValue>> {
  if (parseObjectId(id)?.kind !== secrets)
    return err({ code: 'bad-input', message: 'Only keys of Secrets are revealed.', where: id, todo: 'Other objects are shown whole.' })
  const bytes = await fetched(cluster, id)
  const value = bytes.ok ? valueOf(bytes.value, id, key) : bytes
  const written = await audit.add({
    did: 'reveal',
    cluster: about.id,
    clusterName: about.alias ?? about.name,
    server: about.server,
    object: id,
    key,
    outcome: value.ok ? 'revealed' : value.error.code,
  })
  return value.ok && !written.ok ? written : value
}

function fetched(cluster: LiveCluster, id: ObjectId): Promise<Result<Uint8Array>> {
  const ref = parseObjectId(id)
  const kind = ref === null ? undefined : cluster.picture.kindInfo(ref.kind)
  const { client } = cluster.session
  if (ref === null || kind === undefined)
    return Promise.resolve(err({ code: 'not-found', message: 'There is no such object.', where: id, todo: 'It may have been deleted.' }))
  if (client === null)
    return Promise.resolve(
      err({ code: 'unreachable', message: 'The cluster is not connected at the moment.', where: id, todo: 'Try again when it is live.' }),
    )
  return getLiveObject(client, kind, ref)
}

function valueOf(bytes: Uint8Array, id: ObjectId, key: string): Result<RevealedValue> {
  const text: unknown = own(parsed(bytes)?.['data'], key)
  if (typeof text !== 'string')
    return err({ code: 'not-found', message: `The Secret has no key "${key}" any more.`, where: id, todo: 'It was changed meanwhile.' })
  const value = Buffer.from(text, 'base64')
  const shown = value.toString('utf8')
  // what does not survive being read as text is none
  const binary = shown.includes('\0') || !Buffer.from(shown, 'utf8').equals(value)
  return ok({ value: binary ? value.toString('base64') : shown, binary, size: value.length })
}

/** A Secret without values and with its managedFields, which name keys only. */
function maskedWithManagers(bytes: Uint8Array): Record<string, unknown> | null {
  const masked = maskSecret(bytes)
  const kept = masked === null ? null : parsed(masked)
  const found = findManagedFields(bytes)
  if (kept === null || found === null) return kept
  const managedFields: unknown = JSON.parse(Buffer.from(found.buffer, found.byteOffset, found.length).toString('utf8')) // was scanned as JSON
  return { ...kept, metadata: { ...(kept['metadata'] as Record<string, unknown> | undefined), managedFields } }
}

function parsed(bytes: Uint8Array): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8'))
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null
  } catch {
    return null // said by who asked
  }
}

function notAnObject(id: ObjectId): EngineError {
  return { code: 'server-error', message: 'The API server answered something that is no object.', where: id, todo: 'Try again.' }
}
