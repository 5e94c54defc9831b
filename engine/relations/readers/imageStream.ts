import { isRecord } from '../fieldPath.ts'
import type { Holder, ReadTarget } from '../rule.ts'

/** `{kind: ImageStreamTag | ImageStream, name: stream[:tag], namespace?}` of OpenShift; an image of a registry is no object. */
export function imageStream(value: unknown, holder: Holder): readonly ReadTarget[] {
  if (!isRecord(value) || typeof value['name'] !== 'string') return []
  const { kind, name, namespace } = value
  if (kind !== 'ImageStreamTag' && kind !== 'ImageStream' && kind !== 'ImageStreamImage') return []
  const stream = /^[^:@]+/.exec(name)?.[0]
  return stream === undefined
    ? []
    : [{ namespace: typeof namespace === 'string' && namespace !== '' ? namespace : holder.namespace, name: stream, value: name }]
}

/** The annotation `image.openshift.io/triggers`: JSON, a list of `{from: {kind, name, namespace?}}`. */
export function imageTriggers(value: unknown, holder: Holder): readonly ReadTarget[] {
  if (typeof value !== 'string' || value.length > 100_000) return []
  let triggers: unknown
  try {
    triggers = JSON.parse(value)
  } catch {
    return [] // a person's text: what is no JSON names nothing
  }
  return Array.isArray(triggers) ? triggers.flatMap((trigger) => (isRecord(trigger) ? imageStream(trigger['from'], holder) : [])) : []
}
