import type { EngineApi } from '../../contract/index.ts'
import { err, ok } from '../../contract/index.ts'
import { notOpen } from '../../workspace/workspace.ts'
import { PacedWatch } from '../pacedWatch.ts'
import type { OpenWindow } from './openWindow.ts'

/** Milliseconds between two words that there are new events, or that an overview changed. */
const eventsPace = 300
const overviewPace = 1_000
/** Least milliseconds between two `problems` events: working out what is wrong costs more than a table. */
const problemsPace = 2_000

/** The pages of a cluster that say when they changed: problems, events, overview. */
export function clusterPageCalls(open: OpenWindow) {
  const { workspace } = open.parts
  const watchedProblems = new PacedWatch(open.handle, 'problems', problemsPace)
  const watchedEvents = new PacedWatch(open.handle, 'events', eventsPace)
  const watchedOverviews = new PacedWatch(open.handle, 'overview', overviewPace)
  return {
    problems: (id, namespaces) => open.ask(id, (cluster) => open.questions.problems(id, cluster, namespaces)),
    watchProblems: (id) =>
      open.ask(id, (cluster) => {
        watchedProblems.watch(id, cluster, (tell) => cluster.picture.graph.onDelta(tell))
        return ok(null)
      }),
    unwatchProblems: async (id) => {
      watchedProblems.unwatch(id)
      return ok(null)
    },

    events: async (id, query, start, count) => {
      const keeper = workspace.events(id)
      return keeper === undefined ? err(notOpen(id)) : ok(keeper.page(query, start, count))
    },
    watchEvents: async (id) => {
      const keeper = workspace.events(id)
      if (keeper === undefined) return err(notOpen(id))
      watchedEvents.watch(id, keeper, (tell) => keeper.onChange(tell))
      return ok(null)
    },
    unwatchEvents: async (id) => {
      watchedEvents.unwatch(id)
      return ok(null)
    },

    overview: async (id) => {
      const book = workspace.overview(id)
      return book === undefined ? err(notOpen(id)) : ok(book.overview())
    },
    watchOverview: async (id) => {
      const book = workspace.overview(id)
      if (book === undefined) return err(notOpen(id))
      watchedOverviews.watch(id, book, (tell) => {
        const ends = [book.watch(), book.onChange(tell)]
        return () => {
          for (const end of ends) end()
        }
      })
      return ok(null)
    },
    unwatchOverview: async (id) => {
      watchedOverviews.unwatch(id)
      return ok(null)
    },
  } satisfies Partial<EngineApi>
}
