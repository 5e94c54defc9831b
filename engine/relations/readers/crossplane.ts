import { kindId } from '../../contract/index.ts'
import { isRecord } from '../fieldPath.ts'
import type { Holder, ReadTarget } from '../rule.ts'

/** Readers of Crossplane, whose composites, claims and managed resources are of groups and kinds that nobody knows beforehand. */

/** The composite resource that a claim is bound to: `{apiVersion, kind, name}`, always without a namespace. */
export function claimedComposite(value: unknown): readonly ReadTarget[] {
  if (!isRecord(value)) return []
  const { apiVersion, kind, name } = value
  if (typeof apiVersion !== 'string' || !apiVersion.includes('/') || typeof kind !== 'string' || typeof name !== 'string') return []
  if (kind === '' || name === '') return []
  return [{ kind: kindId(apiVersion.slice(0, apiVersion.indexOf('/')), kind), namespace: '', name, value: name, at: 'name' }]
}

/**
 * `spec.providerConfigRef`, `{name, kind?}`: the configuration is of the managed resource's group or of the one above it (`aws.upbound.io` for
 * `s3.aws.upbound.io`); one of them, which is why neither is claimed. Without a kind it is a ProviderConfig, which has no namespace, or, of what has
 * a namespace itself, a ClusterProviderConfig.
 */
export function providerConfig(value: unknown, holder: Holder): readonly ReadTarget[] {
  if (!isRecord(value)) return []
  const { name, kind: written } = value
  if (typeof name !== 'string' || name === '') return []
  const kind =
    typeof written === 'string' && written !== '' ? written : holder.namespace === '' ? 'ProviderConfig' : 'ClusterProviderConfig'
  if (!/^(Cluster)?ProviderConfig$/.test(kind)) return []
  const own = holder.kind.slice(0, holder.kind.indexOf('/'))
  const above = own.slice(own.indexOf('.') + 1)
  const namespace = kind === 'ProviderConfig' ? holder.namespace : ''
  const groups = above.includes('.') ? [own, above] : [own]
  return groups.map((group) => ({ kind: kindId(group, kind), namespace, name, value: name, at: 'name' }))
}

/** A definition of composites (`spec`): the CustomResourceDefinitions made of it, of composites and of claims. */
export function definedComposites(value: unknown): readonly ReadTarget[] {
  if (!isRecord(value)) return []
  const { group } = value
  if (typeof group !== 'string' || group === '') return []
  return ['names', 'claimNames'].flatMap((field) => {
    const names = value[field]
    const plural: unknown = isRecord(names) ? names['plural'] : undefined
    return typeof plural === 'string' && plural !== ''
      ? [
          {
            kind: 'apiextensions.k8s.io/CustomResourceDefinition',
            namespace: '',
            name: `${plural}.${group}`,
            value: plural,
            at: `${field}.plural`,
          },
        ]
      : []
  })
}

/** What a Usage is about (`spec.of`) or for whom (`spec.by`): `{apiVersion, kind, resourceRef: {name, namespace?}}`. */
export function usedObject(value: unknown, holder: Holder): readonly ReadTarget[] {
  if (!isRecord(value)) return []
  const { apiVersion, kind, resourceRef } = value
  if (typeof apiVersion !== 'string' || typeof kind !== 'string' || kind === '' || !isRecord(resourceRef)) return []
  const { name, namespace } = resourceRef
  if (typeof name !== 'string' || name === '') return []
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : ''
  const where = typeof namespace === 'string' && namespace !== '' ? namespace : holder.namespace
  return [{ kind: kindId(group, kind), namespace: where, name, value: name, at: 'resourceRef.name' }]
}
