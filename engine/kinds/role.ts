import { ageCell, deleting, present } from './cells.ts'
import { age, figure } from './columns.ts'
import { defineKind } from './defineKind.ts'
import { arr } from './fields.ts'
import type { Kind } from './kind.ts'
import { rulesSection } from './rbac.ts'
import { sectionList } from './sections.ts'

/** Roles: `kubectl get roles`, with how many rules they hold. */
export const role: Kind = defineKind({
  id: 'rbac.authorization.k8s.io/Role',
  resource: 'roles',
  title: 'Roles',
  shortName: 'role',
  namespaced: true,
  category: 'access',
  columns: [figure('rules', 'Rules'), age],
  read(object) {
    return { cells: [arr(object['rules']).length, ageCell(object)], health: deleting(object) ?? present }
  },
  detail(object) {
    return sectionList(rulesSection(object['rules']))
  },
})
