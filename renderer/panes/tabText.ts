import type { ClusterId, ClusterSummary, KindId } from '../../engine/contract/index.ts'
import { kindName } from '../../engine/contract/index.ts'
import { clustersOf } from '../stores/placeClusters.ts'
import type { Place } from '../stores/place.ts'
import { clusterName } from '../words/clusterState.ts'
import { allPages, pageTitle } from '../views/pages.ts'
import { kindTitle, plural } from '../words/names.ts'

type KindTitles = (cluster: ClusterId, kind: KindId) => string | null

function viewText(place: Place, titles: KindTitles): string {
  switch (place.view) {
    case 'clusters':
      return 'Clusters'
    case 'settings':
      return 'Settings'
    case 'rows':
      return titles(place.cluster, place.kind) ?? kindTitle(kindName(place.kind))
    case 'topology':
      return 'Topology'
    case 'ledger':
      return 'All kinds'
    case 'all':
      return allPages[place.page].title
    case 'page':
      return pageTitle(place.page)
  }
}

/** What a tab is called: `prod · Pods`; of several panes `prod ⇄ staging · Pods` when they show the same view, else `prod · Pods | dev · Topology`. */
export function tabText(
  shown: readonly Place[],
  linked: boolean,
  cluster: (id: ClusterId) => ClusterSummary | null,
  titles: KindTitles,
): string {
  const name = (place: Place): string => {
    const shown = clustersOf(place).flatMap((id) => cluster(id) ?? [])
    return shown.length > 2 ? plural(shown.length, 'cluster') : shown.map(clusterName).join(' + ')
  }
  const views = new Set(shown.map((place) => viewText(place, titles)))
  const names = shown.map(name)
  if (views.size === 1 && names.every((one) => one !== '')) return `${names.join(linked ? ' ⇄ ' : ' | ')} · ${[...views].join('')}`
  return shown.map((place) => [name(place), viewText(place, titles)].filter((part) => part !== '').join(' · ')).join(' | ')
}
