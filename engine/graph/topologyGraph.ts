import type { GraphQuery, LedgerEntry, ObjectId, TopologyGraph } from '../contract/index.ts'
import type { LayoutThread } from '../layout/layoutThread.ts'
import { layoutSeed } from '../layout/plan.ts'
import type { StoreReader } from '../store/storedObject.ts'
import type { Graph } from './graph.ts'
import { isGraphKind } from './graphKinds.ts'
import type { Link } from './link.ts'
import { drawPicture, type Picture } from './picture.ts'
import { wants } from './scope.ts'

export interface TopologyOptions {
  layout: LayoutThread
  ledger: readonly LedgerEntry[]
  /** ISO time; null where equal graphs must be equal bytes. */
  generatedAt: string | null
}

/** A scope as the topology contract has it: every object and every edge, nothing lifted, with the positions of the picture. Sorted. */
export async function topologyGraph(
  graph: Graph,
  reader: StoreReader,
  query: GraphQuery,
  options: TopologyOptions,
): Promise<TopologyGraph> {
  return topologyOf(graph, reader, query, await drawPicture(graph, reader, query, options.layout), options)
}

/** The contract's form of a picture that is there already. */
export function topologyOf(
  graph: Graph,
  reader: StoreReader,
  query: GraphQuery,
  picture: Picture,
  options: Pick<TopologyOptions, 'ledger' | 'generatedAt'>,
): TopologyGraph {
  const wanted = wants(query)
  const inScope = new Set<ObjectId>()
  for (const node of picture.nodes) inScope.add(node.id)
  const links: Link[] = []
  for (const { id, object } of picture.scope.nodes.values()) {
    if (!object || !inScope.has(id)) continue
    for (const link of graph.linksFrom(object)) {
      if (wanted(link.reference.rule) && inScope.has(link.source.id) && inScope.has(link.target.id)) links.push(link)
    }
  }
  const edges = graph.mergeLinks(links)
  const namespaces = query.scope.type === 'namespaces' ? query.scope.namespaces : ['']
  return {
    schemaVersion: 1,
    metadata: {
      clusterId: query.cluster,
      scope: query.scope,
      generatedAt: options.generatedAt,
      layoutSeed,
      isComplete: isComplete(reader, namespaces),
      ledger: [...options.ledger].sort((a, b) => (a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : 0)),
      nodeCount: picture.nodes.length,
      edgeCount: edges.length,
    },
    nodes: picture.nodes,
    edges,
    groups: picture.groups,
  }
}

/** Whether every kind whose objects are nodes is completely listed in these namespaces: no picture waits for readings and events. */
export function isComplete(reader: StoreReader, namespaces: readonly string[]): boolean {
  return reader.kinds().every((kind) => !isGraphKind(kind) || namespaces.every((namespace) => reader.isComplete(kind, namespace)))
}
