import { defineStore } from 'pinia'
import { computed, onScopeDispose, ref, shallowRef, toRef, watch } from 'vue'
import type { ClusterId, EngineError, ObjectDetail, ObjectId } from '../../engine/contract/index.ts'
import { parseObjectId } from '../../engine/contract/index.ts'
import { useKinds } from './kinds.ts'
import { engine } from './link.ts'
import { definePaneStore } from './paneStore.ts'
import { useRows } from './rows.ts'
import { useGraph } from './graph.ts'

export type DrawerTab = 'overview' | 'relations' | 'yaml' | 'events' | 'graph' | 'history' | 'logs' | 'metrics'

/** The drawer asks again at most this often while its object changes. In milliseconds. */
const followPace = 500

/** The cluster selected on the Clusters screen, in whichever pane that is shown. */
const useHome = defineStore('home', () => ({ selected: ref<ClusterId | null>(null) }))

/** The one selected object of a pane: table, canvas and drawer always mean the same. */
export const useSelection = definePaneStore('selection', (pane) => {
  const cluster = ref<ClusterId | null>(null)
  const id = ref<ObjectId | null>(null)
  const home = toRef(useHome(), 'selected')
  const drawer = ref(false)
  const tab = ref<DrawerTab>('overview')
  const detail = shallowRef<ObjectDetail | null>(null)
  const error = shallowRef<EngineError | null>(null)
  const yaml = ref<string | null>(null)
  const yamlError = shallowRef<EngineError | null>(null)
  const ref_ = computed(() => (id.value === null ? null : parseObjectId(id.value)))
  let asking = 0
  let timer: ReturnType<typeof setTimeout> | null = null

  async function load(): Promise<void> {
    if (cluster.value === null || id.value === null || !drawer.value) return
    const mine = ++asking
    const answer = await engine().api.getObject(cluster.value, id.value)
    if (mine !== asking) return
    if (answer.ok) {
      detail.value = answer.value
      error.value = null
    } else error.value = answer.error
    if (tab.value === 'yaml') await loadYaml()
  }

  async function loadYaml(): Promise<void> {
    if (cluster.value === null || id.value === null) return
    const mine = asking
    const answer = await engine().api.getYaml(cluster.value, id.value)
    if (mine !== asking) return
    if (answer.ok) {
      yaml.value = answer.value
      yamlError.value = null
    } else yamlError.value = answer.error
  }

  /** Selects an object; with `open` the drawer opens as well. */
  function select(inCluster: ClusterId, object: ObjectId, open: boolean = drawer.value): void {
    const isNew = cluster.value !== inCluster || id.value !== object
    const opens = open && !drawer.value
    cluster.value = inCluster
    id.value = object
    drawer.value = open
    if (isNew) {
      detail.value = null
      error.value = null
      yaml.value = null
      yamlError.value = null
    }
    if (open && (isNew || opens)) void load()
  }

  function showTab(next: DrawerTab): void {
    tab.value = next
    if (next === 'yaml') void loadYaml()
  }

  function closeDrawer(): void {
    drawer.value = false
    asking++
  }

  function clear(): void {
    closeDrawer()
    id.value = null
    cluster.value = null
    detail.value = null
  }

  function follow(): void {
    if (!drawer.value || timer !== null) return
    timer = setTimeout(() => {
      timer = null
      void load()
    }, followPace)
  }

  // The object's own row, its kind's ledger or that of events changed: the drawer asks again.
  watch(
    () => useRows(pane).touched,
    (touched) => {
      if (id.value !== null && touched.has(id.value)) follow()
    },
  )
  watch(
    () => useGraph(pane).revision,
    () => {
      if (id.value !== null) follow()
    },
  )
  watch(
    () => {
      const kind = ref_.value?.kind
      if (kind === undefined || cluster.value === null) return null
      const ledger = useKinds().byCluster.get(cluster.value)?.ledger
      const [entry, events] = [ledger?.get(kind), ledger?.get('core/Event')]
      return `${entry?.state} ${entry?.count} ${entry?.heardAt ?? 0} ${events?.state}`
    },
    () => {
      if (id.value !== null) follow()
    },
  )

  onScopeDispose(() => {
    asking++
    if (timer !== null) clearTimeout(timer)
  })

  return { cluster, id, home, ref: ref_, drawer, tab, detail, error, yaml, yamlError, select, showTab, closeDrawer, clear, load }
})
