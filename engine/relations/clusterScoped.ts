import type { KindId } from '../contract/index.ts'

/**
 * Kinds of Kubernetes itself without a namespace. References name a kind but not its scope; the id of a target must not depend on what
 * happens to be listed, so it is decided here. Users and groups are no objects, but subjects of bindings.
 */
const clusterScoped: ReadonlySet<KindId> = new Set([
  'core/Node',
  'core/Namespace',
  'core/PersistentVolume',
  'core/ComponentStatus',
  'rbac.authorization.k8s.io/ClusterRole',
  'rbac.authorization.k8s.io/ClusterRoleBinding',
  'rbac.authorization.k8s.io/User',
  'rbac.authorization.k8s.io/Group',
  'storage.k8s.io/StorageClass',
  'storage.k8s.io/CSIDriver',
  'storage.k8s.io/CSINode',
  'storage.k8s.io/VolumeAttachment',
  'storage.k8s.io/VolumeAttributesClass',
  'networking.k8s.io/IngressClass',
  'networking.k8s.io/IPAddress',
  'networking.k8s.io/ServiceCIDR',
  'scheduling.k8s.io/PriorityClass',
  'node.k8s.io/RuntimeClass',
  'apiextensions.k8s.io/CustomResourceDefinition',
  'apiregistration.k8s.io/APIService',
  'admissionregistration.k8s.io/MutatingWebhookConfiguration',
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration',
  'admissionregistration.k8s.io/ValidatingAdmissionPolicy',
  'admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding',
  'admissionregistration.k8s.io/MutatingAdmissionPolicy',
  'admissionregistration.k8s.io/MutatingAdmissionPolicyBinding',
  'certificates.k8s.io/CertificateSigningRequest',
  'certificates.k8s.io/ClusterTrustBundle',
  'flowcontrol.apiserver.k8s.io/FlowSchema',
  'flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration',
  'resource.k8s.io/DeviceClass',
  'resource.k8s.io/ResourceSlice',
  'gateway.networking.k8s.io/GatewayClass',
])

/** True when objects of the kind are known to have no namespace. */
export function isClusterScoped(kind: KindId): boolean {
  return clusterScoped.has(kind)
}

/** Subjects of bindings that the API has no objects for. */
export function isPseudoKind(kind: KindId): boolean {
  return kind === 'rbac.authorization.k8s.io/User' || kind === 'rbac.authorization.k8s.io/Group'
}
