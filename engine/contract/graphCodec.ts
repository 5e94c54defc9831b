import type { FrameReader } from './frameReader.ts'
import type { FrameWriter } from './frameWriter.ts'
import type { EdgeCategory, EdgeConfidence, EdgeState, Evidence, GraphEdge, GraphFrame, GraphGroup, GraphNode } from './graph.ts'
import { readHealthCounts, readLevel, words, writeHealthCounts, writeLevel } from './ledgerFrame.ts'
import { readPicture, writePicture } from './pictureCodec.ts'

/** Every category of edges; a forgotten one is a type error. */
export const edgeCategories = words<EdgeCategory>({
  ownership: true,
  traffic: true,
  configuration: true,
  storage: true,
  identity: true,
  rbac: true,
  scheduling: true,
  policy: true,
  scaling: true,
  containment: true,
  grouping: true,
  admission: true,
  delivery: true,
  monitoring: true,
})
const edgeConfidences = words<EdgeConfidence>({ declared: true, selector: true, observed: true, inferred: true })
const edgeStates = words<EdgeState>({
  ok: true,
  dangling: true,
  'optional-missing': true,
  forbidden: true,
  unknown: true,
  blocked: true,
  'not-ready': true,
})
const nodeStates = words<GraphNode['computed']['state']>({ present: true, missing: true, forbidden: true, unknown: true })
const groupTypes = words<GraphGroup['type']>({ namespace: true, application: true, cluster: true })

/** Writes the body of a graph frame. */
export function writeGraph(w: FrameWriter, frame: GraphFrame): void {
  w.number(frame.subscription)
  w.number(frame.revision)
  w.boolean(frame.full)
  w.list(frame.nodes, (node) => writeNode(w, node))
  w.list(frame.removedNodes, (id) => w.string(id))
  w.list(frame.edges, (edge) => writeEdge(w, edge))
  w.list(frame.removedEdges, (id) => w.string(id))
  w.list(frame.groups, (group) => writeGroup(w, group))
  w.list(frame.removedGroups, (id) => w.string(id))
  writePicture(w, frame.picture)
  w.boolean(frame.isComplete)
  w.number(frame.totals.objects)
  w.number(frame.totals.drawn)
  w.number(frame.totals.folded)
  w.number(frame.totals.notDrawn)
  w.number(frame.totals.ghosts)
  w.number(frame.totals.leftOut)
  w.number(frame.changedAt)
}

/** Reads what {@link writeGraph} wrote. */
export function readGraph(r: FrameReader): GraphFrame {
  return {
    subscription: r.number(),
    revision: r.number(),
    full: r.boolean(),
    nodes: r.list(() => readNode(r)),
    removedNodes: r.list(() => r.string()),
    edges: r.list(() => readEdge(r)),
    removedEdges: r.list(() => r.string()),
    groups: r.list(() => readGroup(r)),
    removedGroups: r.list(() => r.string()),
    picture: readPicture(r),
    isComplete: r.boolean(),
    totals: {
      objects: r.number(),
      drawn: r.number(),
      folded: r.number(),
      notDrawn: r.number(),
      ghosts: r.number(),
      leftOut: r.number(),
    },
    changedAt: r.number(),
  }
}

interface Box {
  x: number
  y: number
  width: number
  height: number
}

function writeBox(w: FrameWriter, box: Box): void {
  w.number(box.x)
  w.number(box.y)
  w.number(box.width)
  w.number(box.height)
}

function readBox(r: FrameReader): Box {
  return { x: r.number(), y: r.number(), width: r.number(), height: r.number() }
}

function writeNode(w: FrameWriter, node: GraphNode): void {
  w.string(node.id)
  w.string(node.kind)
  w.string(node.apiVersion)
  w.string(node.namespace)
  w.string(node.name)
  w.list(Object.entries(node.metadata.labels), ([key, value]) => {
    w.string(key)
    w.string(value)
  })
  w.optional(node.metadata.createdAt, (at) => w.number(at))
  writeLevel(w, node.computed.health)
  w.string(node.computed.reason)
  w.byte(nodeStates.indexOf(node.computed.state))
  w.optional(node.computed.ready, (ready) => {
    w.number(ready.have)
    w.number(ready.want)
  })
  w.optional(node.computed.text, (text) => w.string(text))
  w.optional(node.computed.restarts, (count) => w.number(count))
  w.optional(node.computed.warnings, (count) => w.number(count))
  w.optional(node.position, (box) => writeBox(w, box))
  w.optional(node.group, (group) => w.string(group))
  w.optional(node.foldedInto, (id) => w.string(id))
}

function readNode(r: FrameReader): GraphNode {
  const node: GraphNode = {
    id: r.string(),
    kind: r.string(),
    apiVersion: r.string(),
    namespace: r.string(),
    name: r.string(),
    // fromEntries defines own properties, so a label called __proto__ is just a label
    metadata: {
      labels: Object.fromEntries(r.list((): [string, string] => [r.string(), r.string()])),
      createdAt: r.optional(() => r.number()),
    },
    computed: { health: readLevel(r), reason: r.string(), state: r.choice(nodeStates, 'node state') },
  }
  const ready = r.optional(() => ({ have: r.number(), want: r.number() }))
  if (ready !== null) node.computed.ready = ready
  const text = r.optional(() => r.string())
  if (text !== null) node.computed.text = text
  const restarts = r.optional(() => r.number())
  if (restarts !== null) node.computed.restarts = restarts
  const warnings = r.optional(() => r.number())
  if (warnings !== null) node.computed.warnings = warnings
  const position = r.optional(() => readBox(r))
  if (position !== null) node.position = position
  const group = r.optional(() => r.string())
  if (group !== null) node.group = group
  const foldedInto = r.optional(() => r.string())
  if (foldedInto !== null) node.foldedInto = foldedInto
  return node
}

/** Ids of edges are made of those of their ends, which are in the frame anyway: only what stands before travels. */
function writeEdge(w: FrameWriter, edge: GraphEdge): void {
  const ends = `:${edge.source}>${edge.target}`
  const made = edge.id.endsWith(ends)
  w.boolean(made)
  w.string(made ? edge.id.slice(0, edge.id.length - ends.length) : edge.id)
  w.string(edge.source)
  w.string(edge.target)
  w.string(edge.relationshipType)
  w.number(edge.rule)
  w.byte(edgeCategories.indexOf(edge.category))
  w.byte(edgeConfidences.indexOf(edge.confidence))
  w.byte(edgeStates.indexOf(edge.state))
  w.optional(edge.reason, (reason) => w.string(reason))
  w.list(edge.evidence, (evidence) => {
    w.string(evidence.path)
    w.string(evidence.value)
    w.optional(evidence.holder, (id) => w.string(id))
  })
}

function readEdge(r: FrameReader): GraphEdge {
  const made = r.boolean()
  const [id, source, target] = [r.string(), r.string(), r.string()]
  const edge: GraphEdge = {
    id: made ? `${id}:${source}>${target}` : id,
    source,
    target,
    relationshipType: r.string(),
    rule: r.number(),
    category: r.choice(edgeCategories, 'edge category'),
    confidence: r.choice(edgeConfidences, 'edge confidence'),
    state: r.choice(edgeStates, 'edge state'),
    evidence: [],
  }
  const reason = r.optional(() => r.string())
  if (reason !== null) edge.reason = reason
  edge.evidence = r.list(() => readEvidence(r))
  return edge
}

function readEvidence(r: FrameReader): Evidence {
  const evidence: Evidence = { path: r.string(), value: r.string() }
  const holder = r.optional(() => r.string())
  if (holder !== null) evidence.holder = holder
  return evidence
}

function writeGroup(w: FrameWriter, group: GraphGroup): void {
  w.string(group.id)
  w.byte(groupTypes.indexOf(group.type))
  w.string(group.title)
  w.optional(group.parent, (parent) => w.string(parent))
  w.list(group.members, (id) => w.string(id))
  w.list(Object.entries(group.counts), ([kind, count]) => {
    w.string(kind)
    w.number(count)
  })
  writeHealthCounts(w, group.health)
  writeLevel(w, group.worstHealth)
  w.optional(group.position, (box) => writeBox(w, box))
}

function readGroup(r: FrameReader): GraphGroup {
  const group: GraphGroup = {
    id: r.string(),
    type: r.choice(groupTypes, 'group type'),
    title: r.string(),
    parent: r.optional(() => r.string()),
    members: r.list(() => r.string()),
    counts: Object.fromEntries(r.list((): [string, number] => [r.string(), r.number()])),
    health: readHealthCounts(r),
    worstHealth: readLevel(r),
  }
  const position = r.optional(() => readBox(r))
  if (position !== null) group.position = position
  return group
}
