import { connections, definedKind, helmRelease } from './readers/grouping.ts'
import type { Rule } from './rule.ts'

/** What belongs together by word of people and of tools: applications, Helm releases, declared connections, kinds. */

const app = (label: string): string => `metadata.labels["app.kubernetes.io/${label}"]`
const releaseName = 'metadata.annotations["meta.helm.sh/release-name"]'

const application = {
  id: 7,
  from: '*',
  to: 'pseudo/Application',
  match: { by: 'name', namespace: 'same' },
  relationshipType: 'part of',
  category: 'grouping',
  confidence: 'inferred',
} as const

/**
 * Helm keeps each revision of a release in a Secret (or ConfigMap): its labels say of which release and how it stands. What the release
 * holds is inside the Secret's value, packed; values of Secrets are cut before anything is stored, so the inventory of a release is read
 * from the other end, from what Helm writes on each object that it installs (rule 10). What a chart's hooks left behind does not say so.
 */
const storage = {
  id: 11,
  to: 'pseudo/HelmRelease',
  at: ['metadata.labels.name'],
  match: { by: 'name', namespace: 'same' },
  direction: 'backward',
  category: 'grouping',
  confidence: 'declared',
} as const
const ofHelm = { path: 'metadata.labels.owner', equals: 'helm' } as const
const secretOfHelm = { path: 'type', equals: 'helm.sh/release.v1' } as const
const status = 'metadata.labels.status'
const storages = [
  { variant: 'deployed', relationshipType: 'deployed as', when: [{ path: status, equals: 'deployed' }] },
  { variant: 'superseded', relationshipType: 'formerly deployed as', when: [{ path: status, equals: 'superseded' }] },
  {
    variant: 'other',
    relationshipType: 'tried as',
    when: [
      { path: status, not: 'deployed' },
      { path: status, not: 'superseded' },
    ],
  },
] as const

export const grouping: readonly Rule[] = [
  // The widest of the recommended labels that an object has tells its application.
  { ...application, at: [app('part-of')] },
  { ...application, at: [app('instance')], when: [{ path: app('part-of'), is: 'absent' }] },
  {
    ...application,
    at: [app('name')],
    when: [
      { path: app('part-of'), is: 'absent' },
      { path: app('instance'), is: 'absent' },
    ],
  },
  {
    id: 8,
    from: '*',
    to: '*',
    at: ['metadata.annotations["app.openshift.io/connects-to"]'],
    match: { by: 'read', read: connections },
    relationshipType: 'connects to',
    category: 'traffic',
    confidence: 'declared',
  },
  {
    // One edge to the set of all instances, however many there are.
    id: 9,
    from: ['apiextensions.k8s.io/CustomResourceDefinition'],
    to: '*',
    at: ['spec'],
    match: { by: 'read', read: definedKind },
    relationshipType: 'defines',
    category: 'admission',
    confidence: 'declared',
  },
  {
    id: 10,
    from: '*',
    to: 'pseudo/HelmRelease',
    at: [releaseName],
    match: { by: 'read', read: helmRelease },
    relationshipType: 'installed by',
    category: 'grouping',
    confidence: 'declared',
  },
  {
    // What controllers make from a chart's templates (Pods, ReplicaSets) has the chart's labels, and no annotation.
    id: 10,
    variant: 'label',
    from: '*',
    to: 'pseudo/HelmRelease',
    at: [app('instance')],
    match: { by: 'name', namespace: 'same' },
    when: [
      { path: app('managed-by'), equals: 'Helm' },
      { path: releaseName, is: 'absent' },
    ],
    relationshipType: 'made for',
    category: 'grouping',
    confidence: 'inferred',
  },
  ...storages.map((s): Rule => ({ ...storage, ...s, from: ['core/Secret'], when: [secretOfHelm, ofHelm, ...s.when] })),
  ...storages.map((s): Rule => ({ ...storage, ...s, from: ['core/ConfigMap'], when: [ofHelm, ...s.when] })),
]
