import { internet } from './readers/host.ts'
import { controllerFlag } from './readers/ingressController.ts'
import { namespacedName } from './readers/namespacedName.ts'
import { ingressBackend } from './readers/service.ts'
import { tlsSecret } from './readers/tlsSecret.ts'
import type { Rule } from './rule.ts'

/** Ingresses, their classes, and what is reachable from outside. */

const ingress = ['networking.k8s.io/Ingress'] as const
const ingressClass = ['networking.k8s.io/IngressClass'] as const
const backends = ['spec.defaultBackend', 'spec.rules[].http.paths[].backend'] as const
const classOf = { relationshipType: 'of class', category: 'traffic', confidence: 'declared' } as const
const routesTo = { relationshipType: 'routes to', category: 'traffic', confidence: 'declared' } as const
const reaches = { relationshipType: 'reaches', category: 'traffic', confidence: 'observed' } as const
const classAnnotation = 'metadata.annotations["kubernetes.io/ingress.class"]'
const nginx = (name: string): string => `metadata.annotations["nginx.ingress.kubernetes.io/${name}"]`

export const ingresses: readonly Rule[] = [
  {
    id: 49,
    from: ingress,
    to: 'networking.k8s.io/IngressClass',
    at: ['spec.ingressClassName'],
    match: { by: 'name', namespace: 'none' },
    ...classOf,
  },
  {
    // Controllers may answer to an annotation for which no IngressClass exists.
    id: 49,
    from: ingress,
    to: 'networking.k8s.io/IngressClass',
    at: [classAnnotation],
    match: { by: 'name', namespace: 'none', optional: true },
    when: [{ path: 'spec.ingressClassName', is: 'absent' }],
    ...classOf,
  },
  {
    id: 49,
    from: ingress,
    to: 'networking.k8s.io/IngressClass',
    at: ['spec.ingressClassName'],
    match: { by: 'default' },
    when: [{ path: classAnnotation, is: 'absent' }],
    ...classOf,
  },
  {
    id: 49,
    from: ingressClass,
    to: 'networking.k8s.io/IngressClass',
    at: ['metadata.annotations["ingressclass.kubernetes.io/is-default-class"]'],
    match: { by: 'mark' },
    ...classOf,
  },
  {
    id: 50,
    from: ingress,
    to: 'core/Service',
    at: backends.map((b) => `${b}.service`),
    match: { by: 'read', read: ingressBackend },
    ...routesTo,
  },
  {
    id: 51,
    from: ingress,
    to: '*',
    at: backends.map((b) => `${b}.resource`),
    match: { by: 'object', group: { field: 'apiGroup' }, kind: 'kind', name: 'name' },
    ...routesTo,
  },
  {
    id: 52,
    from: ingress,
    to: 'core/Secret',
    at: ['spec.tls[]'],
    match: { by: 'read', read: tlsSecret },
    relationshipType: 'serves certificate',
    category: 'configuration',
    confidence: 'declared',
  },
  {
    id: 53,
    from: ingress,
    to: 'core/Secret',
    at: ['auth-secret', 'auth-tls-secret', 'proxy-ssl-secret'].map(nginx),
    match: { by: 'read', read: namespacedName },
    relationshipType: 'reads',
    category: 'configuration',
    confidence: 'declared',
  },
  {
    id: 54,
    from: ingressClass,
    to: '*',
    at: ['spec.parameters'],
    match: { by: 'object', group: { field: 'apiGroup' }, kind: 'kind', name: 'name', namespace: 'namespace' },
    relationshipType: 'configured by',
    category: 'configuration',
    confidence: 'declared',
  },
  {
    // No object is named by `spec.controller`; those who answer to it say so in their arguments.
    id: 54,
    variant: 'controller',
    from: ingressClass,
    to: 'pseudo/Controller',
    at: ['spec.controller'],
    match: { by: 'name', namespace: 'none' },
    relationshipType: 'left to',
    category: 'traffic',
    confidence: 'declared',
  },
  {
    id: 54,
    variant: 'pods',
    from: 'podTemplate',
    to: 'pseudo/Controller',
    at: ['containers[].args[]'],
    match: { by: 'read', read: controllerFlag },
    direction: 'backward',
    relationshipType: 'run by',
    category: 'traffic',
    confidence: 'inferred',
  },
  {
    id: 55,
    from: [...ingress, 'core/Service'],
    to: 'pseudo/Internet',
    at: ['status.loadBalancer.ingress[]'],
    match: { by: 'read', read: internet },
    direction: 'backward',
    ...reaches,
  },
  {
    id: 55,
    from: ['core/Service'],
    to: 'pseudo/Internet',
    at: ['spec.externalIPs[]'],
    match: { by: 'read', read: internet },
    direction: 'backward',
    ...reaches,
  },
  {
    id: 55,
    from: ['gateway.networking.k8s.io/Gateway'],
    to: 'pseudo/Internet',
    at: ['status.addresses[]'],
    match: { by: 'read', read: internet },
    direction: 'backward',
    ...reaches,
  },
  {
    // Whether a node can be reached from outside is not written anywhere.
    id: 55,
    variant: 'nodePort',
    from: ['core/Service'],
    to: 'pseudo/Internet',
    at: ['spec.ports[].nodePort'],
    match: { by: 'read', read: internet },
    when: [{ path: 'spec.type', equals: 'NodePort' }],
    direction: 'backward',
    relationshipType: 'may reach by node port',
    category: 'traffic',
    confidence: 'inferred',
  },
]
