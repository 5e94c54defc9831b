import type { ClusterId } from '../../engine/contract/index.ts'
import { openLogOf } from '../logs/loggedKinds.ts'
import type { LogRequest } from '../logs/logWords.ts'
import { useAsking } from '../stores/asking.ts'
import { useClusters } from '../stores/clusters.ts'
import { useCommands } from '../stores/commands.ts'
import { listOf } from '../stores/placeClusters.ts'
import { usePlaces } from '../stores/places.ts'
import { useRows } from '../stores/rows.ts'
import { useSavedViews } from '../stores/savedViews.ts'
import { useSelection } from '../stores/selection.ts'
import { useTabs } from '../stores/tabs.ts'
import { useVerdictForm } from '../stores/verdictForm.ts'
import type { PaletteLine } from './paletteLine.ts'

type Does = PaletteLine['does']

/** Commands that show another view. */
const going: ReadonlySet<string> = new Set(['all-clusters', 'all-problems', 'new-tab', 'split', 'go-settings'])

/** Whether a line leads somewhere else, so that the focus goes there too: to the view, or to the dock, which takes it itself. */
export function leadsTo(does: Does): 'view' | 'dock' | null {
  if (does.type === 'logs' || (does.type === 'command' && does.command === 'show-operations')) return 'dock'
  const away =
    (does.type === 'command' && going.has(does.command)) ||
    does.type === 'view' ||
    (does.type === 'ask' && does.question.ask === 'path-from') ||
    does.type === 'place' ||
    does.type === 'object' ||
    does.type === 'list' ||
    does.type === 'cluster'
  return away ? 'view' : null
}

/** Does what a line of the palette says; `cluster`: the one that questions are about. */
export function runLine(does: Does, cluster: ClusterId | null): void {
  const clusters = useClusters()
  const places = usePlaces()
  const tabs = useTabs()
  switch (does.type) {
    case 'place':
      places.go(does.place)
      break
    case 'object':
      // a path that has begun ends at what is chosen
      if (useAsking().endPath(does.cluster, does.id)) break
      // in the pane that shows its cluster, else in a tab of its own
      if (places.cluster !== does.cluster) tabs.showCluster(does.cluster)
      places.go({ view: 'rows', cluster: does.cluster, kind: does.kind })
      useSelection().select(does.cluster, does.id, true)
      break
    case 'view':
      void useSavedViews().open(does.view)
      break
    case 'list':
      void goToList(does)
      break
    case 'cluster':
      void clusters.open(does.id).then((opened) => {
        if (opened) tabs.showCluster(does.id)
      })
      break
    case 'ask':
      if (cluster === null) break
      if (does.question.ask === 'path-from') useAsking().beginPath(cluster, does.question.from)
      else if (does.question.ask === 'verdict-form') useVerdictForm().open(cluster, does.question.from)
      else void useAsking().ask(cluster, does.question)
      break
    case 'logs':
      void openLogs(does.request)
      break
    case 'command':
      useCommands().run(does.command, null)
      break
    case 'settings':
      tabs.showSettings(does.section)
      break
  }
}

/** Goes to a list as it was asked for; a cluster that is not open is opened, since a person named it. */
async function goToList({ cluster: id, beside, kind, namespaces, filter }: Extract<Does, { type: 'list' }>): Promise<void> {
  const clusters = useClusters()
  const places = usePlaces()
  for (const one of [id, ...beside]) if (!clusters.opened.includes(one) && !(await clusters.open(one))) return
  if (!places.clusters.includes(id)) useTabs().showCluster(id)
  useRows().prepare(
    { cluster: id, kind, ...(beside.length === 0 ? {} : { beside }) },
    {
      ...(namespaces === null ? {} : { namespaces: namespaces.length === 0 ? null : namespaces }),
      ...(filter === null ? {} : { filter }),
    },
  )
  const to = listOf(kind, [id, ...beside])
  if (to !== null) places.go(to)
}

/** Opens the clusters that are meant, since a person named them, and the log as soon as one of them is there: the others join it. */
async function openLogs(request: LogRequest): Promise<void> {
  const clusters = useClusters()
  const closed = [...new Set(request.sources.map((source) => source.cluster))].filter((id) => !clusters.opened.includes(id))
  const opening = closed.map((id) => clusters.open(id))
  if (closed.length === new Set(request.sources.map((source) => source.cluster)).size) await Promise.race(opening)
  openLogOf(request)
}
