import {
  type ClusterId,
  type DetailSection,
  err,
  type ObjectDetail,
  type ObjectId,
  ok,
  parseObjectId,
  type Result,
  visibleText,
} from '../contract/index.ts'
import { ownerChain, relationsOf, type Relations } from '../graph/relationLines.ts'
import { certificatesSection } from '../kinds/certificateExpiry.ts'
import type { KubeObject } from '../kinds/kind.ts'
import { eventsOf } from './events.ts'
import { kindLack, knowledgeOf } from './kindLack.ts'
import type { KindSchema } from './kindSchemas.ts'
import { nodeAllocation } from './nodeAllocation.ts'
import type { OpenCluster } from './openCluster.ts'
import { yamlText } from './yamlText.ts'

/** Everything the drawer shows of one object. */
export function objectDetail(cluster: ClusterId, open: OpenCluster, id: ObjectId, schema: KindSchema | null = null): Result<ObjectDetail> {
  const { picture } = open
  const { store, graph } = picture
  const ref = parseObjectId(id)
  const stored = store.get(id)
  const body = store.body(id)
  if (ref === null || stored === undefined || body === undefined) return err(absent(open, id))
  const shortName = (kind: string) => picture.shortNameOf(kind)
  const relations = relationsOf(graph, id, shortName)
  // events about cluster-scoped objects are kept in the namespace `default`
  const eventsLack = kindLack(knowledgeOf(open), 'core/Event', stored.namespace || 'default')
  const knowledge = { schema: schema?.source ?? null, targets: targetsOf(id, relations), deprecation: schema?.deprecation ?? '' }
  return ok({
    cluster,
    id,
    kind: stored.kind,
    shortName: shortName(stored.kind),
    namespace: stored.namespace,
    name: visibleText(stored.name, 300),
    uid: stored.uid,
    resourceVersion: stored.resourceVersion,
    createdAt: stored.createdAt,
    deletingSince: stored.deletingSince,
    health: stored.health,
    owners: ownerChain(graph, store, id, shortName),
    sections: withCertificates(
      withAllocation(
        picture.kindOf(stored.kind).detail(body as KubeObject, store, knowledge),
        stored.kind === 'core/Node' ? nodeAllocation(store, graph, id) : [],
      ),
      certificatesSection(stored.kind, body as KubeObject, store.now()),
    ),
    ...relations,
    events: eventsOf(store, ref, stored.uid, body),
    ...(eventsLack === null ? {} : { eventsLack }),
  })
}

/** Those of these objects that a cluster has not, as far as it is known: of a kind that is not listed nothing is said. */
export function missingObjects(open: OpenCluster, ids: readonly ObjectId[]): readonly ObjectId[] {
  const { store } = open.picture
  return ids.filter((id) => {
    const ref = parseObjectId(id)
    return ref !== null && store.get(id) === undefined && store.isComplete(ref.kind, ref.namespace)
  })
}

/** What the fields of an object name, by their paths. */
function targetsOf(id: ObjectId, { uses }: Relations): ReadonlyMap<string, ObjectId> {
  const targets = new Map<string, ObjectId>()
  for (const line of uses) {
    // a set or what is outside of the cluster has no drawer
    if (line.holder !== id || line.kind.startsWith('pseudo/')) continue
    for (const path of line.path.split(', ')) targets.set(path, line.id)
  }
  return targets
}

/** What the Pods of a Node ask of it stands beside its capacity. */
function withAllocation(sections: readonly DetailSection[], allocation: readonly DetailSection[]): readonly DetailSection[] {
  const at = sections.findIndex(({ title }) => title === 'Capacity') + 1
  return [...sections.slice(0, at), ...allocation, ...sections.slice(at)]
}

/** Certificates stand before the labels, which end every drawer. */
function withCertificates(sections: readonly DetailSection[], certificates: DetailSection | null): readonly DetailSection[] {
  if (certificates === null) return sections
  const labels = sections.findIndex(({ type }) => type === 'labels')
  const at = labels < 0 ? sections.length : labels
  return [...sections.slice(0, at), certificates, ...sections.slice(at)]
}

/** YAML of an object, as it is held. */
export function objectYaml(open: OpenCluster, id: ObjectId): Result<string> {
  const body = open.picture.store.body(id)
  return body === undefined ? err(absent(open, id)) : ok(yamlText(id, body))
}

/** The same of several, as documents of one text; what is gone is left out. Others have their turn between them. */
export async function objectsYaml(open: OpenCluster, ids: readonly ObjectId[]): Promise<string> {
  let text = ''
  for (const id of ids) {
    const body = open.picture.store.body(id)
    if (body !== undefined) text += `${text === '' ? '' : '---\n'}${yamlText(id, body)}`
    await new Promise((resolve) => setImmediate(resolve))
  }
  return text
}

function absent(open: OpenCluster, id: ObjectId): { code: 'not-found' | 'forbidden'; message: string; where: string; todo?: string } {
  const kind = parseObjectId(id)?.kind ?? ''
  if (open.picture.store.isForbidden(kind))
    return {
      code: 'forbidden',
      message: `Objects of ${kind} may not be listed here.`,
      where: id,
      todo: 'The ledger names the missing right.',
    }
  return { code: 'not-found', message: 'There is no such object.', where: id, todo: 'It may have been deleted.' }
}
