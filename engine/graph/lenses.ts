import { groupOf, type EdgeCategory, type GraphLens, type KindId } from '../contract/index.ts'
import { plainLook, type TileLook } from '../layout/tileLook.ts'

/** What a picture is about, as data: a lens is a set of kinds and of categories, and how they are drawn. */
export interface Lens {
  /** Kinds (`core/Secret`) and groups (`karpenter.sh/*`) that are shown whether anything touches them or not; null: all. */
  kinds: readonly string[] | null
  /** Kinds that are left out all the same. */
  without?: readonly string[]
  /** Edges that are shown; null: all. */
  categories: readonly EdgeCategory[] | null
  /** What is touched by an edge of these from or to what is shown by its kind is shown too. */
  reach: readonly EdgeCategory[]
  look: TileLook
}

const workloads = [
  'core/Pod',
  'core/ReplicationController',
  'apps/*',
  'batch/*',
  'argoproj.io/Rollout',
  'apps.openshift.io/DeploymentConfig',
  'serving.knative.dev/*',
  'leaderworkerset.x-k8s.io/*',
  'jobset.x-k8s.io/*',
]
const outside = ['pseudo/Host', 'pseudo/AddressRange', 'pseudo/Address', 'pseudo/Internet']

const look = (notions: readonly KindId[], more: Partial<TileLook> = {}): TileLook => ({
  ...plainLook,
  notions: new Set(notions),
  namedItems: 60,
  bandLines: true,
  ...more,
})

/** All lenses. What one leaves out is counted. */
export const lenses: Readonly<Record<GraphLens, Lens>> = {
  everything: { kinds: null, categories: null, reach: [], look: plainLook },
  workloads: {
    kinds: [
      ...workloads,
      'core/Service',
      'autoscaling/*',
      'policy/PodDisruptionBudget',
      'networking.k8s.io/Ingress',
      'gateway.networking.k8s.io/*',
    ],
    categories: ['ownership', 'traffic', 'scaling', 'policy'],
    reach: [],
    look: look(outside, { bandLines: false }),
  },
  network: {
    kinds: [
      'core/Service',
      'core/Endpoints',
      'discovery.k8s.io/*',
      'networking.k8s.io/*',
      'gateway.networking.k8s.io/*',
      'policy.networking.k8s.io/*',
      'networking.istio.io/*',
      'security.istio.io/*',
      'traefik.io/*',
      'cilium.io/*',
      'projectcalico.org/*',
      'crd.projectcalico.org/*',
      'route.openshift.io/*',
      ...outside,
    ],
    categories: ['ownership', 'traffic', 'policy'],
    reach: ['traffic', 'policy'],
    look: look([...outside, 'pseudo/ServiceSet', 'pseudo/LoadBalancerClass', 'pseudo/Controller']),
  },
  storage: {
    kinds: [
      'core/PersistentVolumeClaim',
      'core/PersistentVolume',
      'storage.k8s.io/*',
      'snapshot.storage.k8s.io/*',
      'groupsnapshot.storage.k8s.io/*',
      'velero.io/*',
    ],
    categories: ['ownership', 'storage'],
    reach: ['storage'],
    look: look(['pseudo/HostPath', 'pseudo/NfsExport', 'pseudo/Volume', 'pseudo/Device', 'pseudo/Controller']),
  },
  configuration: {
    kinds: ['core/ConfigMap', 'core/Secret', 'external-secrets.io/*', 'cert-manager.io/*', 'bitnami.com/SealedSecret'],
    categories: ['ownership', 'configuration'],
    reach: ['configuration'],
    look: look([]),
  },
  rbac: {
    kinds: ['core/ServiceAccount', 'rbac.authorization.k8s.io/*'],
    categories: ['rbac', 'identity'],
    reach: ['rbac'],
    look: look([], {
      foldRights: false,
      everyGhost: true,
      flows: { rbac: 'need' },
      // A binding holds its role and its subjects together, as a workload does with what it needs.
      roles: {
        'rbac.authorization.k8s.io/RoleBinding': 'workload',
        'rbac.authorization.k8s.io/Role': 'need',
        'core/ServiceAccount': 'need',
      },
    }),
  },
  scheduling: {
    kinds: [
      ...workloads,
      'core/Node',
      'scheduling.k8s.io/*',
      'policy/PodDisruptionBudget',
      'node.k8s.io/*',
      'resource.k8s.io/*',
      'karpenter.sh/*',
      'karpenter.k8s.aws/*',
      'karpenter.azure.com/*',
    ],
    // Where an endpoint or a heartbeat is says nothing that its Pod does not say.
    without: ['apps/ControllerRevision', 'discovery.k8s.io/EndpointSlice', 'core/Endpoints', 'core/Service', 'coordination.k8s.io/Lease'],
    categories: ['ownership', 'scheduling', 'policy'],
    reach: ['scheduling'],
    look: look(['pseudo/NodeSet', 'pseudo/NodePool', 'pseudo/Scheduler', 'pseudo/Instance'], {
      flows: { scheduling: 'need' },
    }),
  },
  delivery: {
    kinds: [
      'argoproj.io/*',
      'source.toolkit.fluxcd.io/*',
      'kustomize.toolkit.fluxcd.io/*',
      'helm.toolkit.fluxcd.io/*',
      'notification.toolkit.fluxcd.io/*',
      'image.toolkit.fluxcd.io/*',
      'pseudo/HelmRelease',
    ],
    categories: ['ownership', 'delivery', 'grouping'],
    reach: ['delivery', 'grouping'],
    look: look(['pseudo/HelmRelease'], { flows: { delivery: 'need', grouping: 'need' }, everyGhost: true }),
  },
}

/** Says of kinds whether a list of kinds and groups holds them; remembers what it said. */
export function kindMatcher(patterns: readonly string[]): (kind: KindId) => boolean {
  const kinds = new Set(patterns)
  const known = new Map<KindId, boolean>()
  return (kind) => {
    let is = known.get(kind)
    if (is === undefined) {
      is = kinds.has(kind) || kinds.has(`${groupOf(kind) || 'core'}/*`)
      known.set(kind, is)
    }
    return is
  }
}

/** The edges of a lens that a query also wants; null: all. */
export function categoriesOf(lens: Lens, wanted: readonly EdgeCategory[] | null): ReadonlySet<EdgeCategory> | null {
  if (lens.categories === null) return wanted && new Set(wanted)
  return new Set(lens.categories.filter((category) => wanted === null || wanted.includes(category)))
}
