import { kindId, type KindId } from '../../contract/index.ts'
import type { Holder, ReadTarget } from '../rule.ts'

/**
 * An inventory id, `<namespace>_<name>_<group>_<kind>`: no namespace when cluster-scoped, no group for the core group, and colons (in names of roles)
 * written as two underscores. What is applied to another cluster is not here.
 */
export function fluxInventory(value: unknown, holder: Holder): readonly ReadTarget[] {
  if (typeof value !== 'string' || holder.object['spec']?.kubeConfig !== undefined) return []
  const parts = /^([^_]*)_(.+)_([^_]*)_([^_]+)$/.exec(value)
  if (parts === null) return []
  const [, namespace = '', name = '', group = '', kind = ''] = parts
  return [{ kind: kindId(group, kind), namespace, name: name.replaceAll('__', ':') }]
}

/** Made by controllers with the labels of their Service: nobody applied them. */
const mirrored: ReadonlySet<KindId> = new Set(['core/Endpoints', 'discovery.k8s.io/EndpointSlice'])

/** The Kustomization (`kustomize`) or HelmRelease (`helm`) whose name is the value of one label, and whose namespace is in the label beside it. */
export function fluxApplier(controller: 'kustomize' | 'helm'): (value: unknown, holder: Holder) => readonly ReadTarget[] {
  const key = `${controller}.toolkit.fluxcd.io/namespace`
  return (value, holder) => {
    const namespace: unknown = holder.object['metadata']?.labels?.[key]
    return !mirrored.has(holder.kind) && typeof value === 'string' && typeof namespace === 'string' && value !== '' && namespace !== ''
      ? [{ namespace, name: value }]
      : []
  }
}
