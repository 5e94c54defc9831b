import { kindId, kindName, groupOf } from '../../contract/index.ts'
import { isRecord } from '../fieldPath.ts'
import type { Holder, ReadTarget } from '../rule.ts'

const thisCluster = 'https://kubernetes.default.svc'

/** One entry of an Application's `status.resources`. Without a namespace it is cluster-scoped. What is deployed to another cluster is not here. */
export function argoResource(value: unknown, holder: Holder): readonly ReadTarget[] {
  if (!isRecord(value) || !deploysHere(holder)) return []
  const [kind, name] = [text(value['kind']), text(value['name'])]
  if (kind === '' || name === '') return []
  return [{ kind: kindId(text(value['group']), kind), namespace: text(value['namespace']), name, value: name }]
}

/**
 * `argocd.argoproj.io/tracking-id`: `<application>:<group>/<kind>:<namespace>/<name>`, with `<namespace>_<application>` for applications outside of
 * Argo CD's own namespace. Names something only when it is about its holder.
 */
export function argoApplication(value: unknown, holder: Holder): readonly ReadTarget[] {
  if (typeof value !== 'string') return []
  const parts = /^([^:]+):([^/:]*)\/([^/:]+):([^/:]*)\/(.+)$/.exec(value)
  if (parts === null) return []
  const [, application = '', group = '', kind = '', namespace = '', name = ''] = parts
  if (group !== groupOf(holder.kind) || kind !== kindName(holder.kind) || name !== holder.name) return []
  if (holder.namespace !== '' && namespace !== holder.namespace) return []
  const cut = application.indexOf('_')
  return [cut < 0 ? { namespace: 'argocd', name: application } : { namespace: application.slice(0, cut), name: application.slice(cut + 1) }]
}

/** `spec.project`, which lives beside the controller: the status says where that is, for applications in other namespaces. */
export function argoProject(value: unknown, holder: Holder): readonly ReadTarget[] {
  if (typeof value !== 'string' || value === '') return []
  return [{ namespace: text(holder.object['status']?.controllerNamespace) || holder.namespace, name: value }]
}

/** `spec.destination`: a namespace of this cluster, or the host of another one. */
export function argoDestination(value: unknown, holder: Holder): readonly ReadTarget[] {
  if (!isRecord(value)) return []
  const namespace = text(value['namespace'])
  if (deploysHere(holder)) return namespace === '' ? [] : [{ namespace: '', name: namespace, value: namespace }]
  const server = text(value['server'])
  const host = /^https?:\/\/([^/:@]+)/.exec(server)?.[1]
  return host === undefined ? [] : [{ kind: 'pseudo/Host', namespace: '', name: host, value: server }]
}

function deploysHere(holder: Holder): boolean {
  const destination: unknown = holder.object['spec']?.destination
  if (!isRecord(destination)) return false
  const server = text(destination['server'])
  return server === '' ? text(destination['name']) === 'in-cluster' : server.replace(/\/$/, '') === thisCluster
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
