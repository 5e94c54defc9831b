import type { EngineApi, EngineError } from '../../contract/index.ts'
import { err, ok } from '../../contract/index.ts'
import { applicationsOf } from '../../graph/applications.ts'
import { checkGraphQuery } from '../../graph/scope.ts'
import { GraphSubscription } from '../graphSubscription.ts'
import { RowsSubscription } from '../rowsSubscription.ts'
import type { OpenWindow } from './openWindow.ts'

const nothingExported: EngineError = { code: 'not-found', message: 'Nothing is being exported.' }

/** Open graphs, what is asked of them, and what is written of them. */
export function graphCalls(open: OpenWindow) {
  return {
    openGraph: async (query) => {
      const bad = checkGraphQuery(query)
      if (bad !== null) return err(bad)
      const cluster = open.find(query.cluster)
      if (!cluster.ok) return cluster
      const { layout, places } = open.parts
      return ok(open.add(new GraphSubscription(open.handle, (next) => open.find(next.cluster), layout, places, cluster.value, query)))
    },
    changeGraph: async (subscription, query) => {
      const bad = checkGraphQuery(query)
      return bad !== null ? err(bad) : open.with(subscription, GraphSubscription, (graph) => graph.change(query))
    },
    tidyGraph: (subscription) => open.with(subscription, GraphSubscription, ({ view }) => view.tidy()),
    pinGraph: (subscription, box, at) => open.with(subscription, GraphSubscription, ({ view }) => view.pin(box, at)),
    graphMembers: (subscription, tile, start, count) =>
      open.with(subscription, GraphSubscription, ({ view }) => view.members(tile, start, count)),
    graphEdges: (subscription, edges) => open.with(subscription, GraphSubscription, ({ view }) => ok(view.edges(edges))),
    graphEdgesOf: (subscription, tile) => open.with(subscription, GraphSubscription, ({ view }) => ok(view.edgesOf(tile))),
    graphTile: (subscription, id) => open.with(subscription, GraphSubscription, ({ view }) => ok(view.tileOf(id))),
    applications: (id) => open.ask(id, ({ picture }) => ok(applicationsOf(picture.graph, picture.store))),

    askGraph: (id, question) => open.ask(id, (cluster) => open.questions.ask(id, cluster, question)),
    cancelQuestions: async (id) => {
      open.questions.cancel(id)
      return ok(null)
    },

    exportGraph: (subscription, path, options) =>
      open.with(subscription, GraphSubscription, (graph) => {
        const source = graph.exportSource((id) => open.titleOf(id))
        if (source === null)
          return err({ code: 'not-found', message: 'The graph is still being drawn.', todo: 'Export it when it is on the screen.' })
        return open.exports.run(subscription, source, path, options)
      }),
    cancelExport: async (subscription) =>
      open.exports.cancel(subscription) || open.get(subscription, RowsSubscription)?.cancelWrite() === true
        ? ok(null)
        : err(nothingExported),
  } satisfies Partial<EngineApi>
}
