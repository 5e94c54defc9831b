import { kindId, kindName, type KindId } from '../contract/index.ts'
import { isRecord, readAll } from './fieldPath.ts'
import { legible, textAt } from './legible.ts'
import type { AdmissionReference, Attachment, Listener, ListenerGate, NamespaceRule } from './reference.ts'
import { readSelector } from './selector.ts'

/** Who may attach to the listeners of a Gateway or ListenerSet (rules 57 and 63), as the Gateway API's own fields of v1.4 and v1.5 say. */

const group = 'gateway.networking.k8s.io'

/** No API server takes more than 64; what has more is not judged. */
export const mostListeners = 1000

/** Kinds of routes that have host names, which must meet that of the listener. */
const hosted: ReadonlySet<KindId> = new Set(['HTTPRoute', 'GRPCRoute', 'TLSRoute'].map((kind) => kindId(group, kind)))

/** What a protocol carries (table "Supported kinds" of the Gateway API); protocols of vendors carry what those say. */
const carried: Readonly<Record<string, readonly string[]>> = {
  HTTP: ['HTTPRoute', 'GRPCRoute'],
  HTTPS: ['HTTPRoute', 'GRPCRoute'],
  TLS: ['TLSRoute', 'TCPRoute'],
  'TLS passed through': ['TLSRoute'],
  TCP: ['TCPRoute'],
  UDP: ['UDPRoute'],
}

/** Reads `spec` of a Gateway or ListenerSet. */
export function readListeners(spec: unknown): Pick<AdmissionReference, 'listeners' | 'sets'> {
  const listeners = readAll(spec, 'listeners[]')
    .slice(0, mostListeners + 1)
    .map(listenerOf)
  const allowed = isRecord(spec) && isRecord(spec['allowedListeners']) ? spec['allowedListeners']['namespaces'] : undefined
  return { listeners, sets: namespaceRule(allowed, 'None') }
}

function listenerOf(value: unknown): Listener {
  const routes = isRecord(value) && isRecord(value['allowedRoutes']) ? value['allowedRoutes'] : {}
  const tls = isRecord(value) ? value['tls'] : undefined
  const protocol = textAt(value, 'protocol')
  const port = isRecord(value) ? value['port'] : undefined
  const carrier = protocol === 'TLS' && textAt(tls, 'mode') === 'Passthrough' ? 'TLS passed through' : protocol
  return {
    name: textAt(value, 'name'),
    port: Number.isInteger(port) ? (port as number) : null,
    hostname: textAt(value, 'hostname').toLowerCase(),
    protocol,
    carries: Object.hasOwn(carried, carrier) ? (carried[carrier] ?? []) : null,
    kinds: readAll(routes, 'kinds[]').map((kind) => {
      const written = isRecord(kind) ? kind['group'] : undefined
      return kindId(typeof written === 'string' ? written : group, textAt(kind, 'kind'))
    }),
    namespaces: namespaceRule(routes['namespaces'], 'Same'),
  }
}

function namespaceRule(value: unknown, usual: NamespaceRule['from']): NamespaceRule {
  const from = textAt(value, 'from')
  if (from !== 'Same' && from !== 'All' && from !== 'None' && from !== 'Selector') return { from: usual, written: from !== '' }
  if (from !== 'Selector') return { from, written: true }
  // who asks for a selector and has none lets nobody in
  const selector = isRecord(value) ? readSelector(value['selector']) : null
  return selector === null ? { from: 'None', written: false } : { from, written: true, selector }
}

/** Reads what one of `spec.parentRefs` (or `spec.parentRef` of a ListenerSet) asks for. */
export function readAttachment(kind: KindId, namespace: string, value: unknown, path: string, hostnames: readonly unknown[]): ListenerGate {
  const port = isRecord(value) ? value['port'] : undefined
  const ask: Attachment = { path, section: textAt(value, 'sectionName'), port: Number.isInteger(port) ? (port as number) : null }
  const hosts = hosted.has(kind) ? hostnames.filter((host) => typeof host === 'string').map((host) => legible(host).toLowerCase()) : []
  return { by: 'listener', kind, namespace, hostnames: hosts, asks: [ask] }
}

/** Whether a kind attaches itself as a set of further listeners, and not as a route. */
export function isListenerSet(kind: KindId): boolean {
  return kindName(kind).endsWith('ListenerSet')
}

/** Whether a route of this kind may go to a listener at all: by what the listener says, and by what its protocol carries. */
export function takesKind(listener: Listener, kind: KindId): boolean {
  if (listener.kinds.length > 0 && !listener.kinds.includes(kind)) return false
  return listener.carries === null || !kind.startsWith(`${group}/`) || listener.carries.includes(kindName(kind))
}

/** Whether host names meet: one of a route with that of a listener; none is all. `*.a.b` stands for one or more labels before `a.b`. */
export function meetsHost(hostname: string, hostnames: readonly string[]): boolean {
  return hostname === '' || hostnames.length === 0 || hostnames.some((host) => hostsMeet(hostname, host))
}

function hostsMeet(a: string, b: string): boolean {
  if (a === b || a === '' || b === '') return true
  const [wildA, wildB] = [a.startsWith('*.'), b.startsWith('*.')]
  if (wildA && wildB) return a.endsWith(b.slice(1)) || b.endsWith(a.slice(1))
  if (wildA) return b.endsWith(a.slice(1)) && b.length >= a.length
  return wildB && a.endsWith(b.slice(1)) && a.length >= b.length
}
