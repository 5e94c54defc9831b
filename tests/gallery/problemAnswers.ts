import type { ProblemList } from '../../engine/contract/index.ts'

/** What the screen of problems is told in the gallery. */
const minute = 60_000
const T0 = Date.now()

export function problemList(empty: boolean): ProblemList {
  if (empty) return { problems: [], more: 0, symptoms: 0, limits: [] }
  return {
    problems: [
      {
        target: 'core/ConfigMap/shop/checkout-config',
        exists: true,
        members: 1,
        level: 'failing',
        text: 'has no key payment.url',
        since: T0 - 14 * minute,
        explains: 6,
        symptoms: [
          {
            id: 'core/Pod/shop/checkout-7c9f8d6b54-k2x9p',
            members: 3,
            depth: 1,
            level: 'failing',
            text: 'CrashLoopBackOff',
            why: 'reads the key',
            rule: 12,
            path: 'spec.containers[0].env[0].valueFrom.configMapKeyRef',
            inferred: false,
          },
          {
            id: 'apps/Deployment/shop/checkout',
            members: 1,
            depth: 2,
            level: 'failing',
            text: '0 of 3 ready',
            why: 'owns it',
            rule: 1,
            path: 'metadata.ownerReferences[0]',
            inferred: false,
          },
          {
            id: 'core/Service/shop/checkout',
            members: 1,
            depth: 2,
            level: 'failing',
            text: 'no endpoint is ready',
            why: 'selects it',
            rule: 41,
            path: 'spec.selector',
            inferred: false,
          },
          {
            id: 'networking.k8s.io/Ingress/shop/public',
            members: 1,
            depth: 3,
            level: 'warning',
            text: '/checkout has no backend',
            why: 'sends traffic to it',
            rule: 50,
            path: 'spec.rules[0].http.paths[2]',
            inferred: true,
          },
        ],
      },
      {
        target: 'core/Secret/catalog/pull-secret',
        exists: false,
        members: 1,
        level: 'failing',
        text: 'is named and not there',
        since: null,
        explains: 1,
        symptoms: [
          {
            id: 'core/Pod/catalog/image-resizer-5fd7c98b7d-9vjx2',
            members: 1,
            depth: 1,
            level: 'failing',
            text: 'ImagePullBackOff',
            why: 'pulls with it',
            rule: 21,
            path: 'spec.imagePullSecrets[0]',
            inferred: false,
          },
        ],
      },
      {
        target: 'core/Node/_/ip-10-0-2-18',
        exists: true,
        members: 1,
        level: 'warning',
        text: 'MemoryPressure',
        since: T0 - 90 * minute,
        explains: 0,
        symptoms: [],
      },
    ],
    more: 2,
    symptoms: 5,
    limits: ['Secrets are forbidden: what is missing among them is not known'],
  }
}
