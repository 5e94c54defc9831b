import type { ClusterId, ClusterSummary, KindId, ObjectId } from '../../engine/contract/index.ts'
import { kindName, parseObjectId } from '../../engine/contract/index.ts'
import type { SavedView } from '../../preload/contract.ts'
import type { ClusterKinds } from '../stores/kinds.ts'
import type { Place } from '../stores/place.ts'
import { clusterName, clusterStates } from '../words/clusterState.ts'
import { mergedCalled, paletteCommands, splitCluster } from './paletteCommand.ts'
import type { AskedQuestion } from '../words/questions.ts'
import { questionsAbout } from '../words/questions.ts'
import { pages } from '../views/pages.ts'
import { count, plural } from '../words/names.ts'
import { type LogRequest, readLogWords } from '../logs/logWords.ts'
import { settingLines, settingsFound, type SettingsSection } from '../settings/settingsList.ts'
import { isUsual } from './sidebarKinds.ts'

export interface PaletteLine {
  id: string
  prefix: string
  text: string
  aside: string
  does:
    | { type: 'place'; place: Place }
    | { type: 'object'; cluster: ClusterId; kind: KindId; id: ObjectId }
    | {
        type: 'list'
        cluster: ClusterId
        beside: readonly ClusterId[]
        kind: KindId
        namespaces: readonly string[] | null
        filter: string | null
      }
    | { type: 'view'; view: SavedView }
    | { type: 'cluster'; id: ClusterId }
    | { type: 'command'; command: string }
    | { type: 'settings'; section: SettingsSection }
    | { type: 'ask'; question: AskedQuestion }
    | { type: 'logs'; request: LogRequest }
}

/** An object that a search found. */
export interface FoundObject {
  cluster: ClusterId
  object: ObjectId
}

export interface PaletteGroup {
  title: string
  lines: readonly PaletteLine[]
}

const commands: readonly { command: string; text: string; aside: string }[] = [
  { command: 'add-kubeconfig', text: 'Add kubeconfig file…', aside: '' },
  { command: 'open-snapshot', text: 'Open snapshot…', aside: '' },
  { command: 'save-snapshot', text: 'Save snapshot of this cluster…', aside: '' },
  { command: 'local-shell', text: 'Shell of this system for this cluster…', aside: '' },
  { command: 'own-rules', text: 'Own rules of this cluster…', aside: '' },
  { command: 'export-svg', text: 'Export graph as SVG…', aside: '' },
  { command: 'export-pdf', text: 'Export graph as PDF…', aside: '' },
  { command: 'export-png', text: 'Export graph as PNG…', aside: '' },
  { command: 'all-clusters', text: 'All clusters at a glance', aside: '' },
  { command: 'all-problems', text: 'Problems of all clusters', aside: '' },
  { command: 'new-tab', text: 'New tab', aside: 'Ctrl T' },
  { command: 'split', text: 'Split', aside: 'Ctrl \\' },
  { command: 'toggle-link', text: 'Link or part the panes', aside: 'Ctrl L' },
  { command: 'copy-link', text: 'Copy a link to what is shown', aside: 'Ctrl Shift L' },
  { command: 'toggle-sidebar', text: 'Show or hide the sidebar', aside: 'Ctrl B' },
  { command: 'go-settings', text: 'Settings', aside: 'Ctrl ,' },
  { command: 'show-operations', text: 'Operations', aside: '' },
  { command: 'show-keyboard', text: 'Keys', aside: '?' },
  { command: 'show-diagnostics', text: 'Diagnostics', aside: '' },
]

/** Commands that mean the cluster in front. */
const ofCluster: ReadonlySet<string> = new Set(['save-snapshot', 'own-rules', 'local-shell'])

/** How well words fit a text: lower is better, null not at all. The short name people type comes first. */
function fit(words: string, ...texts: readonly string[]): number | null {
  let best: number | null = null
  texts.forEach((text, order) => {
    const low = text.toLowerCase()
    const score = low === words ? order : low.startsWith(words) ? 10 + order : low.includes(words) ? 20 + order : null
    if (score !== null && (best === null || score < best)) best = score
  })
  return best
}

/** Everything the palette offers for these words, in groups; the best fit first, at most a screenful of each. */
export function paletteLines(from: {
  words: string
  cluster: ClusterSummary | null
  known: ClusterKinds | undefined
  /** What was found, and in which cluster. */
  objects: readonly FoundObject[]
  /** What is known of any open cluster. */
  kindsOf: (cluster: ClusterId) => ClusterKinds | undefined
  clusters: readonly ClusterSummary[]
  opened: readonly ClusterId[]
  views: readonly SavedView[]
  /** A graph is on screen, and can be exported. */
  graphOpen: boolean
  /** The selected object, which questions are about. */
  selected: ObjectId | null
  /** A path that has begun here: an object that is chosen is its other end. */
  pathFrom: ObjectId | null
}): readonly PaletteGroup[] {
  const logged = logLines(from)
  if (logged !== null) return [{ title: 'Logs', lines: logged }]
  const { words: typed, meant } = splitCluster(from.words, from.clusters)
  const clusterNameOf = (id: ClusterId): string => {
    const one = from.clusters.find((cluster) => cluster.id === id)
    return one === undefined ? 'a cluster that is gone' : clusterName(one)
  }
  const words = typed.toLowerCase()
  const groups: PaletteGroup[] = []
  const commanded = paletteCommands(from.words, from.clusters, from.cluster?.id ?? null, from.kindsOf).map(
    ({ cluster, kind, namespaces, filter }): PaletteLine => ({
      id: `list ${cluster.id} ${kind.id}`,
      prefix: '',
      text: kind.title,
      aside: [
        clusterName(cluster),
        namespaces === null ? '' : namespaces.length === 0 ? 'all namespaces' : namespaces.join(', '),
        filter === null ? '' : `/${filter}`,
      ]
        .filter((part) => part !== '')
        .join(', '),
      does: { type: 'list', cluster: cluster.id, beside: [], kind: kind.id, namespaces, filter },
    }),
  )
  const merged = mergedLine(from)
  if (merged !== null) groups.push({ title: 'Merged list', lines: [merged] })
  // a kind alone is among the views
  if (commanded.length > 0 && (meant !== null || words.includes(' '))) groups.push({ title: 'Go to', lines: commanded })
  const views = from.views
    .filter((view) => words === '' || fit(words, view.name) !== null)
    .slice(0, words === '' ? 5 : 12)
    .map((view): PaletteLine => ({
      id: `view ${view.id}`,
      prefix: '',
      text: view.name,
      aside: `${'topology' in view ? 'Topology' : kindName(view.kind)}, ${view.clusters.length === 1 ? clusterNameOf(view.clusters[0] ?? '') : plural(view.clusters.length, 'cluster')}`,
      does: { type: 'view', view },
    }))
  if (views.length > 0 && meant === null) groups.push({ title: 'Saved views', lines: views })
  const here = from.cluster
  if (here !== null && from.known !== undefined && meant === null) {
    const known = from.known
    const views: PaletteLine[] = known.kinds
      .flatMap((kind) => {
        const score = words === '' ? (isUsual(kind) ? 0 : null) : fit(words, kind.shortName, kind.title, kind.kind, kind.resource)
        return score === null ? [] : [{ kind, score }]
      })
      .sort((a, b) => a.score - b.score)
      .slice(0, words === '' ? 8 : 12)
      .map(({ kind }) => {
        const entry = known.ledger.get(kind.id)
        return {
          id: `kind ${kind.id}`,
          prefix: '',
          text: kind.title,
          aside: `${clusterName(here)}, ${entry === undefined ? 'not asked for' : entry.state === 'forbidden' ? 'forbidden' : count(entry.count)}`,
          does: { type: 'place' as const, place: { view: 'rows' as const, cluster: here.id, kind: kind.id } },
        }
      })
    for (const page of pages)
      if (words === '' || fit(words, page.title) !== null)
        views.push({
          id: `page ${page.id}`,
          prefix: '',
          text: page.title,
          aside: clusterName(here),
          does: { type: 'place', place: { view: 'page', cluster: here.id, page: page.id } },
        })
    for (const [view, text] of [
      ['topology', 'Topology'],
      ['ledger', 'All kinds (ledger)'],
    ] as const) {
      if (words === '' || fit(words, text) !== null)
        views.push({
          id: view,
          prefix: '',
          text,
          aside: clusterName(here),
          does: { type: 'place', place: view === 'topology' ? { view, cluster: here.id, object: null } : { view, cluster: here.id } },
        })
    }
    if (views.length > 0) groups.push({ title: 'Views', lines: views })
  }
  const objects = from.objects.flatMap(({ cluster: id, object }): PaletteLine[] => {
    const [ref, cluster] = [parseObjectId(object), from.clusters.find((one) => one.id === id)]
    if (ref === null || cluster === undefined) return []
    // what was found for the words of a moment ago is not what Enter means now
    const name = ref.name.toLowerCase()
    if (!words.split(/\s+/).every((word) => name.includes(word))) return []
    return [
      {
        id: `${id} ${object}`,
        prefix: `${from.kindsOf(id)?.byId.get(ref.kind)?.shortName ?? kindName(ref.kind)}/`,
        text: ref.name,
        aside: [clusterName(cluster), ref.namespace].filter((part) => part !== '').join(', '),
        does: { type: 'object', cluster: id, kind: ref.kind, id: object },
      },
    ]
  })
  const asks = askLines(from, words)
  // whoever types how a question begins means it, whatever objects are called so
  const askFirst = words.length >= 4 && asks.some(({ text }) => text.toLowerCase().startsWith(words))
  if (askFirst) groups.push({ title: 'Ask the graph', lines: asks })
  const beginning = from.pathFrom === null ? null : parseObjectId(from.pathFrom)
  if (objects.length > 0) groups.push({ title: beginning === null ? 'Objects' : `A path from ${beginning.name} to`, lines: objects })
  const clusters = (meant ?? from.clusters)
    .flatMap((cluster) => {
      const score = words === '' ? 0 : fit(words, clusterName(cluster), cluster.name)
      return score === null ? [] : [{ cluster, score }]
    })
    .sort((a, b) => a.score - b.score)
    .slice(0, 8)
    .map(({ cluster }): PaletteLine => ({
      id: `cluster ${cluster.id}`,
      prefix: '',
      text: clusterName(cluster),
      aside: clusterStates[cluster.state].word.toLowerCase(),
      does: { type: 'cluster', id: cluster.id },
    }))
  if (clusters.length > 0) groups.push({ title: 'Clusters', lines: clusters })
  if (asks.length > 0 && !askFirst) groups.push({ title: 'Ask the graph', lines: asks })
  const actions = commands
    .filter(
      (one) =>
        (!ofCluster.has(one.command) || here !== null) &&
        (!one.command.startsWith('export-') || from.graphOpen) &&
        words !== '' &&
        fit(words, one.text) !== null,
    )
    .map((one): PaletteLine => ({
      id: one.command,
      prefix: '',
      text: one.text,
      aside: one.aside,
      does: { type: 'command', command: one.command },
    }))
  if (meant === null && words !== '') {
    const found = settingsFound(words).flatMap(({ title, lines }) =>
      lines
        .filter((id) => fit(words, settingLines[id].title, title, 'Settings') !== null)
        .map((id): PaletteLine => ({
          id: `setting ${id}`,
          prefix: '',
          text: settingLines[id].title,
          aside: title,
          does: { type: 'settings', section: settingLines[id].section },
        })),
    )
    if (found.length > 0) groups.push({ title: 'Settings', lines: found.slice(0, 8) })
  }
  if (actions.length > 0) groups.push({ title: 'Actions', lines: actions })
  return groups
}

/** Questions whose words these are, about the selected object and the whole cluster. */
function askLines({ cluster, known, selected }: Parameters<typeof paletteLines>[0], words: string): readonly PaletteLine[] {
  if (cluster === null || known === undefined || words === '') return []
  const ref = selected === null ? null : parseObjectId(selected)
  return questionsAbout(selected)
    .filter((one) => fit(words, one.text) !== null)
    .map((one) => ({
      id: `ask ${one.text}`,
      prefix: '',
      text: one.text,
      aside:
        one.aboutObject && ref !== null ? `${known.byId.get(ref.kind)?.shortName ?? kindName(ref.kind)}/${ref.name}` : clusterName(cluster),
      does: { type: 'ask', question: one.question },
    }))
}

/** `logs app=web ns:shop @staging @prod`; null: the words are about something else. Words that say no log yet say what is missing. */
function logLines(from: Parameters<typeof paletteLines>[0]): readonly PaletteLine[] | null {
  const words = /^:?logs?\s+(\S.*)$/.exec(from.words.trim())?.[1]
  if (words === undefined) return null
  const opened = from.opened
  const read = readLogWords(words, {
    clusters: from.clusters,
    here: from.cluster === null ? [] : [from.cluster.id],
    opened,
    kindsOf: from.kindsOf,
  })
  if (!read.ok) return [{ id: 'logs', prefix: '', text: 'Logs', aside: read.error, does: { type: 'command', command: '' } }]
  const names = [...new Set(read.value.sources.map(({ cluster }) => cluster))].map((id) => {
    const cluster = from.clusters.find((each) => each.id === id)
    return cluster === undefined ? id : clusterName(cluster)
  })
  const [first] = read.value.sources
  const where = first?.type === 'selector' ? (first.namespace ?? 'all namespaces') : ''
  return [
    {
      id: 'logs',
      prefix: 'Logs of ',
      text: read.value.title,
      aside: [names.join(', '), where, ...(read.value.containers ?? [])].filter((part) => part !== '').join(', '),
      does: { type: 'logs', request: read.value },
    },
  ]
}

/** `pods @prod @staging`, `pods @*`: one list over all of them. */
function mergedLine(from: {
  words: string
  cluster: ClusterSummary | null
  clusters: readonly ClusterSummary[]
  kindsOf: (cluster: ClusterId) => ClusterKinds | undefined
}): PaletteLine | null {
  const named = mergedCalled(from.words, from.clusters)
  const [first, ...beside] = named
  if (first === undefined || beside.length === 0) return null
  const command = named.flatMap((cluster) =>
    paletteCommands(`${splitCluster(from.words, []).words} @${cluster.id}`, named, from.cluster?.id ?? null, from.kindsOf),
  )[0]
  if (command === undefined) return null
  const { kind, namespaces, filter } = command
  return {
    id: `merged ${kind.id}`,
    prefix: '',
    text: kind.title,
    aside: named.length > 3 ? plural(named.length, 'cluster') : named.map(clusterName).join(' + '),
    does: { type: 'list', cluster: first.id, beside: beside.map(({ id }) => id), kind: kind.id, namespaces, filter },
  }
}

/** A text cut where the words were found, so that the hit can be marked without making HTML of it. */
export function markWords(text: string, words: string): readonly { text: string; hit: boolean }[] {
  const needle = words.trim().toLowerCase()
  const at = needle === '' ? -1 : text.toLowerCase().indexOf(needle)
  if (at < 0) return [{ text, hit: false }]
  return [
    { text: text.slice(0, at), hit: false },
    { text: text.slice(at, at + needle.length), hit: true },
    { text: text.slice(at + needle.length), hit: false },
  ].filter((part) => part.text !== '')
}
