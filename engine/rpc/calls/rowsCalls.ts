import type { EngineApi } from '../../contract/index.ts'
import { ok } from '../../contract/index.ts'
import { objectsYaml } from '../../workspace/objectDetail.ts'
import { RowsSubscription } from '../rowsSubscription.ts'
import type { OpenWindow } from './openWindow.ts'

/** Open tables. */
export function rowsCalls(open: OpenWindow) {
  return {
    openRows: async (query, start, count) => {
      const cluster = open.find(query.cluster)
      if (!cluster.ok) return cluster
      const rows = new RowsSubscription(
        open.handle,
        (next) => open.find(next.cluster),
        (id) => open.parts.workspace.metrics(id),
        cluster.value,
        query,
        start,
        count,
      )
      return ok(open.add(rows))
    },
    changeRows: (subscription, query) => open.with(subscription, RowsSubscription, (rows) => rows.change(query)),
    moveRows: (subscription, start, count) =>
      open.with(subscription, RowsSubscription, (rows) => {
        rows.move(start, count)
        return ok(null)
      }),
    findRow: (subscription, object) => open.with(subscription, RowsSubscription, (rows) => ok(rows.slotOf(object))),
    rowIds: (subscription, start, count) => open.with(subscription, RowsSubscription, (rows) => rows.ids(start, count)),
    exportRows: (subscription, path, columns, only) => open.with(subscription, RowsSubscription, (rows) => rows.write(path, columns, only)),
    offerTerms: (subscription, text) => open.with(subscription, RowsSubscription, (rows) => rows.offers(text)),
    objectsYaml: (id, objects) => open.ask(id, async (cluster) => ok(await objectsYaml(cluster, objects))),
    closeSubscription: async (subscription) => open.close(subscription),
  } satisfies Partial<EngineApi>
}
