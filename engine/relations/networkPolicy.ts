import type { Rule } from './rule.ts'

/** Which Pods a NetworkPolicy isolates. An empty selector, and a missing one, is every Pod of the namespace. */
export const networkPolicy: readonly Rule[] = [
  {
    id: 64,
    from: ['networking.k8s.io/NetworkPolicy'],
    to: 'core/Pod',
    at: ['spec.podSelector'],
    match: { by: 'selector', form: 'selector', empty: 'all', absent: 'all' },
    when: [{ path: 'spec', is: 'present' }],
    relationshipType: 'isolates',
    category: 'policy',
    confidence: 'selector',
  },
]
