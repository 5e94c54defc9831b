import type { ServedKind } from '../cluster/servedKind.ts'
import type { KindInfo } from '../contract/index.ts'
import { genericKind } from './generic.ts'
import { kindFor } from './index.ts'
import type { Kind } from './kind.ts'

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
    shortName: kind.shortName,
    title: kind.title,
    namespaced: served.namespaced,
    category: kind.category,
    columns: kind.columns,
    known: own !== undefined,
  }
}
