import type { PolicyPort } from './networkPolicyRules.ts'
import type { PodEndpoint } from './podEndpoint.ts'

/** Traffic that is judged: from a Pod, or (null) from somewhere outside whose address nobody knows. */
export interface Traffic {
  from: PodEndpoint | null
  to: PodEndpoint
  port: number
  protocol: string
}

/** Whether traffic goes to a port of a rule. */
export function portFits(wanted: PolicyPort, { port, protocol, to }: Traffic): boolean {
  if (wanted.protocol !== null && wanted.protocol !== protocol) return false
  if ('all' in wanted) return true
  if ('from' in wanted) return port >= wanted.from && port <= wanted.to
  // a name is that of a port of the Pod which is reached, and of the same protocol
  return wanted.name !== '' && to.ports.some((each) => each.name === wanted.name && each.number === port && each.protocol === protocol)
}
