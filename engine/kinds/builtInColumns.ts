import { arr, num, own, rec, recs, scalar, str, strs } from './fields.ts'
import type { KubeObject } from './kind.ts'
import { labelsText } from './labelSelector.ts'
import type { PrinterColumn } from './printerColumns.ts'

/** `Name|type|path`, or `Name|type|path|wide`: short for a printer column. */
function path(line: string): PrinterColumn {
  const [name = '', type = 'string', jsonPath = '', wide] = line.split('|')
  return { name, type, jsonPath, priority: wide === 'wide' ? 1 : 0 }
}

/** A column that is computed, where no path leads to it. */
function computed(name: string, type: string, compute: (object: KubeObject) => unknown): PrinterColumn {
  return { name, type, jsonPath: '', priority: 0, compute }
}

/** Of a yes or no that may be missing, what the API takes then. */
function flag(name: string, field: string, fallback: boolean): PrinterColumn {
  return computed(name, 'boolean', (object) => (typeof rec(object.spec)[field] === 'boolean' ? rec(object.spec)[field] : fallback))
}

function conditionStatus(object: KubeObject, type: string): any {
  return rec([...recs(rec(object.status).conditions), ...recs(object['conditions'])].find((condition) => condition.type === type))
}

/** `ValidatingAdmissionPolicyBinding` and its mutating sister name their parameters like this. */
function paramText(object: KubeObject): string {
  const param = rec(rec(object.spec).paramRef)
  if (str(param.name) === '') return labelsText(rec(param.selector).matchLabels)
  return `${str(param.namespace) || '*'}/${str(param.name)}`
}

function paramKindText(object: KubeObject): string {
  const kind = rec(rec(object.spec).paramKind)
  return str(kind.kind) === '' ? '' : `${str(kind.apiVersion)}/${str(kind.kind)}`
}

/** `Service/svc.group` in lower case, as kubectl names a kind with its group. */
function lowerKind(apiVersion: string, kind: string): string {
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : ''
  return (group === '' ? kind : `${kind}.${group}`).toLowerCase()
}

function controllerText(object: KubeObject): string {
  const owner = recs(rec(object.metadata).ownerReferences).find((reference) => reference.controller === true)
  return owner === undefined ? '' : `${lowerKind(str(owner.apiVersion), str(owner.kind))}/${str(owner.name)}`
}

function requestState(object: KubeObject): string {
  const types = new Set(recs(rec(object.status).conditions).map((condition) => condition.type))
  const words = [types.has('Denied') ? 'Denied' : types.has('Approved') ? 'Approved' : 'Pending']
  if (types.has('Failed')) words.push('Failed')
  if (str(rec(object.status).certificate) !== '') words.push('Issued')
  return words.join(',')
}

function podCertificateState(object: KubeObject): string {
  const types = recs(rec(object.status).conditions)
    .map((condition) => str(condition.type))
    .filter((type) => ['Issued', 'Denied', 'Failed'].includes(type))
  return types.at(-1) ?? 'Pending'
}

function claimState(object: KubeObject): string {
  const status = rec(object.status)
  const gone = str(rec(object.metadata).deletionTimestamp) !== ''
  const allocated = typeof status.allocation === 'object' && status.allocation !== null
  return [
    gone ? 'deleted' : '',
    !allocated && !gone ? 'pending' : '',
    allocated ? 'allocated' : '',
    allocated && arr(status.reservedFor).length > 0 ? 'reserved' : '',
  ]
    .filter((word) => word !== '')
    .join(',')
}

function serviceOf(object: KubeObject): string {
  const service = rec(rec(object.spec).service)
  return str(service.name) === '' ? 'Local' : `${str(service.namespace)}/${str(service.name)}`
}

function availability(object: KubeObject): string {
  const condition = conditionStatus(object, 'Available')
  return condition.status === 'True' || condition.status === undefined
    ? scalar(condition.status)
    : `${str(condition.status)} (${str(condition.reason)})`
}

function classParameters(object: KubeObject): string {
  const parameters = rec(rec(object.spec).parameters)
  if (str(parameters.name) === '') return ''
  return `${str(parameters.kind)}${str(parameters.apiGroup) === '' ? '' : `.${str(parameters.apiGroup)}`}/${str(parameters.name)}`
}

function addressParent(object: KubeObject): string {
  const parent = rec(rec(object.spec).parentRef)
  if (str(parent.name) === '') return ''
  const resource = `${str(parent.resource)}${str(parent.group) === '' ? '' : `.${str(parent.group)}`}`.toLowerCase()
  return [resource, str(parent.namespace), str(parent.name)].filter((part) => part !== '').join('/')
}

/** `10.0.0.1:80` of all subsets; nothing is left out. */
function endpointTexts(object: KubeObject): readonly string[] {
  return recs(object['subsets']).flatMap((subset) => {
    const addresses = recs(subset.addresses).map((address) => str(address.ip))
    const ports = recs(subset.ports).map((port) => scalar(port.port))
    return ports.length === 0
      ? addresses
      : ports.flatMap((port) => addresses.map((address) => `${address.includes(':') ? `[${address}]` : address}:${port}`))
  })
}

function healthyWord(object: KubeObject): string {
  const { status } = conditionStatus(object, 'Healthy')
  return status === 'True' ? 'Healthy' : status === undefined ? 'Unknown' : 'Unhealthy'
}

/**
 * Columns of built-in kinds that have no file of their own: what the server's table shows of them. Kinds that are missing here show
 * their age. Source: pkg/printers/internalversion/printers.go, Kubernetes 1.34.
 */
export const builtInColumns: ReadonlyMap<string, readonly PrinterColumn[]> = new Map<string, readonly PrinterColumn[]>([
  [
    'core/ReplicationController',
    [
      path('Desired|integer|.spec.replicas'),
      path('Current|integer|.status.replicas'),
      computed('Ready', 'integer', (object) => num(rec(object.status).readyReplicas)),
      path('Containers|list|.spec.template.spec.containers[*].name|wide'),
      path('Images|list|.spec.template.spec.containers[*].image|wide'),
    ],
  ],
  [
    'core/PodTemplate',
    [
      path('Containers|list|.template.spec.containers[*].name'),
      path('Images|list|.template.spec.containers[*].image'),
      computed('Pod Labels', 'string', (object) => labelsText(rec(rec(object['template']).metadata).labels)),
    ],
  ],
  ['core/Endpoints', [computed('Endpoints', 'list', endpointTexts), path('Not ready|list|.subsets[*].notReadyAddresses[*].ip')]],
  ['core/LimitRange', [path('Types|list|.spec.limits[*].type')]],
  [
    'core/ComponentStatus',
    [
      computed('Status', 'string', healthyWord),
      computed('Message', 'string', (object) => conditionStatus(object, 'Healthy').message),
      computed('Error', 'string', (object) => conditionStatus(object, 'Healthy').error),
    ],
  ],
  ['apps/ControllerRevision', [computed('Controller', 'string', controllerText), path('Revision|integer|.revision')]],
  ['networking.k8s.io/IngressClass', [path('Controller|string|.spec.controller'), computed('Parameters', 'string', classParameters)]],
  ['networking.k8s.io/IPAddress', [computed('ParentRef', 'string', addressParent)]],
  ['networking.k8s.io/ServiceCIDR', [path('CIDRs|list|.spec.cidrs[*]')]],
  [
    'storage.k8s.io/CSIDriver',
    [
      flag('AttachRequired', 'attachRequired', true),
      flag('PodInfoOnMount', 'podInfoOnMount', false),
      flag('StorageCapacity', 'storageCapacity', false),
      path('TokenRequests|list|.spec.tokenRequests[*].audience'),
      flag('RequiresRepublish', 'requiresRepublish', false),
      path('Modes|list|.spec.volumeLifecycleModes[*]'),
    ],
  ],
  ['storage.k8s.io/CSINode', [path('Drivers|count|.spec.drivers[*]'), path('Names|list|.spec.drivers[*].name')]],
  ['storage.k8s.io/CSIStorageCapacity', [path('StorageClassName|string|.storageClassName'), path('Capacity|string|.capacity')]],
  [
    'storage.k8s.io/VolumeAttachment',
    [
      path('Attacher|string|.spec.attacher'),
      path('PV|string|.spec.source.persistentVolumeName'),
      path('Node|string|.spec.nodeName'),
      computed('Attached', 'boolean', (object) => rec(object.status).attached === true),
    ],
  ],
  ['storage.k8s.io/VolumeAttributesClass', [path('DriverName|string|.driverName')]],
  [
    'scheduling.k8s.io/PriorityClass',
    [
      path('Value|integer|.value'),
      computed('Global-Default', 'boolean', (object) => object['globalDefault'] === true),
      path('PreemptionPolicy|string|.preemptionPolicy|wide'),
    ],
  ],
  ['node.k8s.io/RuntimeClass', [path('Handler|string|.handler')]],
  ['coordination.k8s.io/Lease', [path('Holder|string|.spec.holderIdentity'), path('Renewed|date|.spec.renewTime')]],
  [
    'coordination.k8s.io/LeaseCandidate',
    [
      path('LeaseName|string|.spec.leaseName'),
      path('BinaryVersion|string|.spec.binaryVersion'),
      path('EmulationVersion|string|.spec.emulationVersion'),
    ],
  ],
  [
    'certificates.k8s.io/CertificateSigningRequest',
    [
      path('SignerName|string|.spec.signerName'),
      path('Requestor|string|.spec.username'),
      path('RequestedSeconds|integer|.spec.expirationSeconds'),
      computed('Condition', 'string', requestState),
    ],
  ],
  ['certificates.k8s.io/ClusterTrustBundle', [path('SignerName|string|.spec.signerName')]],
  [
    'certificates.k8s.io/PodCertificateRequest',
    [
      path('PodName|string|.spec.podName'),
      path('ServiceAccountName|string|.spec.serviceAccountName'),
      path('NodeName|string|.spec.nodeName'),
      path('SignerName|string|.spec.signerName'),
      computed('State', 'string', podCertificateState),
    ],
  ],
  ['apiregistration.k8s.io/APIService', [computed('Service', 'string', serviceOf), computed('Available', 'string', availability)]],
  [
    'admissionregistration.k8s.io/MutatingWebhookConfiguration',
    [path('Webhooks|count|.webhooks[*]'), path('Names|list|.webhooks[*].name|wide')],
  ],
  [
    'admissionregistration.k8s.io/ValidatingWebhookConfiguration',
    [path('Webhooks|count|.webhooks[*]'), path('Names|list|.webhooks[*].name|wide')],
  ],
  [
    'admissionregistration.k8s.io/ValidatingAdmissionPolicy',
    [
      path('Validations|count|.spec.validations[*]'),
      computed('ParamKind', 'string', paramKindText),
      path('FailurePolicy|string|.spec.failurePolicy'),
    ],
  ],
  [
    'admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding',
    [
      path('PolicyName|string|.spec.policyName'),
      computed('ParamRef', 'string', paramText),
      path('Actions|list|.spec.validationActions[*]'),
    ],
  ],
  [
    'admissionregistration.k8s.io/MutatingAdmissionPolicy',
    [
      path('Mutations|count|.spec.mutations[*]'),
      computed('ParamKind', 'string', paramKindText),
      path('FailurePolicy|string|.spec.failurePolicy'),
    ],
  ],
  [
    'admissionregistration.k8s.io/MutatingAdmissionPolicyBinding',
    [path('PolicyName|string|.spec.policyName'), computed('ParamRef', 'string', paramText)],
  ],
  [
    'flowcontrol.apiserver.k8s.io/FlowSchema',
    [
      path('PriorityLevel|string|.spec.priorityLevelConfiguration.name'),
      path('MatchingPrecedence|integer|.spec.matchingPrecedence'),
      path('DistinguisherMethod|string|.spec.distinguisherMethod.type'),
      computed('MissingPL', 'string', (object) => str(conditionStatus(object, 'Dangling').status) || '?'),
    ],
  ],
  [
    'flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration',
    [
      path('Type|string|.spec.type'),
      path('NominalConcurrencyShares|integer|.spec.limited.nominalConcurrencyShares'),
      path('Queues|integer|.spec.limited.limitResponse.queuing.queues'),
      path('HandSize|integer|.spec.limited.limitResponse.queuing.handSize'),
      path('QueueLengthLimit|integer|.spec.limited.limitResponse.queuing.queueLengthLimit'),
    ],
  ],
  ['resource.k8s.io/ResourceClaim', [computed('State', 'string', claimState), path('Reserved for|list|.status.reservedFor[*].name')]],
  [
    'resource.k8s.io/ResourceSlice',
    [path('Node|string|.spec.nodeName'), path('Driver|string|.spec.driver'), path('Pool|string|.spec.pool.name')],
  ],
  [
    'resource.k8s.io/DeviceTaintRule',
    [
      path('Key|string|.spec.taint.key'),
      path('Value|string|.spec.taint.value'),
      path('Effect|string|.spec.taint.effect'),
      path('Time Added|date|.spec.taint.timeAdded'),
    ],
  ],
  [
    'storagemigration.k8s.io/StorageVersionMigration',
    [
      computed('Resource', 'string', (object) =>
        ['resource', 'version', 'group'].map((field) => scalar(own(rec(rec(object.spec).resource), field))).join('.'),
      ),
    ],
  ],
  [
    'internal.apiserver.k8s.io/StorageVersion',
    [
      path('CommonEncodingVersion|string|.status.commonEncodingVersion'),
      computed('StorageVersions', 'list', (object) =>
        recs(rec(object.status).storageVersions).map((version) => `${str(version.apiServerID)}=${str(version.encodingVersion)}`),
      ),
    ],
  ],
  ['metrics.k8s.io/NodeMetrics', [path('CPU|string|.usage.cpu'), path('Memory|string|.usage.memory'), path('Window|string|.window')]],
  [
    'metrics.k8s.io/PodMetrics',
    [
      computed('CPU', 'list', (object) => strs(recs(object['containers']).map((container) => rec(container.usage).cpu))),
      computed('Memory', 'list', (object) => strs(recs(object['containers']).map((container) => rec(container.usage).memory))),
      path('Window|string|.window'),
    ],
  ],
])
