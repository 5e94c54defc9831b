import { ageCell, deleting, present } from './cells.ts'
import { age } from './columns.ts'
import { defineKind } from './defineKind.ts'
import type { Kind } from './kind.ts'
import { bindingColumns, bindingSections, bindingWideColumns, roleCell, subjectCells } from './rbac.ts'

/** ClusterRoleBindings: `kubectl get clusterrolebindings -o wide`, with all subjects in one column. */
export const clusterRoleBinding: Kind = defineKind({
  id: 'rbac.authorization.k8s.io/ClusterRoleBinding',
  resource: 'clusterrolebindings',
  title: 'ClusterRoleBindings',
  shortName: 'clusterrolebinding',
  namespaced: false,
  category: 'access',
  columns: [...bindingColumns, age, ...bindingWideColumns],
  read(object) {
    const [subjects, ...wide] = subjectCells(object)
    return { cells: [roleCell(object), subjects, ageCell(object), ...wide], health: deleting(object) ?? present }
  },
  detail: bindingSections,
})
