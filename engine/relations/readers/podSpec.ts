import { isRecord } from '../fieldPath.ts'
import type { Holder } from '../rule.ts'

/** The pod spec of a Pod, or of whatever makes Pods: the shapes tell themselves apart. */
export function podSpecOf({ object }: Holder): Record<string, any> {
  if (last.object !== object) {
    last.spec = podSpecIn(object)
    last.object = object
  }
  return last.spec
}

/** Asked for every mount of the same object, one after the other. */
const last: { object: Holder['object'] | null; spec: Record<string, any> } = { object: null, spec: {} }

function podSpecIn(object: Holder['object']): Record<string, any> {
  const spec: any = object['spec']
  const found: unknown = spec?.jobTemplate?.spec?.template?.spec ?? spec?.template?.spec ?? object['template']?.spec ?? spec
  return isRecord(found) ? found : {}
}

/** A text field of a value that should be an object; empty when it is not there. */
export function textAt(value: unknown, field: string): string {
  if (!isRecord(value) || !Object.hasOwn(value, field)) return ''
  const found = value[field]
  return typeof found === 'string' ? found : ''
}
