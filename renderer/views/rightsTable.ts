import type { KindId } from '../../engine/contract/index.ts'

/** Subresources that stand for an action of a person, and the verb that allows it. */
export const subresources: Readonly<Record<KindId, readonly string[]>> = {
  'core/Pod': ['log', 'exec', 'attach', 'portforward', 'eviction', 'ephemeralcontainers'],
  'core/Service': ['proxy'],
  'core/Node': ['proxy'],
  'core/ServiceAccount': ['token'],
  'apps/Deployment': ['scale'],
  'apps/StatefulSet': ['scale'],
  'apps/ReplicaSet': ['scale'],
  'core/ReplicationController': ['scale'],
}

const ofSubresource: Readonly<Record<string, readonly string[]>> = {
  log: ['get'],
  exec: ['create'],
  attach: ['create'],
  portforward: ['create'],
  eviction: ['create'],
  ephemeralcontainers: ['update', 'patch'],
  proxy: ['get', 'create', 'update', 'patch', 'delete'],
  token: ['create'],
  scale: ['get', 'update', 'patch'],
}

/** The verbs that mean something for a resource: not every subresource offers all. */
export function rightVerbs(resource: string): readonly string[] {
  const slash = resource.indexOf('/')
  return slash < 0 ? ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'] : (ofSubresource[resource.slice(slash + 1)] ?? ['get'])
}
