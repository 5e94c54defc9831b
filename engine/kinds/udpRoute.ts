import { routeKind } from './gatewayRoute.ts'
import type { Kind } from './kind.ts'

/** UDPRoutes: `kubectl get udproutes`: all datagrams of a listener. */
export const udpRoute: Kind = routeKind({
  kind: 'UDPRoute',
  resource: 'udproutes',
  title: 'UDPRoutes',
  shortName: 'udproute',
  hasHosts: false,
  lesser: true,
  matches: () => 'all',
})
