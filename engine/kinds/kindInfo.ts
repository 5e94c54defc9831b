import type { ServedKind } from '../cluster/servedKind.ts'
import { cellTextLimit, type KindInfo, visibleText } from '../contract/index.ts'
import { genericKind } from './generic.ts'
import { kindFor } from './index.ts'
import type { Kind } from './kind.ts'

/** Names of custom kinds and of their columns are somebody else's text. */
const shown = (name: string): string => visibleText(name, cellTextLimit)

/** What windows learn of a served kind. `generic` is the kind made for it earlier (with printer columns), when it has no file of its own. */
export function kindInfoFor(served: ServedKind, generic?: Kind): KindInfo {
  const own = kindFor(served.id)
  const kind = own ?? generic ?? genericKind(served)
  return {
    id: served.id,
    group: served.group,
    version: served.version,
    kind: served.kind,
    resource: served.resource,
    shortName: shown(kind.shortName),
    title: shown(kind.title),
    namespaced: served.namespaced,
    category: kind.category,
    columns: own === undefined ? kind.columns.map((column) => ({ ...column, title: shown(column.title) })) : kind.columns,
    known: own !== undefined,
    ...(own?.lesser === true ? { lesser: true as const } : {}),
  }
}
