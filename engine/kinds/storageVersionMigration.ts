import type { Health } from '../contract/index.ts'
import { ageCell, deleting, health, statusCell, textCell } from './cells.ts'
import { age, status, text } from './columns.ts'
import { conditionOf, conditionsSection } from './conditions.ts'
import { defineKind } from './defineKind.ts'
import { rec, scalar, str } from './fields.ts'
import type { Kind, KubeObject } from './kind.ts'
import { fieldsSection, sectionList } from './sections.ts'

/** StorageVersionMigrations (alpha, off by default): `kubectl get storageversionmigrations`, with how far each is. */
export const storageVersionMigration: Kind = defineKind({
  id: 'storagemigration.k8s.io/StorageVersionMigration',
  resource: 'storageversionmigrations',
  title: 'StorageVersionMigrations',
  shortName: 'storageversionmigration',
  namespaced: false,
  category: 'cluster',
  lesser: true,
  columns: [text('resource', 'Resource', 320, { grow: true }), status('state', 'State', 130), age],
  read(object) {
    const state = migrationHealth(object)
    return { cells: [textCell(resourceText(object)), statusCell(state.reason, state.level), ageCell(object)], health: state }
  },
  detail(object) {
    const resource = rec(rec(object.spec).resource)
    return sectionList(
      fieldsSection('Summary', [
        ['Resource', textCell(str(resource.resource))],
        ['Version', textCell(str(resource.version))],
        ['Group', str(resource.group) || 'core'],
        ['Up to version', textCell(scalar(rec(object.status).resourceVersion))],
      ]),
      conditionsSection(object),
    )
  },
})

/** `deployments.v1.apps`, as the server's table has it. */
function resourceText(object: KubeObject): string {
  const { resource, version, group } = rec(rec(object.spec).resource)
  return str(resource) === '' ? '' : `${str(resource)}.${str(version)}.${str(group)}`
}

function migrationHealth(object: KubeObject): Health {
  const going = deleting(object)
  if (going !== null) return going
  const failed = rec(conditionOf(object, 'Failed'))
  if (failed.status === 'True') return health('failing', str(failed.reason) || 'Failed', str(failed.message))
  if (rec(conditionOf(object, 'Succeeded')).status === 'True') return health('healthy', 'Succeeded')
  return rec(conditionOf(object, 'Running')).status === 'True' ? health('progressing', 'Running') : health('progressing', 'Pending')
}
