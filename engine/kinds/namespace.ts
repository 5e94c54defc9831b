import type { Health } from '../contract/index.ts'
import { ageCell, deleting, health, listCell, statusCell, textCell } from './cells.ts'
import { age, status } from './columns.ts'
import { conditionsOf, conditionsSection } from './conditions.ts'
import { defineKind } from './defineKind.ts'
import { rec, str, strs } from './fields.ts'
import type { Kind, KubeObject } from './kind.ts'
import { fieldsSection, sectionList } from './sections.ts'

/** Namespaces: `kubectl get namespaces`. */
export const namespace: Kind = defineKind({
  id: 'core/Namespace',
  resource: 'namespaces',
  title: 'Namespaces',
  shortName: 'ns',
  namespaced: false,
  category: 'cluster',
  columns: [status('status', 'Status', 120), age],
  read(object) {
    const health = namespaceHealth(object)
    return { cells: [statusCell(str(rec(object.status).phase), health.level), ageCell(object)], health }
  },
  detail(object) {
    return sectionList(
      fieldsSection('Summary', [
        ['Status', textCell(str(rec(object.status).phase))],
        ['Finalizers', listCell(strs(rec(object.spec).finalizers))],
      ]),
      conditionsSection(object),
    )
  },
})

/** A namespace that cannot be emptied says in its conditions what holds it. */
function namespaceHealth(object: KubeObject): Health {
  const phase = str(rec(object.status).phase)
  if (phase !== 'Terminating' && deleting(object) === null) return health('healthy', phase || 'Active')
  const stuck = conditionsOf(object).filter((condition) => condition.status === 'True' && str(condition.type).startsWith('Namespace'))
  const failing =
    stuck.find((condition) => /Failure$/.test(str(condition.type))) ??
    stuck.find((condition) => condition.type === 'NamespaceFinalizersRemaining')
  if (failing !== undefined) return health('warning', str(failing.reason) || 'Terminating', str(failing.message))
  return health('progressing', 'Terminating', str(rec(stuck[0]).message))
}
