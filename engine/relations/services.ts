import type { Rule } from './rule.ts'

/** The way of traffic: Ingress, Service, EndpointSlice, Pod. */

const ingress = ['networking.k8s.io/Ingress'] as const
const backends = ['spec.defaultBackend', 'spec.rules[].http.paths[].backend'] as const
const classOf = { relationshipType: 'of class', category: 'traffic', confidence: 'declared' } as const
const classAnnotation = 'metadata.annotations["kubernetes.io/ingress.class"]'

export const services: readonly Rule[] = [
  {
    // No selector: endpoints are written by hand. ExternalName ignores its selector.
    id: 41,
    from: ['core/Service'],
    to: 'core/Pod',
    at: ['spec.selector'],
    match: { by: 'selector', form: 'map', empty: 'none', absent: 'none' },
    when: [{ path: 'spec.type', not: 'ExternalName' }],
    relationshipType: 'sends to',
    category: 'traffic',
    confidence: 'selector',
  },
  {
    id: 42,
    from: ['discovery.k8s.io/EndpointSlice'],
    to: 'core/Service',
    at: ['metadata.labels["kubernetes.io/service-name"]'],
    match: { by: 'name', namespace: 'same' },
    direction: 'backward',
    relationshipType: 'has endpoints',
    category: 'traffic',
    confidence: 'observed',
  },
  {
    id: 43,
    from: ['discovery.k8s.io/EndpointSlice'],
    to: '*',
    at: ['endpoints[].targetRef'],
    match: {
      by: 'object',
      group: { apiVersion: 'apiVersion' },
      kind: 'kind',
      name: 'name',
      namespace: 'namespace',
      uid: 'uid',
      ready: 'conditions.ready',
    },
    relationshipType: 'endpoint',
    category: 'traffic',
    confidence: 'observed',
  },
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
    from: ['networking.k8s.io/IngressClass'],
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
    match: { by: 'name', field: 'name', namespace: 'same' },
    relationshipType: 'routes to',
    category: 'traffic',
    confidence: 'declared',
  },
  {
    id: 51,
    from: ingress,
    to: '*',
    at: backends.map((b) => `${b}.resource`),
    match: { by: 'object', group: { field: 'apiGroup' }, kind: 'kind', name: 'name' },
    relationshipType: 'routes to',
    category: 'traffic',
    confidence: 'declared',
  },
  {
    id: 52,
    from: ingress,
    to: 'core/Secret',
    at: ['spec.tls[]'],
    match: { by: 'name', field: 'secretName', namespace: 'same' },
    relationshipType: 'serves certificate',
    category: 'configuration',
    confidence: 'declared',
  },
]
