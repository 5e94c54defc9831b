import { defineStore } from 'pinia'
import type { ClusterId, EventsPage, EventsQuery, Result } from '../../engine/contract/index.ts'
import { engine } from './link.ts'
import { watched } from './watched.ts'

/** The events of clusters. */
export const useEvents = defineStore('events', () => {
  const page = (cluster: ClusterId, query: EventsQuery, start: number, count: number): Promise<Result<EventsPage>> =>
    engine().api.events(cluster, query, start, count)
  return {
    ...watched(
      (cluster) => engine().api.watchEvents(cluster),
      (cluster) => engine().api.unwatchEvents(cluster),
    ),
    page,
  }
})
