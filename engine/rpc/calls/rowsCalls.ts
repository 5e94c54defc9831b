import type { EngineApi } from '../../contract/index.ts'
import { ok } from '../../contract/index.ts'
import { missingObjects, objectsYaml } from '../../workspace/objectDetail.ts'
import { RowsSubscription, type RowsSurroundings } from '../rowsSubscription.ts'
import type { OpenWindow } from './openWindow.ts'

/** Open tables. */
export function rowsCalls(open: OpenWindow) {
  const { workspace } = open.parts
  const around: RowsSurroundings = {
    find: (id) => workspace.get(id),
    metrics: (id) => workspace.metrics(id),
    title: (id) => workspace.summary(id)?.alias ?? workspace.summary(id)?.name ?? id,
  }
  return {
    openRows: async (query, start, count) => {
      const cluster = open.find(query.cluster)
      return cluster.ok ? ok(open.add(new RowsSubscription(open.handle, around, query, start, count))) : cluster
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
    holdRows: (subscription, on) =>
      open.with(subscription, RowsSubscription, (rows) => {
        rows.hold(on)
        return ok(null)
      }),
    objectsYaml: (id, objects) => open.ask(id, async (cluster) => ok(await objectsYaml(cluster, objects))),
    missingObjects: (id, objects) => open.ask(id, async (cluster) => ok(missingObjects(cluster, objects))),
    closeSubscription: async (subscription) => open.close(subscription),
  } satisfies Partial<EngineApi>
}
