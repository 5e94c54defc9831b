import { rec, recs, str } from './fields.ts'
import type { KubeObject } from './kind.ts'

/** Addresses of load balancer points, without doubles and sorted, as kubectl lists them; for Services and Ingresses. */
export function loadBalancerAddresses(object: KubeObject): readonly string[] {
  const points = recs(rec(rec(object.status).loadBalancer).ingress).map((point) => str(point.ip) || str(point.hostname))
  return [...new Set(points.filter((point) => point !== ''))].sort()
}
