import { isRecord } from '../fieldPath.ts'
import type { Holder, ReadTarget } from '../rule.ts'
import { textAt } from './podSpec.ts'

/** Reads one of `volumeMounts` as the ConfigMap or Secret that its volume is made of; the value says where it is in the container. */
export function mountedConfiguration(value: unknown, holder: Holder): readonly ReadTarget[] {
  const volume = volumeOf(value, holder)
  if (volume === null) return []
  for (const { field, nameField, kind } of configurations) {
    const source = volume[field]
    const name = textAt(source, nameField)
    if (name === '' || !isRecord(source)) continue
    const optional = source['optional'] === true
    return [{ kind, namespace: holder.namespace, name, value: mountText(value), ...(optional ? { optional } : {}) }]
  }
  return []
}

const configurations = [
  { field: 'configMap', nameField: 'name', kind: 'core/ConfigMap' },
  { field: 'secret', nameField: 'secretName', kind: 'core/Secret' },
] as const

/** Reads one of `volumeMounts` or `volumeDevices` as the claim that its volume names. */
export function mountedClaim(value: unknown, holder: Holder): readonly ReadTarget[] {
  const name = textAt(volumeOf(value, holder)?.['persistentVolumeClaim'], 'claimName')
  return name === '' ? [] : [{ namespace: holder.namespace, name, value: mountText(value) }]
}

function volumeOf(mount: unknown, holder: Holder): Record<string, unknown> | null {
  const name = textAt(mount, 'name')
  const volumes: unknown = holder.podField('volumes')
  if (name === '' || !Array.isArray(volumes)) return null
  if (volumes.length <= few) {
    const found: unknown = (volumes as unknown[]).findLast((volume) => isRecord(volume) && volume['name'] === name)
    return isRecord(found) ? found : null
  }
  let named = volumesByName.get(volumes)
  if (!named) {
    named = new Map()
    for (const volume of volumes as unknown[]) if (isRecord(volume) && typeof volume['name'] === 'string') named.set(volume['name'], volume)
    volumesByName.set(volumes, named)
  }
  return named.get(name) ?? null
}

/** So many are looked through; of more an index is made. */
const few = 24

/** Each long list of volumes by name, for as long as its object is read. */
const volumesByName = new WeakMap<object, Map<string, Record<string, unknown>>>()

function mountText(mount: unknown): string {
  const at = textAt(mount, 'mountPath') || textAt(mount, 'devicePath')
  const sub = textAt(mount, 'subPath') || textAt(mount, 'subPathExpr')
  return sub === '' ? at : `${at} (${sub})`
}

/**
 * Reads a Pod's volume with a claim template: the claim is called `<pod>-<volume>` and must be owned by this very Pod; one that merely has
 * the name is refused by the controller, so that the Pod does not start.
 */
export function ephemeralClaim(value: unknown, holder: Holder): readonly ReadTarget[] {
  const volume = textAt(value, 'name')
  if (volume === '' || !isRecord(value) || !isRecord(value['ephemeral'])) return []
  const uid = textAt(holder.object['metadata'], 'uid')
  const name = `${holder.name}-${volume}`
  return [{ namespace: holder.namespace, name, value: name, ...(uid === '' ? {} : { part: uid }) }]
}

/** A server and what it exports, of an `nfs` volume. */
export function nfsExport(value: unknown): readonly ReadTarget[] {
  const server = textAt(value, 'server')
  const path = textAt(value, 'path')
  return server === '' || path === '' ? [] : [{ namespace: '', name: `${server}:${path}`, value: `${server}:${path}` }]
}

/** The account that a projected token is of: the Pod's own; told only when the token is for an audience of its own. */
export function tokenAccount(value: unknown, holder: Holder): readonly ReadTarget[] {
  const audience = textAt(value, 'audience')
  return audience === '' ? [] : [{ ...account(holder), value: audience }]
}

/** The Pod's account, where the spec says that it gets no token of it. */
export function accountWithoutToken(value: unknown, holder: Holder): readonly ReadTarget[] {
  return value === false ? [{ ...account(holder), value: 'false' }] : []
}

function account(holder: Holder): ReadTarget {
  const written: unknown = holder.podField('serviceAccountName')
  const name = typeof written === 'string' ? written : ''
  return { namespace: holder.namespace, name: name === '' ? 'default' : name }
}
