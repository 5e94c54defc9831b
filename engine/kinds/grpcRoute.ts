import { grpcMatches, routeKind } from './gatewayRoute.ts'
import type { Kind } from './kind.ts'

/** GRPCRoutes: `kubectl get grpcroutes`, with parents, backends and whether they are accepted. */
export const grpcRoute: Kind = routeKind({
  kind: 'GRPCRoute',
  resource: 'grpcroutes',
  title: 'GRPCRoutes',
  shortName: 'grpcroute',
  hasHosts: true,
  lesser: false,
  matches: grpcMatches,
})
