import { computed, inject, onScopeDispose, shallowRef, watch } from 'vue'
import type { ClusterId, ObjectId } from '../../engine/contract/index.ts'
import { useClusters } from '../stores/clusters.ts'
import { engine } from '../stores/link.ts'
import { paneKey } from '../stores/paneStore.ts'
import { usePlaces } from '../stores/places.ts'
import { useRows } from '../stores/rows.ts'
import { useTabs } from '../stores/tabs.ts'
import { clusterName } from '../words/clusterState.ts'

/** Rows are compared after this rest, in milliseconds: not at every frame of a busy cluster. */
const pause = 250
/** The engine takes no more in one question. */
const mostAsked = 500

/**
 * In linked panes that show one kind: which of this pane's rows are not in the other clusters, and in which. Asked of what is here now, again when other rows
 * come here or there; what a cluster does not tell is not said to be missing.
 */
export function useMissingThere() {
  const pane = inject(paneKey, null)
  const [tabs, rows, places, clusters] = [useTabs(), useRows(), usePlaces(), useClusters()]
  const missing = shallowRef<ReadonlyMap<ObjectId, string>>(new Map())
  /** Clusters of the linked panes that show this kind too. */
  const others = computed<readonly ClusterId[]>(() => {
    const here = places.place
    if (pane === null || !tabs.active.linked || !tabs.active.panes.includes(pane) || here.view !== 'rows') return []
    return tabs.active.panes.flatMap((other) => {
      const there = usePlaces(other).place
      return other !== pane && there.view === 'rows' && there.kind === here.kind && there.cluster !== here.cluster ? [there.cluster] : []
    })
  })
  const shown = computed(() => (others.value.length === 0 ? [] : [...rows.window.rows.values()].map(({ id }) => id).slice(0, mostAsked)))
  /** Rises with what the other panes hold: a row may have come there. */
  const there = computed(() => tabs.active.panes.filter((other) => other !== pane).map((other) => useRows(other).total))
  let turn = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  async function compare(): Promise<void> {
    const mine = ++turn
    const [ids, asked] = [shown.value, others.value]
    const found = new Map<ObjectId, string>()
    await Promise.all(
      asked.map(async (id) => {
        const answer = await engine().api.missingObjects(id, ids)
        const cluster = clusters.get(id)
        if (!answer.ok || cluster === null) return
        for (const object of answer.value) found.set(object, [found.get(object), clusterName(cluster)].filter(Boolean).join(', '))
      }),
    )
    if (mine === turn) missing.value = found
  }

  watch(
    () => [shown.value.join('\n'), others.value.join(' '), there.value.join(' ')].join('\n\n'),
    () => {
      clearTimeout(timer)
      if (others.value.length > 0) timer = setTimeout(() => void compare(), pause)
      else {
        turn++
        missing.value = new Map()
      }
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    turn++
    clearTimeout(timer)
  })
  return missing
}
