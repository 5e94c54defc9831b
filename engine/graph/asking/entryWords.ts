import { kindName, objectId, parseObjectId, visibleText, type KindId, type ObjectId } from '../../contract/index.ts'
import { isRecord, readAll, readPath } from '../../relations/fieldPath.ts'
import { texts } from '../../relations/readers/namedObjects.ts'
import { called, listed, type Ground } from './ground.ts'
import { items } from './networkPolicyRules.ts'
import type { PodEndpoint } from './podEndpoint.ts'

/** Where custom routes keep the names they answer to. */
const hostPaths: Readonly<Record<KindId, readonly string[]>> = {
  'networking.istio.io/VirtualService': ['spec.hosts'],
  'traefik.io/IngressRoute': ['spec.routes[].match'],
  'traefik.io/IngressRouteTCP': ['spec.routes[].match'],
  'projectcontour.io/HTTPProxy': ['spec.virtualhost.fqdn'],
  'route.openshift.io/Route': ['spec.host'],
  'serving.knative.dev/Route': ['status.url'],
  'serving.knative.dev/Service': ['status.url'],
}

/** What stands on the way in at one object, in words: hosts, paths, ports, certificates. `next`: the object that the way goes on to. */
export function entryWords({ reader }: Ground, id: ObjectId, next: ObjectId | undefined): string {
  const ref = parseObjectId(id)
  const body = reader.body(id)
  if (ref === null || body === undefined) return ''
  switch (ref.kind) {
    case 'networking.k8s.io/Ingress':
      return ingressWords(body, next)
    case 'core/Service':
      return serviceWords(body)
    case 'gateway.networking.k8s.io/Gateway':
      return gatewayWords(body)
    default: {
      const hosts = ref.kind.startsWith('gateway.networking.k8s.io/') ? ['spec.hostnames'] : (hostPaths[ref.kind] ?? [])
      const found = hosts.flatMap((path) => readAll(body, path)).flatMap((value) => (typeof value === 'string' ? [value] : texts(value)))
      return found.length === 0
        ? ''
        : `for ${listed(
            found.map((host) => visibleText(host, 200)),
            4,
          )}`
    }
  }
}

function ingressWords(ingress: Readonly<Record<string, unknown>>, next: ObjectId | undefined): string {
  const service = next === undefined ? undefined : parseObjectId(next)?.name
  const spec = isRecord(ingress['spec']) ? ingress['spec'] : {}
  const tls = items(spec['tls'])
  const addresses = items(spec['rules']).flatMap((rule) => {
    const host = typeof rule['host'] === 'string' ? rule['host'] : '*'
    const secret = tls.find((each) => texts(each['hosts']).length === 0 || texts(each['hosts']).includes(host))?.['secretName']
    return items(readPath(rule, 'http.paths'))
      .filter(
        (path) =>
          service === undefined ||
          readPath(path, 'backend.service.name') === service ||
          readPath(path, 'backend.resource.name') === service,
      )
      .map((path) => {
        const where = typeof path['path'] === 'string' ? path['path'] : '/'
        return `${secret === undefined ? 'http' : 'https'}://${host}${where}${typeof secret === 'string' ? ` (certificate ${secret})` : ''}`
      })
  })
  const otherwise = readPath(spec, 'defaultBackend.service.name')
  if (otherwise !== undefined && (service === undefined || otherwise === service)) addresses.push('everything no rule fits')
  return addresses.length === 0
    ? ''
    : `for ${listed(
        [...new Set(addresses)].map((text) => visibleText(text, 300)),
        6,
      )}`
}

function serviceWords(service: Readonly<Record<string, unknown>>): string {
  const spec = isRecord(service['spec']) ? service['spec'] : {}
  const type = typeof spec['type'] === 'string' ? spec['type'] : 'ClusterIP'
  const ports = items(spec['ports']).map(({ port, nodePort, protocol }) => {
    const node = type !== 'ClusterIP' && typeof nodePort === 'number' ? `, ${nodePort} of every Node` : ''
    return `${typeof protocol === 'string' ? protocol : 'TCP'} ${String(port)}${node}`
  })
  const addresses = [
    ...items(readPath(service, 'status.loadBalancer.ingress')).map(({ ip, hostname }) => String(ip ?? hostname)),
    ...texts(spec['externalIPs']),
  ]
  return `${type === 'ClusterIP' ? '' : `of type ${type}, `}port ${listed(ports)}${addresses.length === 0 ? '' : ` at ${listed(addresses)}`}`
}

function gatewayWords(gateway: Readonly<Record<string, unknown>>): string {
  const listeners = items(readPath(gateway, 'spec.listeners')).map((listener) => {
    const certificates = items(readPath(listener, 'tls.certificateRefs')).map(({ name }) => String(name))
    const secret = certificates.length === 0 ? '' : ` (certificate ${listed(certificates)})`
    return `${String(listener['protocol'])} ${String(listener['port'])}${typeof listener['hostname'] === 'string' ? ` for ${listener['hostname']}` : ''}${secret}`
  })
  const addresses = items(readPath(gateway, 'status.addresses')).map(({ value }) => String(value))
  const at = addresses.length === 0 ? '' : ` at ${listed(addresses)}`
  return visibleText(`${listed(listeners, 6)}${at}`, 600)
}

/** Ports of a Pod that a Service sends to, by number and protocol; a name that the Pod has not is none. */
export function targetPorts({ reader }: Ground, service: ObjectId, pod: PodEndpoint): readonly { number: number; protocol: string }[] {
  return items(readPath(reader.body(service), 'spec.ports')).flatMap(({ port, targetPort, protocol: written }) => {
    const protocol = typeof written === 'string' ? written : 'TCP'
    const target = targetPort ?? port
    if (typeof target === 'number') return [{ number: target, protocol }]
    const found = pod.ports.find((each) => each.name === target && each.protocol === protocol)
    return found === undefined ? [] : [{ number: found.number, protocol }]
  })
}

/** Ways past all Services: the network of the Node, and ports of it. */
export function nodeWays({ reader }: Ground, pod: PodEndpoint): readonly string[] {
  const body = reader.body(pod.id)
  const where = pod.node === '' ? 'its Node' : called(objectId('core/Node', '', pod.node))
  if (pod.onHostNetwork) return [`${called(pod.id)} is on the network of ${where}: every port it opens is open there`]
  return readAll(body, 'spec.containers[].ports[]').flatMap((port) =>
    isRecord(port) && typeof port['hostPort'] === 'number' && port['hostPort'] > 0
      ? [`Port ${port['hostPort']} of ${where} leads to port ${String(port['containerPort'])} of ${called(pod.id)}`]
      : [],
  )
}

/** True for what a way in may begin with although nobody knows its address (yet). */
export function isEntrance(kind: KindId): boolean {
  return (
    ['Ingress', 'Gateway', 'IngressRoute', 'IngressRouteTCP', 'IngressRouteUDP', 'HTTPProxy'].includes(kindName(kind)) ||
    kind === 'route.openshift.io/Route'
  )
}
