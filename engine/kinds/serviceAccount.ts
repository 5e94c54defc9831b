import type { Cell } from '../contract/index.ts'
import { ageCell, deleting, present, refCell, yesNoCell } from './cells.ts'
import { age, figure, ref } from './columns.ts'
import { defineKind } from './defineKind.ts'
import { arr, rec, recs, str } from './fields.ts'
import type { Kind } from './kind.ts'
import { fieldsSection, sectionList, tableSection } from './sections.ts'

/** ServiceAccounts: `kubectl get serviceaccounts`. */
export const serviceAccount: Kind = defineKind({
  id: 'core/ServiceAccount',
  resource: 'serviceaccounts',
  title: 'ServiceAccounts',
  shortName: 'sa',
  namespaced: true,
  category: 'access',
  columns: [figure('secrets', 'Secrets'), age],
  read(object) {
    return { cells: [arr(object['secrets']).length, ageCell(object)], health: deleting(object) ?? present }
  },
  detail(object) {
    const namespace = str(rec(object.metadata).namespace)
    const names = (value: unknown): Cell[][] => recs(value).map((item) => [refCell('core/Secret', namespace, str(item.name))])
    return sectionList(
      fieldsSection('Summary', [['Mounts its token', yesNoCell(object['automountServiceAccountToken'] !== false)]]),
      tableSection('Secrets', [ref('secret', 'Secret', 240, { grow: true })], names(object['secrets'])),
      tableSection('Image pull secrets', [ref('secret', 'Secret', 240, { grow: true })], names(object['imagePullSecrets'])),
    )
  },
})
