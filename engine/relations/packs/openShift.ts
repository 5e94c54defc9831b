import { imageStream, imageTriggers } from '../readers/imageStream.ts'
import { routeHost } from '../readers/proxies.ts'
import type { Rule } from '../rule.ts'
import type { Pack } from './pack.ts'

/** OpenShift: routes, and what is built from and deployed on new images. The Pods of a DeploymentConfig follow from its pod template. */

const route = 'route.openshift.io/Route'
const deploymentConfig = 'apps.openshift.io/DeploymentConfig'
const buildConfig = 'build.openshift.io/BuildConfig'
const stream = 'image.openshift.io/ImageStream'

const follows = {
  id: 112,
  variant: 'image',
  to: stream,
  relationshipType: 'follows',
  category: 'delivery',
  confidence: 'declared',
} as const

const rules: readonly Rule[] = [
  {
    id: 112,
    variant: 'route',
    from: [route],
    to: '*',
    at: ['spec.to', 'spec.alternateBackends[]'],
    match: { by: 'object', group: { always: '' }, kind: { field: 'kind', absent: 'Service' }, name: 'name' },
    relationshipType: 'routes to',
    category: 'traffic',
    confidence: 'declared',
  },
  {
    id: 112,
    variant: 'host',
    from: [route],
    to: 'pseudo/Host',
    at: ['spec.host'],
    match: { by: 'read', read: routeHost },
    relationshipType: 'serves host',
    category: 'traffic',
    confidence: 'declared',
  },
  {
    id: 112,
    variant: 'certificate',
    from: [route],
    to: 'core/Secret',
    at: ['spec.tls.externalCertificate.name'],
    match: { by: 'name', namespace: 'same' },
    relationshipType: 'serves certificate',
    category: 'configuration',
    confidence: 'declared',
  },
  { ...follows, from: [deploymentConfig], at: ['spec.triggers[].imageChangeParams.from'], match: { by: 'read', read: imageStream } },
  {
    ...follows,
    from: ['apps/Deployment', 'apps/StatefulSet', 'apps/DaemonSet', 'batch/CronJob'],
    at: ['metadata.annotations["image.openshift.io/triggers"]'],
    match: { by: 'read', read: imageTriggers },
  },
  {
    ...follows,
    from: [buildConfig],
    at: [
      'spec.strategy.(sourceStrategy|dockerStrategy|customStrategy).from',
      'spec.triggers[].imageChange.from',
      'spec.source.images[].from',
    ],
    match: { by: 'read', read: imageStream },
  },
  {
    id: 112,
    variant: 'builds',
    from: [buildConfig],
    to: stream,
    at: ['spec.output.to'],
    match: { by: 'read', read: imageStream },
    relationshipType: 'builds',
    category: 'delivery',
    confidence: 'declared',
  },
  {
    id: 112,
    variant: 'credentials',
    from: [buildConfig],
    to: 'core/Secret',
    at: ['spec.source.sourceSecret.name', 'spec.output.pushSecret.name', 'spec.strategy.(sourceStrategy|dockerStrategy).pullSecret.name'],
    match: { by: 'name', namespace: 'same' },
    relationshipType: 'uses credentials',
    category: 'configuration',
    confidence: 'declared',
  },
]

export const openShift: Pack = { title: 'OpenShift', kinds: [route, deploymentConfig, buildConfig, stream], rules }
