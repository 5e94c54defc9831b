import type { ClusterId } from '../../engine/contract/index.ts'
import type { Place } from './place.ts'

/** The clusters that a place shows: none, one, or those of a merged list, in its order. */
export function clustersOf(place: Place): readonly ClusterId[] {
  if (place.view === 'clusters' || place.view === 'settings' || place.view === 'all') return []
  return place.view === 'rows' && place.beside !== undefined ? [place.cluster, ...place.beside] : [place.cluster]
}

/** The same place in one cluster alone; null when it has none there. */
export function placeIn(place: Place, cluster: ClusterId): Place | null {
  if (place.view === 'clusters' || place.view === 'settings' || place.view === 'all') return null
  return place.view === 'rows' ? { view: 'rows', cluster, kind: place.kind } : { ...place, cluster }
}

/** The list of a kind over these clusters; the first leads. */
export function listOf(kind: string, clusters: readonly ClusterId[]): Place | null {
  const [cluster, ...beside] = clusters
  if (cluster === undefined) return null
  return beside.length === 0 ? { view: 'rows', cluster, kind } : { view: 'rows', cluster, kind, beside }
}

/** A place without the clusters that are not (any more) open; null when nothing is left of it. */
export function placeAmong(place: Place, isOpen: (cluster: ClusterId) => boolean): Place | null {
  const clusters = clustersOf(place)
  const open = clusters.filter(isOpen)
  if (open.length === clusters.length) return place
  return place.view === 'rows' ? listOf(place.kind, open) : null
}
