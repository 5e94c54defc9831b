import type { PrinterColumn } from './printerColumns.ts'

/** `Name|type|path`, or `Name|type|path|wide`: short for a printer column. */
function columns(...texts: readonly string[]): readonly PrinterColumn[] {
  return texts.map((line) => {
    const [name = '', type = 'string', jsonPath = '', wide] = line.split('|')
    return { name, type, jsonPath, priority: wide === 'wide' ? 1 : 0 }
  })
}

/**
 * Columns of built-in kinds that have no file of their own: what the server's table shows of them, as paths. Kinds that are missing here show
 * their age. Source: pkg/printers/internalversion/printers.go, Kubernetes 1.34.
 */
export const builtInColumns: ReadonlyMap<string, readonly PrinterColumn[]> = new Map([
  ['core/ReplicationController', columns('Desired|integer|.spec.replicas', 'Current|integer|.status.replicas', 'Ready|integer|.status.readyReplicas', 'Containers|list|.spec.template.spec.containers[*].name|wide', 'Images|list|.spec.template.spec.containers[*].image|wide')],
  ['core/PodTemplate', columns('Containers|list|.template.spec.containers[*].name', 'Images|list|.template.spec.containers[*].image')],
  ['core/Endpoints', columns('Addresses|list|.subsets[*].addresses[*].ip', 'Not ready|list|.subsets[*].notReadyAddresses[*].ip', 'Ports|list|.subsets[*].ports[*].port')],
  ['resource.k8s.io/ResourceClaim', columns('Reserved for|list|.status.reservedFor[*].name', 'Driver|list|.status.allocation.devices.results[*].driver')],
  ['admissionregistration.k8s.io/MutatingWebhookConfiguration', columns('Webhooks|count|.webhooks[*]', 'Names|list|.webhooks[*].name|wide')],
  ['admissionregistration.k8s.io/ValidatingWebhookConfiguration', columns('Webhooks|count|.webhooks[*]', 'Names|list|.webhooks[*].name|wide')],
  ['core/LimitRange', columns('Types|list|.spec.limits[*].type')],
  ['core/ComponentStatus', columns('Status|string|.conditions[?(@.type=="Healthy")].status', 'Message|string|.conditions[?(@.type=="Healthy")].message', 'Error|string|.conditions[?(@.type=="Healthy")].error')],
  ['apps/ControllerRevision', columns('Controller|string|.metadata.ownerReferences[?(@.controller==true)].name', 'Revision|integer|.revision')],
  ['autoscaling/Scale', columns('Desired|integer|.spec.replicas', 'Available|integer|.status.replicas')],
  ['networking.k8s.io/IngressClass', columns('Controller|string|.spec.controller', 'Parameters|string|.spec.parameters.name')],
  ['networking.k8s.io/IPAddress', columns('Parent|string|.spec.parentRef.name', 'Parent namespace|string|.spec.parentRef.namespace')],
  ['networking.k8s.io/ServiceCIDR', columns('CIDRs|list|.spec.cidrs[*]')],
  ['storage.k8s.io/CSIDriver', columns('AttachRequired|boolean|.spec.attachRequired', 'PodInfoOnMount|boolean|.spec.podInfoOnMount', 'StorageCapacity|boolean|.spec.storageCapacity', 'RequiresRepublish|boolean|.spec.requiresRepublish', 'Modes|list|.spec.volumeLifecycleModes[*]')],
  ['storage.k8s.io/CSINode', columns('Drivers|list|.spec.drivers[*].name')],
  ['storage.k8s.io/CSIStorageCapacity', columns('StorageClassName|string|.storageClassName', 'Capacity|string|.capacity')],
  ['storage.k8s.io/VolumeAttachment', columns('Attacher|string|.spec.attacher', 'PV|string|.spec.source.persistentVolumeName', 'Node|string|.spec.nodeName', 'Attached|boolean|.status.attached')],
  ['storage.k8s.io/VolumeAttributesClass', columns('DriverName|string|.driverName')],
  ['scheduling.k8s.io/PriorityClass', columns('Value|integer|.value', 'Global-Default|boolean|.globalDefault', 'PreemptionPolicy|string|.preemptionPolicy|wide')],
  ['node.k8s.io/RuntimeClass', columns('Handler|string|.handler')],
  ['coordination.k8s.io/Lease', columns('Holder|string|.spec.holderIdentity', 'Renewed|date|.spec.renewTime')],
  ['coordination.k8s.io/LeaseCandidate', columns('LeaseName|string|.spec.leaseName', 'BinaryVersion|string|.spec.binaryVersion', 'EmulationVersion|string|.spec.emulationVersion')],
  ['certificates.k8s.io/CertificateSigningRequest', columns('SignerName|string|.spec.signerName', 'Requestor|string|.spec.username', 'RequestedSeconds|integer|.spec.expirationSeconds', 'Condition|list|.status.conditions[*].type')],
  ['certificates.k8s.io/ClusterTrustBundle', columns('SignerName|string|.spec.signerName')],
  ['certificates.k8s.io/PodCertificateRequest', columns('PodName|string|.spec.podName', 'ServiceAccountName|string|.spec.serviceAccountName', 'NodeName|string|.spec.nodeName', 'SignerName|string|.spec.signerName', 'State|string|.status.conditions[-1].type')],
  ['apiregistration.k8s.io/APIService', columns('Service|string|.spec.service.name', 'Service namespace|string|.spec.service.namespace', 'Available|string|.status.conditions[?(@.type=="Available")].status')],
  ['admissionregistration.k8s.io/ValidatingAdmissionPolicy', columns('Validations|count|.spec.validations[*]', 'ParamKind|string|.spec.paramKind.kind', 'FailurePolicy|string|.spec.failurePolicy')],
  ['admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding', columns('PolicyName|string|.spec.policyName', 'ParamRef|string|.spec.paramRef.name', 'Actions|list|.spec.validationActions[*]')],
  ['admissionregistration.k8s.io/MutatingAdmissionPolicy', columns('Mutations|count|.spec.mutations[*]', 'ParamKind|string|.spec.paramKind.kind', 'FailurePolicy|string|.spec.failurePolicy')],
  ['admissionregistration.k8s.io/MutatingAdmissionPolicyBinding', columns('PolicyName|string|.spec.policyName', 'ParamRef|string|.spec.paramRef.name')],
  ['flowcontrol.apiserver.k8s.io/FlowSchema', columns('PriorityLevel|string|.spec.priorityLevelConfiguration.name', 'MatchingPrecedence|integer|.spec.matchingPrecedence', 'DistinguisherMethod|string|.spec.distinguisherMethod.type', 'MissingPL|string|.status.conditions[?(@.type=="Dangling")].status')],
  ['flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration', columns('Type|string|.spec.type', 'NominalConcurrencyShares|integer|.spec.limited.nominalConcurrencyShares', 'Queues|integer|.spec.limited.limitResponse.queuing.queues', 'HandSize|integer|.spec.limited.limitResponse.queuing.handSize', 'QueueLengthLimit|integer|.spec.limited.limitResponse.queuing.queueLengthLimit')],
  ['resource.k8s.io/ResourceSlice', columns('Node|string|.spec.nodeName', 'Driver|string|.spec.driver', 'Pool|string|.spec.pool.name')],
  ['resource.k8s.io/DeviceTaintRule', columns('Key|string|.spec.taint.key', 'Value|string|.spec.taint.value', 'Effect|string|.spec.taint.effect')],
  ['storagemigration.k8s.io/StorageVersionMigration', columns('Resource|string|.spec.resource.resource', 'Group|string|.spec.resource.group')],
  ['metrics.k8s.io/NodeMetrics', columns('CPU|string|.usage.cpu', 'Memory|string|.usage.memory', 'Window|string|.window')],
  ['metrics.k8s.io/PodMetrics', columns('CPU|string|.containers[0].usage.cpu', 'Memory|string|.containers[0].usage.memory', 'Window|string|.window')],
])
