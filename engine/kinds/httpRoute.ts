import { httpMatches, routeKind } from './gatewayRoute.ts'
import type { Kind } from './kind.ts'

/** HTTPRoutes: `kubectl get httproutes`, with parents, backends and whether they are accepted. */
export const httpRoute: Kind = routeKind({
  kind: 'HTTPRoute',
  resource: 'httproutes',
  title: 'HTTPRoutes',
  shortName: 'httproute',
  hasHosts: true,
  lesser: false,
  matches: httpMatches,
})
