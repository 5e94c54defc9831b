import { argoApplication, argoDestination, argoProject, argoResource } from '../readers/argoCd.ts'
import type { Rule } from '../rule.ts'
import type { Pack } from './pack.ts'

/** Argo CD: applications, what they deploy, and whose they are. */

const application = 'argoproj.io/Application'

/** What Argo CD puts its instance label on by itself: what is in a repository. Pods and their like get labels of that name from templates. */
const deployed = [
  'apps/Deployment',
  'apps/StatefulSet',
  'apps/DaemonSet',
  'batch/CronJob',
  'batch/Job',
  'core/Service',
  'core/ConfigMap',
  'core/Secret',
  'core/ServiceAccount',
  'core/PersistentVolumeClaim',
  'networking.k8s.io/Ingress',
  'networking.k8s.io/NetworkPolicy',
  'gateway.networking.k8s.io/Gateway',
  'gateway.networking.k8s.io/HTTPRoute',
  'autoscaling/HorizontalPodAutoscaler',
  'policy/PodDisruptionBudget',
  'argoproj.io/Rollout',
] as const

const delivers = { id: 100, variant: 'resource', relationshipType: 'deploys', category: 'delivery', confidence: 'observed' } as const

const rules: readonly Rule[] = [
  { ...delivers, from: [application], to: '*', at: ['status.resources[]'], match: { by: 'read', read: argoResource } },
  {
    // Written by Argo CD on what it deploys; copies of it (ReplicaSets have their Deployment's annotations) name another object than their own.
    ...delivers,
    from: '*',
    to: application,
    at: ['metadata.annotations["argocd.argoproj.io/tracking-id"]'],
    match: { by: 'read', read: argoApplication, tentative: true },
    direction: 'backward',
  },
  {
    // The same label is on what Helm deploys: only an application of that name in Argo CD's usual namespace makes it one.
    id: 100,
    variant: 'label',
    from: deployed,
    to: application,
    at: ['metadata.labels["app.kubernetes.io/instance"]'],
    match: { by: 'name', namespace: { always: 'argocd' }, tentative: true },
    when: [{ path: 'metadata.annotations["argocd.argoproj.io/tracking-id"]', is: 'absent' }],
    direction: 'backward',
    relationshipType: 'deploys',
    category: 'delivery',
    confidence: 'inferred',
  },
  {
    id: 100,
    variant: 'project',
    from: [application],
    to: 'argoproj.io/AppProject',
    at: ['spec.project'],
    match: { by: 'read', read: argoProject },
    relationshipType: 'belongs to',
    category: 'delivery',
    confidence: 'declared',
  },
  {
    id: 100,
    variant: 'destination',
    from: [application],
    to: 'core/Namespace',
    at: ['spec.destination'],
    match: { by: 'read', read: argoDestination },
    relationshipType: 'deploys into',
    category: 'delivery',
    confidence: 'declared',
  },
]

export const argoCd: Pack = { title: 'Argo CD', kinds: [application, 'argoproj.io/ApplicationSet', 'argoproj.io/AppProject'], rules }
