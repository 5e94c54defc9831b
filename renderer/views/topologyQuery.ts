import { computed, ref, shallowRef, watch } from 'vue'
import type { ClusterId, EdgeCategory, GraphFilter, GraphLens, GraphQuery, GraphScope, ObjectId } from '../../engine/contract/index.ts'

const noFilter: GraphFilter = { kinds: null, health: null, labels: '', text: '' }
const isFiltered = (one: GraphFilter): boolean => one.kinds !== null || one.health !== null || one.labels !== '' || one.text !== ''

/** What somebody asks of the picture: its part of the cluster, lens, filter, what is open in place; as one query. */
export function useTopologyQuery(asked: () => { cluster: ClusterId; object: ObjectId | null }) {
  const namespaces = shallowRef<readonly string[] | null>(null)
  const steps = ref(2)
  const categories = shallowRef<readonly EdgeCategory[] | null>(null)
  const lens = ref<GraphLens>('everything')
  const filter = shallowRef<GraphFilter>(noFilter)
  const incident = ref(false)
  const opened = shallowRef<readonly ObjectId[]>([])
  const application = ref<ObjectId | null>(null)
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
  // Names of one cluster say nothing of another.
  watch(
    () => asked().cluster,
    () => {
      namespaces.value = application.value = null
      opened.value = []
    },
  )
  return { namespaces, steps, categories, lens, filter, incident, opened, application, query }
}
