import { ref, shallowRef } from 'vue'
import type { ClusterId, EdgeCategory, GraphFilter, GraphLens, ObjectId } from '../../engine/contract/index.ts'
import type { KeptPicture } from './keptPicture.ts'
import { definePaneStore } from './paneStore.ts'

/** A filter that asks for nothing. */
const noFilter: GraphFilter = { kinds: null, health: null, labels: '', text: '' }

/** What a person chose to see in the topology of a pane: it stays while other views are shown, and for the next start. */
export const usePictureChoice = definePaneStore('picture-choice', () => {
  const cluster = ref<ClusterId | null>(null)
  const namespaces = shallowRef<readonly string[] | null>(null)
  const steps = ref(2)
  const categories = shallowRef<readonly EdgeCategory[] | null>(null)
  const lens = ref<GraphLens>('everything')
  const filter = shallowRef<GraphFilter>(noFilter)
  const incident = ref(false)
  const opened = shallowRef<readonly ObjectId[]>([])
  const application = ref<ObjectId | null>(null)

  /** The topology of a cluster is shown: what was chosen for another one does not hold for it. */
  function begin(of: ClusterId): void {
    if (cluster.value === of) return
    cluster.value = of
    namespaces.value = null
    steps.value = 2
    categories.value = null
    lens.value = 'everything'
    filter.value = noFilter
    incident.value = false
    opened.value = []
    application.value = null
  }

  /** What of it is kept for another time. */
  const kept = (): KeptPicture => ({
    namespaces: namespaces.value,
    steps: steps.value,
    categories: categories.value,
    lens: lens.value,
    filter: filter.value,
    incident: incident.value,
    application: application.value,
  })

  /** What was kept holds again, for a cluster. */
  function take(of: ClusterId, picture: KeptPicture): void {
    begin(of)
    namespaces.value = picture.namespaces
    steps.value = picture.steps
    categories.value = picture.categories
    lens.value = picture.lens
    filter.value = picture.filter
    incident.value = picture.incident
    application.value = picture.application
  }

  return { cluster, namespaces, steps, categories, lens, filter, incident, opened, application, begin, kept, take }
})
