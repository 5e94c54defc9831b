import { defineAsyncComponent, type Component } from 'vue'
import { Gauge, ScrollText, ShieldCheck, TriangleAlert } from '@lucide/vue'
import type { AllPageId, PageId } from '../stores/place.ts'

/** A view of a cluster that is neither a list of a kind nor the topology. */
export interface Page {
  id: PageId
  title: string
  icon: Component
  /** Takes `cluster`, emits `review`. Loaded when it is first shown. */
  component: Component
}

/** The pages, in the order of the sidebar. */
export const pages: readonly Page[] = [
  { id: 'overview', title: 'Overview', icon: Gauge, component: defineAsyncComponent(() => import('./OverviewView.vue')) },
  { id: 'problems', title: 'Problems', icon: TriangleAlert, component: defineAsyncComponent(() => import('./ProblemsView.vue')) },
  { id: 'events', title: 'Events', icon: ScrollText, component: defineAsyncComponent(() => import('./EventsView.vue')) },
  { id: 'rights', title: 'Rights', icon: ShieldCheck, component: defineAsyncComponent(() => import('./RightsView.vue')) },
]

/** The views over all open clusters. */
export const allPages: Readonly<Record<AllPageId, { title: string; icon: Component; component: Component }>> = {
  overview: { title: 'All clusters', icon: Gauge, component: defineAsyncComponent(() => import('./AllClustersView.vue')) },
  problems: {
    title: 'Problems of all clusters',
    icon: TriangleAlert,
    component: defineAsyncComponent(() => import('./AllProblemsView.vue')),
  },
}

/** What a page is called; its id where it is not known any more. */
export function pageTitle(id: PageId): string {
  return pages.find((page) => page.id === id)?.title ?? id
}
