import { ageCell, deleting, listCell, present } from './cells.ts'
import { age, figure, list } from './columns.ts'
import { defineKind } from './defineKind.ts'
import { arr, rec, recs } from './fields.ts'
import type { Kind, KubeObject } from './kind.ts'
import { selectorText } from './labelSelector.ts'
import { rulesSection } from './rbac.ts'
import { fieldsSection, sectionList } from './sections.ts'

/** ClusterRoles: `kubectl get clusterroles`, with how many rules they hold. */
export const clusterRole: Kind = defineKind({
  id: 'rbac.authorization.k8s.io/ClusterRole',
  resource: 'clusterroles',
  title: 'ClusterRoles',
  shortName: 'clusterrole',
  namespaced: false,
  category: 'access',
  columns: [figure('rules', 'Rules'), list('aggregates', 'Aggregates', 280, { grow: true }), age],
  read(object) {
    return { cells: [arr(object['rules']).length, listCell(aggregates(object)), ageCell(object)], health: deleting(object) ?? present }
  },
  detail(object) {
    return sectionList(fieldsSection('Summary', [['Aggregates roles with', listCell(aggregates(object))]]), rulesSection(object['rules']))
  },
})

/** Selectors of the roles whose rules this one takes over. */
function aggregates(object: KubeObject): readonly string[] {
  return recs(rec(object['aggregationRule']).clusterRoleSelectors).map((selector) => selectorText(selector) || '(all)')
}
