import { kindName, visibleText, type GraphEdge, type GraphNode } from '../contract/index.ts'

/** Every object and ghost of a topology, a row each (RFC 4180), what is folded and only counted included. */
export function objectsCsv(nodes: readonly GraphNode[]): string {
  return table(
    ['id', 'apiVersion', 'kind', 'namespace', 'name', 'health', 'reason', 'state', 'group', 'foldedInto', 'createdAt', 'labels'],
    nodes.map((node) => [
      node.id,
      node.apiVersion,
      kindName(node.kind),
      node.namespace,
      node.name,
      node.computed.health,
      node.computed.reason,
      node.computed.state,
      node.group ?? '',
      node.foldedInto ?? '',
      node.metadata.createdAt === null ? '' : new Date(node.metadata.createdAt).toISOString(),
      Object.keys(node.metadata.labels)
        .sort()
        .map((key) => `${key}=${node.metadata.labels[key] ?? ''}`)
        .join(','),
    ]),
  )
}

/** Every edge of a topology, a row each, with all fields and values it comes from. */
export function edgesCsv(edges: readonly GraphEdge[]): string {
  return table(
    ['id', 'source', 'relationshipType', 'target', 'rule', 'category', 'confidence', 'state', 'evidence'],
    edges.map((edge) => [
      edge.id,
      edge.source,
      edge.relationshipType,
      edge.target,
      String(edge.rule),
      edge.category,
      edge.confidence,
      edge.state,
      edge.evidence.map((e) => `${e.holder === undefined ? '' : `${e.holder} `}${e.path}=${e.value}`).join('\n'),
    ]),
  )
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, ...rows].map(csvLine).join('')
}

/** One line of CSV, with its end. */
export function csvLine(row: readonly string[]): string {
  return `${row.map(cell).join(',')}\r\n`
}

/** A spreadsheet must not take a name from a cluster for a formula: such cells begin with an apostrophe. */
function cell(text: string): string {
  const lines = text
    .split('\n')
    .map((line) => visibleText(line, 100_000))
    .join('\n')
  const safe = /^[=+\-@\t\r]/.test(lines) ? `'${lines}` : lines
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
