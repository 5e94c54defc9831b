import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { ClusterId, KindId, ObjectId } from '../../engine/contract/index.ts'
import { useSettings } from './settings.ts'

/** Where a person is. */
export type Place =
  | { view: 'clusters' }
  | { view: 'rows'; cluster: ClusterId; kind: KindId }
  | { view: 'topology'; cluster: ClusterId; object: ObjectId | null }
  | { view: 'ledger'; cluster: ClusterId }

const same = (a: Place, b: Place): boolean => JSON.stringify(a) === JSON.stringify(b)
/** How far back one can go. */
const memory = 200

/** The view on screen, the way here, and the last view of each open cluster. */
export const usePlaces = defineStore('places', () => {
  const way = shallowRef<readonly Place[]>([{ view: 'clusters' }])
  const at = ref(0)
  const lastOf = shallowRef<ReadonlyMap<ClusterId, Place>>(new Map())
  const place = computed<Place>(() => way.value[at.value] ?? { view: 'clusters' })
  const cluster = computed<ClusterId | null>(() => (place.value.view === 'clusters' ? null : place.value.cluster))
  const canBack = computed(() => at.value > 0)
  const canForward = computed(() => at.value < way.value.length - 1)

  function note(to: Place): void {
    if (to.view === 'clusters') return
    lastOf.value = new Map(lastOf.value).set(to.cluster, to)
    useSettings().rememberLast(to.cluster)
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
    return lastOf.value.get(id) ?? { view: 'rows', cluster: id, kind: 'core/Pod' }
  }

  /** A closed cluster leaves no way back into it. */
  function forget(id: ClusterId): void {
    const here = place.value
    const kept = way.value.filter((one) => one.view === 'clusters' || one.cluster !== id)
    way.value = kept.length === 0 ? [{ view: 'clusters' }] : kept
    const index = way.value.lastIndexOf(here)
    at.value = index >= 0 ? index : way.value.length - 1
    const last = new Map(lastOf.value)
    last.delete(id)
    lastOf.value = last
  }

  return { place, cluster, canBack, canForward, lastOf, go, back, forward, lastPlace, forget }
})
