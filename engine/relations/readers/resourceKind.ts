import type { KindId } from '../../contract/index.ts'
import { isClusterScoped } from '../clusterScoped.ts'

/** Resources of Kubernetes itself by group, as `plural=Kind`. What is not here (custom resources) has no kind that its name tells. */
const tables: Readonly<Record<string, string>> = {
  '':
    'configmaps=ConfigMap endpoints=Endpoints events=Event limitranges=LimitRange namespaces=Namespace nodes=Node ' +
    'persistentvolumeclaims=PersistentVolumeClaim persistentvolumes=PersistentVolume pods=Pod podtemplates=PodTemplate ' +
    'replicationcontrollers=ReplicationController resourcequotas=ResourceQuota secrets=Secret serviceaccounts=ServiceAccount services=Service',
  apps: 'controllerrevisions=ControllerRevision daemonsets=DaemonSet deployments=Deployment replicasets=ReplicaSet statefulsets=StatefulSet',
  autoscaling: 'horizontalpodautoscalers=HorizontalPodAutoscaler',
  batch: 'cronjobs=CronJob jobs=Job',
  'coordination.k8s.io': 'leases=Lease',
  'discovery.k8s.io': 'endpointslices=EndpointSlice',
  'networking.k8s.io':
    'ingressclasses=IngressClass ingresses=Ingress ipaddresses=IPAddress networkpolicies=NetworkPolicy servicecidrs=ServiceCIDR',
  policy: 'poddisruptionbudgets=PodDisruptionBudget',
  'rbac.authorization.k8s.io': 'clusterrolebindings=ClusterRoleBinding clusterroles=ClusterRole rolebindings=RoleBinding roles=Role',
  'scheduling.k8s.io': 'priorityclasses=PriorityClass',
  'node.k8s.io': 'runtimeclasses=RuntimeClass',
  'storage.k8s.io':
    'csidrivers=CSIDriver csinodes=CSINode csistoragecapacities=CSIStorageCapacity storageclasses=StorageClass ' +
    'volumeattachments=VolumeAttachment volumeattributesclasses=VolumeAttributesClass',
  'admissionregistration.k8s.io':
    'mutatingwebhookconfigurations=MutatingWebhookConfiguration validatingwebhookconfigurations=ValidatingWebhookConfiguration ' +
    'validatingadmissionpolicies=ValidatingAdmissionPolicy validatingadmissionpolicybindings=ValidatingAdmissionPolicyBinding ' +
    'mutatingadmissionpolicies=MutatingAdmissionPolicy mutatingadmissionpolicybindings=MutatingAdmissionPolicyBinding',
  'apiextensions.k8s.io': 'customresourcedefinitions=CustomResourceDefinition',
  'apiregistration.k8s.io': 'apiservices=APIService',
  'certificates.k8s.io': 'certificatesigningrequests=CertificateSigningRequest clustertrustbundles=ClusterTrustBundle',
  'flowcontrol.apiserver.k8s.io': 'flowschemas=FlowSchema prioritylevelconfigurations=PriorityLevelConfiguration',
  'resource.k8s.io':
    'deviceclasses=DeviceClass resourceclaims=ResourceClaim resourceclaimtemplates=ResourceClaimTemplate resourceslices=ResourceSlice',
  'gateway.networking.k8s.io':
    'gatewayclasses=GatewayClass gateways=Gateway httproutes=HTTPRoute grpcroutes=GRPCRoute tlsroutes=TLSRoute tcproutes=TCPRoute ' +
    'udproutes=UDPRoute referencegrants=ReferenceGrant backendtlspolicies=BackendTLSPolicy listenersets=ListenerSet',
}

const kinds: ReadonlyMap<string, KindId> = new Map(
  Object.entries(tables).flatMap(([group, table]) =>
    table.split(' ').map((entry) => {
      const [resource = '', kind = ''] = entry.split('=')
      return [`${group}/${resource}`, `${group === '' ? 'core' : group}/${kind}`] as const
    }),
  ),
)

/** The kind that a REST resource of Kubernetes itself, or of the Gateway API, has; undefined for all others. A subresource is its object's. */
export function kindOfResource(group: string, resource: string): KindId | undefined {
  return kinds.get(`${group}/${resource.replace(/\/.*$/, '')}`)
}

/** A kind with what roles call it. */
export interface ResourceKind {
  id: KindId
  group: string
  resource: string
  namespaced: boolean
}

const builtIn: readonly ResourceKind[] = [...kinds].map(([key, id]) => {
  const slash = key.lastIndexOf('/')
  return { id, group: key.slice(0, slash), resource: key.slice(slash + 1), namespaced: !isClusterScoped(id) }
})

/** The kinds of Kubernetes itself that a group and a resource of a role mean. */
export function kindsOfResource(group: string, resource: string): readonly ResourceKind[] {
  return kindsAmong(builtIn, group, resource)
}

/**
 * Those that a group and a resource of a role mean, where either may be a star: a star of groups is every group, one of resources all of the
 * groups named. Source: ResourceRule of authorization.k8s.io/v1 and kubernetes.io/docs/reference/access-authn-authz/rbac.
 */
export function kindsAmong(among: readonly ResourceKind[], group: string, resource: string): readonly ResourceKind[] {
  const plural = resource.replace(/\/.*$/, '')
  return among.filter((each) => (group === '*' || each.group === group) && (plural === '*' || each.resource === plural))
}
