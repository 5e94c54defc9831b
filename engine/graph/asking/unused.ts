import { visibleText, type Finding, type HealthLevel, type KindId, type ObjectId } from '../../contract/index.ts'
import { isRecord, readPath } from '../../relations/fieldPath.ts'
import type { StoredObject } from '../../store/storedObject.ts'
import type { Link } from '../link.ts'
import { idOf } from '../nodeTarget.ts'
import { called, type Ground } from './ground.ts'

/** A kind whose objects are there to be used, and how to tell that they are not. */
interface Usable {
  kind: KindId
  /** What is said of one that nothing uses. */
  text: string
  level: HealthLevel
  /** Why one is left alone though nothing uses it; null: it is not. */
  spared?: (ground: Ground, object: StoredObject) => string | null
}

const systemNamespaces: ReadonlySet<string> = new Set(['kube-system', 'kube-public', 'kube-node-lease'])
/** Made in every namespace, for whoever wants them. */
const published: ReadonlySet<string> = new Set(['kube-root-ca.crt', 'openshift-service-ca.crt', 'istio-ca-root-cert'])
/** Secrets that are read by who made them, and never by name in a Pod. */
const ownTypes: Readonly<Record<string, string>> = {
  'helm.sh/release.v1': 'releases of Helm',
  'kubernetes.io/service-account-token': 'tokens of ServiceAccounts',
  'bootstrap.kubernetes.io/token': 'tokens to join Nodes with',
}

function configuration(ground: Ground, object: StoredObject): string | null {
  const { name, namespace, labels } = object
  if (systemNamespaces.has(namespace)) return 'of the system, read through the API'
  if (published.has(name)) return 'made in every namespace'
  if (labels['owner'] === 'helm') return 'releases of Helm'
  const body = ground.reader.body(idOf(object)) ?? {}
  const type = body['type']
  if (object.kind === 'core/Secret' && typeof type === 'string' && Object.hasOwn(ownTypes, type)) return ownTypes[type] ?? null
  const annotations = readPath(body, 'metadata.annotations')
  if (isRecord(annotations) && 'control-plane.alpha.kubernetes.io/leader' in annotations) return 'locks of leader elections'
  if (/(^|-)(leader|lock|leader-election)(-|$)/.test(name)) return 'locks of leader elections, by their names'
  // sidecars collect what carries a label, whatever it is called
  if (Object.keys(labels).some((key) => /^grafana_|dashboard|datasource|(^|[-_./])sidecar/.test(key))) return 'collected by a label'
  if (object.references.some((reference) => reference.by === 'uid')) return 'owned by an object that may read them through the API'
  return null
}

const usable: readonly Usable[] = [
  { kind: 'core/ConfigMap', text: 'is used by no Pod, workload or route', level: 'paused', spared: configuration },
  { kind: 'core/Secret', text: 'is used by no Pod, workload, route or account', level: 'paused', spared: configuration },
  { kind: 'core/PersistentVolumeClaim', text: 'is mounted by nothing, and keeps its storage', level: 'warning' },
  {
    kind: 'core/ServiceAccount',
    text: 'is what nothing runs as',
    level: 'paused',
    spared: (_, { name, namespace }) =>
      name === 'default'
        ? 'default, made in every namespace'
        : systemNamespaces.has(namespace)
          ? 'of the system, used through tokens'
          : null,
  },
]

/** Rules that are about a thing without using it: where it is, who made it, who may touch it. */
const noUse: ReadonlySet<string> = new Set(['ownership', 'containment', 'grouping', 'delivery', 'policy'])

/** What an object that nothing uses is told as; `spare`: called with the reason where it is left alone. */
export function unusedFinding(ground: Ground, object: StoredObject, spare: (what: string) => void): Finding | null {
  const sort = usable.find(({ kind }) => kind === object.kind)
  if (sort === undefined) return null
  const id = idOf(object)
  const links = ground.graph.links(id).filter((link) => isAbout(link, id))
  if (links.some((link) => !isWriting(link) && isUse(object.kind, link))) return null
  const reason = sort.spared?.(ground, object) ?? null
  if (reason !== null) {
    spare(`${object.kind.split('/')[1] ?? ''}s ${reason}`)
    return null
  }
  const writer = links.find(isWriting)
  const written = writer === undefined ? '' : `; ${called((writer.source.id === id ? writer.target : writer.source).id)} writes it`
  return { group: 'Not used', target: id, text: visibleText(`${called(id)} ${sort.text}${written}.`, 500), level: sort.level, hops: [] }
}

/** Others that name it; what it names itself is no use of it, but for a volume and its claim. */
function isAbout({ source, target }: Link, id: ObjectId): boolean {
  return target.id === id && source.id !== id
}

function isWriting({ reference: { rule } }: Link): boolean {
  return (rule.id === 99 && rule.variant === 'secret') || (rule.id === 107 && rule.variant === 'secret')
}

function isUse(kind: KindId, { source, reference: { rule } }: Link): boolean {
  if (noUse.has(rule.category)) return false
  // a binding gives rights to an account, and a token is of it: neither makes anything run
  if (kind === 'core/ServiceAccount') return rule.category !== 'rbac' && source.kind !== 'core/Secret'
  // a volume is what the claim is made of
  if (kind === 'core/PersistentVolumeClaim') return rule.id !== 69 && rule.id !== 78
  return true
}

/** PersistentVolumes that nobody can use as they are. */
export function volumeFinding({ reader }: Ground, volume: StoredObject): Finding | null {
  const id = idOf(volume)
  const body = reader.body(id)
  const phase = readPath(body, 'status.phase')
  if (phase !== 'Released' && phase !== 'Failed') return null
  const policy = readPath(body, 'spec.persistentVolumeReclaimPolicy')
  const text =
    phase === 'Failed'
      ? 'could not be reclaimed'
      : `is released: its claim is gone${policy === 'Retain' ? ', and it is kept (reclaim policy Retain) until somebody deletes it' : ''}`
  return {
    group: 'Released volumes',
    target: id,
    text: `${called(id)} ${text}.`,
    level: phase === 'Failed' ? 'failing' : 'warning',
    hops: [],
  }
}
