import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import type { ComputedRef, Ref, ShallowRef } from 'vue'
import type { ClusterId } from '../../engine/contract/index.ts'
import { visibleText } from '../../engine/contract/index.ts'
import { useClusters } from '../stores/clusters.ts'
import { useFinder } from '../stores/finder.ts'
import { clusterName, clusterStates } from '../words/clusterState.ts'
import { splitCluster } from './paletteCommand.ts'
import type { FoundObject } from './paletteLine.ts'

/** Objects are asked for after this pause in typing. In milliseconds. */
const pause = 120
/** So many objects are asked for, of all clusters together; at least five of each. */
const mostObjects = 20

/** Looks for objects in all open clusters while somebody types; what comes late for other words is dropped. */
export function usePaletteSearch(
  words: Ref<string>,
  cluster: ComputedRef<ClusterId | null>,
): { objects: ShallowRef<readonly FoundObject[]>; problem: Ref<string>; notSearched: ComputedRef<string> } {
  const clusters = useClusters()
  const objects = shallowRef<readonly FoundObject[]>([])
  const problem = ref('')
  /** Clusters that were asked and have not answered yet. */
  const waiting = shallowRef<readonly ClusterId[]>([])
  /** What of the open clusters the answer does not speak for: what is not held here cannot be found. */
  const notSearched = computed(() => {
    if (words.value.trim().length < 2) return ''
    const meant = splitCluster(words.value, clusters.openClusters).meant ?? clusters.openClusters
    return meant
      .flatMap((one) => {
        const why = waiting.value.includes(one.id)
          ? 'does not answer yet'
          : one.state === 'live' || one.state === 'offline'
            ? null
            : one.objects === 0
              ? `${clusterStates[one.state].word.toLowerCase()}, nothing of it is held`
              : `${clusterStates[one.state].word.toLowerCase()}, as it was last`
        return why === null ? [] : [`${clusterName(one)} (${why})`]
      })
      .join(', ')
  })
  let timer: ReturnType<typeof setTimeout> | undefined
  let asking = 0

  watch(words, (text) => {
    clearTimeout(timer)
    const mine = ++asking
    const { words: wanted, meant } = splitCluster(text, clusters.openClusters)
    const sought = meant ?? clusters.openClusters
    if (wanted.length < 2 || sought.length === 0) {
      objects.value = []
      waiting.value = []
      return
    }
    timer = setTimeout(() => {
      void search(
        wanted,
        sought.map((one) => one.id),
        mine,
      )
    }, pause)
  })

  /** Asks all open clusters at once; each answer is shown as it comes, the cluster on screen first, so that one that hangs holds up no other. */
  async function search(wanted: string, sought: readonly ClusterId[], mine: number): Promise<void> {
    const found = new Map<ClusterId, readonly FoundObject[]>()
    const order = [...sought].sort((a, b) => Number(b === cluster.value) - Number(a === cluster.value))
    const each = Math.max(5, Math.ceil(mostObjects / order.length))
    problem.value = ''
    waiting.value = order
    await Promise.all(
      order.map(async (id) => {
        const answer = await useFinder().search(id, wanted, id === cluster.value ? mostObjects : each)
        if (mine !== asking) return
        waiting.value = waiting.value.filter((one) => one !== id)
        if (answer.ok)
          found.set(
            id,
            answer.value.map((object) => ({ cluster: id, object })),
          )
        else problem.value = visibleText(answer.error.message, 200)
        objects.value = order.flatMap((one) => found.get(one) ?? [])
      }),
    )
  }
  onScopeDispose(() => {
    clearTimeout(timer)
  })

  return { objects, problem, notSearched }
}
