import { isRecord } from '../fieldPath.ts'
import type { Holder, ReadTarget } from '../rule.ts'
import { textAt } from './podSpec.ts'

/**
 * Reads `k8s.v1.cni.cncf.io/networks`: `name`, `namespace/name` and `name@interface` with commas between, or a JSON list of
 * `{name, namespace}` (Network Plumbing Working Group, multi-network specification, section 4.1).
 */
export function networks(value: unknown, holder: Holder): readonly ReadTarget[] {
  if (typeof value !== 'string') return []
  const written = value.trim()
  if (written.startsWith('[') || written.startsWith('{')) return fromJson(written, holder)
  return written.split(',').flatMap((entry) => {
    const selected = entry.trim().replace(/@.*$/, '')
    const slash = selected.indexOf('/')
    const name = selected.slice(slash + 1)
    return name === '' ? [] : [{ namespace: slash > 0 ? selected.slice(0, slash) : holder.namespace, name, value: entry.trim() }]
  })
}

function fromJson(written: string, holder: Holder): readonly ReadTarget[] {
  let parsed: unknown
  try {
    parsed = JSON.parse(written)
  } catch {
    return [] // names nothing: the network plugin refuses it too
  }
  return (Array.isArray(parsed) ? (parsed as unknown[]) : [parsed]).filter(isRecord).flatMap((entry) => {
    const name = textAt(entry, 'name')
    return name === '' ? [] : [{ namespace: textAt(entry, 'namespace') || holder.namespace, name, value: name }]
  })
}
