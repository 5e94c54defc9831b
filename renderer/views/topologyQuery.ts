import { storeToRefs } from 'pinia'
import { computed, watch } from 'vue'
import type { ClusterId, GraphFilter, GraphQuery, GraphScope, ObjectId } from '../../engine/contract/index.ts'
import { usePictureChoice } from '../stores/pictureChoice.ts'

const isFiltered = (one: GraphFilter): boolean => one.kinds !== null || one.health !== null || one.labels !== '' || one.text !== ''

/** What somebody chose to see, and the place in the window, as one query. */
export function useTopologyQuery(asked: () => { cluster: ClusterId; object: ObjectId | null }) {
  const choice = usePictureChoice()
  watch(
    () => asked().cluster,
    (cluster) => {
      choice.begin(cluster)
    },
    { immediate: true },
  )
  const { namespaces, steps, categories, lens, filter, incident, opened, application } = storeToRefs(choice)
  const scope = computed<GraphScope>(() => {
    const { object } = asked()
    if (object !== null) return { type: 'object', id: object, steps: steps.value }
    if (application.value !== null) return { type: 'application', id: application.value }
    return namespaces.value !== null ? { type: 'namespaces', namespaces: namespaces.value } : { type: 'cluster' }
  })
  const query = computed<GraphQuery>(() => ({
    cluster: asked().cluster,
    scope: scope.value,
    categories: categories.value,
    lens: lens.value,
    // A filter that asks for nothing is none: only without one are places kept.
    ...(isFiltered(filter.value) ? { filter: filter.value } : {}),
    ...(incident.value ? { incident: true } : {}),
    ...(opened.value.length > 0 ? { opened: opened.value } : {}),
  }))
  return { namespaces, steps, categories, lens, filter, incident, opened, application, query }
}
