import type { Holder, ReadTarget } from '../rule.ts'
import { textAt } from './podSpec.ts'

/**
 * Reads `k8s.v1.cni.cncf.io/networks`: `name`, `namespace/name` and `name@interface` with commas between, or a JSON list of
 * `{name, namespace}` (Network Plumbing Working Group, multi-network specification, section 4.1).
 */
export function networks(value: unknown, holder: Holder): readonly ReadTarget[] {
  if (typeof value !== 'string') return []
  const written = value.trim()
  const selected = written.startsWith('[') || written.startsWith('{') ? fromJson(written) : fromNames(written)
  const found = new Map<string, ReadTarget>()
  for (const { namespace, name, said } of selected) {
    const target = { namespace: namespace || holder.namespace, name, value: said }
    if (name !== '' && !found.has(`${target.namespace}/${name}`)) found.set(`${target.namespace}/${name}`, target)
  }
  return [...found.values()]
}

interface Selected {
  namespace: string
  name: string
  said: string
}

function fromNames(written: string): readonly Selected[] {
  return written.split(',').map((entry) => {
    const said = entry.trim()
    const at = said.indexOf('@')
    const network = at < 0 ? said : said.slice(0, at)
    const slash = network.indexOf('/')
    return { namespace: network.slice(0, Math.max(slash, 0)), name: network.slice(slash + 1), said }
  })
}

function fromJson(written: string): readonly Selected[] {
  let parsed: unknown
  try {
    parsed = JSON.parse(written)
  } catch {
    return [] // names nothing: the network plugin refuses it too
  }
  return (Array.isArray(parsed) ? (parsed as unknown[]) : [parsed]).map((entry) => {
    const name = textAt(entry, 'name')
    return { namespace: textAt(entry, 'namespace'), name, said: name }
  })
}
