import { routeKind } from './gatewayRoute.ts'
import type { Kind } from './kind.ts'

/** TCPRoutes: `kubectl get tcproutes`: all connections of a listener. */
export const tcpRoute: Kind = routeKind({
  kind: 'TCPRoute',
  resource: 'tcproutes',
  title: 'TCPRoutes',
  shortName: 'tcproute',
  hasHosts: false,
  lesser: true,
  matches: () => 'all',
})
