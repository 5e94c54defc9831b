import type { EngineApi } from '../../contract/index.ts'
import { err, ok, parseObjectId } from '../../contract/index.ts'
import { uidsOf } from '../../events/eventTarget.ts'
import type { RightsBook } from '../../rights/rightsBook.ts'
import { fieldDocs, type SchemaServer } from '../../workspace/fieldDocs.ts'
import { KindSchemas } from '../../workspace/kindSchemas.ts'
import { LiveCluster } from '../../workspace/liveCluster.ts'
import { liveYaml, revealKey } from '../../workspace/liveQuestions.ts'
import { objectDetail, objectYaml } from '../../workspace/objectDetail.ts'
import type { OpenCluster } from '../../workspace/openCluster.ts'
import { notOpen } from '../../workspace/workspace.ts'
import type { Result } from '../../contract/index.ts'
import type { OpenWindow } from './openWindow.ts'

/** One object: found, shown, read from the server; and what a person may do with it. */
export function objectCalls(open: OpenWindow) {
  const { workspace, audit } = open.parts
  const schemas = new WeakMap<OpenCluster, KindSchemas>()
  const schemasOf = (cluster: OpenCluster): KindSchemas => {
    const held = schemas.get(cluster) ?? new KindSchemas()
    schemas.set(cluster, held)
    return held
  }
  const rights = async <T>(id: string, question: (book: RightsBook) => Promise<T>): Promise<Result<T>> => {
    const live = workspace.live(id)
    if (!live.ok) return live
    const book = live.value.rights
    return book.ok ? ok(await question(book.value)) : book
  }
  return {
    getObject: (id, object) =>
      open.ask(id, async (cluster) => {
        const schema = await schemasOf(cluster).of(cluster.picture, serverOf(cluster), parseObjectId(object)?.kind ?? '')
        const detail = objectDetail(id, cluster, object, schema)
        const ref = parseObjectId(object)
        const uids = detail.ok && ref !== null ? uidsOf(ref, detail.value.uid, cluster.picture.store.body(object)) : new Set<string>()
        const kept = detail.ok ? workspace.events(id)?.forgottenAbout(object, detail.value.createdAt, uids) : undefined
        if (!detail.ok || kept === undefined || kept.length === 0) return detail
        const events = [...detail.value.events, ...kept].sort((a, b) => (b.lastAt ?? 0) - (a.lastAt ?? 0))
        return ok({ ...detail.value, events })
      }),
    getYaml: (id, object) => open.ask(id, (cluster) => objectYaml(cluster, object)),
    getLiveYaml: async (id, object) => {
      const live = workspace.live(id)
      return live.ok ? liveYaml(live.value, object) : live
    },
    search: (id, words, limit) => open.ask(id, ({ picture }) => ok(picture.store.search(words, limit))),
    findOfKind: (id, kind, words, limit) => open.ask(id, ({ picture }) => ok(picture.store.searchKind(kind, words, limit))),
    fieldDocs: (id, kind, path) =>
      open.ask(id, (cluster) => {
        return fieldDocs(cluster.picture, serverOf(cluster), kind, path)
      }),
    revealKey: async (id, object, key) => {
      const live = workspace.live(id)
      const summary = workspace.summary(id)
      if (!live.ok || summary === null) return live.ok ? err(notOpen(id)) : live
      return revealKey(live.value, summary, audit, object, key)
    },
    askRights: (id, asks) => rights(id, (book) => book.ask(asks)),
    reviewRights: (id, namespace) => rights(id, (book) => book.review(namespace)),
  } satisfies Partial<EngineApi>
}

/** The way to a server's schemas, while it is connected. */
function serverOf(cluster: OpenCluster): SchemaServer | null {
  if (!(cluster instanceof LiveCluster) || cluster.session.client === null) return null
  return { client: cluster.session.client, openApi: cluster.openApi }
}
