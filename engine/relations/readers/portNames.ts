import type { Evidence } from '../../contract/index.ts'
import { isRecord, readAll } from '../fieldPath.ts'
import { textAt } from './podSpec.ts'

/** A named port of a Pod as a part of it. Ports of one name and two protocols are two: only the one of the Service's protocol is meant. */
export function portPart(name: string, port: unknown): string {
  const protocol = textAt(port, 'protocol')
  return name === '' || protocol === '' || protocol === 'TCP' ? name : `${name}/${protocol}`
}

/** The named target ports of a Service. A number reaches a Pod whether its containers declare it or not. */
export function namedTargets(object: Readonly<Record<string, any>>): readonly string[] {
  return readAll(object, 'spec.ports[]').map((port) => portPart(targetName(port), port))
}

/** Where the named target ports of a Service are. */
export function namedTargetPaths(object: Readonly<Record<string, any>>): readonly Evidence[] {
  const ports: unknown = object['spec']?.ports
  if (!Array.isArray(ports)) return []
  return (ports as unknown[]).flatMap((port, index) => {
    const name = targetName(port)
    return name === '' ? [] : [{ path: `spec.ports[${index}].targetPort`, value: portPart(name, port) }]
  })
}

function targetName(port: unknown): string {
  const target = isRecord(port) ? port['targetPort'] : undefined
  return typeof target === 'string' && !/^\d+$/.test(target) ? target : ''
}
