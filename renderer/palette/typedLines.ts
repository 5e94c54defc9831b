import { clusterName } from '../words/clusterState.ts'
import { plural } from '../words/names.ts'
import { readLogWords } from '../logs/logWords.ts'
import { mergedCalled, paletteCommands, splitCluster } from './paletteCommand.ts'
import type { PaletteFrom, PaletteLine } from './paletteLine.ts'

/** `pods prod @staging /checkout`: the lists that such words name. */
export function listLines(from: PaletteFrom): readonly PaletteLine[] {
  return paletteCommands(from.words, from.clusters, from.cluster?.id ?? null, from.kindsOf).map(
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
}

/** `logs app=web ns:shop @staging @prod`; null: the words are about something else. Words that say no log yet say what is missing. */
export function logLines(from: PaletteFrom): readonly PaletteLine[] | null {
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

/** `pods @prod @staging`, `pods @*`: one list over all of them; a snapshot that nobody opened is none of them. */
export function mergedLine(from: PaletteFrom): PaletteLine | null {
  const named = mergedCalled(
    from.words,
    from.clusters.filter(({ id }) => from.opened.includes(id)),
  )
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
