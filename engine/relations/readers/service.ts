import { isRecord } from '../fieldPath.ts'
import type { Holder, ReadTarget } from '../rule.ts'
import { textAt } from './podSpec.ts'

/** Reads an Ingress backend's `service{name, port{name | number}}`: the port must be one of the Service's, by name or number. */
export function ingressBackend(value: unknown, holder: Holder): readonly ReadTarget[] {
  const name = textAt(value, 'name')
  if (name === '' || !isRecord(value)) return []
  const port = portText(value['port'])
  return [
    {
      namespace: holder.namespace,
      name,
      at: 'name',
      value: port === '' ? name : `${name}:${port}`,
      ...(port === '' ? {} : { part: port }),
    },
  ]
}

function portText(port: unknown): string {
  if (!isRecord(port)) return ''
  const name = textAt(port, 'name')
  return name !== '' ? name : typeof port['number'] === 'number' ? String(port['number']) : ''
}

/**
 * Reads a `clientConfig` of the API server: `service{namespace, name, port}`, where the port is 443 unless written, or a `url`.
 * `notes` are shown beside it.
 */
export function clientConfig(value: unknown, notes: readonly string[] = [], at = ''): readonly ReadTarget[] {
  if (!isRecord(value)) return []
  const service = value['service']
  if (isRecord(service)) return serverService(service, notes, `${at}service.name`)
  const url = textAt(value, 'url')
  const host = hostOf(url)
  return host === '' ? [] : [{ kind: 'pseudo/Host', namespace: '', name: host, at: `${at}url`, value: [url, ...notes].join('; ') }]
}

/** Reads `{namespace, name, port}` of a Service that the API server calls; 443 is the port when none is written. */
export function serverService(value: unknown, notes: readonly string[] = [], at = 'name'): readonly ReadTarget[] {
  const name = textAt(value, 'name')
  const namespace = textAt(value, 'namespace')
  if (name === '' || namespace === '' || !isRecord(value)) return []
  const port = typeof value['port'] === 'number' ? String(value['port']) : '443'
  return [{ kind: 'core/Service', namespace, name, part: port, at, value: [`${namespace}/${name}:${port}`, ...notes].join('; ') }]
}

function hostOf(url: string): string {
  const found = /^[a-z]+:\/\/(?:[^@/]*@)?(\[[^\]]*\]|[^:/?#]*)/i.exec(url)
  return (found?.[1] ?? '').toLowerCase()
}
