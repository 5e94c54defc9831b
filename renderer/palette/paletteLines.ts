import { parseObjectId } from '../../engine/contract/index.ts'
import { askLines, commandLines, settingsLines } from './actionLines.ts'
import { splitCluster } from './paletteCommand.ts'
import type { PaletteFrom, PaletteGroup, PaletteLine } from './paletteLine.ts'
import { clusterLines, objectLines, savedViewLines, viewLines } from './placeLines.ts'
import { listLines, logLines, mergedLine } from './typedLines.ts'

/** Everything the palette offers for these words, in groups; the best fit first, at most a screenful of each. */
export function paletteLines(from: PaletteFrom): readonly PaletteGroup[] {
  const logged = logLines(from)
  if (logged !== null) return [{ title: 'Logs', lines: logged }]
  const { words: typed, meant } = splitCluster(from.words, from.clusters)
  const words = typed.toLowerCase()
  const groups: PaletteGroup[] = []
  const add = (title: string, lines: readonly PaletteLine[]): void => {
    if (lines.length > 0) groups.push({ title, lines })
  }
  const merged = mergedLine(from)
  if (merged !== null) add('Merged list', [merged])
  // a kind alone is among the views
  if (meant !== null || words.includes(' ')) add('Go to', listLines(from))
  if (meant === null) add('Saved views', savedViewLines(from, words))
  if (from.cluster !== null && from.known !== undefined && meant === null) add('Views', viewLines(from.cluster, from.known, words))
  const asks = askLines(from, words)
  // whoever types how a question begins means it, whatever objects are called so
  const askFirst = words.length >= 4 && asks.some(({ text }) => text.toLowerCase().startsWith(words))
  if (askFirst) add('Ask the graph', asks)
  const clusters = clusterLines(meant ?? from.clusters, words)
  // whoever types how a cluster is called means it; objects come later, and would push it away from under Enter
  const named = words === '' ? [] : clusters.filter(({ text }) => text.toLowerCase().startsWith(words))
  add('Clusters', named)
  // nor does an object that is called so stand between a command and whoever types how it begins
  const commands = words === '' ? [] : commandLines(from, words)
  const begun = words.length < 3 ? [] : commands.filter(({ text }) => text.toLowerCase().startsWith(words))
  add('Actions', begun)
  const beginning = from.pathFrom === null ? null : parseObjectId(from.pathFrom)
  add(beginning === null ? 'Objects' : `A path from ${beginning.name} to`, objectLines(from, words))
  add(
    named.length > 0 ? 'Other clusters' : 'Clusters',
    clusters.filter((line) => !named.includes(line)),
  )
  if (!askFirst) add('Ask the graph', asks)
  if (meant === null && words !== '') add('Settings', settingsLines(words).slice(0, 8))
  const others = commands.filter((line) => !begun.includes(line))
  add(begun.length > 0 ? 'Other actions' : 'Actions', others)
  return groups
}
