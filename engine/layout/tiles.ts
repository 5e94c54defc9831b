import type { GraphEdge, GraphNode, HealthLevel, ObjectId } from '../contract/index.ts'
import { isWorkload, roleOf, runsToCompletion } from './kindRoles.ts'
import { sayKinds } from './kindWords.ts'
import { forEachInPieces, type InPieces } from './inPieces.ts'
import { append, compare } from './order.ts'
import { readyPods, sortPods } from './podFacts.ts'
import type { Flow, Tile, TileEdge } from './scene.ts'
import { addPodHealth } from './sceneHealth.ts'
import { plainLook, type TileLook } from './tileLook.ts'

/** Marks what an API server makes and mends by itself. Source: kubernetes.io/docs/reference/access-authn-authz/rbac, "Default roles and role bindings". */
const defaultsLabel = 'kubernetes.io/bootstrapping'

const rbacGroup = 'rbac.authorization.k8s.io/'

/** Tiles and the edges between them, before they are put into boxes. */
export interface TileSet {
  tiles: Map<ObjectId, Tile>
  /** Every object in scope to the tile that stands for it. */
  tileOf: Map<ObjectId, ObjectId>
  /** Cluster-scoped tiles. */
  cluster: Tile[]
  edges: TileEdge[]
  /** From the owned tile to the tile of its owner. */
  owners: Map<ObjectId, ObjectId>
  namespaces: string[]
  notDrawn: ObjectId[]
}

/** Is the node one that is counted and not drawn? Decided by who knows the cluster's plumbing. */
export type IsPlumbing = (node: GraphNode) => boolean

/**
 * Makes tiles of nodes: what is folded goes into its whole, rights go into the ServiceAccount they serve (unless the picture is about them).
 */
export function* makeTiles(
  nodes: readonly GraphNode[],
  edges: readonly GraphEdge[],
  isPlumbing: IsPlumbing,
  look: TileLook = plainLook,
): InPieces<TileSet> {
  const set: TileSet = { tiles: new Map(), tileOf: new Map(), cluster: [], edges: [], owners: new Map(), namespaces: [], notDrawn: [] }
  const sorted = isSorted(nodes) ? nodes : [...nodes].sort((a, b) => compare(a.id, b.id))
  const namespaces = new Set<string>()
  const named = yield* drawnGhosts(nodes, edges, look)
  const rights: GraphNode[] = []
  yield* forEachInPieces(sorted, (node) => {
    const ghost = ghostOf(node)
    if (node.kind === 'core/Namespace' && !ghost) namespaces.add(node.name)
    else if (node.namespace !== '' && !ghost) namespaces.add(node.namespace)
    if (node.foldedInto !== undefined || isHiddenNotion(node, look)) return
    if (ghost === null ? isPlumbing(node) : named?.has(node.id) === false) {
      if (ghost === null) set.notDrawn.push(node.id)
      return
    }
    if (look.foldRights && node.kind.startsWith(rbacGroup) && node.namespace !== '' && ghost === null) {
      rights.push(node)
      return
    }
    const tile = tileFor(node, look)
    set.tiles.set(tile.id, tile)
    set.tileOf.set(tile.id, tile.id)
    if (node.namespace === '') set.cluster.push(tile)
  })
  yield* forEachInPieces(sorted, (node) => {
    if (node.foldedInto === undefined) return
    const tile = set.tiles.get(node.foldedInto)
    if (!tile) {
      set.notDrawn.push(node.id)
      return
    }
    set.tileOf.set(node.id, tile.id)
    tile.members.push(node.id)
    if (node.kind === 'core/Pod' && tile.pods) addPodHealth(tile, node)
  })
  yield
  foldRights(set, rights, edges, look)
  yield
  sayKinds(set.tiles.values())
  yield
  for (const tile of set.tiles.values()) if (tile.pods) sortPods(tile.pods)
  set.namespaces = [...namespaces].sort(compare)
  set.edges = yield* tileEdges(set, edges, look)
  return set
}

/**
 * Ghosts that somebody asks for by configuration. Bindings of a fresh cluster name subjects that do not exist, EndpointSlices and owner references
 * name for a moment what has just gone: those are told by the drawer, the picture would flicker with them.
 */
function* drawnGhosts(nodes: readonly GraphNode[], edges: readonly GraphEdge[], look: TileLook): InPieces<Set<ObjectId> | null> {
  const found = new Set<ObjectId>()
  if (!look.everyGhost) {
    yield* forEachInPieces(edges, (edge) => {
      if ((edge.category !== 'rbac' || look.flows.rbac !== undefined) && edge.category !== 'ownership' && edge.confidence !== 'observed')
        found.add(edge.source).add(edge.target)
    })
    return found
  }
  if (look.foldRights || !look.bandLines) return null
  // Where rights are what a picture is about: the defaults of every cluster name controllers that few clusters run.
  const defaults = new Set<ObjectId>()
  yield* forEachInPieces(nodes, (node) => {
    if (defaultsLabel in node.metadata.labels) defaults.add(node.id)
  })
  yield* forEachInPieces(edges, ({ source, target }) => {
    if (!defaults.has(source)) found.add(source).add(target)
  })
  return found
}

function isSorted(nodes: readonly GraphNode[]): boolean {
  for (let i = 1; i < nodes.length; i++) if ((nodes[i - 1] as GraphNode).id > (nodes[i] as GraphNode).id) return false // in range
  return true
}

/** What is no object (an image, a set of peers, an application) is a tile where a picture says something by it. */
function isHiddenNotion({ kind, name }: GraphNode, { notions }: TileLook): boolean {
  if (notions === null || !kind.startsWith('pseudo/')) return false
  // The set of one Node by its name, as the controller of DaemonSets writes it into each Pod: where the Pod runs says the same.
  return !notions.has(kind) || (kind === 'pseudo/NodeSet' && /^@metadata\.name in \([^,]+\)$/.test(name))
}

function ghostOf(node: GraphNode): Tile['ghost'] {
  const { state, health } = node.computed
  return state === 'present' ? null : state === 'missing' ? (health === 'failing' ? 'missing' : 'optional') : state
}

function tileFor(node: GraphNode, look: TileLook): Tile {
  const ghost = ghostOf(node)
  const workload = isWorkload(node.kind) && ghost === null
  const tile: Tile = {
    id: node.id,
    kind: node.kind,
    name: node.name,
    namespace: node.namespace,
    role: look.roles[node.kind] ?? roleOf(node.kind),
    health: node.computed.health,
    reason: node.computed.reason,
    ghost,
    label: node.name,
    extra: node.computed.text ?? '',
    members: ghost === null ? [node.id] : [],
    pods: workload ? [] : null,
    desired: workload && !runsToCompletion(node.kind) ? (node.computed.ready?.want ?? 1) : 0,
    ready: readyPods(node),
    roles: 0,
    users: 0,
    blamed: '',
    stack: 0,
    dock: null,
    labels: node.metadata.labels,
    x: 0,
    y: 0,
    w: 0,
    h: 0,
  }
  if (node.kind === 'core/Pod' && tile.pods) {
    tile.pods.push(node.computed.health)
    tile.desired = 1
  }
  return tile
}

/** A Role and its RoleBinding say "2 roles" on the ServiceAccount of their namespace that they serve; what serves none is a tile. */
function foldRights(set: TileSet, rights: readonly GraphNode[], edges: readonly GraphEdge[], look: TileLook): void {
  const roleOfBinding = new Map<ObjectId, ObjectId>()
  const accounts = new Map<ObjectId, ObjectId[]>()
  for (const edge of edges) {
    if (edge.category !== 'rbac') continue
    if (edge.rule === 82) {
      if (set.tiles.has(edge.target)) append(accounts, edge.source, edge.target)
    } else if (/^rbac\.authorization\.k8s\.io\/(Cluster)?Role\//.test(edge.target)) roleOfBinding.set(edge.source, edge.target)
  }
  const home = new Map<ObjectId, ObjectId>()
  const roles = new Map<ObjectId, Set<ObjectId>>()
  for (const [binding, targets] of [...accounts].sort(([a], [b]) => compare(a, b))) {
    const role = roleOfBinding.get(binding)
    for (const target of targets) {
      const tile = set.tiles.get(target)
      if (!tile || tile.kind !== 'core/ServiceAccount') continue
      const known = roles.get(target) ?? new Set()
      roles.set(target, known.add(role ?? binding))
      tile.roles = known.size
      for (const id of role === undefined ? [binding] : [binding, role])
        if (!home.has(id) && id.split('/')[2] === tile.namespace) home.set(id, target)
    }
  }
  for (const node of rights) {
    const tile = set.tiles.get(home.get(node.id) ?? '')
    if (tile) {
      tile.members.push(node.id)
      set.tileOf.set(node.id, tile.id)
    } else {
      set.tiles.set(node.id, tileFor(node, look))
      set.tileOf.set(node.id, node.id)
    }
  }
}

const flows: Readonly<Record<GraphEdge['category'], Flow>> = {
  traffic: 'traffic',
  configuration: 'need',
  storage: 'need',
  identity: 'need',
  policy: 'policy',
  scaling: 'policy',
  ownership: 'other',
  rbac: 'other',
  scheduling: 'other',
  containment: 'other',
  grouping: 'other',
  admission: 'policy',
  delivery: 'other',
  monitoring: 'other',
}

/** Edges between tiles, one per pair and flow, sorted by source and target. */
function* tileEdges(set: TileSet, edges: readonly GraphEdge[], look: TileLook): InPieces<TileEdge[]> {
  // Tiles were made in the order of their ids, so that pairs of numbers sort as pairs of ids; and a number is a quicker key than a text.
  const numbers = new Map<ObjectId, number>()
  for (const id of [...set.tiles.keys()].sort(compare)) numbers.set(id, numbers.size)
  const count = numbers.size
  const found = new Map<number, TileEdge>()
  yield* forEachInPieces(edges, (edge) => {
    const a = set.tileOf.get(edge.source)
    const b = set.tileOf.get(edge.target)
    if (a === undefined || b === undefined || a === b) return
    if (edge.category === 'ownership') {
      const before = set.owners.get(a)
      if (before === undefined || compare(b, before) < 0) set.owners.set(a, b)
      return
    }
    if (isPeer(edge)) return
    const flow =
      edge.category === 'traffic' && edge.confidence === 'inferred' ? 'call' : (look.flows[edge.category] ?? flows[edge.category])
    if (flow === 'other') return
    // A StatefulSet names its Service (rule 32), but traffic runs the other way.
    const [source, target] = edge.rule === 32 ? [b, a] : [a, b]
    const key = ((numbers.get(source) ?? 0) * count + (numbers.get(target) ?? 0)) * flowOrder.length + flowOrder.indexOf(flow)
    const refused = edge.state === 'blocked'
    const broken = refused || edge.state === 'dangling' || edge.state === 'forbidden'
    const optional = edge.state === 'optional-missing'
    const inferred = edge.confidence === 'inferred'
    const before = found.get(key)
    if (before) {
      before.count++
      // what is missing is said before what is shut
      if (broken) before.refused = refused && (before.refused === true || !before.broken)
      before.broken ||= broken
      before.optional &&= optional
      before.inferred &&= inferred
    } else found.set(key, { source, target, flow, broken, ...(refused ? { refused } : {}), optional, inferred, count: 1 })
  })
  yield
  const keys = Float64Array.from(found.keys()).sort()
  return Array.from(keys, (key) => found.get(key) as TileEdge) // the keys are those of the map
}

/** Who a policy lets through by name is a line from there to what it guards, as where it does so by labels; what is missing is shown where it is named. */
function isPeer({ rule, relationshipType, state }: GraphEdge): boolean {
  return rule === 104 && state === 'ok' && (relationshipType === 'allows' || relationshipType === 'denies')
}

const flowOrder: readonly Flow[] = ['call', 'need', 'policy', 'traffic', 'other']

/** Whether a tile is one of the roles and bindings that an API server makes by itself. */
export function isDefault(tile: Tile): boolean {
  return defaultsLabel in tile.labels
}

/** `3 Secrets`, `2 NetworkPolicies`. */
export function plural(count: number, kind: string): string {
  return `${count} ${/[^aeiou]y$/.test(kind) ? `${kind.slice(0, -1)}ies` : /s$/.test(kind) ? `${kind}es` : `${kind}s`}`
}

/** Health that deserves a mark: being well does not. */
export function isMarked(health: HealthLevel): boolean {
  return health !== 'healthy' && health !== 'unknown'
}
