import { ageCell, deleting, present } from './cells.ts'
import { age } from './columns.ts'
import { defineKind } from './defineKind.ts'
import type { Kind } from './kind.ts'
import { bindingColumns, bindingSections, bindingWideColumns, roleCell, subjectCells } from './rbac.ts'

/** RoleBindings: `kubectl get rolebindings -o wide`, with all subjects in one column. */
export const roleBinding: Kind = defineKind({
  id: 'rbac.authorization.k8s.io/RoleBinding',
  resource: 'rolebindings',
  title: 'RoleBindings',
  shortName: 'rolebinding',
  namespaced: true,
  category: 'access',
  columns: [...bindingColumns, age, ...bindingWideColumns],
  read(object) {
    const [subjects, ...wide] = subjectCells(object)
    return { cells: [roleCell(object), subjects, ageCell(object), ...wide], health: deleting(object) ?? present }
  },
  detail: bindingSections,
})
