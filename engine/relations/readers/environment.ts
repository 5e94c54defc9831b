import { isRecord } from '../fieldPath.ts'
import type { Holder, ReadTarget } from '../rule.ts'
import { textAt } from './podSpec.ts'

const sources = [
  { field: 'configMapKeyRef', kind: 'core/ConfigMap' },
  { field: 'secretKeyRef', kind: 'core/Secret' },
] as const

/** Reads one of a container's `env` as the key of a ConfigMap or Secret that its value is taken from; says for which variable. */
export function environmentKey(value: unknown, holder: Holder): readonly ReadTarget[] {
  const from: unknown = isRecord(value) ? value['valueFrom'] : undefined
  if (!isRecord(from)) return none
  for (const { field, kind } of sources) {
    const source = Object.hasOwn(from, field) ? from[field] : undefined
    const name = textAt(source, 'name')
    if (name === '' || !isRecord(source)) continue
    const key = textAt(source, 'key')
    const variable = textAt(value, 'name')
    const target: ReadTarget = { kind, namespace: holder.namespace, name, at: `valueFrom.${field}.name` }
    if (key !== '') target.part = key
    if (key !== '' && variable !== '') {
      target.wantedBy = variable
      target.value = `${name}: ${key} as ${variable}`
    } else target.value = name
    if (source['optional'] === true) target.optional = true
    return [target]
  }
  return none
}

const none: readonly ReadTarget[] = []
