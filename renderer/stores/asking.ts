import { onScopeDispose, ref, shallowRef } from 'vue'
import type { ClusterId, EngineError, GraphAnswer, GraphQuestion, ObjectId } from '../../engine/contract/index.ts'
import { engine } from './link.ts'
import { definePaneStore } from './paneStore.ts'
import { usePlaces } from './places.ts'
import { useSelection } from './selection.ts'

/** The question that a person asked of the graph, its answer, and which finding of it is looked at. */
export const useAsking = definePaneStore('asking', (pane) => {
  const cluster = ref<ClusterId | null>(null)
  const question = shallowRef<GraphQuestion | null>(null)
  const answer = shallowRef<GraphAnswer | null>(null)
  const error = shallowRef<EngineError | null>(null)
  const loading = ref(false)
  /** Index of the finding that is shown in the picture; null: all. */
  const at = ref<number | null>(null)
  /** The start of a path whose end is still to be chosen. */
  const pathFrom = ref<ObjectId | null>(null)
  let asking = 0

  /** Asks, and shows the topology if it is not on screen. */
  async function ask(inCluster: ClusterId, what: GraphQuestion): Promise<void> {
    const mine = ++asking
    const places = usePlaces(pane)
    if (places.place.view !== 'topology' || places.cluster !== inCluster) places.go({ view: 'topology', cluster: inCluster, object: null })
    // The answer needs the room; the selection stays.
    useSelection(pane).closeDrawer()
    cluster.value = inCluster
    question.value = what
    pathFrom.value = null
    answer.value = null
    error.value = null
    at.value = null
    loading.value = true
    const got = await engine().api.askGraph(inCluster, what)
    if (mine !== asking) return
    loading.value = false
    if (got.ok) {
      answer.value = got.value
      // several ways at once would be read as one
      if (what.ask === 'path' && got.value.findings.length > 0) at.value = 0
    } else if (got.error.code !== 'cancelled') error.value = got.error
  }

  /** Begins a path: its end is chosen by selecting it. */
  function beginPath(inCluster: ClusterId, from: ObjectId): void {
    leave()
    const places = usePlaces(pane)
    // the other end is looked for in the picture: it needs the room
    useSelection(pane).closeDrawer()
    if (places.place.view !== 'topology' || places.cluster !== inCluster) places.go({ view: 'topology', cluster: inCluster, object: null })
    cluster.value = inCluster
    pathFrom.value = from
  }

  /** Ends a path that has begun at what somebody chose; false: there is none, and the choice means something else. */
  function endPath(inCluster: ClusterId, to: ObjectId): boolean {
    const from = pathFrom.value
    if (from === null || cluster.value !== inCluster || from === to) return false
    void ask(inCluster, { ask: 'path', from, to })
    return true
  }

  /** Withdraws the question; the picture is whole again. */
  function leave(): void {
    asking++
    if (loading.value && cluster.value !== null) void engine().api.cancelQuestions(cluster.value)
    loading.value = false
    question.value = null
    answer.value = null
    error.value = null
    at.value = null
    pathFrom.value = null
  }

  onScopeDispose(leave)

  return { cluster, question, answer, error, loading, at, pathFrom, ask, beginPath, endPath, leave }
})
