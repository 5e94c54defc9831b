import { hashText } from '../../engine/layout/seededRandom.ts'
import { estate, type EstateSize } from './estate.ts'
import type { RawObject } from './memoryReader.ts'

/** Kinds of the estate that run an application's containers. */
const runs = new Set(['Deployment', 'ReplicaSet', 'Pod'])

/**
 * The made-up estate with applications that call each other: each names the Services of one to three others of its namespace, some one of another namespace,
 * with their ports in its environment. Calls run from tier to tier, but for one in ten.
 */
export function callingEstate(size: EstateSize): RawObject[] {
  const objects = estate(size)
  const apps = new Map<string, string[]>()
  for (const { kind, metadata } of objects) {
    if (kind !== 'Deployment') continue
    const list = apps.get(metadata.namespace) ?? []
    list.push(metadata.name)
    apps.set(metadata.namespace, list)
  }
  const namespaces = [...apps.keys()]
  return objects.map((object) => {
    const { kind, metadata } = object
    const app = String(metadata.labels?.app ?? '')
    const own = apps.get(metadata.namespace) ?? []
    const at = own.indexOf(app)
    if (!runs.has(String(kind)) || at < 0) return object
    const env = calls(namespaces, apps, String(metadata.namespace), at).map((address, i) => ({ name: `PEER_${i}_ADDR`, value: address }))
    const { template } = object['spec'] as { template?: RawObject }
    const spec = template
      ? { ...object['spec'], template: { ...template, spec: withEnv(template['spec'], env) } }
      : withEnv(object['spec'], env)
    return { ...object, spec }
  })
}

function calls(namespaces: readonly string[], apps: ReadonlyMap<string, readonly string[]>, namespace: string, at: number): string[] {
  const own = apps.get(namespace) ?? []
  const chance = (what: string, of: number): number => hashText(`${namespace} ${own[at] ?? ''} ${what}`) % of
  const out: string[] = []
  // Three tiers, as most have: what faces the user, what it asks, what that keeps its data in.
  const tier = (index: number): number => Math.floor((index * 3) / own.length)
  const below = own.findIndex((_, i) => tier(i) > tier(at))
  for (let i = 0; i <= chance('how many', 3); i++) {
    const back = chance(`back ${i}`, 10) === 0
    const to = back ? chance(`to ${i}`, own.length) : below < 0 ? at : below + chance(`to ${i}`, own.length - below)
    if (to !== at) out.push(`${own[to] ?? ''}:8080`)
  }
  if (chance('far', 5) === 0) {
    const other = namespaces[chance('namespace', namespaces.length)] ?? namespace
    const [first] = apps.get(other) ?? []
    if (other !== namespace && first !== undefined) out.push(`${first}.${other}.svc.cluster.local:8080`)
  }
  return out
}

function withEnv(spec: RawObject, env: readonly RawObject[]): RawObject {
  const [first, ...rest] = spec['containers'] as RawObject[]
  return { ...spec, containers: [{ ...first, env: [...((first?.['env'] as RawObject[] | undefined) ?? []), ...env] }, ...rest] }
}
