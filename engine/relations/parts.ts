import { kindName, type KindId } from '../contract/index.ts'
import { isRecord, readAll } from './fieldPath.ts'
import { textAt } from './readers/podSpec.ts'
import { portPart } from './readers/portNames.ts'
import { taintsOf } from './taints.ts'

/** Where the parts of a kind are: each text and each whole number found at these paths, and each key of the maps that these fields are. */
const places: Readonly<Record<KindId, { values?: readonly string[]; keys?: readonly string[]; word: string }>> = {
  'core/ConfigMap': { keys: ['data', 'binaryData'], word: 'key' },
  'core/Secret': { keys: ['data', 'stringData'], word: 'key' },
  'core/PersistentVolumeClaim': { values: ['metadata.ownerReferences[kind=Pod].uid'], word: 'owner' },
  'apps/Deployment': { values: ['metadata.annotations["deployment.kubernetes.io/revision"]'], word: 'revision' },
  'core/Node': { word: 'taint' },
  'core/Service': { values: ['spec.ports[].(name|port)'], word: 'port' },
  'core/Pod': { word: 'port' },
  'gateway.networking.k8s.io/Gateway': { values: ['spec.listeners[].(name|port)'], word: 'listener' },
  'gateway.networking.k8s.io/ListenerSet': { values: ['spec.listeners[].(name|port)'], word: 'listener' },
  'gateway.networking.x-k8s.io/XListenerSet': { values: ['spec.listeners[].(name|port)'], word: 'listener' },
}

/**
 * The parts of an object that others name: keys of a ConfigMap or Secret, names and numbers of the ports of a Service, port names of a Pod,
 * listeners of a Gateway, taints of a Node, the Pod that owns a claim, the revision of a Deployment. Sorted. Undefined where the kind has none that are known, or where only the metadata of the object is held.
 */
export function partsOf(kind: KindId, object: Readonly<Record<string, any>>): readonly string[] | undefined {
  if (!Object.hasOwn(places, kind) || object['kind'] === 'PartialObjectMetadata') return undefined
  if (kind === 'core/Pod') return portNames(object['spec'])
  const { values = [], keys } = places[kind] ?? {}
  if (keys !== undefined) return keysOf(object, keys)
  const parts = new Set<string>(kind === 'core/Node' ? taintsOf(object) : [])
  for (const path of values) {
    for (const value of readAll(object, path)) {
      if (typeof value === 'string' && value !== '') parts.add(value)
      else if (Number.isInteger(value)) parts.add(String(value))
    }
  }
  parts.delete('')
  return parts.size === 0 ? noParts : [...parts].sort()
}

/** Keys of these fields. A cluster has tens of thousands of ConfigMaps, and most of one key. */
function keysOf(object: Readonly<Record<string, any>>, fields: readonly string[]): readonly string[] {
  let found: string[] = []
  for (const field of fields) {
    const map: unknown = Object.hasOwn(object, field) ? object[field] : undefined
    if (!isRecord(map)) continue
    const keys = Object.keys(map)
    found = found.length === 0 ? keys : [...new Set([...found, ...keys])]
  }
  return found.length === 0 ? noParts : found.sort()
}

/** Names of the ports of a Pod's containers and sidecars, each with its protocol unless that is TCP. Most objects that change are Pods: nothing is looked up here. */
function portNames(spec: unknown): readonly string[] {
  if (!isRecord(spec)) return noParts
  const names: string[] = []
  for (const field of ['containers', 'initContainers'] as const) {
    const containers = spec[field]
    if (!Array.isArray(containers)) continue
    for (const container of containers as unknown[]) {
      if (!isRecord(container) || (field === 'initContainers' && container['restartPolicy'] !== 'Always')) continue
      const { ports } = container
      if (!Array.isArray(ports)) continue
      for (const port of ports as unknown[]) {
        const name = portPart(textAt(port, 'name'), port)
        if (name !== '' && name !== names[names.length - 1]) names.push(name)
      }
    }
  }
  return names.length === 0 ? noParts : names.length === 1 ? names : [...new Set(names)].sort()
}

/** What a part of a kind is called: `key`, `port`. */
export function partWord(kind: KindId): string {
  return (Object.hasOwn(places, kind) ? places[kind]?.word : undefined) ?? `part of the ${kindName(kind)}`
}

const noParts: readonly string[] = Object.freeze([])
