import { groupOf, kindName, type GraphNode, type KindId, type ObjectId } from '../contract/index.ts'
import { isPseudoKind } from '../relations/clusterScoped.ts'
import type { Reference } from '../relations/reference.ts'
import type { StoredObject, StoreReader } from '../store/storedObject.ts'
import { ratioOf } from './edgeState.ts'
import type { NodeTarget } from './nodeTarget.ts'

/** How nodes say what they say. */
export interface NodeWords {
  /** `apps/v1` of a kind, from discovery; without it, a guess by group. */
  apiVersionOf?: (kind: KindId) => string
  /** One short fact for the tile of an object (`:8080`); see `tileText`. */
  textOf?: (object: StoredObject) => string
  /** Ready of wanted; see `tileRatio`. Without it, the first ratio in the object's row. */
  readyOf?: (object: StoredObject) => { have: number; want: number } | null
  /** Number of warning events about it. */
  warningsOf?: (id: ObjectId) => number
}

/** Writes out the node of an object. */
export function writeNode(words: NodeWords, target: NodeTarget, object: StoredObject): GraphNode {
  const { id, kind, namespace, name } = target
  const ready = (words.readyOf ?? ratioOf)(object)
  const text = words.textOf?.(object) ?? ''
  const restarts = restartsOf(object)
  const warnings = words.warningsOf?.(id) ?? 0
  return {
    id,
    kind,
    apiVersion: apiVersionOf(words, kind),
    namespace,
    name,
    metadata: { labels: object.labels, createdAt: object.createdAt },
    computed: {
      health: object.health.level,
      reason: object.health.reason,
      state: 'present',
      ...(ready ? { ready } : {}),
      ...(text === '' ? {} : { text }),
      ...(restarts === 0 ? {} : { restarts }),
      ...(warnings === 0 ? {} : { warnings }),
    },
  }
}

function restartsOf({ cells }: StoredObject): number {
  for (const cell of cells) if (typeof cell === 'object' && cell?.t === 'restarts') return cell.count
  return 0
}

/** Writes out the node of a set, with the number of its members: `12 Pods`. */
export function writeSet(words: NodeWords, target: NodeTarget, count: number): GraphNode {
  const member = kindName(target.kind).replace(/Set$/, '')
  const node = bareNode(words, target)
  return { ...node, computed: { ...node.computed, text: `${count} ${member}${count === 1 ? '' : 's'}` } }
}

/** Writes out the node of what is named and not held: whether its object is missing, may not be seen, or is not listed. */
export function writeGhost(words: NodeWords, reader: StoreReader, target: NodeTarget, naming: Iterable<Reference>): GraphNode {
  const node = bareNode(words, target)
  if (isPseudoKind(target.kind)) return node
  const computed = (reason: string, state: GraphNode['computed']['state']): GraphNode => ({
    ...node,
    computed: { health: 'unknown', reason, state },
  })
  if (reader.isForbidden(target.kind)) return computed('Forbidden', 'forbidden')
  if (!reader.isComplete(target.kind, target.namespace)) return computed('Not listed', 'unknown')
  for (const reference of naming)
    if (reference.by !== 'name' || (!reference.optional && !reference.tentative))
      return { ...node, computed: { health: 'failing', reason: 'Missing', state: 'missing' } }
  return computed('Absent, optional', 'missing')
}

function bareNode(words: NodeWords, { id, kind, namespace, name }: NodeTarget): GraphNode {
  const computed = { health: 'unknown', reason: '', state: 'present' } as const
  return { id, kind, apiVersion: apiVersionOf(words, kind), namespace, name, metadata: { labels: {}, createdAt: null }, computed }
}

function apiVersionOf(words: NodeWords, kind: KindId): string {
  const group = groupOf(kind)
  if (group === 'pseudo') return ''
  return words.apiVersionOf?.(kind) ?? (group === '' ? 'v1' : group === 'autoscaling' ? 'autoscaling/v2' : `${group}/v1`)
}
