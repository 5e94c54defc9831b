import type { ClusterId, KindId, ObjectId } from '../../engine/contract/index.ts'
import type { SettingsSection } from '../settings/settingsList.ts'

/** Views of a cluster that are neither a list nor the topology; `renderer/views/pages.ts` has them. */
export type PageId = 'overview' | 'problems' | 'events' | 'rights'

/** Views over all open clusters. */
export type AllPageId = 'overview' | 'problems'

/** Where a person is. */
export type Place =
  | { view: 'clusters' }
  /** `of`: whose settings the part about clusters shows. */
  | { view: 'settings'; section: SettingsSection | null; of: ClusterId | null }
  /** Over all open clusters. */
  | { view: 'all'; page: AllPageId }
  /** `beside`: other clusters whose objects stand in the same list. */
  | { view: 'rows'; cluster: ClusterId; kind: KindId; beside?: readonly ClusterId[] }
  | { view: 'topology'; cluster: ClusterId; object: ObjectId | null }
  | { view: 'ledger'; cluster: ClusterId }
  | { view: 'page'; cluster: ClusterId; page: PageId }
