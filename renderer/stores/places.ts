import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { ClusterId } from '../../engine/contract/index.ts'
import { definePaneStore } from './paneStore.ts'
import type { Place } from './place.ts'
import { clustersOf, placeAmong, placeIn } from './placeClusters.ts'

const same = (a: Place, b: Place): boolean => JSON.stringify(a) === JSON.stringify(b)
/** How far back one can go. */
const memory = 200

/** The view each open cluster was left at, in whichever pane. */
const useLastPlaces = defineStore('last-places', () => ({ of: shallowRef<ReadonlyMap<ClusterId, Place>>(new Map()) }))

/** The view of a pane, and the way here. */
export const usePlaces = definePaneStore('places', () => {
  const last = useLastPlaces()
  const way = shallowRef<readonly Place[]>([{ view: 'clusters' }])
  const at = ref(0)
  const place = computed<Place>(() => way.value[at.value] ?? { view: 'clusters' })
  /** The cluster shown; of a merged list the one that leads. */
  const cluster = computed<ClusterId | null>(() => clusters.value[0] ?? null)
  /** Several in a merged list. */
  const clusters = computed<readonly ClusterId[]>(() => clustersOf(place.value))
  const canBack = computed(() => at.value > 0)
  const canForward = computed(() => at.value < way.value.length - 1)

  function note(to: Place): void {
    const next = new Map(last.of)
    for (const one of clustersOf(to)) {
      const there = placeIn(to, one)
      if (there !== null) next.set(one, there)
    }
    last.of = next
  }

  function go(to: Place): void {
    if (same(to, place.value)) return
    way.value = [...way.value.slice(0, at.value + 1), to].slice(-memory)
    at.value = way.value.length - 1
    note(to)
  }

  function step(by: 1 | -1): void {
    const next = at.value + by
    const to = way.value[next]
    if (to === undefined) return
    at.value = next
    note(to)
  }

  const back = (): void => {
    step(-1)
  }
  const forward = (): void => {
    step(1)
  }

  /** The view a cluster was left at, else its pods. */
  function lastPlace(id: ClusterId): Place {
    return last.of.get(id) ?? { view: 'rows', cluster: id, kind: 'core/Pod' }
  }

  /** A closed cluster leaves no way back into it. */
  function forget(id: ClusterId): void {
    const here = place.value
    const left = placeAmong(here, (one) => one !== id)
    const kept = way.value.flatMap((one) => (one === here ? (left ?? []) : (placeAmong(one, (other) => other !== id) ?? [])))
    way.value = kept.length === 0 ? [{ view: 'clusters' }] : kept
    const index = left === null ? -1 : way.value.lastIndexOf(left)
    at.value = index >= 0 ? index : way.value.length - 1
    const others = new Map(last.of)
    others.delete(id)
    last.of = others
  }

  /** Begins anew with the way of an earlier session; where that is nowhere, with the clusters. */
  function restore(places: readonly Place[], index: number): void {
    way.value = places.length === 0 ? [{ view: 'clusters' }] : places.slice(-memory)
    at.value = Math.max(0, Math.min(way.value.length - 1, index))
    for (const one of way.value) note(one)
    note(place.value)
  }

  /** Whether a selection in a cluster is one of this place. */
  function shows(id: ClusterId | null): boolean {
    return id !== null && (clusters.value.includes(id) || place.value.view === 'all')
  }

  return { place, cluster, clusters, shows, way, at, canBack, canForward, go, back, forward, lastPlace, forget, restore }
})
