import { routeKind } from './gatewayRoute.ts'
import type { Kind } from './kind.ts'

/** TLSRoutes: `kubectl get tlsroutes`: connections by the host they ask for. */
export const tlsRoute: Kind = routeKind({
  kind: 'TLSRoute',
  resource: 'tlsroutes',
  title: 'TLSRoutes',
  shortName: 'tlsroute',
  hasHosts: true,
  lesser: true,
  matches: () => 'by host',
})
