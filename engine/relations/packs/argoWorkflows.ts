import { stepTemplates, workflowTemplate } from '../readers/argoWorkflows.ts'
import type { NameMatch, Rule } from '../rule.ts'
import type { Pack } from './pack.ts'

/** Argo Workflows and Argo Events: what runs after which template, what starts it, and through which bus the news of it comes. */

const workflow = 'argoproj.io/Workflow'
const cronWorkflow = 'argoproj.io/CronWorkflow'
const template = 'argoproj.io/WorkflowTemplate'
const clusterTemplate = 'argoproj.io/ClusterWorkflowTemplate'
const binding = 'argoproj.io/WorkflowEventBinding'
const sensor = 'argoproj.io/Sensor'
const eventSource = 'argoproj.io/EventSource'
const eventBus = 'argoproj.io/EventBus'

const same = { by: 'name', namespace: 'same' } as const satisfies NameMatch
/** A ClusterWorkflowTemplate is run in any namespace: names in it are of no one namespace. */
const inNamespace = [workflow, template] as const

const runs = { id: 102, variant: 'template', relationshipType: 'runs template', category: 'delivery', confidence: 'declared' } as const
const made = {
  id: 102,
  variant: 'made',
  from: [workflow],
  relationshipType: 'made',
  category: 'delivery',
  confidence: 'declared',
  direction: 'backward',
} as const
const account = { id: 102, variant: 'account', relationshipType: 'acts as', category: 'identity', confidence: 'declared' } as const
const configuration = {
  id: 102,
  variant: 'configuration',
  relationshipType: 'reads',
  category: 'configuration',
  confidence: 'declared',
} as const
const bus = { id: 102, variant: 'bus', relationshipType: 'speaks over', category: 'traffic', confidence: 'declared' } as const

/** The same paths in the spec of a workflow, and in that of a CronWorkflow. */
const under = (...paths: readonly string[]): readonly { from: readonly string[]; at: readonly string[] }[] => [
  { from: inNamespace, at: paths.map((path) => `spec.${path}`) },
  { from: [cronWorkflow], at: paths.map((path) => `spec.workflowSpec.${path}`) },
]

const environment = 'templates[].(container|script).env[].valueFrom'
const wholeEnvironment = 'templates[].(container|script).envFrom[]'

const rules: readonly Rule[] = [
  {
    ...runs,
    from: [workflow, template, clusterTemplate],
    to: template,
    at: ['spec.workflowTemplateRef', 'spec.templates[].dag.tasks[].templateRef'],
    match: { by: 'read', read: workflowTemplate },
  },
  {
    ...runs,
    from: [cronWorkflow],
    to: template,
    at: ['spec.workflowSpec.workflowTemplateRef', 'spec.workflowSpec.templates[].dag.tasks[].templateRef'],
    match: { by: 'read', read: workflowTemplate },
  },
  {
    ...runs,
    from: [workflow, template, clusterTemplate],
    to: template,
    at: ['spec.templates[].steps[]'],
    match: { by: 'read', read: stepTemplates },
  },
  {
    ...runs,
    from: [cronWorkflow],
    to: template,
    at: ['spec.workflowSpec.templates[].steps[]'],
    match: { by: 'read', read: stepTemplates },
  },
  {
    // An event binding and a trigger submit what they name.
    ...runs,
    from: [binding],
    to: template,
    at: ['spec.submit.workflowTemplateRef'],
    match: { by: 'read', read: workflowTemplate },
  },
  {
    ...runs,
    from: [sensor],
    to: template,
    at: [
      'spec.triggers[].template.(argoWorkflow|k8s).source.resource.spec.workflowTemplateRef',
      'spec.triggers[].template.(argoWorkflow|k8s).source.resource.spec.workflowSpec.workflowTemplateRef',
    ],
    match: { by: 'read', read: workflowTemplate },
  },
  {
    ...made,
    to: cronWorkflow,
    at: ['metadata.labels["workflows.argoproj.io/cron-workflow"]'],
    match: { ...same, tentative: true },
  },
  {
    ...made,
    to: template,
    at: ['metadata.labels["workflows.argoproj.io/workflow-template"]'],
    match: { ...same, tentative: true },
  },
  {
    ...made,
    to: clusterTemplate,
    at: ['metadata.labels["workflows.argoproj.io/cluster-workflow-template"]'],
    match: { by: 'name', namespace: 'none', tentative: true },
  },
  ...under('serviceAccountName', 'templates[].serviceAccountName', '(executor|artifactGC).serviceAccountName').map((place): Rule => ({
    ...account,
    ...place,
    to: 'core/ServiceAccount',
    match: same,
  })),
  {
    ...account,
    from: [sensor, eventSource],
    to: 'core/ServiceAccount',
    at: ['spec.template.serviceAccountName'],
    match: same,
  },
  ...under('imagePullSecrets[].name', 'volumes[].secret.secretName').map((place): Rule => ({
    ...configuration,
    ...place,
    to: 'core/Secret',
    match: same,
  })),
  ...under('volumes[].configMap.name', 'artifactRepositoryRef.configMap').map((place): Rule => ({
    ...configuration,
    ...place,
    to: 'core/ConfigMap',
    match: same,
  })),
  ...under(`${environment}.secretKeyRef`).map((place): Rule => ({
    ...configuration,
    ...place,
    to: 'core/Secret',
    match: { ...same, field: 'name', part: 'key', optional: { field: 'optional' } },
  })),
  ...under(
    `${environment}.configMapKeyRef`,
    'arguments.parameters[].valueFrom.configMapKeyRef',
    'synchronization.semaphore.configMapKeyRef',
    'synchronization.semaphores[].configMapKeyRef',
    'templates[].synchronization.semaphore.configMapKeyRef',
    'templates[].synchronization.semaphores[].configMapKeyRef',
  ).map((place): Rule => ({
    ...configuration,
    ...place,
    to: 'core/ConfigMap',
    match: { ...same, field: 'name', part: 'key', optional: { field: 'optional' } },
  })),
  ...under(`${wholeEnvironment}.secretRef`).map((place): Rule => ({
    ...configuration,
    ...place,
    to: 'core/Secret',
    match: { ...same, field: 'name', optional: { field: 'optional' } },
  })),
  ...under(`${wholeEnvironment}.configMapRef`).map((place): Rule => ({
    ...configuration,
    ...place,
    to: 'core/ConfigMap',
    match: { ...same, field: 'name', optional: { field: 'optional' } },
  })),
  ...under('volumes[].persistentVolumeClaim.claimName').map((place): Rule => ({
    id: 102,
    variant: 'volume',
    ...place,
    to: 'core/PersistentVolumeClaim',
    match: same,
    relationshipType: 'mounts',
    category: 'storage',
    confidence: 'declared',
  })),
  {
    id: 102,
    variant: 'event',
    from: [sensor],
    to: eventSource,
    at: ['spec.dependencies[].eventSourceName'],
    match: same,
    relationshipType: 'hears',
    category: 'traffic',
    confidence: 'declared',
  },
  {
    // Without a name it is the one called `default`.
    ...bus,
    from: [sensor, eventSource],
    to: eventBus,
    at: ['spec.eventBusName'],
    match: { ...same, absent: 'default' },
  },
  {
    id: 102,
    variant: 'credentials',
    from: [eventBus],
    to: 'core/Secret',
    at: [
      'spec.nats.exotic.accessSecret',
      'spec.jetstreamExotic.accessSecret',
      'spec.kafka.tls.(caCertSecret|clientCertSecret|clientKeySecret)',
    ],
    match: { ...same, field: 'name', part: 'key', optional: { field: 'optional' } },
    relationshipType: 'uses credentials',
    category: 'configuration',
    confidence: 'declared',
  },
  {
    ...configuration,
    from: [sensor],
    to: 'core/ConfigMap',
    at: ['spec.triggers[].template.(argoWorkflow|k8s).source.configmap'],
    match: { ...same, field: 'name', part: 'key', optional: { field: 'optional' } },
  },
]

export const argoWorkflows: Pack = {
  title: 'Argo Workflows, Argo Events',
  kinds: [workflow, cronWorkflow, template, clusterTemplate, sensor, eventSource, eventBus],
  rules,
}
