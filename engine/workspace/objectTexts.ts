import { err, kindName, ok, parseObjectId, type ObjectId, type Result, type TextPair } from '../contract/index.ts'
import { rec } from '../kinds/fields.ts'
import type { KubeObject } from '../kinds/kind.ts'
import { lastApplied, onlyApplied, withoutAnnotation } from '../kinds/lastApplied.ts'
import type { OpenCluster } from './openCluster.ts'
import { yamlText } from './yamlText.ts'

/** An object of an open cluster, and how people call the cluster. */
export interface HeldObject {
  open: OpenCluster
  id: ObjectId
  cluster: string
}

/** What was last applied to an object, and what of the same fields it has now. */
export function compareApplied({ open, id }: Pick<HeldObject, 'open' | 'id'>): Result<TextPair> {
  const body = bodyOf(open, id)
  if (!body.ok) return body
  if (parseObjectId(id)?.kind === 'core/Secret')
    return err({ code: 'bad-input', message: 'What was applied to a Secret holds its values, and is not kept.', where: id })
  const applied = lastApplied(body.value)
  if (applied === null)
    return err({
      code: 'not-found',
      message: 'kubectl apply wrote nothing down here.',
      where: id,
      todo: 'The annotation kubectl.kubernetes.io/last-applied-configuration is missing: the object was made in another way, or by server-side apply.',
    })
  if (applied === undefined) return err({ code: 'bad-input', message: 'What kubectl apply wrote down cannot be read as JSON.', where: id })
  return ok({
    from: { title: 'last applied', text: yamlText(id, applied) },
    to: { title: 'live, of these fields', text: yamlText(id, onlyApplied(applied, withoutAnnotation(body.value)) as KubeObject) },
    leftOut: ['fields that were not applied'],
  })
}

/** Two objects beside each other, without what tells any two apart. */
export function compareObjects(from: HeldObject, to: HeldObject): Result<TextPair> {
  const [kind, other] = [parseObjectId(from.id)?.kind, parseObjectId(to.id)?.kind]
  if (kind !== other)
    return err({
      code: 'bad-input',
      message: `A ${kindName(kind ?? '')} is compared with another one, not with a ${kindName(other ?? '')}.`,
    })
  const sides = []
  const leftOut = new Set<string>()
  for (const { open, id, cluster } of [from, to]) {
    const body = bodyOf(open, id)
    if (!body.ok) return body
    const ref = parseObjectId(id)
    const name = ref === null ? id : ref.namespace === '' ? ref.name : `${ref.namespace}/${ref.name}`
    sides.push({
      title: from.cluster === to.cluster ? name : `${name} in ${cluster}`,
      text: yamlText(id, withoutNoise(body.value, leftOut)),
    })
  }
  const [first, second] = sides as [TextPair['from'], TextPair['from']]
  return ok({ from: first, to: second, leftOut: [...leftOut].sort() })
}

/** Fields of metadata that any two objects differ in. */
const metaNoise: ReadonlySet<string> = new Set([
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'selfLink',
  'managedFields',
  'generateName',
])
/** Annotations and labels that controllers count and hash with. */
const countedNoise: ReadonlySet<string> = new Set([
  'deployment.kubernetes.io/revision',
  'deployment.kubernetes.io/revision-history',
  'pod-template-hash',
  'controller-revision-hash',
  'controller-uid',
  'batch.kubernetes.io/controller-uid',
])
/** Addresses that a server gives to Services. */
const givenAddresses: ReadonlySet<string> = new Set(['clusterIP', 'clusterIPs'])
const ownerNoise: ReadonlySet<string> = new Set(['uid'])

function withoutNoise(object: KubeObject, leftOut: Set<string>): KubeObject {
  const { status, metadata, ...rest } = withoutAnnotation(object) as Record<string, unknown>
  if (status !== undefined) leftOut.add('status')
  const without = (value: unknown, names: ReadonlySet<string>, under: string): Record<string, unknown> => {
    const entries = Object.entries(fieldsOf(value))
    for (const [key] of entries) if (names.has(key)) leftOut.add(`${under}${key}`)
    return Object.fromEntries(entries.filter(([key]) => !names.has(key)))
  }
  const meta = without(metadata, metaNoise, 'metadata.')
  const maps = ['labels', 'annotations'].flatMap((name) => {
    const kept = without(meta[name], countedNoise, '')
    return Object.keys(kept).length === 0 ? [] : [[name, kept] as const]
  })
  const { labels: _labels, annotations: _annotations, ownerReferences, ...others } = meta
  const owners = Array.isArray(ownerReferences)
    ? { ownerReferences: ownerReferences.map((owner) => without(owner, ownerNoise, 'metadata.ownerReferences[].')) }
    : {}
  const kept = { ...rest, metadata: { ...others, ...Object.fromEntries(maps), ...owners } as unknown as KubeObject['metadata'] }
  const hasAddress = object.kind === 'Service' && fieldsOf(object.spec)['clusterIP'] !== 'None'
  return hasAddress ? { ...kept, spec: without(object.spec, givenAddresses, 'spec.') } : kept
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return rec(value) as Record<string, unknown>
}

function bodyOf(open: OpenCluster, id: ObjectId): Result<KubeObject> {
  const body = open.picture.store.body(id)
  if (body !== undefined) return ok(body as KubeObject)
  return err({ code: 'not-found', message: 'There is no such object.', where: id, todo: 'It may have been deleted.' })
}
