import type { ClusterId, ClusterSummary, KindInfo, LogSource } from '../../engine/contract/index.ts'
import { kindName, objectId, parseObjectId } from '../../engine/contract/index.ts'
import { clustersCalled, kindCalled } from '../palette/paletteCommand.ts'
import type { ClusterKinds } from '../stores/kinds.ts'
import { clusterName } from '../words/clusterState.ts'

/** Whose logs are asked for. */
export interface LogRequest {
  sources: readonly LogSource[]
  /** Null: all. */
  containers: readonly string[] | null
  title: string
}

/** What the words are read against. */
export interface LogWordsContext {
  clusters: readonly ClusterSummary[]
  /** Meant when no `@cluster` is named. */
  here: readonly ClusterId[]
  /** Of all clusters: `@all`. */
  opened: readonly ClusterId[]
  kindsOf: (cluster: ClusterId) => ClusterKinds | undefined
}

/** `tier in (a, b)` is one word, `@"a name with blanks"` as well. */
const words = /@"[^"]*"|[\w./-]+\s+(?:not)?in\s*\([^)]*\)|\S+/g

/**
 * Reads whose logs are meant: labels (`app=web`, `tier in (a,b)`, `!canary`), objects (`deploy/web`), `ns:shop`, `c:app`, and clusters (`@staging`,
 * `@all`). The error is a sentence for the person.
 */
export function readLogWords(
  text: string,
  { clusters, here, opened, kindsOf }: LogWordsContext,
): { ok: true; value: LogRequest } | { ok: false; error: string } {
  const meant = new Set<ClusterId>()
  const labels: string[] = []
  const objects: { kind: string; name: string }[] = []
  const containers: string[] = []
  let namespace: string | null = null
  for (const word of text.match(words) ?? []) {
    if (word === '@all' || word === '@*') for (const id of opened) meant.add(id)
    else if (word.startsWith('@')) {
      const called = clustersCalled(word.slice(1).replaceAll('"', ''), clusters)
      if (called[0] === undefined) return { ok: false, error: `There is no cluster ${word}.` }
      meant.add(called[0].id)
    } else if (/^(?:ns|n|namespace):/.test(word)) {
      const name = word.slice(word.indexOf(':') + 1)
      namespace = name === '' || name === '*' ? null : name
    } else if (/^(?:c|container):/.test(word))
      containers.push(
        ...word
          .slice(word.indexOf(':') + 1)
          .split(',')
          .filter((name) => name !== ''),
      )
    else if (/[=!()<>]/.test(word)) labels.push(word.replace(/,$/, ''))
    else if (/^[^/]+\/[^/]+$/.test(word)) {
      const [kind = '', name = ''] = word.split('/')
      objects.push({ kind, name })
    } else return { ok: false, error: `"${word}" is neither a label (app=web), an object (deploy/web), ns:NAME, c:CONTAINER nor @CLUSTER.` }
  }
  if (labels.length === 0 && objects.length === 0) return { ok: false, error: 'Name labels (app=web) or an object (deploy/web).' }
  if (labels.length > 0 && objects.length > 0) return { ok: false, error: 'Name labels or objects, not both.' }
  const read = meant.size > 0 ? [...meant] : here
  if (read.length === 0) return { ok: false, error: 'Name a cluster: @CLUSTER.' }
  const sources: LogSource[] = []
  for (const cluster of read) {
    if (labels.length > 0) sources.push({ type: 'selector', cluster, namespace, selector: labels.join(',') })
    for (const object of objects) {
      // what a cluster serves is known once it is open; till then it is taken for what another one serves
      const kind = kindIn([kindsOf(cluster), ...here.map(kindsOf), ...opened.map(kindsOf)], object.kind)
      if (kind === null) return { ok: false, error: `"${object.kind}" is no kind.` }
      if (kind.namespaced && namespace === null) return { ok: false, error: `Name the namespace of ${object.name}: ns:NAME.` }
      sources.push({ type: 'object', cluster, id: objectId(kind.id, kind.namespaced ? (namespace ?? '') : '', object.name) })
    }
  }
  const title = labels.length > 0 ? labels.join(',') : objects.map(({ name }) => name).join(', ')
  return { ok: true, value: { sources, containers: containers.length === 0 ? null : containers, title } }
}

/** The words for what is read, so that they may be changed. */
export function writeLogWords(
  { sources, containers }: Pick<LogRequest, 'sources' | 'containers'>,
  clusterOf: (id: ClusterId) => ClusterSummary | null,
  kindsOf: (cluster: ClusterId) => ClusterKinds | undefined,
): string {
  const parts = new Set<string>()
  for (const source of sources) {
    if (source.type === 'selector') {
      parts.add(source.selector)
      parts.add(source.namespace === null ? 'ns:*' : `ns:${source.namespace}`)
      continue
    }
    const ref = parseObjectId(source.id)
    if (ref === null) continue
    const kind = kindsOf(source.cluster)?.byId.get(ref.kind)
    parts.add(`${kind?.shortName || kind?.resource || kindName(ref.kind).toLowerCase()}/${ref.name}`)
    if (ref.namespace !== '') parts.add(`ns:${ref.namespace}`)
  }
  if (containers !== null) parts.add(`c:${containers.join(',')}`)
  for (const { cluster } of sources) {
    const summary = clusterOf(cluster)
    const name = summary === null ? cluster : clusterName(summary)
    parts.add(/\s/.test(name) ? `@"${name}"` : `@${name}`)
  }
  return [...parts].join(' ')
}

/** The same sources in other clusters. */
export function inClusters(sources: readonly LogSource[], clusters: readonly ClusterId[]): readonly LogSource[] {
  const seen = new Map<string, LogSource>()
  for (const source of sources) seen.set(JSON.stringify({ ...source, cluster: '' }), source)
  return clusters.flatMap((cluster) => [...seen.values()].map((source) => ({ ...source, cluster })))
}

function kindIn(known: readonly (ClusterKinds | undefined)[], word: string): KindInfo | null {
  for (const kinds of known) {
    const kind = kinds === undefined ? null : kindCalled(word, kinds.kinds)
    if (kind !== null) return kind
  }
  return null
}
