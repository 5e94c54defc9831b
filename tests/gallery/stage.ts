import { createPinia } from 'pinia'
import type { App as VueApp } from 'vue'
import { createApp, nextTick } from 'vue'
import App from '../../renderer/App.vue'
import { useClusters } from '../../renderer/stores/clusters.ts'
import { useConnection } from '../../renderer/stores/connection.ts'
import { provideLink } from '../../renderer/stores/link.ts'
import { useSession } from '../../renderer/stores/session.ts'
import { useSettings } from '../../renderer/stores/settings.ts'
import { useTabs } from '../../renderer/stores/tabs.ts'
import { usePlaces } from '../../renderer/stores/places.ts'
import { galleryDesktop } from './galleryDesktop.ts'
import { GalleryEngine, shownCluster } from './galleryEngine.ts'
import type { ViewState } from './galleryEngine.ts'
import PartsPage from './parts/PartsPage.vue'
import type { Screen } from './specimens.ts'

/** Shows one specimen at a time: the real window, with stores of its own. */
export class Stage {
  private app: VueApp | null = null
  private readonly host: HTMLElement
  /** Objects in the list; tests that look at every element want few. */
  objects = 1284

  constructor(host: HTMLElement) {
    this.host = host
  }

  clear(): void {
    this.app?.unmount()
    this.app = null
    useConnectionStop()
    // what was in the way of a person who worked here is not of the next specimen
    galleryDesktop.kept = { content: null, problem: null }
    galleryDesktop.views = []
    this.host.replaceChildren()
  }

  /** The page with all the parts. */
  async parts(): Promise<void> {
    this.clear()
    provideLink(new GalleryEngine('live'), galleryDesktop)
    this.app = createApp(PartsPage)
    this.app.use(createPinia())
    await useSettings().start()
    this.app.mount(this.host)
    await nextTick()
  }

  async show(screen: Screen, state: ViewState): Promise<void> {
    this.clear()
    provideLink(new GalleryEngine(state, this.objects), galleryDesktop)
    this.app = createApp(App)
    this.app.use(createPinia())
    await useSettings().start()
    this.app.mount(this.host)
    await useConnection().start(useSession().welcome)
    for (const id of ['ctx-st', 'ctx-us', shownCluster]) await useClusters().open(id)
    useTabs().showCluster(shownCluster)
    usePlaces().go({ view: 'rows', cluster: shownCluster, kind: 'core/Pod' })
    await nextTick()
    await screen.go()
    await nextTick()
  }
}

/** The link of the specimen before hears no more. */
function useConnectionStop(): void {
  try {
    useConnection().stop()
  } catch {
    // the first specimen has none before it
  }
}
