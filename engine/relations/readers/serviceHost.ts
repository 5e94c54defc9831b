/** A Service as its DNS name says it. */
export interface ServiceName {
  namespace: string
  name: string
}

const label = '[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?'
const qualified = new RegExp(`^(${label})\\.(${label})\\.svc(?:\\.${label})*\\.?$`)
const short = new RegExp(`^${label}$`)

/** `svc.ns.svc[.cluster.local]`, or `svc` for the namespace given; null for any other host. */
export function serviceOfHost(host: string, namespace: string): ServiceName | null {
  if (short.test(host)) return { namespace, name: host }
  const [, name, where] = qualified.exec(host) ?? []
  return name === undefined || where === undefined ? null : { namespace: where, name }
}
