import { nextTick, watch } from 'vue'
import type { Ref } from 'vue'
import type { KindId, ObjectId } from '../../engine/contract/index.ts'
import type { Scene } from '../graph/sceneModel.ts'
import { useGraph } from '../stores/graph.ts'

/** What is drawn apart when a workload is opened. */
const apart: ReadonlySet<KindId> = new Set(['core/Pod', 'apps/ReplicaSet'])

/** Opens a workload in place, so that its Pods are drawn apart, or folds it again; asked of one of its Pods too. Its card is kept in view, wherever it has room then. */
export function useOpenInPlace(
  opened: Ref<readonly ObjectId[]>,
  scene: () => Scene,
  flyTo: (tile: ObjectId) => void,
): (id: ObjectId) => void {
  const graph = useGraph()
  let turned: ObjectId | null = null

  /** The opened workload that a Pod which is drawn apart belongs to. */
  function openedOwner(tile: ObjectId): ObjectId | undefined {
    const around = new Set<ObjectId>()
    for (const edge of graph.edges.values())
      if (edge.category === 'ownership' && (edge.source === tile || edge.target === tile)) around.add(edge.source).add(edge.target)
    return opened.value.find((one) => around.has(one))
  }

  watch(
    () => graph.loading,
    (loading) => {
      if (loading || turned === null) return
      const tile = turned
      turned = null
      void nextTick(() => {
        flyTo(tile)
      })
    },
  )
  return (id) => {
    const tile = scene().tileOf(id) ?? id
    if (opened.value.includes(tile)) {
      turned = tile
      opened.value = opened.value.filter((one) => one !== tile)
    } else if ((scene().tiles.get(tile)?.pods ?? null) !== null && !apart.has(scene().tiles.get(tile)?.kind ?? '')) {
      turned = tile
      opened.value = [...opened.value, tile]
    } else {
      const owner = openedOwner(tile)
      if (owner === undefined) return
      turned = owner
      opened.value = opened.value.filter((one) => one !== owner)
    }
  }
}
