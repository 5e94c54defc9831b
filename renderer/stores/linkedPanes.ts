import { defineStore } from 'pinia'
import { ref, shallowRef, watch } from 'vue'
import type { ObjectId } from '../../engine/contract/index.ts'
import { engine } from './link.ts'
import type { PaneId } from './paneStore.ts'
import { useActivePane } from './paneStore.ts'
import { placeIn } from './placeClusters.ts'
import { usePlaces } from './places.ts'
import { useRows } from './rows.ts'
import { useSelection } from './selection.ts'
import { useTabs } from './tabs.ts'

/** What a linked pane says of the object that is selected in the other: it is not in its cluster, or cannot be looked at there. */
export interface Counterpart {
  id: ObjectId
  /** Null: it is there. */
  problem: 'missing' | 'forbidden' | 'unknown' | null
}

/** Where objects stand in the pane that is scrolled: the selected one first if it is seen, then from above. */
export interface RowsSeen {
  by: PaneId
  /** `below`: pixels under the upper edge of the window. */
  rows: readonly { id: ObjectId; below: number }[]
}

/** A selection is looked for in the other clusters after this rest: not while somebody moves through a list. In milliseconds. */
const lookPause = 200

/** Keeps the panes of a linked tab together: the active one leads, the others show the same kind, filter, order and object of their own clusters. */
export const useLinkedPanes = defineStore('linked-panes', () => {
  const tabs = useTabs()
  const active = useActivePane()
  const counterparts = shallowRef<ReadonlyMap<PaneId, Counterpart>>(new Map())
  const looking = ref(0)
  /** What the pane that leads shows now; the others scroll until the same objects stand on the same lines. */
  const seen = shallowRef<RowsSeen | null>(null)
  /** The pane that a person scrolls; it need not be the active one, since a wheel asks for no focus. */
  const scrolled = ref<PaneId | null>(null)
  watch(
    () => active.id,
    (id) => {
      scrolled.value = id
    },
  )
  const leads = (pane: PaneId): boolean => tabs.active.linked && tabs.active.panes.includes(pane) && (scrolled.value ?? active.id) === pane

  /** The panes that follow the active one. */
  function followers(): readonly PaneId[] {
    const { panes, linked } = tabs.active
    return linked ? panes.filter((pane) => pane !== active.id && usePlaces(pane).cluster !== null) : []
  }

  function lead(): void {
    const { place } = usePlaces(active.id)
    for (const pane of followers()) {
      const there = usePlaces(pane)
      const to = there.cluster === null ? null : placeIn(place, there.cluster)
      if (to !== null) there.go(to)
    }
    leadQuery()
  }

  function leadQuery(): void {
    const query = useRows(active.id).query
    if (query === null || usePlaces(active.id).place.view !== 'rows') return
    for (const pane of followers()) {
      const rows = useRows(pane)
      if (rows.query?.kind !== query.kind) {
        const cluster = usePlaces(pane).cluster
        const { beside: _beside, ...alone } = query
        if (cluster !== null) rows.remember({ ...alone, cluster })
        continue
      }
      const { filter, sort, problemsOnly, namespaces } = query
      const was = rows.query
      const same = [was.filter, was.sort, was.problemsOnly, was.namespaces]
      if (JSON.stringify(same) !== JSON.stringify([filter, sort, problemsOnly, namespaces]))
        rows.change({ filter, sort, problemsOnly, namespaces })
    }
  }

  function say(pane: PaneId, what: Counterpart | null): void {
    const next = new Map(counterparts.value)
    if (what === null) next.delete(pane)
    else next.set(pane, what)
    counterparts.value = next
  }

  /** The same object by group, kind, namespace and name; where it is not, that is said. */
  async function leadSelection(id: ObjectId | null): Promise<void> {
    const mine = ++looking.value
    const here = usePlaces(active.id).cluster
    const panes = followers()
    for (const pane of tabs.active.panes) say(pane, null)
    if (id === null || useSelection(active.id).cluster !== here) return
    for (const pane of panes) {
      const cluster = usePlaces(pane).cluster
      if (cluster !== null) useSelection(pane).select(cluster, id, false)
    }
    await new Promise((resolve) => setTimeout(resolve, lookPause))
    if (mine !== looking.value) return
    await Promise.all(
      panes.map(async (pane) => {
        const cluster = usePlaces(pane).cluster
        if (cluster === null || cluster === here) return
        const answer = await engine().api.getObject(cluster, id)
        if (mine !== looking.value) return
        const code = answer.ok ? null : answer.error.code
        say(pane, {
          id,
          problem: code === null ? null : code === 'not-found' ? 'missing' : code === 'forbidden' ? 'forbidden' : 'unknown',
        })
      }),
    )
  }

  watch(() => [tabs.active.linked, tabs.active.panes.length, active.id, usePlaces(active.id).place] as const, lead)
  watch(() => useRows(active.id).query, leadQuery)
  watch(
    () => [tabs.active.linked ? useSelection(active.id).id : null, tabs.active.panes.length] as const,
    ([id]) => {
      void leadSelection(id)
    },
  )

  return { counterparts, seen, scrolled, leads }
})
