import type { ClusterId, ClusterSummary, KindId } from '../../engine/contract/index.ts'
import { kindName } from '../../engine/contract/index.ts'
import type { Place } from '../stores/places.ts'
import { clusterOf } from '../stores/places.ts'
import { clusterName } from '../words/clusterState.ts'
import { pageTitle } from '../views/pages.ts'
import { kindTitle } from '../words/names.ts'

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
    const id = clusterOf(place)
    const one = id === null ? null : cluster(id)
    return one === null ? '' : clusterName(one)
  }
  const views = new Set(shown.map((place) => viewText(place, titles)))
  const names = shown.map(name)
  if (views.size === 1 && names.every((one) => one !== '')) return `${names.join(linked ? ' ⇄ ' : ' | ')} · ${[...views].join('')}`
  return shown.map((place) => [name(place), viewText(place, titles)].filter((part) => part !== '').join(' · ')).join(' | ')
}
