import {
  err,
  kindName,
  objectId,
  ok,
  visibleText,
  type EngineError,
  type KindId,
  type ObjectId,
  type Result,
  type RolloutHistory,
  type RolloutRevision,
  type TextPair,
} from '../contract/index.ts'
import { ratioOf } from '../graph/edgeState.ts'
import type { KubeObject } from '../kinds/kind.ts'
import {
  keeperKinds,
  keptRevision,
  keptTemplate,
  presentTemplate,
  revisionLimit,
  statedRevision,
  type KeptRevision,
} from '../kinds/rollout.ts'
import type { StoredObject, StoreReader } from '../store/storedObject.ts'
import { escapedYaml } from './escapedText.ts'
import { kindLack, type KindKnowledge } from './kindLack.ts'

/** What revisions are read from: a picture's store, and what its ledger says of a kind that is not listed. */
export interface RevisionSource extends KindKnowledge {
  store: StoreReader
}

/** A keeper with what it says. */
interface Kept extends KeptRevision {
  stored: StoredObject
  body: KubeObject
}

/** The revisions of a workload that its controller still keeps, newest first. */
export function rolloutHistory(source: RevisionSource, id: ObjectId): Result<RolloutHistory> {
  const found = revisionsOf(source, id)
  if (!found.ok) return found
  const { owner, body, keeper, kept } = found.value
  const stated = statedRevision(owner.kind, body)
  const newest = kept[0]?.revision
  const isCurrent = (each: Kept): boolean =>
    stated === null ? each.revision === newest : typeof stated === 'number' ? each.revision === stated : each.stored.name === stated
  return ok({
    revisions: kept.map((each): RolloutRevision => ({
      revision: each.revision,
      id: objectId(keeper, each.stored.namespace, each.stored.name),
      name: visibleText(each.stored.name, 300),
      createdAt: each.stored.createdAt,
      changeCause: visibleText(each.changeCause, 2000),
      images: each.images.map((image) => visibleText(image, 1000)),
      ...(each.replicas ?? podsOf(source.store, owner, each.podHash)),
      current: isCurrent(each),
      formerly: each.formerly,
    })),
    limit: revisionLimit(body),
    lack: lackOf(source, keeper, owner.namespace),
  })
}

/** Pod templates of two revisions as YAML; null is what the workload has now. */
export function compareRevisions(source: RevisionSource, id: ObjectId, from: number | null, to: number | null): Result<TextPair> {
  const found = revisionsOf(source, id)
  if (!found.ok) return found
  const { body, keeper, kept } = found.value
  const sides: TextPair['from'][] = []
  for (const wanted of [from, to]) {
    if (wanted === null) {
      sides.push({ title: 'template now', text: escapedYaml(presentTemplate(body)) })
      continue
    }
    const one = kept.find((each) => each.revision === wanted)
    if (one === undefined)
      return err({
        code: 'not-found',
        message: `There is no revision ${wanted}.`,
        where: id,
        todo:
          kept.length === 0
            ? (lackOf(source, keeper, found.value.owner.namespace)?.todo ?? 'The controller keeps no revision of this object.')
            : `Revisions that are kept: ${kept.map((each) => each.revision).join(', ')}.`,
      })
    sides.push({ title: `revision ${wanted}`, text: escapedYaml(keptTemplate(keeper, one.body)) })
  }
  const [first, second] = sides as [TextPair['from'], TextPair['from']]
  return ok({ from: first, to: second, leftOut: ['pod-template-hash'] })
}

function revisionsOf(
  { store }: RevisionSource,
  id: ObjectId,
): Result<{ owner: StoredObject; body: KubeObject; keeper: KindId; kept: readonly Kept[] }> {
  const owner = store.get(id)
  const body = store.body(id)
  if (owner === undefined || body === undefined)
    return err({ code: 'not-found', message: 'There is no such object.', where: id, todo: 'It may have been deleted.' })
  const keeper = keeperKinds[owner.kind]
  if (keeper === undefined)
    return err({
      code: 'bad-input',
      message: `A ${kindName(owner.kind)} has no revisions.`,
      where: id,
      todo: 'Deployments, StatefulSets and DaemonSets have.',
    })
  const kept: Kept[] = []
  for (const stored of store.inNamespace(keeper, owner.namespace)) {
    if (!isOwnedBy(stored, owner)) continue
    const object = store.body(objectId(keeper, stored.namespace, stored.name)) as KubeObject | undefined
    const said = object === undefined ? null : keptRevision(keeper, owner.kind, object)
    if (said !== null && object !== undefined) kept.push({ ...said, stored, body: object })
  }
  kept.sort((a, b) => b.revision - a.revision || (a.stored.name < b.stored.name ? -1 : 1))
  return ok({ owner, body: body as KubeObject, keeper, kept })
}

function isOwnedBy(stored: StoredObject, owner: StoredObject): boolean {
  return stored.references.some((reference) => reference.by === 'uid' && reference.uid === owner.uid && reference.controller)
}

/** Pods of a revision of a StatefulSet or DaemonSet. */
function podsOf(store: StoreReader, owner: StoredObject, hash: string): { desired: number | null; ready: number | null } {
  if (!store.isComplete('core/Pod', owner.namespace)) return { desired: null, ready: null }
  let desired = 0
  let ready = 0
  for (const pod of store.withLabel('core/Pod', owner.namespace, 'controller-revision-hash', hash)) {
    if (!isOwnedBy(pod, owner)) continue
    desired += 1
    const ratio = ratioOf(pod)
    if (ratio !== null && ratio.want > 0 && ratio.have >= ratio.want) ready += 1
  }
  return { desired, ready }
}

function lackOf(source: RevisionSource, keeper: KindId, namespace: string): EngineError | null {
  return kindLack(source, keeper, namespace, ', which keep the revisions,')
}
