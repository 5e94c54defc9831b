import type { KindId } from '../contract/index.ts'
import { apiService } from './apiService.ts'
import { backendTlsPolicy } from './backendTlsPolicy.ts'
import { withCertificates } from './certificateExpiry.ts'
import { certificateSigningRequest } from './certificateSigningRequest.ts'
import { clusterRole } from './clusterRole.ts'
import { clusterRoleBinding } from './clusterRoleBinding.ts'
import { clusterTrustBundle } from './clusterTrustBundle.ts'
import { componentStatus } from './componentStatus.ts'
import { configMap } from './configMap.ts'
import { controllerRevision } from './controllerRevision.ts'
import { cronJob } from './cronJob.ts'
import { csiDriver } from './csiDriver.ts'
import { csiNode } from './csiNode.ts'
import { csiStorageCapacity } from './csiStorageCapacity.ts'
import { customResourceDefinition } from './customResourceDefinition.ts'
import { daemonSet } from './daemonSet.ts'
import { deployment } from './deployment.ts'
import { deviceClass } from './deviceClass.ts'
import { deviceTaintRule } from './deviceTaintRule.ts'
import { endpoints } from './endpoints.ts'
import { endpointSlice } from './endpointSlice.ts'
import { event } from './event.ts'
import { flowSchema } from './flowSchema.ts'
import { gateway } from './gateway.ts'
import { gatewayClass } from './gatewayClass.ts'
import { bareKind } from './generic.ts'
import { grpcRoute } from './grpcRoute.ts'
import { horizontalPodAutoscaler } from './horizontalPodAutoscaler.ts'
import { httpRoute } from './httpRoute.ts'
import { ingress } from './ingress.ts'
import { ingressClass } from './ingressClass.ts'
import { ipAddress } from './ipAddress.ts'
import { job } from './job.ts'
import type { Facts, Kind, KubeObject } from './kind.ts'
import { lease } from './lease.ts'
import { leaseCandidate } from './leaseCandidate.ts'
import { limitRange } from './limitRange.ts'
import { listenerSet } from './listenerSet.ts'
import { mutatingAdmissionPolicy } from './mutatingAdmissionPolicy.ts'
import { mutatingAdmissionPolicyBinding } from './mutatingAdmissionPolicyBinding.ts'
import { mutatingWebhookConfiguration } from './mutatingWebhookConfiguration.ts'
import { namespace } from './namespace.ts'
import { networkPolicy } from './networkPolicy.ts'
import { newEvent } from './newEvent.ts'
import { node } from './node.ts'
import { nodeMetrics } from './nodeMetrics.ts'
import { persistentVolume } from './persistentVolume.ts'
import { persistentVolumeClaim } from './persistentVolumeClaim.ts'
import { pod } from './pod.ts'
import { podCertificateRequest } from './podCertificateRequest.ts'
import { podDisruptionBudget } from './podDisruptionBudget.ts'
import { podMetrics } from './podMetrics.ts'
import { podTemplate } from './podTemplate.ts'
import { priorityClass } from './priorityClass.ts'
import { priorityLevelConfiguration } from './priorityLevelConfiguration.ts'
import { referenceGrant } from './referenceGrant.ts'
import { replicaSet } from './replicaSet.ts'
import { replicationController } from './replicationController.ts'
import { resourceClaim } from './resourceClaim.ts'
import { resourceClaimTemplate } from './resourceClaimTemplate.ts'
import { resourceQuota } from './resourceQuota.ts'
import { resourceSlice } from './resourceSlice.ts'
import { role } from './role.ts'
import { roleBinding } from './roleBinding.ts'
import { runtimeClass } from './runtimeClass.ts'
import { secret } from './secret.ts'
import { service } from './service.ts'
import { serviceAccount } from './serviceAccount.ts'
import { serviceCidr } from './serviceCidr.ts'
import { statefulSet } from './statefulSet.ts'
import { storageClass } from './storageClass.ts'
import { storageVersion } from './storageVersion.ts'
import { storageVersionMigration } from './storageVersionMigration.ts'
import { tcpRoute } from './tcpRoute.ts'
import { tlsRoute } from './tlsRoute.ts'
import { udpRoute } from './udpRoute.ts'
import { validatingAdmissionPolicy } from './validatingAdmissionPolicy.ts'
import { validatingAdmissionPolicyBinding } from './validatingAdmissionPolicyBinding.ts'
import { validatingWebhookConfiguration } from './validatingWebhookConfiguration.ts'
import { volumeAttachment } from './volumeAttachment.ts'
import { volumeAttributesClass } from './volumeAttributesClass.ts'

/** Every kind that has a file of its own, in the order of the sidebar. */
export const kinds: readonly Kind[] = [
  pod,
  deployment,
  statefulSet,
  daemonSet,
  replicaSet,
  replicationController,
  podTemplate,
  controllerRevision,
  job,
  cronJob,
  resourceClaim,
  resourceClaimTemplate,
  service,
  ingress,
  ingressClass,
  gateway,
  httpRoute,
  grpcRoute,
  tlsRoute,
  tcpRoute,
  udpRoute,
  gatewayClass,
  listenerSet,
  referenceGrant,
  backendTlsPolicy,
  networkPolicy,
  endpointSlice,
  endpoints,
  ipAddress,
  serviceCidr,
  configMap,
  secret,
  horizontalPodAutoscaler,
  podDisruptionBudget,
  resourceQuota,
  limitRange,
  persistentVolumeClaim,
  persistentVolume,
  storageClass,
  volumeAttributesClass,
  volumeAttachment,
  csiDriver,
  csiNode,
  csiStorageCapacity,
  serviceAccount,
  role,
  clusterRole,
  roleBinding,
  clusterRoleBinding,
  certificateSigningRequest,
  clusterTrustBundle,
  podCertificateRequest,
  node,
  namespace,
  event,
  newEvent,
  customResourceDefinition,
  apiService,
  mutatingWebhookConfiguration,
  validatingWebhookConfiguration,
  validatingAdmissionPolicy,
  validatingAdmissionPolicyBinding,
  mutatingAdmissionPolicy,
  mutatingAdmissionPolicyBinding,
  priorityClass,
  runtimeClass,
  lease,
  leaseCandidate,
  flowSchema,
  priorityLevelConfiguration,
  deviceClass,
  resourceSlice,
  deviceTaintRule,
  nodeMetrics,
  podMetrics,
  storageVersion,
  storageVersionMigration,
  componentStatus,
]

const byId: ReadonlyMap<KindId, Kind> = new Map(kinds.map((kind) => [kind.id, kind]))

/** The kind with a file of its own, or undefined: then `genericKind` makes one from what discovery says. */
export function kindFor(id: KindId): Kind | undefined {
  return byId.get(id)
}

/** Facts of an object of any kind; `generic` is the kind made for it when it has no file of its own. `now` is epoch milliseconds. */
export function readFacts(id: KindId, object: KubeObject, generic: Kind | undefined, now: number): Facts {
  return withCertificates(id, object, (byId.get(id) ?? generic ?? bareKind).read(object, now), now)
}
