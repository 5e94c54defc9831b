import type { NameMatch, Rule } from '../rule.ts'
import type { Pack } from './pack.ts'

/** KEDA: what is scaled, through which autoscaler, with whose credentials. The Pods of a ScaledJob follow from its pod template. */

const scaledObject = 'keda.sh/ScaledObject'
const scaledJob = 'keda.sh/ScaledJob'
const authentication = 'keda.sh/TriggerAuthentication'
const clusterAuthentication = 'keda.sh/ClusterTriggerAuthentication'

const scales = {
  id: 106,
  variant: 'target',
  from: [scaledObject],
  to: '*',
  at: ['spec.scaleTargetRef'],
  relationshipType: 'scales',
  category: 'scaling',
  confidence: 'declared',
} as const
const credentials = {
  id: 106,
  variant: 'credentials',
  relationshipType: 'uses credentials',
  category: 'configuration',
  confidence: 'declared',
} as const

const secretKeys = [
  'spec.secretTargetRef[]',
  'spec.azureKeyVault.credentials.clientSecret.valueFrom.secretKeyRef',
  'spec.gcpSecretManager.credentials.clientSecret.valueFrom.secretKeyRef',
  'spec.awsSecretManager.credentials.(accessKey|accessSecretKey|accessToken).valueFrom.secretKeyRef',
  'spec.oauth2.clientSecret.valueFrom.secretKeyRef',
]
const accounts = ['spec.boundServiceAccountToken[].serviceAccountName', 'spec.hashiCorpVault.credential.serviceAccountName']

const key = { by: 'name', field: 'name', namespace: 'same', part: 'key' } as const satisfies NameMatch
/** What a ClusterTriggerAuthentication names is in KEDA's own namespace, which is a setting of the operator: elsewhere nothing is claimed. */
const ofOperator = { always: 'keda' } as const

const rules: readonly Rule[] = [
  {
    ...scales,
    match: { by: 'object', group: { apiVersion: 'apiVersion' }, kind: { field: 'kind', absent: 'Deployment' }, name: 'name' },
    when: [{ path: 'spec.scaleTargetRef.apiVersion', is: 'present' }],
  },
  {
    ...scales,
    match: { by: 'object', group: { always: 'apps' }, kind: { field: 'kind', absent: 'Deployment' }, name: 'name' },
    when: [{ path: 'spec.scaleTargetRef.apiVersion', is: 'absent' }],
  },
  {
    id: 106,
    variant: 'autoscaler',
    from: [scaledObject],
    to: 'autoscaling/HorizontalPodAutoscaler',
    at: ['status.hpaName'],
    match: { by: 'name', namespace: 'same' },
    relationshipType: 'scales through',
    category: 'scaling',
    confidence: 'observed',
  },
  {
    id: 106,
    variant: 'authentication',
    from: [scaledObject, scaledJob],
    to: '*',
    at: ['spec.triggers[].authenticationRef'],
    match: { by: 'object', group: { always: 'keda.sh' }, kind: { field: 'kind', absent: 'TriggerAuthentication' }, name: 'name' },
    relationshipType: 'authenticates with',
    category: 'configuration',
    confidence: 'declared',
  },
  { ...credentials, from: [authentication], to: 'core/Secret', at: secretKeys, match: key },
  { ...credentials, from: [authentication], to: 'core/ConfigMap', at: ['spec.configMapTargetRef[]'], match: key },
  {
    ...credentials,
    from: [clusterAuthentication],
    to: 'core/Secret',
    at: secretKeys,
    match: { ...key, namespace: ofOperator, tentative: true },
  },
  {
    ...credentials,
    from: [clusterAuthentication],
    to: 'core/ConfigMap',
    at: ['spec.configMapTargetRef[]'],
    match: { ...key, namespace: ofOperator, tentative: true },
  },
  {
    id: 106,
    variant: 'account',
    from: [authentication],
    to: 'core/ServiceAccount',
    at: accounts,
    match: { by: 'name', namespace: 'same' },
    relationshipType: 'acts as',
    category: 'identity',
    confidence: 'declared',
  },
]

export const keda: Pack = { title: 'KEDA', kinds: [scaledObject, scaledJob, authentication, clusterAuthentication], rules }
