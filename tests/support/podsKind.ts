import type { KindInfo } from '../../engine/contract/index.ts'

/** Pods as a snapshot tells of them. */
export const podsKind: KindInfo = {
  id: 'core/Pod',
  group: '',
  version: 'v1',
  kind: 'Pod',
  resource: 'pods',
  shortName: 'po',
  title: 'Pods',
  namespaced: true,
  category: 'workloads',
  columns: [],
  known: true,
}
