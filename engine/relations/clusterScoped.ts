import type { KindId } from '../contract/index.ts'

/**
 * Kinds without a namespace, of Kubernetes itself and of wide-spread extensions. References name a kind but not its scope; the id of a
 * target must not depend on what happens to be listed, so it is decided here, unless discovery knows better (`RuleBook.learnScope`).
 * Users and groups are no objects, but subjects of bindings.
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
  'policy.networking.k8s.io/AdminNetworkPolicy',
  'policy.networking.k8s.io/BaselineAdminNetworkPolicy',
  'policy.networking.k8s.io/ClusterNetworkPolicy',
  'snapshot.storage.k8s.io/VolumeSnapshotClass',
  'snapshot.storage.k8s.io/VolumeSnapshotContent',
  'groupsnapshot.storage.k8s.io/VolumeGroupSnapshotClass',
  'groupsnapshot.storage.k8s.io/VolumeGroupSnapshotContent',
  'storagemigration.k8s.io/StorageVersionMigration',
  'internal.apiserver.k8s.io/StorageVersion',
  'cilium.io/CiliumClusterwideNetworkPolicy',
  'cilium.io/CiliumNode',
  'cilium.io/CiliumIdentity',
  'crd.projectcalico.org/GlobalNetworkPolicy',
  'crd.projectcalico.org/GlobalNetworkSet',
  'crd.projectcalico.org/IPPool',
  'projectcalico.org/GlobalNetworkPolicy',
  'projectcalico.org/GlobalNetworkSet',
  'projectcalico.org/IPPool',
  'projectcalico.org/Tier',
  'cert-manager.io/ClusterIssuer',
  'trust.cert-manager.io/Bundle',
  'argoproj.io/ClusterWorkflowTemplate',
  'argoproj.io/ClusterAnalysisTemplate',
  'external-secrets.io/ClusterSecretStore',
  'external-secrets.io/ClusterExternalSecret',
  'external-secrets.io/ClusterPushSecret',
  'generators.external-secrets.io/ClusterGenerator',
  'keda.sh/ClusterTriggerAuthentication',
  'eventing.keda.sh/ClusterCloudEventSource',
  'karpenter.sh/NodePool',
  'karpenter.sh/NodeClaim',
  'karpenter.k8s.aws/EC2NodeClass',
  'karpenter.azure.com/AKSNodeClass',
  'kyverno.io/ClusterPolicy',
  'wgpolicyk8s.io/ClusterPolicyReport',
  'templates.gatekeeper.sh/ConstraintTemplate',
  'apiextensions.crossplane.io/Composition',
  'apiextensions.crossplane.io/CompositeResourceDefinition',
  'pkg.crossplane.io/Provider',
  'pkg.crossplane.io/Configuration',
  'pkg.crossplane.io/Function',
  'kueue.x-k8s.io/ClusterQueue',
  'kueue.x-k8s.io/ResourceFlavor',
])

/** True when objects of the kind are known to have no namespace, whatever a cluster says. */
export function isClusterScoped(kind: KindId): boolean {
  return clusterScoped.has(kind)
}

/** Group of what is named but is no API object: images, host paths, host names, sets of what a selector selects. */
const pseudoGroup = 'pseudo/'

/** Things that are named but that the API has no objects for: always present, never ghosts. Users and groups of bindings too. */
export function isPseudoKind(kind: KindId): boolean {
  return kind.startsWith(pseudoGroup) || kind === 'rbac.authorization.k8s.io/User' || kind === 'rbac.authorization.k8s.io/Group'
}
