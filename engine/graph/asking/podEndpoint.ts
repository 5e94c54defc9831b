import type { ObjectId } from '../../contract/index.ts'
import type { StoreReader } from '../../store/storedObject.ts'
import { isRecord } from '../../relations/fieldPath.ts'
import { items } from './networkPolicyRules.ts'

/** A Pod as policies see it. */
export interface PodEndpoint {
  id: ObjectId
  namespace: string
  labels: Readonly<Record<string, string>>
  namespaceLabels: Readonly<Record<string, string>>
  /** Its own; those of its Node when it is on the network of the Node. */
  addresses: readonly string[]
  onHostNetwork: boolean
  node: string
  nodeLabels: Readonly<Record<string, string>>
  ports: readonly { name: string; protocol: string; number: number }[]
  phase: string
  serviceAccount: string
}

/** Reads a Pod; null when the id is of no Pod that is held. */
export function podEndpoint(reader: StoreReader, id: ObjectId): PodEndpoint | null {
  const pod = reader.get(id)
  const body = reader.body(id)
  if (pod?.kind !== 'core/Pod' || body === undefined) return null
  const spec = isRecord(body['spec']) ? body['spec'] : {}
  const status = isRecord(body['status']) ? body['status'] : {}
  const onHostNetwork = spec['hostNetwork'] === true
  const node = typeof spec['nodeName'] === 'string' ? spec['nodeName'] : ''
  const many = items(status[onHostNetwork ? 'hostIPs' : 'podIPs']).map((each) => each['ip'])
  const addresses = [...many, status[onHostNetwork ? 'hostIP' : 'podIP']].filter((ip): ip is string => typeof ip === 'string' && ip !== '')
  // sidecars are init containers that go on
  const containers = [...items(spec['containers']), ...items(spec['initContainers']).filter((each) => each['restartPolicy'] === 'Always')]
  return {
    id,
    namespace: pod.namespace,
    labels: pod.labels,
    // the API server gives every namespace this label
    namespaceLabels: { ...reader.get(`core/Namespace/_/${pod.namespace}`)?.labels, 'kubernetes.io/metadata.name': pod.namespace },
    addresses: [...new Set(addresses)],
    onHostNetwork,
    node,
    nodeLabels: reader.get(`core/Node/_/${node}`)?.labels ?? {},
    ports: containers.flatMap((container) =>
      items(container['ports']).map(({ name, protocol, containerPort }) => ({
        name: typeof name === 'string' ? name : '',
        protocol: typeof protocol === 'string' ? protocol : 'TCP',
        number: Number(containerPort),
      })),
    ),
    phase: typeof status['phase'] === 'string' ? status['phase'] : '',
    serviceAccount: typeof spec['serviceAccountName'] === 'string' ? spec['serviceAccountName'] : 'default',
  }
}
