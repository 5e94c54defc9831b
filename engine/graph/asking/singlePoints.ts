import type { Finding, KindId, ObjectId } from '../../contract/index.ts'
import { readPath } from '../../relations/fieldPath.ts'
import type { StoredObject } from '../../store/storedObject.ts'
import { isReady } from '../edgeState.ts'
import { idOf } from '../nodeTarget.ts'
import { membersOf } from '../scope.ts'
import { called, counted, type Ground } from './ground.ts'

const workloads: ReadonlySet<KindId> = new Set(['apps/Deployment', 'apps/StatefulSet', 'argoproj.io/Rollout'])
/** Things that depend on one Service before that is worth a word. */
const many = 5
const zoneLabel = 'topology.kubernetes.io/zone'

/** Whether a workload, or what stands behind a Service, hangs on one single thing. */
export function singleFinding(ground: Ground, object: StoredObject): Finding | null {
  if (workloads.has(object.kind)) return workload(ground, object)
  return object.kind === 'core/Service' ? service(ground, object) : null
}

function workload(ground: Ground, object: StoredObject): Finding | null {
  const { graph, reader } = ground
  const id = idOf(object)
  const wanted = Number(readPath(reader.body(id), 'spec.replicas') ?? 1)
  if (wanted === 0) return null
  const { kind, namespace, name } = object
  const pods = membersOf(graph, reader, { id, kind, namespace, name, object }, new Set()).flatMap((member) =>
    member.object?.kind === 'core/Pod' ? [member.object] : [],
  )
  if (wanted === 1) {
    const links = pods.flatMap((pod) => graph.linksTo(pod))
    const served = links.some((link) => link.reference.rule.id === 41)
    if (links.some((link) => link.reference.rule.id === 38)) return null
    return told(
      id,
      `has one replica, and no PodDisruptionBudget that would keep a drain from ending it${served ? '; a Service sends to it' : ''}.`,
      served ? 'warning' : 'paused',
    )
  }
  const ready = pods.filter(isReady)
  if (ready.length < 2) return null
  const nodes = new Set(ready.map(nodeOf))
  const [node] = nodes
  const all = [...reader.ofKind('core/Node')]
  if (nodes.size === 1 && node !== undefined && node !== '' && all.length > 1)
    return told(id, `has all of its ${ready.length} ready Pods on ${called(`core/Node/_/${node}`)}.`, 'warning')
  const zones = new Set([...nodes].map((each) => reader.get(`core/Node/_/${each}`)?.labels[zoneLabel]))
  const [zone] = zones
  const others = new Set(all.map((each) => each.labels[zoneLabel]).filter((each) => each !== undefined))
  if (zones.size === 1 && zone !== undefined && others.size > 1)
    return told(id, `has all of its ${ready.length} ready Pods in zone ${zone}, of ${others.size} zones.`, 'paused')
  return null
}

function service({ graph }: Ground, object: StoredObject): Finding | null {
  const id = idOf(object)
  let ready = 0
  for (const { target, reference } of graph.declaredFrom(object))
    if (reference.rule.id === 41 && target.object && isReady(target.object) && ++ready > 1) return null
  if (ready !== 1) return null
  const users = new Set(
    graph
      .linksTo(object)
      .flatMap(({ source, target, reference: { rule } }) =>
        target.id === id && senders.has(rule.id) && isWhole(source.kind) ? [source.id] : [],
      ),
  )
  if (users.size < many) return null
  return told(id, `has one ready Pod, and ${counted(users.size, 'thing')} that send to it or call it.`, 'warning')
}

/** Routes, and calls named in texts. */
const senders: ReadonlySet<number> = new Set([8, 50, 58, 104, 111, 112, 128])

/** Calls stand in templates: those of Pods and ReplicaSets say them again. */
function isWhole(kind: KindId): boolean {
  return kind !== 'core/Pod' && kind !== 'apps/ReplicaSet' && kind !== 'batch/Job'
}

function nodeOf(pod: StoredObject): string {
  for (const reference of pod.references) if (reference.by === 'name' && reference.rule.id === 23) return reference.name
  return ''
}

function told(id: ObjectId, text: string, level: Finding['level']): Finding {
  return { group: 'Single points', target: id, text: `${called(id)} ${text}`, level, hops: [] }
}
