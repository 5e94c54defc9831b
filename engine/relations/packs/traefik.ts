import { namespacedName } from '../readers/namespacedName.ts'
import { routeHost, traefikName, traefikService } from '../readers/proxies.ts'
import type { Rule } from '../rule.ts'
import type { Pack } from './pack.ts'

/** Ingress controllers with kinds of their own: Traefik and Contour. */

const ingressRoute = 'traefik.io/IngressRoute'
const middleware = 'traefik.io/Middleware'
const traefik = 'traefik.io/TraefikService'
const streams = ['traefik.io/IngressRouteTCP', 'traefik.io/IngressRouteUDP'] as const
const proxy = 'projectcontour.io/HTTPProxy'

const routes = { id: 111, variant: 'route', relationshipType: 'routes to', category: 'traffic', confidence: 'declared' } as const
const passes = { id: 111, variant: 'middleware', relationshipType: 'passes', category: 'traffic', confidence: 'declared' } as const
const serves = {
  id: 111,
  variant: 'certificate',
  relationshipType: 'serves certificate',
  category: 'configuration',
  confidence: 'declared',
} as const

const rules: readonly Rule[] = [
  { ...routes, from: [ingressRoute, ...streams], to: '*', at: ['spec.routes[].services[]'], match: { by: 'read', read: traefikService } },
  {
    ...routes,
    from: [traefik],
    to: '*',
    at: ['spec.weighted.services[]', 'spec.mirroring', 'spec.mirroring.mirrors[]', 'spec.highestRandomWeight.services[]'],
    match: { by: 'read', read: traefikService },
  },
  { ...routes, from: [middleware], to: '*', at: ['spec.errors.service'], match: { by: 'read', read: traefikService } },
  { ...passes, from: [ingressRoute], to: middleware, at: ['spec.routes[].middlewares[]'], match: { by: 'read', read: traefikName } },
  { ...passes, from: [middleware], to: middleware, at: ['spec.chain.middlewares[]'], match: { by: 'read', read: traefikName } },
  {
    ...passes,
    from: ['traefik.io/IngressRouteTCP'],
    to: 'traefik.io/MiddlewareTCP',
    at: ['spec.routes[].middlewares[]'],
    match: { by: 'read', read: traefikName },
  },
  {
    ...serves,
    from: [ingressRoute, 'traefik.io/IngressRouteTCP'],
    to: 'core/Secret',
    at: ['spec.tls.secretName'],
    match: { by: 'name', namespace: 'same' },
  },
  {
    ...serves,
    from: ['traefik.io/TLSStore'],
    to: 'core/Secret',
    at: ['spec.defaultCertificate.secretName', 'spec.certificates[].secretName'],
    match: { by: 'name', namespace: 'same' },
  },
  {
    id: 111,
    variant: 'tlsOption',
    from: [ingressRoute, 'traefik.io/IngressRouteTCP'],
    to: 'traefik.io/TLSOption',
    at: ['spec.tls.options'],
    match: { by: 'read', read: traefikName },
    relationshipType: 'configured by',
    category: 'configuration',
    confidence: 'declared',
  },
  {
    id: 111,
    variant: 'credentials',
    from: [middleware],
    to: 'core/Secret',
    at: ['spec.(basicAuth|digestAuth).secret', 'spec.forwardAuth.tls.(caSecret|certSecret)'],
    match: { by: 'name', namespace: 'same' },
    relationshipType: 'uses credentials',
    category: 'configuration',
    confidence: 'declared',
  },
  {
    ...routes,
    from: [proxy],
    to: 'core/Service',
    at: ['spec.routes[].services[]', 'spec.tcpproxy.services[]'],
    match: { by: 'name', field: 'name', namespace: 'same', part: 'port' },
  },
  {
    id: 111,
    variant: 'include',
    from: [proxy],
    to: proxy,
    at: ['spec.includes[]', 'spec.tcpproxy.include'],
    match: { by: 'name', field: 'name', namespace: { field: 'namespace', or: 'same' } },
    relationshipType: 'includes',
    category: 'traffic',
    confidence: 'declared',
  },
  { ...serves, from: [proxy], to: 'core/Secret', at: ['spec.virtualhost.tls.secretName'], match: { by: 'read', read: namespacedName } },
  {
    id: 111,
    variant: 'host',
    from: [proxy],
    to: 'pseudo/Host',
    at: ['spec.virtualhost.fqdn'],
    match: { by: 'read', read: routeHost },
    relationshipType: 'serves host',
    category: 'traffic',
    confidence: 'declared',
  },
]

export const traefikAndContour: Pack = { title: 'Traefik, Contour', kinds: [ingressRoute, ...streams, middleware, proxy], rules }
