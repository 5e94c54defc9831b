import type { ObjectMatch, Rule } from '../rule.ts'
import type { Pack } from './pack.ts'

/** Knative: which revision gets the traffic, and who hears which events. Service, Configuration, Revision and Deployment own one another. */

const route = 'serving.knative.dev/Route'
const service = 'serving.knative.dev/Service'
const revision = 'serving.knative.dev/Revision'
const trigger = 'eventing.knative.dev/Trigger'
const broker = 'eventing.knative.dev/Broker'
const subscription = 'messaging.knative.dev/Subscription'
const sources = ['PingSource', 'ApiServerSource', 'ContainerSource', 'SinkBinding'].map((kind) => `sources.knative.dev/${kind}`)

const routes = { id: 113, variant: 'route', relationshipType: 'routes to', category: 'traffic', confidence: 'declared' } as const
const sends = { id: 113, variant: 'event', relationshipType: 'sends events to', category: 'traffic', confidence: 'declared' } as const
const hears = { id: 113, variant: 'hears', relationshipType: 'hears', category: 'traffic', confidence: 'declared' } as const

const reference = {
  by: 'object',
  group: { apiVersion: 'apiVersion' },
  kind: 'kind',
  name: 'name',
  namespace: 'namespace',
} as const satisfies ObjectMatch

const rules: readonly Rule[] = [
  { ...routes, from: [route, service], to: revision, at: ['spec.traffic[].revisionName'], match: { by: 'name', namespace: 'same' } },
  {
    ...routes,
    from: [route],
    to: 'serving.knative.dev/Configuration',
    at: ['spec.traffic[].configurationName'],
    match: { by: 'name', namespace: 'same' },
  },
  {
    id: 113,
    variant: 'latest',
    from: [service, 'serving.knative.dev/Configuration'],
    to: revision,
    at: ['status.latestReadyRevisionName'],
    match: { by: 'name', namespace: 'same' },
    relationshipType: 'has ready',
    category: 'traffic',
    confidence: 'observed',
  },
  { ...hears, from: [trigger], to: broker, at: ['spec.broker'], match: { by: 'name', namespace: 'same' } },
  { ...hears, from: [subscription], to: '*', at: ['spec.channel'], match: reference },
  {
    ...sends,
    from: [trigger, subscription, broker, ...sources],
    to: '*',
    at: ['spec.(subscriber|reply|sink).ref', 'spec.delivery.deadLetterSink.ref'],
    match: reference,
  },
  {
    id: 113,
    variant: 'configuration',
    from: [broker],
    to: '*',
    at: ['spec.config'],
    match: reference,
    relationshipType: 'configured by',
    category: 'configuration',
    confidence: 'declared',
  },
]

export const knative: Pack = { title: 'Knative', kinds: [route, service, revision, trigger, broker, subscription], rules }
